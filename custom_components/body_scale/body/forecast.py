"""Forecast when the trend of a weight comes to a goal, as a range or not at all. Pure.

The pace is the slope through the days of the last six weeks by P. K. Sen, Estimates of the Regression
Coefficient Based on Kendall's Tau (1968): the median of the slopes between all pairs of days, so that
a coat doesn't count. A day's weighings count once.

Its error isn't that of a regression with independent residuals. Water and salt of one day are still
there the next, so neighbouring days repeat each other and that error would be far too small. Here it
is the sandwich of a least-squares slope whose residuals are correlated: half of their variance is
noise of a day, half lasts and fades with a time constant of three days.

The pace of today isn't the pace of next month, either. As in a local linear trend (A. C. Harvey,
Forecasting, Structural Time Series Models and the Kalman Filter, 1989) the slope walks at random, so
that after T days the variance of the weight is greater by `walk² T³ / 3`. The ends of the range are
where the weight is at the goal with a probability of one and of nine tenths. `bench/goals.py` replays
simulated people: of those who go on as before, about 80 % come to their goal within their range. That
a diet will end can't be known; docs/goals.md has the figures.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from math import exp, pi, sqrt
from statistics import fmean, median

from .trend import Weighed

TOLERANCE_KG = 0.2
"""A trend that is no further than this from the goal has reached it."""
WINDOW = timedelta(days=42)
"""The pace is that of this time up to the newest weighing."""
MIN_DAYS = 8
"""Days with a weighing that it takes in this time."""
MIN_SPAN = timedelta(days=14)
"""How far apart the first and the last of them are, at least."""
MAX_SILENCE = timedelta(days=30)
"""Who hasn't weighed for longer has no pace."""
MAX_AHEAD = timedelta(days=730)

_Z = 1.2816
"""Of a normal distribution, a tenth is beyond so many standard deviations."""
_LASTING_SHARE, _LASTING_DAYS = 0.5, 3.0
_MAD_TO_SD = 1.4826
_SEN_TO_LEAST_SQUARES = sqrt(pi / 3)
"""The standard error of Sen's slope beside that of least squares, for normal residuals (Sen 1968)."""
_MIN_NOISE_KG = 0.3
"""Nobody's weight is steadier from day to day than this."""
_TREND_ERROR_KG = 0.3
_WALK = 0.003
"""How much the slope changes in a day, as a standard deviation in kg a day. Without it, the ranges of
those who go on hold in 78 of 100 cases on the replay's seeds 0 to 99, and with it in 84."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a weight changes.

    Attributes:
        kg_a_day: The slope.
        error: Its standard error.
    """

    kg_a_day: float
    error: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the trend comes to the goal: with 80 % in this range, if all goes on as before."""

    earliest: datetime
    likely: datetime
    latest: datetime


def is_reached(start_kg: float, trend_kg: float, goal_kg: float) -> bool:
    """Return whether a trend is at its goal, or beyond it as seen from where it started."""
    if abs(trend_kg - goal_kg) <= TOLERANCE_KG:
        return True
    if abs(start_kg - goal_kg) <= TOLERANCE_KG:
        # Who wants to stay where they are can't go beyond it.
        return False
    return (start_kg > goal_kg) == (trend_kg < goal_kg)


def pace(history: Sequence[Weighed]) -> Pace | None:
    """Return the pace of weighings, oldest first; None if there are too few."""
    days = _days(history)
    if len(days) < MIN_DAYS or days[-1][0] - days[0][0] < MIN_SPAN / _DAY:
        return None
    slope = median((w - v) / (t - u) for (u, v), (t, w) in combinations(days, 2))
    level = median(weight - slope * time for time, weight in days)
    noise = _MAD_TO_SD * median(abs(weight - level - slope * time) for time, weight in days)
    times = [time for time, _ in days]
    error = _SEN_TO_LEAST_SQUARES * max(noise, _MIN_NOISE_KG) * _error_per_kg(times)
    return Pace(slope, error)


def forecast(
    history: Sequence[Weighed], trend_kg: float, goal_kg: float, now: datetime
) -> Forecast | None:
    """Return when a trend comes to a goal; None where nothing honest can be said.

    Args:
        history: Weighings, oldest first.
        trend_kg: The trend after the newest of them.
        goal_kg: The weight to reach.
        now: The moment from which it is looked ahead.

    Returns:
        None with fewer than eight days with a weighing in the last six weeks, or if these are within
        two weeks; 30 days after the newest weighing, or after the range; where the trend is at the
        goal; where the pace leads away from it, may be none, or leads there later than in two years.
    """
    if not history or now - history[-1].measured_at > MAX_SILENCE:
        return None
    distance = abs(trend_kg - goal_kg) - TOLERANCE_KG
    found = pace(history)
    if found is None or distance <= 0:
        return None
    toward = found.kg_a_day if goal_kg > trend_kg else -found.kg_a_day
    latest = _days_until(distance, toward, found.error, -_Z)
    earliest = _days_until(distance, toward, found.error, _Z)
    if latest is None or earliest is None:
        return None
    since = history[-1].measured_at
    if since + latest * _DAY < now:
        return None
    likely = min(distance / toward, latest)
    return Forecast(*(max(now, since + each * _DAY) for each in (earliest, likely, latest)))


def _days(history: Sequence[Weighed]) -> list[tuple[float, float]]:
    """Return the days with a weighing, oldest first: when in days from the newest, and the mean."""
    days: defaultdict[int, list[tuple[float, float]]] = defaultdict(list)
    for each in reversed(history):
        time = (each.measured_at - history[-1].measured_at) / _DAY
        if time < -WINDOW / _DAY:
            break
        # Who weighs every morning does so a little earlier or later.
        days[round(time)].append((time, each.weight_kg))
    return sorted(
        (fmean(time for time, _ in day), fmean(weight for _, weight in day))
        for day in days.values()
    )


def _error_per_kg(times: Sequence[float]) -> float:
    """Return the standard error of a least-squares slope for residuals of 1 kg.

    Args:
        times: Of the days, in days.
    """
    center = fmean(times)
    offsets = [time - center for time in times]
    square = sum(each * each for each in offsets)
    variance = square + 2 * _LASTING_SHARE * sum(
        one * other * exp(-abs(other - one) / _LASTING_DAYS)
        for one, other in combinations(offsets, 2)
    )
    return sqrt(variance) / square


def _days_until(distance: float, toward: float, error: float, deviations: float) -> float | None:
    """Return after how many days a weight is surely nearer by a distance; None if never, or too late.

    Args:
        distance: kg.
        toward: The pace in kg a day, positive towards the goal.
        error: The standard error of the pace.
        deviations: By how many standard deviations it is nearer than expected, negative for further.
    """
    for day in range(1, MAX_AHEAD.days + 1):
        sd = sqrt(_TREND_ERROR_KG**2 + (error * day) ** 2 + _WALK**2 * day**3 / 3)
        if toward * day + deviations * sd >= distance:
            return float(day)
    return None
