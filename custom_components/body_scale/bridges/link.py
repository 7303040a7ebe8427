"""The connection to the broker, through Home Assistant's own MQTT integration."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
import logging
from typing import NamedTuple, Protocol

from homeassistant.components import mqtt
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later

from ..sources.broker import QOS, async_listen, async_note_own_topic, is_connected
from .pauses import pause_after

_LOGGER = logging.getLogger(__name__)


class Message(NamedTuple):
    """A message on a topic; `retained` if it was published before anybody here listened."""

    topic: str
    payload: str
    retained: bool = False


type OnMessage = Callable[[Message], None]


class Link(Protocol):
    """What a channel needs of a connection to a broker.

    Attributes:
        ready: What is published now would be heard back: connected, and listening to all topics.
    """

    ready: bool

    async def start(
        self, topics: Sequence[str], on_change: CALLBACK_TYPE, on_message: OnMessage
    ) -> None:
        """Listen to topics; call back when `ready` changed, and with every message."""

    def stop(self) -> None:
        """Stop listening."""

    async def publish(self, topic: str, payload: str, *, retain: bool) -> None:
        """Publish a message; only while `ready`.

        Raises:
            HomeAssistantError: It is unknown whether it was published, or will be later.
        """


class MqttLink:
    """The connection to the broker that Home Assistant has, as soon as it has one."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Initialise the link; `start` listens."""
        self.ready = False
        self._hass = hass
        self._topics: Sequence[str] = ()
        self._to_confirm: set[str] = set()
        self._failures = 0
        self._cancel_retry: CALLBACK_TYPE | None = None
        self._stop_connection: CALLBACK_TYPE | None = None
        self._stop_topics: list[CALLBACK_TYPE] = []
        self._stop_confirmations: list[CALLBACK_TYPE] = []
        self._on_change: CALLBACK_TYPE = lambda: None
        self._on_message: OnMessage = lambda _: None

    async def start(
        self, topics: Sequence[str], on_change: CALLBACK_TYPE, on_message: OnMessage
    ) -> None:
        """Listen as soon as there is a broker, which may be never."""
        # Something of an earlier start that failed may be left.
        self.stop()
        self._topics, self._on_change, self._on_message = topics, on_change, on_message
        self._stop_connection = mqtt.async_subscribe_connection_status(
            self._hass, self._async_connection
        )
        if is_connected(self._hass):
            self._async_connection(connected=True)

    @callback
    def stop(self) -> None:
        """Stop listening."""
        if self._stop_connection:
            self._stop_connection()
            self._stop_connection = None
        self._stop_listening()
        self.ready = False

    @callback
    def _stop_listening(self) -> None:
        self._stop_retry()
        for stop in (*self._stop_confirmations, *self._stop_topics):
            stop()
        self._stop_confirmations, self._stop_topics = [], []

    @callback
    def _stop_retry(self) -> None:
        if self._cancel_retry:
            self._cancel_retry()
            self._cancel_retry = None

    @callback
    def _async_connection(self, connected: bool) -> None:
        """Wait for the broker to confirm the subscriptions; only then would an echo be heard."""
        for stop in self._stop_confirmations:
            stop()
        self._stop_confirmations = []
        self._stop_retry()
        self._failures = 0
        self.ready = False
        self._on_change()
        if connected:
            self._async_listen()

    @callback
    def _async_listen(self, _: datetime | None = None) -> None:
        self._cancel_retry = None
        self._hass.async_create_task(self._try_to_listen(), eager_start=True)

    async def _try_to_listen(self) -> None:
        """Listen; if that fails, once more later: without it nothing would ever be delivered."""
        try:
            await self._listen()
        except Exception:
            _LOGGER.exception("Not listening to %s", ", ".join(self._topics))
            self._stop_listening()
            if self._stop_connection is not None:
                self._cancel_retry = async_call_later(
                    self._hass, pause_after(self._failures), self._async_listen
                )
                self._failures += 1

    async def _listen(self) -> None:
        # The client subscribes anew after it has said that it is connected; only then ask about that.
        await asyncio.sleep(0)
        if self._stop_connection is None:
            # Stopped meanwhile.
            return
        self._to_confirm = set(self._topics)
        for topic in self._topics:
            self._stop_confirmations.append(
                mqtt.async_on_subscribe_done(self._hass, topic, QOS, self._confirmation(topic))
            )
        if not self._stop_topics:
            # Home Assistant subscribes anew by itself after every reconnection.
            for topic in self._topics:
                self._stop_topics.append(await async_listen(self._hass, topic, self._async_message))

    def _confirmation(self, topic: str) -> CALLBACK_TYPE:
        @callback
        def confirmed() -> None:
            self._to_confirm.discard(topic)
            # Another subscription to the same topic is confirmed here as well.
            if not self._to_confirm and not self.ready and is_connected(self._hass):
                self.ready = True
                self._on_change()

        return confirmed

    @callback
    def _async_message(self, message: mqtt.ReceiveMessage) -> None:
        self._on_message(Message(message.topic, str(message.payload), message.retain))

    async def publish(self, topic: str, payload: str, *, retain: bool) -> None:
        """Publish a message, never without a connection.

        Home Assistant's client stores what it is given without one, and publishes it at the next
        connection: once more, beside what the outbox delivers then.
        """
        if not is_connected(self._hass):
            raise HomeAssistantError("MQTT is disconnected")
        async_note_own_topic(self._hass, topic)
        await mqtt.async_publish(self._hass, topic, payload, QOS, retain)
