"""One weighing, as a list shows it."""

from typing import Any

from homeassistant.util import dt as dt_util

from ..household.lines import when, whose
from ..household.measures import MEASURES
from ..model import GUEST, BodyType, Weighing
from ..weights import LIST_DIGITS
from .context import Context

_WEIGHT = MEASURES[0]


def as_record(context: Context, weighing: Weighing, before_kg: float | None) -> dict[str, Any]:
    """Return a weighing with all that is shown of it.

    Args:
        context: Of the answer.
        weighing: Anybody's.
        before_kg: What its person weighed the time before, if anything.
    """
    view, numbers = context.household.view, context.numbers
    shown = view.shown(weighing)
    missing = shown.missing if shown else {}
    return {
        "weighing_id": weighing.weighing_id,
        "person_id": weighing.person_id,
        "person": whose(view.words, context.people, weighing.person_id),
        "measured_at": dt_util.as_local(weighing.measured_at).isoformat(),
        "when_text": when(context.household.hass, weighing.measured_at),
        "weight": numbers.value(_WEIGHT, weighing.weight_kg),
        "text": view.words.weight(weighing.weight_kg, LIST_DIGITS),
        "difference": numbers.difference(weighing.weight_kg, before_kg),
        "impedance": weighing.impedance,
        "heart_rate": weighing.heart_rate,
        "scale": context.scale_name(weighing.scale),
        "origin": weighing.origin,
        "assigned_by": weighing.assigned_by,
        "confidence": weighing.confidence,
        "reason": view.words.reason(weighing.reason),
        "set_aside": weighing.is_set_aside,
        "time_estimated": weighing.time_estimated,
        "battery": weighing.battery,
        "metrics": _metrics(context, weighing),
        "missing": {key: str(reason) for key, reason in missing.items()},
        "candidates": [] if weighing.person_id else _candidates(context, weighing),
    }


def _metrics(context: Context, weighing: Weighing) -> dict[str, float | BodyType]:
    """Return what is computed of a weighing, in the household's units."""
    view, numbers = context.household.view, context.numbers
    if weighing.person_id in {None, GUEST}:
        return {}
    metrics = view.metrics(weighing)
    values: dict[str, float | BodyType] = {
        measure.key: numbers.value(measure, value)
        for measure in MEASURES
        if not measure.off and (value := measure.value(weighing, metrics)) is not None
    }
    if metrics.body_type is not None:
        values["body_type"] = metrics.body_type
    return values


def _candidates(context: Context, weighing: Weighing) -> list[dict[str, Any]]:
    """Return whose a pending weighing may be, the likeliest first."""
    scores = sorted(weighing.candidates.items(), key=lambda each: -each[1])
    return [
        {
            "person_id": person_id,
            "name": context.people[person_id].name,
            "picture": context.picture(person_id),
            "probability": round(score, 3),
            "difference": context.numbers.difference(
                weighing.weight_kg, context.expected_weight(person_id, weighing.measured_at)
            ),
        }
        for person_id, score in scores
        if person_id in context.people
    ]
