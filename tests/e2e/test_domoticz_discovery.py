"""Over a real broker, Domoticz' auto-discovery makes the sensors and misses no weighing for good."""

import pytest

from simulators.domoticz import Domoticz
from simulators.home_assistant import HomeAssistant
from simulators.mqtt.listener import Listener, add_broker
from simulators.mqtt.mosquitto import Mosquitto
from simulators.people import ANNA, BEN

pytestmark = pytest.mark.e2e

PREFIX = "domoticz_discovery"
CONFIGS = f"{PREFIX}/sensor/#"
# What Domoticz is to make of each: its kind and unit, and the sensor whose value it shows.
KINDS = {
    "Weight": ("General/Custom Sensor", "kg", "weight"),
    "BMI": ("General/Custom Sensor", "kg/m2", "bmi"),
    "Body fat": ("General/Percentage", "", "body_fat"),
    "Metabolic age": ("General/Custom Sensor", "y", "metabolic_age"),
    "Body type": ("General/Text", "", "body_type"),
}
METRICS = [key for _, _, key in KINDS.values()]
READING = 10
"""Seconds that a Domoticz that came back is given."""


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def weigh(house, person, weight, impedance=None):
    more = {} if impedance is None else {"impedance": impedance}
    await house.call("body_scale.record_weighing", person=person, weight=weight, **more)


def updates(domoticz, person, name="Weight"):
    return domoticz.device(f"{person} ({name})").updates


async def kept(house, broker):
    """Return the topics of the configurations that the broker keeps."""
    listener = Listener(broker, CONFIGS)
    try:

        async def heard():
            # What is kept is heard before what is said after it listens.
            await house.call("mqtt.publish", topic=f"{PREFIX}/sensor/probe", payload="?")
            return listener.live

        await house.wait_for(heard, 30)
        return {message.topic for message in listener.messages if message.retained}
    finally:
        listener.stop()


async def test_domoticz_discovers(tmp_path):
    async with (
        Mosquitto(tmp_path / "broker") as broker,
        Domoticz(broker, discovery_prefix=PREFIX) as domoticz,
        HomeAssistant(tmp_path / "house") as house,
    ):
        await add_broker(house, broker)
        entry = await house.flow("body_scale", {"next_step_id": "no_scale"}, ANNA)
        entry_id = entry["result"]["entry_id"]
        await house.subentry_flow(entry_id, "person", BEN)
        await house.subentry_flow(entry_id, "bridge", {"next_step_id": "miscale"}, {})
        await house.wait_for_state("sensor.miscale_outbox", "0", 30)
        # Weighed before the bridge was there.
        await weigh(house, "Ben", 85.15, 428)
        bridge_id = await set_up(house, entry_id)

        await a_weighing_makes_the_devices(house, domoticz)
        assert len(await kept(house, broker)) == 2 * len(METRICS)
        await what_is_missing_stays(house, domoticz)
        await what_it_slept_through_comes_in_order(house, broker, domoticz)
        await killed_it_shows_the_newest(house, domoticz)
        await removed_it_leaves_nothing(house, broker, entry_id, bridge_id)
        assert domoticz.not_known == []


async def set_up(house, entry_id):
    result = await house.subentry_flow(
        entry_id,
        "bridge",
        {"next_step_id": "domoticz"},
        {"topic_in": "domoticz/in", "topic_out": "domoticz/out", "mode": "discovery"},
        {"prefix": PREFIX, "metrics": METRICS},
    )
    assert result["type"] == "create_entry", result
    [bridge] = [each for each in await house.subentries(entry_id) if each["title"] == "Domoticz"]
    return bridge["subentry_id"]


async def a_weighing_makes_the_devices(house, domoticz):
    await domoticz.wait_for(lambda: len(domoticz.devices) == len(METRICS), 40, "Ben's devices")
    await weigh(house, "Anna", 61.6, 541)
    await domoticz.wait_for(lambda: len(domoticz.devices) == 2 * len(METRICS), 30, "all devices")
    for person, weight, height in (("Anna", 61.6, 1.68), ("Ben", 85.15, 1.82)):
        for name, (kind, unit, key) in KINDS.items():
            device = domoticz.device(f"{person} ({name})")
            assert (str(device.kind), device.sensor_unit) == (kind, unit)
            # The sensor's value, in no more digits.
            shown = await house.state(f"sensor.{person.lower()}_{key}")
            [value] = device.updates
            if key == "body_type":
                assert value == shown.replace("_", " ")
            else:
                assert float(value) == pytest.approx(float(shown), abs=0.5)
        assert updates(domoticz, person) == [f"{weight:.2f}"]
        assert updates(domoticz, person, "BMI") == [f"{weight / height**2:.2f}"]


async def what_is_missing_stays(house, domoticz):
    before = {name: list(updates(domoticz, "Anna", name)) for name in KINDS}
    await weigh(house, "Anna", 61.7)
    await domoticz.wait_for(lambda: updates(domoticz, "Anna")[-1] == "61.70", 30)
    await house.wait_for_state("sensor.domoticz_outbox", "0", 30)
    for name in ("Body fat", "Metabolic age", "Body type"):
        assert updates(domoticz, "Anna", name) == before[name]


async def what_it_slept_through_comes_in_order(house, broker, domoticz):
    await domoticz.stop()
    await weigh(house, "Anna", 61.8)
    await weigh(house, "Anna", 61.9, 540)
    # Another bridge tells both; this one waits.
    await told_elsewhere(house, broker, 61.9)
    await house.wait_for_state("sensor.domoticz_outbox", "2", 30)
    await domoticz.start()
    # Who didn't weigh is told again what is so, once: it may have been lost on the way down.
    await domoticz.wait_for(lambda: len(updates(domoticz, "Ben")) >= 2, READING + 30, "Ben's again")
    await house.wait_for_state("sensor.domoticz_outbox", "0", 30)
    assert updates(domoticz, "Ben") == ["85.15"] * 2
    assert updates(domoticz, "Anna") == ["61.60", "61.70", "61.80", "61.90"]
    assert len(updates(domoticz, "Anna", "Body fat")) == 2


async def told_elsewhere(house, broker, weight):
    listener = Listener(broker, "miscale/Anna/weight")
    try:

        async def heard():
            return f'"weight":{weight:.2f}' in "".join(each.payload for each in listener.messages)

        await house.wait_for(heard, 30)
    finally:
        listener.stop()


async def killed_it_shows_the_newest(house, domoticz):
    await domoticz.kill()
    # It said nothing, so the bridge takes these for delivered.
    await weigh(house, "Anna", 62.0)
    await weigh(house, "Anna", 62.1)
    await house.wait_for_state("sensor.domoticz_outbox", "0", 30)
    assert updates(domoticz, "Anna")[-1] == "61.90"
    await domoticz.start()
    await domoticz.wait_for(lambda: len(updates(domoticz, "Ben")) >= 3, READING + 30, "Ben's again")
    await house.wait_for_state("sensor.domoticz_outbox", "0", 30)
    assert updates(domoticz, "Ben") == ["85.15"] * 3
    assert updates(domoticz, "Anna")[3:] == ["61.90", "62.10"]


async def removed_it_leaves_nothing(house, broker, entry_id, bridge_id):
    await house.command(
        "config_entries/subentries/delete", entry_id=entry_id, subentry_id=bridge_id
    )

    async def nothing_kept():
        return not await kept(house, broker)

    await house.wait_for(nothing_kept, 30, "end of the configurations")
