"""A scale that another program hears: what it publishes over the MQTT broker."""

from typing import override

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_FORMAT,
    CONF_HEART_RATE_KEY,
    CONF_IMPEDANCE_250KHZ_KEY,
    CONF_IMPEDANCE_KEY,
    CONF_KEYS,
    CONF_TOPIC,
    CONF_UNIT,
    CONF_UNIT_KEY,
    CONF_WEIGHT_KEY,
)
from ..model import Origin, Unit
from ..session import Memory
from .broker import async_listen, is_connected, is_own_topic
from .payloads import Format, Keys, read
from .source import Listener, Source

_KEYS = {
    CONF_WEIGHT_KEY: "weight",
    CONF_UNIT_KEY: "unit_key",
    CONF_IMPEDANCE_KEY: "impedance",
    CONF_IMPEDANCE_250KHZ_KEY: "impedance_250khz",
    CONF_HEART_RATE_KEY: "heart_rate",
}


class MqttSource(Source):
    """Hears the messages on one topic.

    A retained message was published before anybody listened, and would come again at every connection:
    it doesn't count. Nor does what our own bridges publish.
    """

    origin = Origin.MQTT
    is_service = True

    def __init__(
        self, hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry, memory: Memory | None
    ) -> None:
        """Take the topic and the format from the settings."""
        super().__init__(hass, entry_id, subentry, memory)
        self._topic: str = subentry.data[CONF_TOPIC]
        self._format = Format(subentry.data[CONF_FORMAT])
        keys = subentry.data.get(CONF_KEYS, {})
        named = {name: keys[key] for key, name in _KEYS.items() if keys.get(key)}
        self._keys = Keys(unit=Unit(keys.get(CONF_UNIT, Unit.KG)), **named)

    @callback
    @override
    def start(self, listener: Listener) -> CALLBACK_TYPE:
        """Listen as soon as there is a broker; Home Assistant listens again after each outage."""
        stops: list[CALLBACK_TYPE] = []
        is_listening = False

        @callback
        def hear(message: mqtt.ReceiveMessage) -> None:
            self._hear(message, listener)

        async def listen() -> None:
            stops.append(await async_listen(self.hass, self._topic, hear))

        @callback
        def changed(connected: bool) -> None:
            nonlocal is_listening
            if connected and not is_listening:
                is_listening = True
                self.hass.async_create_task(listen(), eager_start=True)

        stops.append(mqtt.async_subscribe_connection_status(self.hass, changed))
        if is_connected(self.hass):
            changed(connected=True)

        @callback
        def stop() -> None:
            nonlocal is_listening
            is_listening = True
            for each in stops:
                each()

        return stop

    @callback
    def _hear(self, message: mqtt.ReceiveMessage, listener: Listener) -> None:
        """Take a message."""
        if message.retain or is_own_topic(self.hass, message.topic):
            return
        parsed = read(str(message.payload), self._format, self._keys)
        if parsed is None:
            return
        self.traits = parsed.traits
        listener.hear(parsed.frame, dt_util.utcnow())
