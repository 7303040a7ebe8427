"""Diagnostics: what helps to find a fault, without anything about a body."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .household import BodyScaleConfigEntry


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: BodyScaleConfigEntry
) -> dict[str, Any]:
    """Return counts and states; names, addresses, weights and frames stay at home."""
    if entry.state is not ConfigEntryState.LOADED:
        return {"state": entry.state.value}
    household = entry.runtime_data
    return {
        "people": [
            {
                "formula_set": person.formula_set,
                "profiles": len(person.profiles),
                "has_weighings": household.latest(person.id) is not None,
            }
            for person in household.people.values()
        ],
        "scales": [
            {
                "model": scale.model,
                "state": scale.session.state,
                "last_seen": scale.heard_at and scale.heard_at.isoformat(),
                "rssi": scale.rssi,
                "records": len(scale.session.memory.records),
                "clock_offset_s": scale.session.memory.clock_offset
                and scale.session.memory.clock_offset.total_seconds(),
            }
            for scale in household.scales.values()
        ],
        "pending": len(household.pending),
    }
