"""A scale that encrypts and a scale made of entities, from their forms to people's sensors, through a
real Home Assistant: each weighing once, whatever is repeated or restarted."""

import pytest

from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import find_card
from simulators.people import ANNA, BEN
from simulators.scales.mi_s400 import MiS400
from simulators.scales.player import play, weigh
from simulators.scales.scale import Stand, captured

from ..scales.captures import capture
from .house import ZONE, body_fat, stored_weighings

pytestmark = pytest.mark.e2e

HEAVY = BEN | {"weight": 70}

# One weighing of an S400 in two packets (xiaomi-ble's tests): weight, heart rate and the impedance at
# 50 kHz; then the impedance at 250 kHz.
FIRST, SECOND = capture("mib-106"), capture("mib-107")
ADDRESS, KEY = FIRST["address"], FIRST["bindkey"]
NEW_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
TOUCH = Stand(weight_kg=5.0, stays=0.5)
"""Too short for a weighing; an encrypted packet follows it."""
AFTER_BINDING = Stand(
    weight_kg=70.4, impedance=540.1, impedance_250khz=495.2, heart_rate=88, profile=1
)

WEIGHT, IMPEDANCE = "sensor.bath_weight", "sensor.bath_impedance"
BATH = {"name": "Bath", "weight_entity": WEIGHT, "impedance_entity": IMPEDANCE, "settle": 1}


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def test_a_scale_that_encrypts_and_a_scale_made_of_entities(tmp_path):
    settings = Settings(logs={"custom_components.body_scale": "info"}, time_zone=ZONE.key)
    async with (
        EspHomeProxy(name="hall") as proxy,
        HomeAssistant(tmp_path / "house", settings=settings) as house,
    ):
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        scale = MiS400(address=ADDRESS, key=bytes.fromhex(KEY))
        entry_id = await discovered_and_added_with_its_key(house, proxy, scale)
        await house.subentry_flow(entry_id, "person", ANNA)
        await house.wait_for_state("sensor.anna_weight", "unknown", 30)
        await a_captured_weighing(house, proxy, scale)
        await bad_entities_over_rest(house, entry_id)
        await a_weighing_of_entities(house, entry_id)
        weighed = [(69.9, 543.2, "live"), (62.3, 520, "entity")]
        assert stored_weighings(house) == weighed

        await house.stop()
        assert stored_weighings(house) == weighed
        await house.start()
        await proxy.wait_subscribed(60)
        # The other integration comes back with an older weight. The last one wouldn't do: the session
        # takes it for a repetition, too.
        await entities_show(house, "62.1", "515")
        await play_capture(proxy, scale)

        await a_new_key(house, proxy, entry_id)
        # What the restart had replayed would be among them by now.
        weighed.append((70.4, 540.1, "live"))
        assert stored_weighings(house) == weighed
        await entities_show(house, "61.9")
        await house.wait_for_state("sensor.anna_weight", "61.9", 30)
        weighed.append((61.9, None, "entity"))

        log = house.log_tail()
        assert "Traceback" not in log, log
        await house.stop()
        assert stored_weighings(house) == weighed


async def discovered_and_added_with_its_key(house, proxy, scale):
    """Accept the card of a scale of which nothing can be read, and begin a household with it."""
    await play(scale, scale.wake(), proxy)
    flow_id = await find_card(house, scale)
    [card] = [flow for flow in await house.discovered("body_scale") if flow["flow_id"] == flow_id]
    assert card["step_id"] == "bluetooth_confirm"
    form = await house.continue_flow(flow_id, {})
    assert (form["type"], form["step_id"]) == ("form", "encryption_key")
    await key_error(house, flow_id, KEY[:-1], "invalid_key")
    await key_error(house, flow_id, KEY, "key_unchecked")
    await weigh(scale, TOUCH, proxy)
    await key_error(house, flow_id, NEW_KEY, "wrong_key")
    form = await house.continue_flow(flow_id, {"encryption_key": KEY.upper()})
    assert (form["type"], form["step_id"]) == ("form", "person")
    result = await house.continue_flow(flow_id, HEAVY)
    assert result["type"] == "create_entry"
    return result["result"]["entry_id"]


async def key_error(house, flow_id, key, error):
    result = await house.continue_flow(flow_id, {"encryption_key": key})
    assert (result["type"], result["errors"]) == ("form", {"encryption_key": error})


async def play_capture(proxy, scale):
    """Play the packets of the captured weighing in the other order, and once more."""
    packets = [SECOND["payload_hex"], FIRST["payload_hex"]] * 2
    await play(scale, captured(packets, 0.2), proxy)


async def a_captured_weighing(house, proxy, scale):
    await play_capture(proxy, scale)
    await house.wait_for_state("sensor.ben_weight", "69.9", 30)
    event = (await house.states())["event.ben_weighing"]["attributes"]
    assert (event["weight"], event["heart_rate"], event["origin"]) == (69.9, 92, "live")
    assert (event["impedance"], event["impedance_250khz"]) == (543.2, 497.6)
    assert await house.state("sensor.ben_heart_rate") == "92"
    fat = body_fat(69.9, 543.2, 182, BEN["birth_date"])
    assert float(await house.state("sensor.ben_body_fat")) == pytest.approx(fat, abs=1e-3)
    assert await house.state("sensor.anna_weight") == "unknown"


async def show(house, entity_id, state, unit=None):
    """Set a state, as another integration would."""
    attributes = {"unit_of_measurement": unit} if unit else {}
    body = {"state": state, "attributes": attributes}
    await house.request("POST", f"/api/states/{entity_id}", body)


async def entities_show(house, weight, *impedance):
    await show(house, WEIGHT, weight, "kg")
    for ohm in impedance:
        await show(house, IMPEDANCE, ohm, "Ω")


async def bad_entities_over_rest(house, entry_id):
    await entities_show(house, "75.5", "unknown")
    await show(house, "sensor.bath_mood", "good", "kg")
    await show(house, "sensor.bath_bare", "75.5")
    await show(house, "sensor.bath_height", "75.5", "cm")
    for bad, field, error in (
        ({"weight_entity": "sensor.nowhere"}, "weight_entity", "entity_missing"),
        ({"weight_entity": "sensor.bath_mood"}, "weight_entity", "entity_not_a_number"),
        ({"weight_entity": "sensor.bath_bare"}, "weight_entity", "entity_without_unit"),
        ({"weight_entity": "sensor.bath_height"}, "weight_entity", "entity_without_mass"),
        ({"weight_entity": "sensor.ben_weight"}, "weight_entity", "entity_own"),
        ({"impedance_entity": WEIGHT}, "impedance_entity", "entity_twice"),
        ({"settle": 61}, "settle", "settle_range"),
        ({"name": " "}, "name", "name_required"),
    ):
        result = await add_scale(house, entry_id, BATH | bad)
        assert (result["type"], result["errors"]) == ("form", {field: error})


async def add_scale(house, entry_id, answers):
    return await house.subentry_flow(entry_id, "scale", {"next_step_id": "entities"}, answers)


async def a_weighing_of_entities(house, entry_id):
    """Add the scale, then let weight and impedance change one after the other."""
    result = await add_scale(house, entry_id, BATH)
    assert result["type"] == "create_entry"
    await house.wait_for_state("sensor.bath_weighing_state", "idle", 30)
    await entities_show(house, "62.1")
    await entities_show(house, "62.3", "520")
    await house.wait_for_state("sensor.anna_weight", "62.3", 30)
    event = (await house.states())["event.anna_weighing"]["attributes"]
    assert (event["weight"], event["impedance"], event["origin"]) == (62.3, 520, "entity")
    assert float(await house.state("sensor.anna_body_fat")) > 20


async def a_new_key(house, proxy, entry_id):
    """Let the scale encrypt with another key, and give that to the repair that says so."""
    bound_again = MiS400(address=ADDRESS, key=bytes.fromhex(NEW_KEY), counter=100)
    assert await house.issues("body_scale") == []
    await weigh(bound_again, TOUCH, proxy)
    await weigh(bound_again, TOUCH, proxy)
    [issue] = await house.wait_for(lambda: house.issues("body_scale"), 30, "repair of the key")
    assert (issue["translation_key"], issue["is_fixable"]) == ("encryption_key", True)
    for key, error in (("a key", "invalid_key"), (KEY, "wrong_key")):
        result = await house.fix(issue, {"encryption_key": key})
        assert (result["type"], result["errors"]) == ("form", {"encryption_key": error})
    result = await house.fix(issue, {"encryption_key": NEW_KEY})
    assert result["type"] == "create_entry"
    assert await house.issues("body_scale") == []
    assert await house.state("sensor.ben_weight") == "69.9"
    await weigh(bound_again, AFTER_BINDING, proxy, speed=10)
    await house.wait_for_state("sensor.ben_weight", "70.4", 30)
    event = (await house.states())["event.ben_weighing"]["attributes"]
    assert (event["impedance"], event["impedance_250khz"]) == (540.1, 495.2)
    assert await house.state("sensor.ben_heart_rate") == "88"
