"""Where the frames of a scale come from: one module a kind, one row in `SOURCES`."""

from collections.abc import Callable, Mapping

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant

from ..const import CONF_ADDRESS, CONF_FAMILY, CONF_PROFILE_ENTITY, CONF_SOURCE, SUBENTRY_SCALE
from ..scales import FAMILIES
from ..session import Memory
from .advertisements import AdvertisementSource
from .entities import EntitySource
from .mqtt import MqttSource
from .source import Listener, Source, scale_id

__all__ = [
    "ENTITIES",
    "MQTT",
    "SOURCES",
    "Listener",
    "Source",
    "has_slots",
    "is_supported",
    "kind_of",
    "known_addresses",
    "make_source",
    "scale_id",
]

BLUETOOTH = "bluetooth"
ENTITIES = "entities"
MQTT = "mqtt"

SOURCES: Mapping[str, Callable[[HomeAssistant, str, ConfigSubentry, Memory | None], Source]] = {
    BLUETOOTH: AdvertisementSource,
    ENTITIES: EntitySource,
    MQTT: MqttSource,
}


def kind_of(subentry: ConfigSubentry) -> str:
    """Return the kind of a scale's source, a key of `SOURCES`; Bluetooth scales needn't name it."""
    return str(subentry.data.get(CONF_SOURCE, BLUETOOTH))


def is_supported(subentry: ConfigSubentry) -> bool:
    """Return whether this version has the source of a scale; a later one may have added it."""
    return kind_of(subentry) in SOURCES


def has_slots(subentry: ConfigSubentry) -> bool:
    """Return whether a scale says which of its own users it took a weighing for."""
    family = FAMILIES.get(subentry.data.get(CONF_FAMILY, ""))
    return CONF_PROFILE_ENTITY in subentry.data or bool(family and family.traits.slots)


def known_addresses(household: ConfigEntry | None) -> set[str]:
    """Return the Bluetooth addresses of a household's scales."""
    scales = household.get_subentries_of_type(SUBENTRY_SCALE) if household else []
    return {each.data[CONF_ADDRESS] for each in scales if CONF_ADDRESS in each.data}


def make_source(
    hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry, memory: Memory | None
) -> Source:
    """Return the source of a scale."""
    return SOURCES[kind_of(subentry)](hass, entry_id, subentry, memory)
