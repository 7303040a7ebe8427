"""A captured weighing reaches a person's sensors through a real Home Assistant and its ESPHome
integration, once, whatever is replayed, restarted or killed."""

import pytest

from simulators.demo import ANNA, BAREFOOT, BEN, SOCKS
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import find_card, set_up_household
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import play, weigh
from simulators.scales.scale import Stand, captured

from .house import ZONE, body_fat, stored_weighings

pytestmark = pytest.mark.e2e


# What the scale of the first capture goes on sending when nobody stands on it any more.
REMOVED = "02a6b20705040f0207ac018642"
UNHEARD = "02a6b20705040f0f07d101fe42"  # 13 minutes later by its clock: 85.75 kg, 465 ohm
TOUCHED = "0204b20705040f03010000c800"
LET_GO = "0284b20705040f03020000c800"


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def number(house, entity_id):
    return float(await house.state(entity_id))


async def test_the_whole_way(tmp_path):
    scale = MiScale(on_air=3)
    settings = Settings(time_zone=ZONE.key, logs={"custom_components.body_scale": "info"})
    async with (
        EspHomeProxy(name="hall") as proxy,
        HomeAssistant(tmp_path / "house", settings=settings) as house,
    ):
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        entry_id = await set_up_household(house, proxy, scale, ANNA, BEN)
        await house.wait_stored("core.config_entries", "Ben")

        await a_captured_weighing(house, proxy, scale)
        await replays_are_no_weighing(house, proxy, scale)
        await killed_and_started_again(house, proxy, scale)
        await weighed_while_nobody_listened(house, proxy, scale)
        await the_other_in_socks(house, proxy, scale)
        await a_simulated_weighing_at_real_speed(house, proxy, scale)
        await a_second_scale(house, proxy, entry_id)
        await bad_input_over_rest(house, entry_id)

        log = house.log_tail()
        assert "Traceback" not in log, log


async def a_captured_weighing(house, proxy, scale):
    await play(scale, captured(BAREFOOT, 0.5), proxy)
    await house.wait_for_state("sensor.ben_weight", "85.15", 30)
    event = (await house.states())["event.ben_weighing"]["attributes"]
    assert (event["weight"], event["impedance"], event["origin"]) == (85.15, 428, "live")
    fat = body_fat(85.15, 428, 182, BEN["birth_date"])
    assert await number(house, "sensor.ben_body_fat") == pytest.approx(fat, abs=1e-3)
    assert await house.state("sensor.anna_weight") == "unknown"
    assert stored_weighings(house) == [(85.15, 428, "live")]


async def replays_are_no_weighing(house, proxy, scale):
    await play(scale, captured([REMOVED] * 3 + [BAREFOOT[-1]] * 2, 0.2), proxy)
    proxy.drop_connections()
    await proxy.wait_subscribed(60)
    await play(scale, captured([BAREFOOT[-1], REMOVED], 0.2), proxy)
    await still(house, proxy, scale, 1)


async def still(house, proxy, scale, count):
    """See that nothing came of what was played, once something later has come through."""
    registry = await house.command("config/entity_registry/list")
    unique_id = f"{scale.address}_live_weight"
    [live] = [each["entity_id"] for each in registry if each["unique_id"] == unique_id]
    # Somebody touches the scale (1 kg) and lets go, by the scale's clock after all that.
    for payload, state in ((TOUCHED, "1.0"), (LET_GO, "unknown")):
        await play(scale, captured([payload]), proxy)
        await house.wait_for_state(live, state, 30)
    assert len(stored_weighings(house)) == count


async def killed_and_started_again(house, proxy, scale):
    await house.kill()
    await house.start()
    await proxy.wait_subscribed(60)
    # Told again from the journal, and the record that is still on air isn't a new weighing.
    assert await house.state("sensor.ben_weight") == "85.15"
    assert await number(house, "sensor.ben_body_fat") > 20
    await play(scale, captured([REMOVED, BAREFOOT[-1], REMOVED], 0.2), proxy)
    await still(house, proxy, scale, 1)
    await house.stop()
    await house.start()
    await proxy.wait_subscribed(60)
    await play(scale, captured([BAREFOOT[-1], REMOVED], 0.2), proxy)
    await still(house, proxy, scale, 1)


async def weighed_while_nobody_listened(house, proxy, scale):
    await play(scale, captured([UNHEARD, UNHEARD], 0.2), proxy)
    await house.wait_for_state("sensor.ben_weight", "85.75", 30)
    assert stored_weighings(house)[1:] == [(85.75, 465, "removed")]


async def the_other_in_socks(house, proxy, scale):
    await play(scale, captured(SOCKS, 0.5), proxy)
    await house.wait_for_state("sensor.anna_weight", "61.75", 30)
    assert await house.state("sensor.anna_body_fat") == "unknown"
    assert stored_weighings(house)[2:] == [(61.75, None, "live")]
    assert await house.state("sensor.ben_weight") == "85.75"


async def a_simulated_weighing_at_real_speed(house, proxy, scale):
    await weigh(scale, Stand(weight_kg=62.1, impedance=520), proxy)
    await house.wait_for_state("sensor.anna_weight", "62.1", 30)
    assert stored_weighings(house)[3:] == [(62.1, 520, "live")]
    assert await house.state("sensor.body_scale_pending") == "0"


async def a_second_scale(house, proxy, entry_id):
    upstairs = MiScale(address="5C:CA:D3:00:00:99", on_air=2)
    await play(upstairs, captured(["0204b20705040f013800000000"]), proxy)
    flow_id = await find_card(house, upstairs)
    result = await house.continue_flow(flow_id, {})
    assert (result["type"], result["reason"]) == ("abort", "scale_added")
    scales = [s for s in await house.subentries(entry_id) if s["subentry_type"] == "scale"]
    assert {each["unique_id"] for each in scales} == {upstairs.address, MiScale().address}


async def bad_input_over_rest(house, entry_id):
    for bad, field in (
        ({"height": 3}, "height"),
        ({"birth_date": "2999-01-01"}, "birth_date"),
        ({"name": " "}, "name"),
        ({"name": "ben"}, "name"),
    ):
        person = ANNA | {"name": "Carla"} | bad
        result = await house.subentry_flow(entry_id, "person", person)
        assert result["type"] == "form"
        assert set(result["errors"]) == {field}
    result = await house.subentry_flow(
        entry_id, "scale", {"next_step_id": "bluetooth"}, {"address": "the bathroom"}
    )
    assert result["errors"] == {"address": "invalid_address"}
    menu = await house.flow("body_scale")
    assert menu["menu_options"] == ["scale", "person", "bridge", "moving_in", "google_health"]
    assert (await house.continue_flow(menu["flow_id"], {"next_step_id": "person"}))["next_flow"]
