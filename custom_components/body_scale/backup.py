"""A backup gets the journal as one whole file."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .household import BodyScaleConfigEntry


def _loaded(hass: HomeAssistant) -> list[BodyScaleConfigEntry]:
    entries: list[BodyScaleConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    return [entry for entry in entries if entry.state is ConfigEntryState.LOADED]


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Hold all writing."""
    for entry in _loaded(hass):
        await entry.runtime_data.keeper.async_pause()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Write again."""
    for entry in _loaded(hass):
        entry.runtime_data.keeper.async_resume()
