"""With a real broker and a real Home Assistant: moving in, and what was left behind cleared."""

import asyncio
import json

import paho.mqtt.client as paho
import pytest

from simulators.home_assistant import HomeAssistant
from simulators.mqtt.mosquitto import Mosquitto

from ..bridges.test_old_discovery import config
from ..xiaomi_mi_scale.test_settings import ADD_ON, JO, SECRET

pytestmark = pytest.mark.e2e

OLD = "homeassistant/sensor/miscale/Jo/config"
OTHER = "homeassistant/sensor/miscale/Max/config"
SETTINGS = ADD_ON | {"MQTT_PREFIX": "miscale", "MQTT_DISCOVERY_PREFIX": "homeassistant"}


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


class Client:
    """Somebody else at the broker."""

    def __init__(self, broker):
        self.heard = {}
        self._subscribed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._client = paho.Client(paho.CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(broker.username, broker.password)
        self._client.on_message = self._hear
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()

    def _hear(self, client, _, message):
        self.heard[message.topic] = message.payload.decode()

    def keep(self, topic, payload):
        self._client.publish(topic, payload, 1, retain=True).wait_for_publish(10)

    def listen(self):
        self._client.subscribe("homeassistant/#", 1)
        self._client.subscribe("miscale/#", 1)

    def stop(self):
        self._client.disconnect()
        self._client.loop_stop()


async def test_everything_moves(tmp_path):
    async with (
        Mosquitto(tmp_path / "broker") as broker,
        HomeAssistant(tmp_path / "house") as house,
    ):
        client = Client(broker)
        try:
            client.keep(OLD, config("Jo"))
            client.keep(OTHER, config("Max", unique_id="someone_elses"))
            await moves(house, broker, client)
        finally:
            client.stop()
        log = (tmp_path / "house" / "home-assistant.log").read_text(encoding="utf-8")
        assert SECRET not in log


async def moves(house, broker, client):
    mqtt = {
        "broker": "127.0.0.1",
        "port": broker.port,
        "username": broker.username,
        "password": broker.password,
        "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
    }
    await house.flow("mqtt", mqtt)
    # The ghost: it has the very id that the person's own sensor is to have.
    await house.wait_for_state("sensor.jo_weight", "unknown", 30)
    text = json.dumps({"options": SETTINGS | {"USERS": [JO]}})
    review = await house.flow("body_scale", {"next_step_id": "moving_in"}, {"settings": text})
    assert review["step_id"] == "moving_in_review"
    result = await house.continue_flow(review["flow_id"], {"clean_up": True})
    assert (result["step_id"], result["data_schema"][0]["default"]) == ("clean_up", [OLD])
    result = await house.continue_flow(result["flow_id"], {})
    assert result["type"] == "create_entry"

    client.listen()
    await house.wait_for_state("sensor.miscale_outbox", "0", 30)
    await house.call("body_scale.record_weighing", weight=70, person="Jo")
    await house.wait_for_state("sensor.jo_weight", "70.0", 30)

    async def told():
        return client.heard.get("miscale/Jo/weight")

    payload = json.loads(await house.wait_for(told, 20, "the bridge's message"))
    assert payload["weight"] == 70
    assert client.heard[OTHER]
    assert OLD not in client.heard
