"""Add several subentries to an existing household."""

from collections.abc import Sequence
from types import MappingProxyType

from homeassistant.config_entries import ConfigEntry, ConfigSubentry, ConfigSubentryData
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_KIND, CONF_PREFIX, SUBENTRY_BRIDGE, SUBENTRY_PERSON
from .person import find_person


@callback
def add_missing(
    hass: HomeAssistant, household: ConfigEntry, wanted: Sequence[ConfigSubentryData]
) -> list[ConfigSubentryData]:
    """Add the subentries that the household lacks, and return them."""
    new = []
    for data in wanted:
        if not has_already(household, data):
            hass.config_entries.async_add_subentry(household, _subentry(data))
            new.append(data)
    return new


@callback
def has_already(household: ConfigEntry, data: ConfigSubentryData) -> bool:
    """Return whether a household has this scale, a person of this name, or a bridge to this target."""
    if data["subentry_type"] == SUBENTRY_BRIDGE:
        keys = (CONF_KIND, CONF_PREFIX)
        return any(
            all(each.data.get(key) == data["data"].get(key) for key in keys)
            for each in household.get_subentries_of_type(SUBENTRY_BRIDGE)
        )
    if data["subentry_type"] == SUBENTRY_PERSON and find_person(household, data["title"]):
        return True
    return data["unique_id"] in {each.unique_id for each in household.subentries.values()}


def _subentry(data: ConfigSubentryData) -> ConfigSubentry:
    return ConfigSubentry(
        data=MappingProxyType(dict(data["data"])),
        subentry_type=data["subentry_type"],
        title=data["title"],
        unique_id=data["unique_id"],
    )
