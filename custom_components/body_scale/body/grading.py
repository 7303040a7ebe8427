"""Grade metrics on the scales of their formula set. For adults.

The Mi Fit sets have Mi Fit's tables (`mi_fit_grades`), the others those of papers:

* body mass index: WHO 2000, Technical Report 894;
* body fat: Gallagher et al. 2000, Am J Clin Nutr 72:694, for 20 to 79 years, white people;
* skeletal muscle for the height: Janssen et al. 2004, Am J Epidemiol 159:413, for 60 years and up,
  by the risk of disability.

A weight stands where its body mass index does. A value at a bound has the upper grade.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import chain

from ..model import FormulaSet, Grade, Metrics, Sex
from .mi_fit import grades as mi
from .mi_fit.grades import Rows, row

ADULT_AGE = 18.0

LOW_NORMAL = ("low", "normal")
LOW_NORMAL_GOOD = ("low", "normal", "good")
NORMAL_HIGH = ("normal", "high", "very_high")
LOW_TO_HIGH = ("very_low", "low", "normal", "high", "very_high")
BAD_TO_GOOD = ("very_bad", "bad", "normal", "good", "very_good")
MI_BMI = ("underweight", "normal", "overweight", "obese", "severely_obese")
WHO_BMI = (
    "severe_thinness",
    "moderate_thinness",
    "mild_thinness",
    "normal",
    "pre_obese",
    "obese_1",
    "obese_2",
    "obese_3",
)
GALLAGHER = ("low", "normal", "overfat", "obese")
JANSSEN = ("very_low", "low", "normal")

GRADE_NAMES: frozenset[str] = frozenset(
    chain(
        LOW_NORMAL_GOOD, NORMAL_HIGH, LOW_TO_HIGH, BAD_TO_GOOD, MI_BMI, WHO_BMI, GALLAGHER, JANSSEN
    )
)
"""Every grade there is."""

type Scale = tuple[tuple[str, ...], tuple[float, ...]]
"""Names, and the bounds between them."""

WHO_BMI_BOUNDS = (16.0, 17.0, 18.5, 25.0, 30.0, 35.0, 40.0)

GALLAGHER_FAT: Mapping[Sex, Rows[tuple[float, float, float] | None]] = {
    Sex.MALE: ((80, None), (60, (13, 25, 30)), (40, (11, 22, 28)), (20, (8, 20, 25)), (0, None)),
    Sex.FEMALE: (
        (80, None),
        (60, (24, 36, 42)),
        (40, (23, 34, 40)),
        (20, (21, 33, 39)),
        (0, None),
    ),
}
"""Percent, by years of age."""

JANSSEN_AGE = 60.0
JANSSEN_MUSCLE: Mapping[Sex, tuple[float, float]] = {
    Sex.MALE: (8.50, 10.75),
    Sex.FEMALE: (5.75, 6.75),
}
"""Kg of skeletal muscle for a square metre of height."""


def grades(
    metrics: Metrics,
    *,
    sex: Sex | str,
    age: float,
    height_cm: float,
    weight_kg: float,
    formula_set: FormulaSet | str = FormulaSet.MI_FIT,
) -> Mapping[str, Grade] | None:
    """Return the grade and the bounds of each metric that has them, and of `weight`.

    Args:
        metrics: What `body.metrics` made of the same person with the same set.
        sex: `male` or `female`.
        age: Years.
        height_cm: Height in cm.
        weight_kg: Weight in kg.
        formula_set: A key of `SCALES`.

    Returns:
        By metric, nothing of a body without a body mass index; None under 18 years, since the scales
        are for adults.

    Raises:
        ValueError: There is no such sex or formula set.
    """
    scales_of = SCALES.get(formula_set)
    if scales_of is None:
        raise ValueError(f"Unknown formula set: {formula_set!r}")
    sex = Sex(sex)
    if not age >= ADULT_AGE:
        return None
    found: dict[str, Grade] = {}
    if metrics.bmi is None:
        return found
    for name, (names, bounds) in scales_of(sex, age, height_cm, weight_kg).items():
        value = weight_kg if name == "weight" else getattr(metrics, name)
        if value is not None:
            found[name] = Grade(names[bisect_right(bounds, value)], names, bounds)
    return found


def mi_fit_scales(sex: Sex, age: float, height_cm: float, weight_kg: float) -> Mapping[str, Scale]:
    """Return Mi Fit's scales for a person."""
    return {
        "weight": (MI_BMI, _weights(mi.BMI, height_cm)),
        "bmi": (MI_BMI, mi.BMI),
        "body_fat": (LOW_TO_HIGH, row(mi.FAT[sex], age)),
        "water": (LOW_NORMAL_GOOD, (mi.NORMAL_WATER[sex], mi.GOOD_WATER[sex])),
        "muscle_mass": (LOW_NORMAL_GOOD, row(mi.MUSCLE[sex], height_cm)),
        "bone_mass": (
            LOW_NORMAL_GOOD,
            (row(mi.NORMAL_BONE[sex], weight_kg), row(mi.GOOD_BONE[sex], weight_kg)),
        ),
        "protein": (LOW_NORMAL_GOOD, mi.PROTEIN),
        "visceral_fat": (NORMAL_HIGH, mi.VISCERAL_FAT),
        "basal_metabolism": (LOW_NORMAL, (weight_kg * row(mi.NORMAL_METABOLISM[sex], age),)),
        "body_score": (BAD_TO_GOOD, mi.BODY_SCORE),
    }


def published_scales(
    sex: Sex, age: float, height_cm: float, weight_kg: float
) -> Mapping[str, Scale]:
    """Return the papers' scales for a person."""
    scales: dict[str, Scale] = {
        "weight": (WHO_BMI, _weights(WHO_BMI_BOUNDS, height_cm)),
        "bmi": (WHO_BMI, WHO_BMI_BOUNDS),
    }
    fat = row(GALLAGHER_FAT[sex], age)
    if fat is not None:
        scales["body_fat"] = (GALLAGHER, fat)
    if age >= JANSSEN_AGE:
        scales["muscle_mass"] = (JANSSEN, _weights(JANSSEN_MUSCLE[sex], height_cm))
    return scales


def _weights(indices: tuple[float, ...], height_cm: float) -> tuple[float, ...]:
    """Return kg for kg/m² at a height."""
    return tuple(index * height_cm * height_cm / 10_000 for index in indices)


SCALES: Mapping[str, Callable[[Sex, float, float, float], Mapping[str, Scale]]] = {
    FormulaSet.MI_FIT: mi_fit_scales,
    FormulaSet.MI_FIT_LEGACY: mi_fit_scales,
    FormulaSet.PUBLISHED: published_scales,
    FormulaSet.SCALE: published_scales,
}
