"""Diagnostics: what helps to find a fault.

Those of the integration have nothing about a body. Those of a scale, downloaded on its page, have what
it sent in the last minutes: without that nobody can say why it isn't understood.
"""

from typing import Any

from homeassistant.components.bluetooth import (
    MONOTONIC_TIME,
    BluetoothServiceInfoBleak,
    async_discovered_service_info,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .bridges.accounts import Account, AccountEntry
from .const import CONF_KIND, CONF_MODE, DOMAIN
from .coordinator import ScaleCoordinator
from .household.household import BodyScaleConfigEntry, Outbox
from .scales import family_of
from .scales.conversation import long_uuid
from .sources import kind_of

_WORDS = ("scale", "body", "weight", "bfs", "bcs")
"""In the names of scales of all makers."""
_SERVICES = frozenset({long_uuid("181b"), long_uuid("181d")})
_MOST_NOT_UNDERSTOOD = 20


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: BodyScaleConfigEntry | AccountEntry
) -> dict[str, Any]:
    """Return counts and states; names, addresses, weights, frames and tokens stay at home."""
    if entry.state is not ConfigEntryState.LOADED:
        return {"state": entry.state.value}
    if isinstance(entry.runtime_data, Account):
        return _account(entry.runtime_data)
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
            _outbox(outbox) | {"mode": outbox.subentry.data.get(CONF_MODE)}
            for outbox in household.outboxes.values()
        ],
        "pending": household.view.undecided.number,
        "not_understood": _not_understood(hass),
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: BodyScaleConfigEntry | AccountEntry, device: dr.DeviceEntry
) -> dict[str, Any]:
    """Return what a scale sent in the last minutes, its address blanked out; for others nothing."""
    if entry.state is not ConfigEntryState.LOADED:
        return {"state": entry.state.value}
    if isinstance(entry.runtime_data, Account):
        return _account(entry.runtime_data)
    ids = {identifier for domain, identifier in device.identifiers if domain == DOMAIN}
    for scale in entry.runtime_data.scales.values():
        if scale.id in ids:
            capture = scale.source.capture
            return _scale(scale) | {"capture": capture.rows(MONOTONIC_TIME()) if capture else []}
    return {}


def _outbox(outbox: Outbox) -> dict[str, Any]:
    return {
        "kind": outbox.subentry.data[CONF_KIND],
        "waiting": outbox.number,
        "waiting_since": outbox.since and outbox.since.isoformat(timespec="seconds"),
    }


def _account(account: Account) -> dict[str, Any]:
    """Describe a target with an account by nothing of that account."""
    return {**_outbox(account), "household_runs": account.is_running}


@callback
def _not_understood(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return what advertises nearby like a scale and is of no family, addresses blanked out.

    Of somebody's who may be a neighbour: so without the measurement, which is what changes.
    """
    return [
        {
            "name": "Scale" if info.address in (info.name or "") else info.name,
            "service_uuids": sorted(info.service_uuids),
            "service_data": {uuid: len(data) for uuid, data in info.service_data.items()},
            "manufacturer_data": {
                f"0x{company:04x}": len(data) for company, data in info.manufacturer_data.items()
            },
        }
        for info in async_discovered_service_info(hass, connectable=False)
        if _is_like_a_scale(info) and family_of(info) is None
    ][:_MOST_NOT_UNDERSTOOD]


def _is_like_a_scale(info: BluetoothServiceInfoBleak) -> bool:
    named = any(word in (info.name or "").lower() for word in _WORDS)
    return named or not _SERVICES.isdisjoint((*info.service_uuids, *info.service_data))


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
        "battery": scale.battery,
        "records": len(memory.records),
        "clock_offset_s": None if offset is None else round(offset.total_seconds()),
    }
