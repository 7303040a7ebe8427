"""Connects a house to a broker, and listens there as a Node-RED flow or a script would."""

from collections.abc import Callable
from typing import Any, NamedTuple

import aiohttp
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from ..home_assistant import HomeAssistant
from .mosquitto import Mosquitto


class Message(NamedTuple):
    """What was heard; `retained` if the broker repeats it to a new listener."""

    topic: str
    payload: str
    retained: bool
    connection: int
    """The how manyeth since the listener began."""


class Listener:
    """Hears what is said on topics from now on, through restarts of the broker."""

    def __init__(self, broker: Mosquitto, *topics: str) -> None:
        """Connect, and listen in a thread of its own."""
        self.messages: list[Message] = []
        self._topics = [(topic, 1) for topic in topics]
        self._connections = 0
        self.on_message: Callable[[], object] = lambda: None
        """Is called in the thread at each message, before anything else can happen."""
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(broker.username, broker.password)
        # Sooner than Home Assistant, so that nothing is said while nobody listens.
        # The parameters are named as whole seconds; fractions are waited for as well.
        self._client.reconnect_delay_set(0.1, 0.2)  # type: ignore[arg-type]
        self._client.on_connect = self._subscribe
        self._client.on_message = self._hear
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()

    @property
    def live(self) -> list[Message]:
        """Return what was said while it listened, in order."""
        return [message for message in self.messages if not message.retained]

    def stop(self) -> None:
        """Listen no more."""
        self._client.disconnect()
        self._client.loop_stop()

    def _subscribe(self, client: paho.Client, *_: object) -> None:
        self._connections += 1
        client.subscribe(self._topics)

    def _hear(self, _: paho.Client, __: object, message: paho.MQTTMessage) -> None:
        text = message.payload.decode(errors="replace")
        self.messages.append(Message(message.topic, text, message.retain, self._connections))
        self.on_message()


async def add_broker(house: HomeAssistant, broker: Mosquitto, *, tls: bool = False) -> None:
    """Add Home Assistant's MQTT integration, by the normal flow.

    Args:
        house: A running Home Assistant.
        broker: The broker.
        tls: Connect with TLS, to a certificate of the broker's own.

    Raises:
        FlowError: The broker doesn't take it.
    """
    other: dict[str, Any] = {"set_client_cert": False, "set_ca_cert": "off"}
    if tls:
        assert broker.cafile is not None
        other |= {"set_ca_cert": "custom", "certificate": await _upload(house, broker)}
    await house.flow(
        "mqtt",
        {
            "broker": "127.0.0.1",
            "port": broker.tls_port if tls else broker.port,
            "username": broker.username,
            "password": broker.password,
            "other_settings": other,
        },
    )


async def _upload(house: HomeAssistant, broker: Mosquitto) -> str:
    assert broker.cafile is not None
    form = aiohttp.FormData()
    form.add_field("file", broker.cafile.read_bytes(), filename="ca.pem")
    async with house.http.post(
        f"{house.base_url}/api/file_upload",
        data=form,
        headers={"Authorization": f"Bearer {house.access_token}"},
    ) as response:
        response.raise_for_status()
        return str((await response.json())["file_id"])
