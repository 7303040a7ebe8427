"""Each value of a person's newest weighing on a bar of its grades, beside that of a month before."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple

from homeassistant.util import dt as dt_util

from ..household.measures import MEASURES, Measure
from ..model import Grade, Metrics, Missing, Weighing
from .context import Context
from .ranges import LEVELS, ends_of_bar, normal_range

_BEFORE = timedelta(days=30)
_LONG_AGO = timedelta(days=60)
_LOOKED_AT = 10
"""Weighings whose metrics are computed to find the newest with a composition."""
_NOT_THIS_TIME = frozenset({Missing.NO_IMPEDANCE, Missing.NOT_GIVEN})
"""The reasons that say something of one weighing alone."""
_NO_ESTIMATES = frozenset({"weight", "bmi", "ideal_weight", "heart_rate"})
"""These are measured, or follow from what is measured; the others are estimates of the body."""


def month_before(context: Context, person_id: str) -> Weighing | None:
    """Return what a person's newest weighing is compared with: about thirty days older.

    One with a body composition is taken if there is any within a month before that.
    """
    history = context.history(person_id)
    if not history:
        return None
    newest = history[-1].measured_at
    found = None
    for each in reversed(history):
        age = newest - each.measured_at
        if age > _LONG_AGO:
            break
        if age >= _BEFORE:
            found = found or each
            if context.household.view.metrics(each).fat_mass is not None:
                return each
    return found


def newest_composition(context: Context, person_id: str) -> Weighing | None:
    """Return a person's newest weighing that has a body composition, of the last that could."""
    measured = (each for each in reversed(context.history(person_id)) if _may_have_one(each))
    metrics = context.household.view.metrics
    return next(
        (each for each in islice(measured, _LOOKED_AT) if metrics(each).fat_mass is not None), None
    )


def _may_have_one(weighing: Weighing) -> bool:
    """Return whether computing it is worth the time."""
    measured = (weighing.impedance, weighing.impedance_250khz, weighing.given)
    return any(each is not None for each in measured)


def bars(
    context: Context, person_id: str, weighing: Weighing, before: Weighing | None
) -> list[dict[str, Any]]:
    """Return a bar for each value that a person's newest weighing has."""
    view = context.household.view
    source = _Source(
        weighing,
        view.latest_metrics(person_id),
        view.latest_grades(person_id),
        view.latest_given(person_id),
    )
    return _bars(context, source, before)


def earlier(
    context: Context, latest: Weighing, composition: Weighing | None
) -> dict[str, Any] | None:
    """Return what the newest weighing lacks because it wasn't measured, as it was measured last."""
    view = context.household.view
    shown = view.shown(latest)
    if shown is None or composition is None or composition is latest:
        return None
    unmeasured = {key for key, why in shown.missing.items() if why in _NOT_THIS_TIME}
    source = _Source(
        composition, view.metrics(composition), view.grades(composition), view.given(composition)
    )
    found = [each for each in _bars(context, source, None) if each["metric"] in unmeasured]
    measured_at = dt_util.as_local(composition.measured_at).isoformat()
    return {"measured_at": measured_at, "bars": found} if found else None


def charted(
    context: Context, person_id: str, latest: Weighing, composition: Weighing | None
) -> list[str]:
    """Return of which metrics a person has a chart: what their newest weighings have."""
    view = context.household.view
    known = [(latest, view.latest_metrics(person_id))]
    if composition is not None and composition is not latest:
        known.append((composition, view.metrics(composition)))
    return [
        measure.key
        for measure in MEASURES
        if not measure.off and any(measure.value(*each) is not None for each in known)
    ]


class _Source(NamedTuple):
    """A weighing, and what is said of it."""

    weighing: Weighing
    metrics: Metrics
    grades: Mapping[str, Grade]
    given: Mapping[str, float]


def _bars(context: Context, source: _Source, before: Weighing | None) -> list[dict[str, Any]]:
    then = context.household.view.metrics(before) if before else Metrics()
    return [
        _bar(
            context,
            measure,
            value,
            grade=source.grades.get(measure.key),
            before=measure.value(before, then) if before else None,
            by_scale=source.given.get(measure.key),
        )
        for measure in MEASURES
        if not measure.off and (value := measure.value(source.weighing, source.metrics)) is not None
    ]


def _bar(
    context: Context,
    measure: Measure,
    value: float,
    *,
    grade: Grade | None,
    before: float | None,
    by_scale: float | None,
) -> dict[str, Any]:
    numbers, texts = context.numbers, context.texts
    shown = numbers.value(measure, value)
    shown_before = None if before is None else numbers.value(measure, before)
    return {
        "metric": measure.key,
        "name": texts.metric(measure.key),
        "value": shown,
        "unit": numbers.unit(measure),
        "digits": numbers.digits(measure),
        "text": numbers.text(measure, shown),
        "before": shown_before,
        "by_scale": None if by_scale is None else numbers.value(measure, by_scale),
        "estimate": measure.key not in _NO_ESTIMATES,
        "spoken": _spoken(context, measure, shown, grade),
        **_graded(context, measure, grade, [shown] if before is None else [shown, shown_before]),
    }


def _graded(
    context: Context, measure: Measure, grade: Grade | None, values: list[Any]
) -> Mapping[str, Any]:
    """Return the grades of a bar, in the household's units; of a value without grades, none."""
    if grade is None:
        return {
            **dict.fromkeys(("grade", "grade_text", "level", "lowest", "highest")),
            **{key: [] for key in ("names", "name_texts", "levels", "bounds")},
        }
    numbers, texts = context.numbers, context.texts
    bounds = [numbers.value(measure, each) for each in grade.bounds]
    lowest, highest = ends_of_bar(bounds, values)
    return {
        "grade": grade.grade,
        "grade_text": texts.grade(measure.key, grade.grade),
        "level": LEVELS[grade.grade],
        "names": list(grade.names),
        "name_texts": [texts.grade(measure.key, each) for each in grade.names],
        "levels": [LEVELS[each] for each in grade.names],
        "bounds": bounds,
        "lowest": round(lowest, 2),
        "highest": round(highest, 2),
    }


def _spoken(context: Context, measure: Measure, shown: float, grade: Grade | None) -> str:
    """Return a value as it is read aloud: `33.9 percent, High, normal is 23 to 30`."""
    numbers, texts = context.numbers, context.texts
    value = numbers.spoken(texts, measure, shown)
    if grade is None:
        return value
    low, high = (
        None if each is None else numbers.spoken_bound(texts, measure, numbers.value(measure, each))
        for each in normal_range(grade)
    )
    # There is a bound at least.
    key = "spoken_below" if low is None else "spoken_from" if high is None else "spoken_between"
    word = texts.grade(measure.key, grade.grade)
    return texts.say(key, value=value, grade=word, low=low, high=high)
