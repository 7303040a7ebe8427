"""Each value of a person's newest weighing on a bar of its grades, beside that of a month before."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ..household.measures import MEASURES, Measure
from ..model import Grade, Metrics, Weighing
from .context import Context
from .ranges import LEVELS, ends_of_bar, normal_range

_BEFORE = timedelta(days=30)
_LONG_AGO = timedelta(days=60)
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


def bars(
    context: Context, person_id: str, weighing: Weighing, before: Weighing | None
) -> list[dict[str, Any]]:
    """Return a bar for each value that a person's newest weighing has."""
    view = context.household.view
    metrics = view.latest_metrics(person_id)
    then = view.metrics(before) if before else Metrics()
    grades, given = view.latest_grades(person_id), view.latest_given(person_id)
    return [
        _bar(
            context,
            measure,
            value,
            grade=grades.get(measure.key),
            before=measure.value(before, then) if before else None,
            by_scale=given.get(measure.key),
        )
        for measure in MEASURES
        if not measure.off and (value := measure.value(weighing, metrics)) is not None
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
