"""Scales that were removed are discovered again."""

from homeassistant.components.bluetooth import async_rediscover_address
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from . import known_addresses

# It outlives the household: a scale may be removed while that doesn't run.
_ADDRESSES: HassKey[set[str]] = HassKey(f"{DOMAIN}_addresses")


@callback
def async_rediscover_removed(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Let scales be discovered again that were there at the last call, and aren't now."""
    addresses = known_addresses(entry)
    for address in hass.data.get(_ADDRESSES, set()) - addresses:
        async_rediscover_address(hass, address)
    hass.data[_ADDRESSES] = addresses


@callback
def async_rediscover_all(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Let all scales be discovered again: the household is removed."""
    hass.data.pop(_ADDRESSES, None)
    for address in known_addresses(entry):
        async_rediscover_address(hass, address)
