"""The channel to Domoticz: over MQTT, once there is a sensor."""

from typing import override

from homeassistant.core import HomeAssistant

from ..link import MqttLink
from ..mqtt import MqttChannel, is_message
from ..outbox import Item
from .bridge import DomoticzBridge


class DomoticzChannel(MqttChannel):
    """Lets Domoticz make the sensor of a first value before that is published."""

    def __init__(self, hass: HomeAssistant, bridge: DomoticzBridge) -> None:
        """Take the bridge, which knows the sensors."""
        super().__init__(hass, bridge, MqttLink(hass))
        self._domoticz = bridge

    @override
    async def holds(self, item: Item) -> bool:
        return await super().holds(await self._addressed(item))

    @override
    async def deliver(self, item: Item) -> bool:
        return await super().deliver(await self._addressed(item))

    async def _addressed(self, item: Item) -> Item:
        """Return an item as the message that it becomes with an idx."""
        if is_message(item):
            return item
        return item._replace(body=await self._domoticz.address(item.body))
