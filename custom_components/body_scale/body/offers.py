"""What each formula set offers, and what of it hangs on the impedance."""

from collections.abc import Mapping
from typing import NamedTuple

from ..model import FormulaSet, Metrics

METRICS: frozenset[str] = frozenset(Metrics.__slots__)

COMPOSITION: frozenset[str] = METRICS - {"bmi", "visceral_fat", "basal_metabolism", "ideal_weight"}
"""What an impedance says of a body, in whichever set."""


class Offer(NamedTuple):
    """One formula set's metrics."""

    metrics: frozenset[str]
    """All that it ever gives."""
    by_impedance: frozenset[str]
    """Those it can't give without an impedance."""


OFFERS: Mapping[str, Offer] = {
    FormulaSet.MI_FIT: Offer(METRICS, COMPOSITION),
    FormulaSet.MI_FIT_LEGACY: Offer(METRICS, COMPOSITION),
    FormulaSet.PUBLISHED: Offer(
        METRICS - {"visceral_fat", "bone_mass", "metabolic_age", "body_type", "body_score"},
        frozenset({"water", "muscle_mass", "protein"}),
    ),
}
