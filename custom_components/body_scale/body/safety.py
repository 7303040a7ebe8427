"""What a person is shown of their metrics. Pure.

Body composition by impedance was fitted to adults; a current through the body is not for people
with an implant, and its results mean nothing in pregnancy. Adult classes don't apply to the young.
Then a value is unknown rather than wrong.
"""

from datetime import date

from ..model import FormulaSet, Metrics, Profile, Weighing
from . import metrics

_ADULT_AGE = 18.0
_YEAR = 365.25


def age_on(birth_date: date, day: date) -> float:
    """Return the age in years, fractional, never negative."""
    return max(0.0, (day - birth_date).days / _YEAR)


def shown_metrics(
    weighing: Weighing, profile: Profile, day: date, formula_set: str = FormulaSet.MI_FIT
) -> Metrics:
    """Return the metrics that may be shown of a weighing.

    Args:
        weighing: The record.
        profile: As it was on that day.
        day: The local day of the weighing.
        formula_set: A key of `body.FORMULA_SETS`.

    Returns:
        All that the set gives; without those that need the impedance if the profile says so;
        under 18 the body mass index alone.
    """
    age = age_on(profile.birth_date, day)
    spared = profile.no_impedance_metrics or age < _ADULT_AGE
    result = metrics(
        sex=profile.sex,
        age=age,
        height_cm=profile.height_cm,
        weight_kg=weighing.weight_kg,
        impedance=None if spared else weighing.impedance,
        impedance_250khz=None if spared else weighing.impedance_250khz,
        formula_set=formula_set,
        athlete=profile.athlete,
    )
    return Metrics(bmi=result.bmi) if age < _ADULT_AGE else result
