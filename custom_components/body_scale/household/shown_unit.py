"""Shows what is there anew when the household reads weights in another unit."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ..weights import Weights
from .changes import SIGNAL_CHANGED, WeighingChange


class ShownUnit:
    """Compares the unit of the options with the one in which states and repairs were written."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Take the unit of the start."""
        self.hass = hass
        self._signal = SIGNAL_CHANGED.format(entry.entry_id)
        self._shown = Weights.of(hass)

    async def async_update(self, *, free: bool) -> bool:
        """Let everything of the household be written once more if its unit is another."""
        wanted = Weights.of(self.hass)
        if wanted != self._shown:
            self._shown = wanted
            # Nobody's weighings changed, but the texts about them.
            async_dispatcher_send(self.hass, self._signal, WeighingChange(frozenset()))
        return True
