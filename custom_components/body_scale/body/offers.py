"""Which metrics each formula set offers, and which of them need an impedance."""

from collections.abc import Mapping
from typing import NamedTuple

from ..model import FormulaSet, Given, Metrics, Missing

METRICS: frozenset[str] = frozenset(Metrics.__slots__)

COMPOSITION: frozenset[str] = METRICS - {"bmi", "visceral_fat", "basal_metabolism", "ideal_weight"}
"""The metrics of body composition, in any set."""


class Offer(NamedTuple):
    """One formula set's metrics."""

    metrics: frozenset[str]
    """All metrics of the set."""
    by_impedance: frozenset[str]
    """Those that need an impedance."""
    otherwise: Missing = Missing.OUT_OF_RANGE
    """Why one of them may be missing though nothing it needs is."""


OFFERS: Mapping[str, Offer] = {
    FormulaSet.MI_FIT: Offer(METRICS, COMPOSITION),
    FormulaSet.MI_FIT_LEGACY: Offer(METRICS, COMPOSITION),
    FormulaSet.PUBLISHED: Offer(
        METRICS - {"visceral_fat", "bone_mass", "metabolic_age", "body_type", "body_score"},
        frozenset({"water", "muscle_mass", "protein"}),
    ),
    FormulaSet.SCALE: Offer(frozenset(Given._fields), frozenset(), Missing.NOT_GIVEN),
}
