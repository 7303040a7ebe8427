"""How a value stands among its grades: colours, the normal range, the ends of a bar. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from ..model import Grade

_NORMAL = "normal"


class Level(StrEnum):
    """What a grade means, for colours."""

    LOW = "low"
    NORMAL = "normal"
    RAISED = "raised"
    HIGH = "high"


LEVELS: Mapping[str, Level] = {
    "very_low": Level.LOW,
    "low": Level.LOW,
    "underweight": Level.LOW,
    "severe_thinness": Level.LOW,
    "moderate_thinness": Level.LOW,
    "mild_thinness": Level.LOW,
    "normal": Level.NORMAL,
    "good": Level.NORMAL,
    "very_good": Level.NORMAL,
    "high": Level.RAISED,
    "overweight": Level.RAISED,
    "pre_obese": Level.RAISED,
    "overfat": Level.RAISED,
    # A score: less is worse.
    "bad": Level.RAISED,
    "very_bad": Level.HIGH,
    "very_high": Level.HIGH,
    "obese": Level.HIGH,
    "severely_obese": Level.HIGH,
    "obese_1": Level.HIGH,
    "obese_2": Level.HIGH,
    "obese_3": Level.HIGH,
}
"""By grade."""


def normal_range(grade: Grade) -> tuple[float | None, float | None]:
    """Return where the normal values of a metric begin and end; None where they have no end."""
    at = grade.names.index(_NORMAL)
    ends = (None, *grade.bounds, None)
    return ends[at], ends[at + 1]


def ends_of_bar(bounds: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """Return from where to where a bar goes that shows all grades and these values.

    The outer grades are as wide as the others on average.

    Args:
        bounds: Where the next grade begins, at least one.
        values: What the bar has to show.
    """
    widths = [high - low for low, high in pairwise(bounds)] or [abs(bounds[0]) / 2 or 1.0]
    width = sum(widths) / len(widths)
    low = min(bounds[0] - width, *(each - width / 4 for each in values))
    high = max(bounds[-1] + width, *(each + width / 4 for each in values))
    return max(0.0, low), high
