"""Which entry of our domain is what: the household's, or that of a target with an account.

Home Assistant's OAuth flow serves entries, not subentries. So such a target has an entry of its own.
"""

from collections.abc import Collection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_KIND, DOMAIN

HOUSEHOLD = "household"


def kind_of_entry(entry: ConfigEntry[Any]) -> str:
    """Return the kind of an entry: the household, or a kind of target."""
    kind: str = entry.data.get(CONF_KIND, HOUSEHOLD)
    return kind


@callback
def household_entry(hass: HomeAssistant) -> ConfigEntry[Any] | None:
    """Return the entry of the household, whether it runs or not; None if there is none."""
    return hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, DOMAIN)


@callback
def target_entries(hass: HomeAssistant, kinds: Collection[str]) -> list[ConfigEntry[Any]]:
    """Return the entries of targets of some kinds, also of those that are switched off."""
    entries = hass.config_entries.async_entries(DOMAIN)
    return [entry for entry in entries if kind_of_entry(entry) in kinds]
