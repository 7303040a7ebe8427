"""A backup gets the journal as one whole file."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .household.household import BodyScaleConfigEntry
from .journal.writer import JournalWriter

# Those paused are remembered: by the end of the backup the entry may be reloading, and wait for it.
_PAUSED: HassKey[list[JournalWriter]] = HassKey(f"{DOMAIN}_paused")


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Hold all writing."""
    entries: list[BodyScaleConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    writers = [e.runtime_data.writer for e in entries if e.state is ConfigEntryState.LOADED]
    hass.data[_PAUSED] = writers
    for writer in writers:
        await writer.async_pause()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Write again."""
    for writer in hass.data.pop(_PAUSED, []):
        writer.async_resume()
