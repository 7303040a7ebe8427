"""A real Home Assistant can be started, driven, ended and started again."""

from datetime import UTC, datetime
import json

import pytest

from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant, StartError
from simulators.home_assistant.client import FlowError
from simulators.home_assistant.config import Settings
from simulators.home_assistant.session import RestError
from simulators.home_assistant.websocket import CommandError
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import play
from simulators.scales.scale import Stand

SERVICE = "0000181b-0000-1000-8000-00805f9b34fb"
# Core's own example of an integration with options and subentries.
SETTINGS = Settings(more="kitchen_sink:\ninput_boolean:\n  lamp:\n    name: Lamp\n")


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


@pytest.mark.e2e
async def test_a_house(tmp_path):
    folder = tmp_path / "house"
    told: list[str] = []
    proxy = EspHomeProxy(name="hall")
    async with proxy, HomeAssistant(folder, settings=SETTINGS, say=told.append) as house:
        assert told[-1].startswith("Home Assistant is up at http://127.0.0.1:")
        entry = await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        await one_stand_is_heard(house, proxy)
        await core_discovers_the_scale(house)
        await states_and_actions(house)
        await options_and_subentries(house)
        await errors_are_told(house)

        await house.wait_stored("core.config_entries", entry["entry_id"])
        await house.kill()
        assert not house.running
        await house.start()
        assert [e["entry_id"] for e in await house.entries("esphome")] == [entry["entry_id"]]
        await proxy.wait_subscribed(30)
        await one_stand_is_heard(house, proxy)

        proxy.drop_connections()
        await proxy.wait_subscribed(60)

        await proxy.stop()
        async with EspHomeProxy(name=proxy.name, mac=proxy.mac) as moved:
            again = await house.add_proxy("127.0.0.1", moved.port)
            assert again["entry_id"] == entry["entry_id"]
            await moved.wait_subscribed(60)

    assert not house.running
    assert (folder / "login.json").stat().st_mode & 0o077 == 0
    stopped = (folder / ".storage" / "core.config_entries").read_text()
    assert entry["entry_id"] in stopped
    assert not (set(tmp_path.iterdir()) - {folder})


async def one_stand_is_heard(house, proxy):
    """Everything that differs arrives, in order."""
    scale = MiScale(on_air=1)
    beacons = scale.schedule(
        Stand(weight_kg=72.4, impedance=501), datetime.now(UTC).replace(tzinfo=None)
    )
    async with house.subscribe("bluetooth/subscribe_advertisements") as events:
        await play(scale, beacons, proxy, speed=20)
        last = beacons[-1].payload.hex()
        await events.wait_for(lambda event: last in payloads([event]), 30, "removed record")

    heard = payloads(events.seen)
    sent = list(dict.fromkeys(beacon.payload.hex() for beacon in beacons))
    assert [text for text in dict.fromkeys(heard) if text in sent] == sent


def payloads(events):
    return [
        heard["service_data"][SERVICE]
        for event in events
        for heard in event.get("add", [])
        if SERVICE in heard["service_data"]
    ]


async def core_discovers_the_scale(house):
    async def flows():
        return await house.discovered("xiaomi_ble")

    (flow,) = await house.wait_for(flows, 30, "discovered scale")
    shown = await house.continue_flow(flow["flow_id"])
    assert shown["step_id"] == "bluetooth_confirm"


async def states_and_actions(house):
    assert await house.state("input_boolean.lamp") == "off"
    assert await house.state("input_boolean.none") is None
    assert (await house.states())["input_boolean.lamp"]["attributes"]["friendly_name"] == "Lamp"
    await house.call("input_boolean.turn_on", entity_id="input_boolean.lamp")
    assert await house.wait_for_state("input_boolean.lamp", "on") == "on"
    assert await house.wait_for_state("input_boolean.lamp", lambda state: state != "off") == "on"
    with pytest.raises(TimeoutError, match="lamp is 'on' after"):
        await house.wait_for_state("input_boolean.lamp", "off", 0.3)
    with pytest.raises(TimeoutError, match="none is None after"):
        await house.wait_for_state("input_boolean.none", "off", 0.3)

    answer = await house.call(
        "recorder.get_statistics",
        respond=True,
        start_time="2026-01-01 00:00:00",
        statistic_ids=["sensor.none"],
        period="hour",
        types=["mean"],
    )
    assert answer == {"statistics": {}}

    async with house.subscribe("subscribe_events", event_type="state_changed") as events:
        await house.call("input_boolean.turn_off", entity_id="input_boolean.lamp")
        await events.wait_for(lambda event: event["data"]["new_state"]["state"] == "off")
        with pytest.raises(TimeoutError, match="no such thing after"):
            await events.wait_for(lambda _: False, 0.1, "such thing")


async def options_and_subentries(house):
    (entry,) = await house.entries("kitchen_sink")
    entry_id = entry["entry_id"]
    done = await house.options(entry_id, {"section_1": {"bool": True, "int": 3}})
    assert done["type"] == "create_entry"

    made = await house.subentry_flow(entry_id, "entity", {"name": "cup", "state": 3})
    assert made["type"] == "create_entry"
    cup = next(s for s in await house.subentries(entry_id) if s["title"] == "cup")
    changed = await house.subentry_flow(
        entry_id, "entity", {"name": "mug", "state": 4}, subentry_id=cup["subentry_id"]
    )
    assert changed["reason"] == "reconfigure_successful"
    assert "mug" in {subentry["title"] for subentry in await house.subentries(entry_id)}


async def errors_are_told(house):
    with pytest.raises(RestError, match="404"):
        await house.flow("no_such_integration")
    with pytest.raises(FlowError, match="connection_error"):
        await house.flow("esphome", {"host": "127.0.0.1", "port": 1}, {"next": "step"})
    with pytest.raises(FlowError):
        await house.add_proxy("127.0.0.1", 1)
    with pytest.raises(CommandError, match="unknown_command"):
        await house.command("no/such/command")
    with pytest.raises(RestError, match="400"):
        await house.call("input_boolean.no_such_action")

    # A token that is too old is renewed, on REST and on the websocket.
    house._access_token = "too old"
    await house.hang_up()
    assert await house.states()
    house._access_token = "too old"
    registry = await house.command("config/entity_registry/list")
    assert "kitchen_sink" in {entity["platform"] for entity in registry}


@pytest.mark.e2e
async def test_a_lost_login_is_told(tmp_path):
    house = HomeAssistant(tmp_path)
    async with house:
        await house.kill()
        (tmp_path / "login.json").write_text(json.dumps({"refresh_token": "unknown"}))
        with pytest.raises(RestError, match="invalid_grant"):
            await house.start()
        assert not house.running

        (tmp_path / "login.json").unlink()
        with pytest.raises(StartError, match="nobody can log in"):
            await house.start()
        assert not house.running


async def test_nothing_can_be_asked_before_it_is_open(tmp_path):
    house = HomeAssistant(tmp_path)
    with pytest.raises(RuntimeError, match="isn't open"):
        await house.states()
    with pytest.raises(RuntimeError, match="nobody has logged in"):
        await house.login()
    await house.close()  # there is nothing to close
