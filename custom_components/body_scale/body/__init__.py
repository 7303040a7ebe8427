"""A weighing becomes body metrics. Pure: no Home Assistant, no I/O.

A formula set is a module that turns a `Subject` into `Metrics`; adding one is a file and a row in
`FORMULA_SETS`, in `OFFERS` and in the scales of `grading`.
"""

from collections.abc import Callable, Mapping

from ..model import FormulaSet, Given, Metrics, Sex
from . import given as given_by_scale, published
from .grading import grades
from .mi_fit import formulas as mi_fit, legacy as mi_fit_legacy
from .offers import OFFERS
from .subject import Subject

__all__ = ["FORMULA_SETS", "OFFERS", "Subject", "grades", "metrics"]

FORMULA_SETS: Mapping[str, Callable[[Subject], Metrics]] = {
    FormulaSet.MI_FIT: mi_fit.metrics,
    FormulaSet.MI_FIT_LEGACY: mi_fit_legacy.metrics,
    FormulaSet.PUBLISHED: published.metrics,
    FormulaSet.SCALE: given_by_scale.metrics,
}


def metrics(
    *,
    sex: Sex | str,
    age: float,
    height_cm: float,
    weight_kg: float,
    impedance: float | None = None,
    impedance_250khz: float | None = None,
    formula_set: FormulaSet | str = FormulaSet.MI_FIT,
    athlete: bool = False,
    given: Given | None = None,
) -> Metrics:
    """Return the metrics of one weighing by a formula set, unrounded.

    Args:
        sex: `male` or `female`.
        age: Years on the day of the weighing, may be fractional: days / 365 for `mi_fit_legacy`, as
            that program counts, days / 365.25 for the others.
        height_cm: Height in cm.
        weight_kg: Weight in kg.
        impedance: Ohm at 50 kHz; None, 0 or less, or 3000 or more is no measurement (`mi_fit_legacy`
            computes with 0 and 3000 too).
        impedance_250khz: Ohm at 250 kHz. Of two, the larger counts as the one at 50 kHz, because
            a body's impedance falls with the frequency.
        formula_set: A key of `FORMULA_SETS`.
        athlete: The person trains hard; used by sets that have equations for athletes.
        given: What the scale itself said; used by the set `scale` alone.

    Returns:
        The metrics; None for each that needs an input which is missing or impossible (NaN,
        infinite, negative, a weight or height of 0).

    Raises:
        ValueError: There is no such sex or formula set.
    """
    compute = FORMULA_SETS.get(formula_set)
    if compute is None:
        raise ValueError(f"Unknown formula set: {formula_set!r}")
    return compute(
        Subject.of(
            sex=Sex(sex),
            age=age,
            height_cm=height_cm,
            weight_kg=weight_kg,
            impedance=impedance,
            impedance_250khz=impedance_250khz,
            athlete=athlete,
            given=given,
        )
    )
