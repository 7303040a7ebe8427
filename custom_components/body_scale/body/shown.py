"""Decide which metrics a person is shown, and why the others are missing. Pure.

Body composition by impedance was fitted to adults. A current through the body is unsafe with an
implant. In pregnancy neither an impedance nor the weight says anything about body fat. Adult
classes don't apply to minors. In these cases a value is unknown rather than wrong.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from ..model import FormulaSet, Metrics, Missing, Origin, Profile, Shown, Weighing
from . import metrics
from .offers import COMPOSITION, METRICS, OFFERS
from .subject import at_50khz

_ADULT_AGE = 18
_FOR_ANY_AGE = frozenset({"bmi"})
_YEARS: Mapping[str, float] = {FormulaSet.MI_FIT_LEGACY: 365.0}
_YEAR = 365.25


def age_on(birth_date: date, day: date, formula_set: str = FormulaSet.MI_FIT) -> float:
    """Return the age in years as a formula set counts it, fractional, never negative."""
    return max(0.0, (day - birth_date).days / _YEARS.get(formula_set, _YEAR))


def is_minor(birth_date: date, day: date) -> bool:
    """Return whether a person is under 18, by the calendar and not by days / 365."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday < _ADULT_AGE


def is_composition_shown(profile: Profile, day: date) -> bool:
    """Return whether a person may be shown what a current through the body says of it on a day."""
    return not (is_minor(profile.birth_date, day) or profile.no_impedance_metrics)


def shown(
    weighing: Weighing, profile: Profile, day: date, formula_set: str = FormulaSet.MI_FIT
) -> Shown:
    """Return what may be shown of a weighing, and for each missing metric the reason.

    Args:
        weighing: The record.
        profile: As it was on that day.
        day: The local day of the weighing.
        formula_set: A key of `body.FORMULA_SETS`.

    Returns:
        All metrics of the set; of an imported weighing without an impedance also what its file says of
        the body, in the place of what the set would estimate; without composition where the profile
        excludes it; under 18 the body mass index alone.

    Raises:
        ValueError: There is no such formula set.
    """
    minor = is_minor(profile.birth_date, day)
    excluded = profile.no_impedance_metrics
    age = age_on(profile.birth_date, day, formula_set)
    hidden = METRICS - _FOR_ANY_AGE if minor else COMPOSITION if excluded else frozenset()
    compute = partial(
        metrics,
        sex=profile.sex,
        age=age if minor else max(age, float(_ADULT_AGE)),
        height_cm=profile.height_cm,
        weight_kg=weighing.weight_kg,
        impedance=None if hidden else weighing.impedance,
        impedance_250khz=None if hidden else weighing.impedance_250khz,
        athlete=profile.athlete,
        given=weighing.given,
    )
    result = compute(formula_set=formula_set)
    unmeasured = at_50khz(weighing.impedance, weighing.impedance_250khz) is None
    if unmeasured and weighing.origin is Origin.IMPORT and weighing.given:
        result = _with_given(result, compute(formula_set=FormulaSet.SCALE))
    if hidden:
        result = replace(result, **dict.fromkeys(hidden))
    offer = OFFERS[formula_set]
    missing: dict[str, Missing] = {}
    for name in Metrics.__slots__:
        if getattr(result, name) is not None:
            continue
        if name not in offer.metrics:
            missing[name] = Missing.NOT_OFFERED
        elif name in hidden:
            missing[name] = Missing.MINOR if minor else Missing.EXCLUDED
        elif unmeasured and name in offer.by_impedance:
            missing[name] = Missing.NO_IMPEDANCE
        else:
            missing[name] = offer.otherwise
    return Shown(formula_set=FormulaSet(formula_set), metrics=result, missing=missing)


def _with_given(computed: Metrics, given: Metrics) -> Metrics:
    """Return metrics of which those that were given replace those that were computed."""
    values = {name: getattr(given, name) for name in Metrics.__slots__}
    return replace(computed, **{name: each for name, each in values.items() if each is not None})
