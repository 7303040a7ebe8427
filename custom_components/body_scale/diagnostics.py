"""Diagnostics: what helps to find a fault, without anything about a body."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .const import CONF_KIND, CONF_MODE
from .coordinator import ScaleCoordinator
from .household.household import BodyScaleConfigEntry
from .sources import kind_of


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
                "has_weighings": household.view.latest(person.id) is not None,
            }
            for person in household.people.values()
        ],
        "scales": [_scale(scale) for scale in household.scales.values()],
        "bridges": [
            {
                "kind": outbox.subentry.data[CONF_KIND],
                "mode": outbox.subentry.data.get(CONF_MODE),
                "waiting": outbox.number,
                "waiting_since": outbox.since and outbox.since.isoformat(timespec="seconds"),
            }
            for outbox in household.outboxes.values()
        ],
        "pending": household.view.undecided.number,
    }


def _scale(scale: ScaleCoordinator) -> dict[str, Any]:
    """Describe a scale, times in whole seconds."""
    memory, heard_at = scale.session.memory, scale.heard_at
    offset = memory.clock_offset
    return {
        "source": kind_of(scale.subentry),
        "model": scale.model,
        "state": scale.session.state,
        "last_seen": None if heard_at is None else heard_at.isoformat(timespec="seconds"),
        "rssi": scale.source.rssi,
        "records": len(memory.records),
        "clock_offset_s": None if offset is None else round(offset.total_seconds()),
    }
