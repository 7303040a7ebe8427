"""Smooth a weight, and compute how it changed. Pure.

The trend is the exponentially weighted moving average of J. Walker, The Hacker's Diet (1991), which
moves a tenth of the way to a new weight each day, in the form for uneven spacing of A. Eckner,
Algorithms for Unevenly Spaced Time Series: Moving Averages and Other Rolling Operators (2019): after a
gap of d days it moves 1 - 0.9^d of the way. So a week away counts like seven days, and two weighings
in an hour hardly move it.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

_REMAINDER_A_DAY = 0.9
"""Share of the old trend that is left after a day."""
_DAY = 86400.0
_MAX_GAP = timedelta(days=28)
"""Between weighings further apart than this the trend of a day is unknown."""


class Weighed(Protocol):
    """A weight at a time."""

    @property
    def measured_at(self) -> datetime:
        """When, aware."""

    @property
    def weight_kg(self) -> float:
        """How much."""


@dataclass(frozen=True, slots=True)
class Trend:
    """The trend after the newest weighing, and its change up to then.

    Attributes:
        weight_kg: The smoothed weight.
        change_7d: kg since seven days before; None where the trend of that day isn't known.
        change_30d: The same over thirty days.
    """

    weight_kg: float
    change_7d: float | None
    change_30d: float | None


def trend(history: Sequence[Weighed]) -> Trend | None:
    """Return the trend of weighings, oldest first; None if there are none."""
    if not history:
        return None
    times = [each.measured_at for each in history]
    smoothed = levels(history)

    def change(days: int) -> float | None:
        then = _level_at(times[-1] - timedelta(days=days), times, smoothed)
        return None if then is None else smoothed[-1] - then

    return Trend(smoothed[-1], change(7), change(30))


def levels(history: Sequence[Weighed]) -> list[float]:
    """Return the trend after each of some weighings, oldest first."""
    if not history:
        return []
    found = [history[0].weight_kg]
    for before, each in pairwise(history):
        days = (each.measured_at - before.measured_at).total_seconds() / _DAY
        left = _REMAINDER_A_DAY ** max(0.0, days)
        found.append(found[-1] * left + each.weight_kg * (1 - left))
    return found


def _level_at(moment: datetime, times: Sequence[datetime], levels: Sequence[float]) -> float | None:
    """Return the trend at a moment, between the weighings around it."""
    after = bisect_right(times, moment)
    if after == 0 or after == len(times):
        return None
    width = times[after] - times[after - 1]
    if width > _MAX_GAP:
        return None
    share = (moment - times[after - 1]) / width
    return levels[after - 1] + share * (levels[after] - levels[after - 1])
