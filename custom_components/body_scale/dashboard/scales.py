"""A scale: what goes on on it, what to do now, and how it fares."""

from datetime import datetime
from typing import Any

from homeassistant.util import dt as dt_util

from ..coordinator import ScaleCoordinator
from ..descriptions import is_battery_low
from ..household.measures import MEASURES
from ..model import Reading
from ..session import Session, WeighingState
from ..weights import LIST_DIGITS
from .context import Context
from .records import as_record

_WEIGHT = MEASURES[0]
_HINTED = frozenset(
    {
        WeighingState.MEASURING,
        WeighingState.STAND_STILL,
        WeighingState.NO_IMPEDANCE,
        WeighingState.REMOVED_EARLY,
    }
)
"""The states that have a hint of what to do."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def as_scale(context: Context, scale: ScaleCoordinator) -> dict[str, Any]:
    """Return all that is shown of a scale."""
    session, heard_at = scale.shown, scale.heard_at
    outcome, read_at = session.outcome, scale.session.memory.read_at
    # Who has stepped off leaves a moving weight behind; what it became stays what it is.
    live_kg = outcome.weight_kg if outcome else session.live_weight
    return {
        "scale_id": scale.id,
        "name": context.scale_name(scale.id),
        "model": scale.model,
        "state": session.state,
        "state_text": context.texts.state(session.state),
        "hint": _hint(context, session),
        "live_weight": None if live_kg is None else context.numbers.value(_WEIGHT, live_kg),
        "live_text": None
        if live_kg is None
        else context.household.view.words.weight(live_kg, LIST_DIGITS),
        "occupied": session.occupied,
        "sample": session is not scale.session,
        **_waiting(context, session),
        # To the minute, as the sensor: a frame comes many times a second.
        "last_seen": heard_at and _iso(heard_at.replace(second=0, microsecond=0)),
        "last_seen_text": heard_at and _ago(context, heard_at),
        "silent_days": _seconds_since(context, heard_at) // _DAY if heard_at else 0,
        "battery": scale.battery,
        "battery_low": is_battery_low(scale),
        "signal": scale.source.rssi,
        "clock_drift": scale.clock_drift if scale.source.traits.remembers else None,
        "last_sync": read_at and _iso(read_at),
        "device_id": context.device_id(scale.id),
        "last_weighing": _last_weighing(context, scale.id, outcome),
    }


def _hint(context: Context, session: Session) -> str | None:
    """Return what to do now."""
    if session.state is WeighingState.STAND_STILL and session.is_settled:
        return context.texts.say("hint_impedance")
    return context.texts.say(f"hint_{session.state}") if session.state in _HINTED else None


def _waiting(context: Context, session: Session) -> dict[str, Any]:
    """Return how far the waiting for the rest of a weighing is: nothing is heard in between."""
    patience = session.traits.patience
    until = session.deadline if session.is_settled else None
    if not (until and patience):
        return {"progress": None, "until": None, "patience": None}
    left = (until - context.now).total_seconds()
    progress = min(1.0, max(0.0, 1 - left / patience))
    return {"progress": round(progress, 2), "until": _iso(until), "patience": patience}


def _last_weighing(
    context: Context, scale_id: str, outcome: Reading | None
) -> dict[str, Any] | None:
    """Return the weighing that a load became, once it is stored: not that of whoever was before."""
    if outcome is None:
        return None
    for each in context.household.view.recent:
        if each.scale == scale_id and each.measured_at == outcome.measured_at:
            return as_record(context, each, context.weight_before(each))
    return None


def _ago(context: Context, moment: datetime) -> str:
    """Return how long ago something was: `2 h ago`."""
    seconds = _seconds_since(context, moment)
    if seconds < _MINUTE:
        return context.texts.say("ago_now")
    if seconds < _HOUR:
        return context.texts.say("ago_minutes", minutes=seconds // _MINUTE)
    if seconds < _DAY:
        return context.texts.say("ago_hours", hours=seconds // _HOUR)
    return context.texts.say("ago_days", days=seconds // _DAY)


def _seconds_since(context: Context, moment: datetime) -> int:
    return max(0, int((context.now - moment).total_seconds()))


def _iso(moment: datetime) -> str:
    return dt_util.as_local(moment).isoformat()
