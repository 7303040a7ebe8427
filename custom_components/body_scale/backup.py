"""A backup gets the journal as one whole file."""

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .household.household import running_household
from .journal.writer import JournalWriter

# It is remembered: by the end of the backup the entry may be reloading, and wait for it.
_PAUSED: HassKey[JournalWriter] = HassKey(f"{DOMAIN}_paused")


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Hold all writing."""
    if household := running_household(hass):
        hass.data[_PAUSED] = household.writer
        await household.writer.async_pause()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Write again."""
    if writer := hass.data.pop(_PAUSED, None):
        writer.async_resume()
