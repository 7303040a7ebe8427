"""With a real broker: every weighing is told once and in order, whoever is killed in the middle."""

import asyncio
import json
import random

import paho.mqtt.client as paho
import pytest

from simulators.demo import ANNA
from simulators.home_assistant import HomeAssistant
from simulators.mosquitto import Mosquitto

pytestmark = pytest.mark.e2e

TOPIC = "miscale/Anna/weight"


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


class Listener:
    """Somebody for whom the broker keeps what it can't deliver."""

    def __init__(self, broker):
        self.weights = []
        self._client = paho.Client(
            paho.CallbackAPIVersion.VERSION2, client_id="listener", clean_session=False
        )
        self._client.username_pw_set(broker.username, broker.password)
        self._client.reconnect_delay_set(0.2, 0.5)
        self._client.on_connect = lambda client, *_: client.subscribe(TOPIC, 1)
        self._client.on_message = self._hear
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()

    def _hear(self, client, _, message):
        # What is repeated because of a new subscription or a lost acknowledgement was told before.
        if not message.retain and not message.dup:
            self.weights.append(json.loads(message.payload)["weight"])

    def stop(self):
        self._client.disconnect()
        self._client.loop_stop()


async def test_nothing_is_lost_and_nothing_told_twice(tmp_path):
    chance = random.Random(20261122)
    async with (
        Mosquitto(tmp_path / "broker") as broker,
        HomeAssistant(tmp_path / "house") as house,
    ):
        await house.flow(
            "mqtt",
            {
                "broker": "127.0.0.1",
                "port": broker.port,
                "username": broker.username,
                "password": broker.password,
                "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
            },
        )
        entry = await house.flow("body_scale", {"address": "none"}, ANNA)
        await house.subentry_flow(
            entry["result"]["entry_id"], "bridge", {"next_step_id": "miscale"}, {}
        )
        await house.wait_for_state("sensor.miscale_outbox", "0", 30)
        await house.wait_stored("core.config_entries", "miscale")
        listener = Listener(broker)
        try:
            await weighings_in_all_weathers(house, broker, listener, chance)
        finally:
            listener.stop()


async def weighings_in_all_weathers(house, broker, listener, chance):
    kept = []

    async def weigh(times):
        for _ in range(times):
            weight = 60 + len(kept) / 100
            await house.call("body_scale.record_weighing", weight=weight, person="Anna")
            kept.append(weight)

    async def arrives():
        async def check():
            return listener.weights[-1:] == kept[-1:]

        await house.wait_for(check, 60, f"{kept[-1]} after {listener.weights}")
        assert listener.weights == kept

    await weigh(3)
    await arrives()

    # A power cut at any moment of a delivery.
    for _ in range(3):
        await weigh(2)
        await asyncio.sleep(chance.uniform(0, 0.1))
        await house.kill()
        await house.start()
        await arrives()

    # The broker is away, and comes back.
    await broker.stop()
    await weigh(3)
    await house.wait_for_state("sensor.miscale_outbox", "3", 10)
    await broker.start()
    await arrives()

    # The broker ends in mid-delivery.
    await weigh(2)
    await asyncio.sleep(chance.uniform(0, 0.05))
    await broker.stop()
    await weigh(1)
    await broker.start()
    await arrives()

    # Both are away.
    await broker.stop()
    await weigh(2)
    await house.kill()
    await broker.start()
    await house.start()
    await arrives()
    await house.wait_for_state("sensor.miscale_outbox", "0", 10)
