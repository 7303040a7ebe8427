"""The bridge and the channel of each mode."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant

from ...const import CONF_MODE
from ...household.view import HouseholdView
from ..mqtt import MqttBridge, MqttChannel, mqtt_channel
from .bridge import DomoticzBridge
from .channel import DomoticzChannel
from .discovery import DomoticzDiscoveryBridge
from .message import Mode


def domoticz_bridge(household: HouseholdView, subentry: ConfigSubentry) -> MqttBridge:
    """Return the bridge that was chosen."""
    if subentry.data[CONF_MODE] == Mode.DISCOVERY:
        return DomoticzDiscoveryBridge(household, subentry)
    return DomoticzBridge(household, subentry)


def domoticz_channel(hass: HomeAssistant, bridge: MqttBridge) -> MqttChannel:
    """Return the channel that it needs."""
    if isinstance(bridge, DomoticzBridge):
        return DomoticzChannel(hass, bridge)
    return mqtt_channel(hass, bridge)
