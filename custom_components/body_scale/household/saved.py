"""Subentries as they were when they were applied, to compare them with what is saved now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN


@dataclass(frozen=True, slots=True)
class Saved:
    """A subentry at some time: Home Assistant changes its own object in place."""

    subentry_id: str
    title: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, subentry: ConfigSubentry) -> Saved:
        """Return a subentry as it is now; its data are replaced as a whole, not changed."""
        return cls(subentry.subentry_id, subentry.title, subentry.data)


def presence(entry: ConfigEntry[Any], subentry_id: str) -> Callable[[], bool]:
    """Return what tells whether a subentry is still there: Home Assistant adds no entities without."""
    return lambda: subentry_id in entry.subentries


@callback
def async_name_device(hass: HomeAssistant, entry_id: str, identifier: str, name: str) -> None:
    """Give the device of a person, a scale or a bridge another name; entities show it at once."""
    registry = dr.async_get(hass)
    device = registry.async_get_device_by_identifier((DOMAIN, identifier), entry_id)
    if device and device.name != name:
        registry.async_update_device(device.id, name=name)
