"""A person, as their card and their view show them."""

from datetime import timedelta
from typing import Any

from homeassistant.util import dt as dt_util

from ..body.shown import is_minor
from ..household.measures import MEASURES
from ..household.people import Person
from ..model import Missing, Weighing
from .bars import bars, charted, earlier, month_before, newest_composition
from .composition import composition
from .context import Context
from .goal import goal_of
from .healthy import healthy
from .records import as_record

_WEIGHT = MEASURES[0]
_DAYS = 84
"""Days of which is shown on which of them there is a weighing."""


def as_person(context: Context, person: Person, count: int) -> dict[str, Any]:
    """Return all that is shown of a person, who has so many weighings."""
    history = context.history(person.id)
    latest = history[-1] if history else None
    previous = history[-2] if len(history) > 1 else None
    before = month_before(context, person.id)
    measured = newest_composition(context, person.id)
    today = context.now.date()
    claim = context.household.identifier.claimed_until(person.id)
    return {
        "person_id": person.id,
        "name": person.name,
        "picture": context.picture(person.id),
        "minor": is_minor(person.profile_on(today).birth_date, today),
        "entity": context.entity_id("sensor", f"{person.id}_weight"),
        "claim_button": context.entity_id("button", f"{person.id}_next_weighing"),
        "claim_until": claim and dt_util.as_local(claim).isoformat(),
        "latest": _record(context, latest),
        "previous": _record(context, previous),
        **_trend(context, person.id, latest),
        "healthy": healthy(context.numbers, person, today),
        "goal": goal_of(context, person),
        "bars": bars(context, person.id, latest, before) if latest else [],
        "earlier": earlier(context, latest, measured) if latest else None,
        "missing": _missing(context, latest),
        "charted": charted(context, person.id, latest, measured) if latest else [],
        "before_at": before and dt_util.as_local(before.measured_at).isoformat(),
        "composition": {
            "now": composition(context, latest),
            "before": composition(context, before),
        },
        "days": _days(context, person.id),
        "count": max(count, len(history)),
        "formula_set": person.formula_set,
        "formula_text": context.texts.formula_set(person.formula_set),
    }


def _record(context: Context, weighing: Weighing | None) -> dict[str, Any] | None:
    return as_record(context, weighing, context.weight_before(weighing)) if weighing else None


def _trend(context: Context, person_id: str, latest: Weighing | None) -> dict[str, Any]:
    """Return the trend, and how the weight changed."""
    trend, numbers = context.household.view.trend(person_id), context.numbers
    before_kg = context.weight_before(latest) if latest else None

    def shown(kg: float | None) -> float | None:
        return None if kg is None else numbers.value(_WEIGHT, kg)

    return {
        "trend": shown(trend.weight_kg if trend else None),
        "change": {
            "previous": numbers.difference(latest.weight_kg, before_kg) if latest else None,
            "7d": shown(trend.change_7d if trend else None),
            "30d": shown(trend.change_30d if trend else None),
        },
    }


def _missing(context: Context, latest: Weighing | None) -> dict[str, dict[str, str]]:
    """Return why the newest weighing lacks what the formula set offers."""
    shown = context.household.view.shown(latest) if latest else None
    if shown is None:
        return {}
    return {
        metric: {"key": reason, "text": context.texts.say(f"missing_{reason}")}
        for metric, reason in shown.missing.items()
        if reason is not Missing.NOT_OFFERED
    }


def _days(context: Context, person_id: str) -> list[str]:
    """Return the days of the last weeks with a weighing, oldest first."""
    first = context.now.date() - timedelta(days=_DAYS - 1)
    found = set()
    for each in reversed(context.history(person_id)):
        day = dt_util.as_local(each.measured_at).date()
        if day < first:
            break
        found.add(day)
    return [day.isoformat() for day in sorted(found)]
