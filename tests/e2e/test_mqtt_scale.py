"""A scale that another program hears, over a real broker that goes and comes: each weighing once."""

import asyncio
from contextlib import suppress
import json

import pytest

from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.session import RestError
from simulators.mqtt.listener import Listener, add_broker
from simulators.mqtt.mosquitto import Mosquitto
from simulators.people import BEN

from .house import stored_weighings

pytestmark = pytest.mark.e2e

TOPIC = "bath/scale/weight"
WEIGHT = "sensor.ben_weight"


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


def told(weight, second):
    """Return what xiaomi_mi_scale publishes of a weighing."""
    stamp = f"2026-11-22T08:00:{second:02d}.000Z"
    return json.dumps({"weight": weight, "weight_unit": "kg", "impedance": 430, "timestamp": stamp})


async def publish(house, payload, topic=TOPIC, *, retain=False):
    await house.call("mqtt.publish", topic=topic, payload=payload, qos=1, retain=retain)


async def test_each_message_is_one_weighing(tmp_path):
    async with Mosquitto(tmp_path / "broker") as broker, HomeAssistant(tmp_path / "house") as house:
        await add_broker(house, broker)
        entry = await house.flow("body_scale", {"next_step_id": "no_scale"}, BEN)
        entry_id = entry["result"]["entry_id"]
        # A weighing of before, which the broker remembers.
        await publish(house, told(85.0, 1), retain=True)
        scale = {"name": "Bath", "topic": "bath/+/weight", "format": "auto"}
        result = await house.subentry_flow(entry_id, "scale", {"next_step_id": "mqtt"}, scale)
        assert result["type"] == "create_entry"
        await house.wait_for_state("sensor.bath_weighing_state", "idle", 30)

        await heard(house, told(85.2, 2), "85.2")
        await publish(house, told(85.2, 2))
        await heard(house, told(85.3, 3), "85.3")

        await broker.stop()
        await broker.start()
        await heard(house, told(85.4, 4), "85.4")
        await publish(house, told(85.4, 4))

        await house.stop()
        await house.start()
        await heard(house, told(85.5, 5), "85.5")
        assert [each[0] for each in stored_weighings(house)] == [85.2, 85.3, 85.4, 85.5]
        assert {each[2] for each in stored_weighings(house)} == {"mqtt"}

        await our_own_messages_never_come_back(house, broker, entry_id)


async def heard(house, payload, state):
    """Publish until it is heard: a subscription takes a moment, and the same message is no news."""
    async with asyncio.timeout(60):
        while await house.state(WEIGHT) != state:
            # Home Assistant may not be connected again yet.
            with suppress(RestError):
                await publish(house, payload)
            await asyncio.sleep(0.5)


async def our_own_messages_never_come_back(house, broker, entry_id):
    await house.subentry_flow(entry_id, "bridge", {"next_step_id": "miscale"}, {"prefix": "bath"})
    listener = Listener(broker, "bath/#")
    try:
        await heard(house, told(85.6, 6), "85.6")

        async def bridged():
            return [each for each in listener.live if each.topic == "bath/Ben/weight"] or None

        await house.wait_for(bridged, 60, "message of the bridge")
        await heard(house, told(85.7, 7), "85.7")
    finally:
        listener.stop()
    assert [each[0] for each in stored_weighings(house)][4:] == [85.6, 85.7]
    scale = {"name": "Attic", "topic": "bath/#", "format": "auto"}
    result = await house.subentry_flow(entry_id, "scale", {"next_step_id": "mqtt"}, scale)
    assert result["errors"] == {"topic": "topic_own"}
