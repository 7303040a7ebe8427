"""A backup gets the journal as one whole file."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .household.household import BodyScaleConfigEntry
from .journal.writer import Keeper

# Who was paused is remembered: by the end of the backup the entry may be reloading, and wait for it.
_PAUSED: HassKey[list[Keeper]] = HassKey(f"{DOMAIN}_paused")


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Hold all writing."""
    entries: list[BodyScaleConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    keepers = [e.runtime_data.keeper for e in entries if e.state is ConfigEntryState.LOADED]
    hass.data[_PAUSED] = keepers
    for keeper in keepers:
        await keeper.async_pause()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Write again."""
    for keeper in hass.data.pop(_PAUSED, []):
        keeper.async_resume()
