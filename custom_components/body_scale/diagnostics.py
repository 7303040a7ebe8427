"""Diagnostics: what helps to find a fault, without anything about a body."""

from typing import Any

from homeassistant.core import HomeAssistant

from .const import CONF_MODEL
from .household import BodyScaleConfigEntry


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: BodyScaleConfigEntry
) -> dict[str, Any]:
    """Return counts and states; names, addresses, weights and frames stay at home."""
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
                "model": scale.subentry.data.get(CONF_MODEL),
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
