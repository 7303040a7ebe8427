"""Predict a person's weight or impedance from what was measured. Pure.

A measurement is a level plus noise; the level wanders and may have a slope that fades. The sizes of
noise and wandering aren't known beforehand, so several *tempers* (Kalman filters with fixed ratios)
run side by side over the history. A temper is weighted by how well it predicted the measurements so
far, recent ones most. The common size of its steps is learned too (inverse gamma), which makes every
prediction a Student t: wide with few weighings, narrower with more. A measurement far off counts
less for the level and at most `_MAX_SPREADS` for the size, so that a wrongly assigned weighing in a
history changes little.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, lgamma, log, pi, sqrt
from typing import NamedTuple

_MAX_SPREADS = 3.0
"""Beyond this a measurement is likely another person's, or was taken in a heavy coat."""
_SOME_OTHER = 0.01
"""Share of outliers that a temper expects, so that one outlier doesn't exclude it."""
_FLOOR = _SOME_OTHER / 30
_FORGET = 0.97
"""Factor by which a temper's earlier success fades with each measurement."""
_LASTING = 30.0
"""Days after which a trend has faded to a third."""


@dataclass(frozen=True, slots=True)
class Temper:
    """One model of how a quantity moves, in its unit and days.

    Attributes:
        noise: Spread of one measurement around the level.
        wander: Spread of the level's random walk after a day.
        slope: Usual size of the trend, per day.
    """

    noise: float
    wander: float
    slope: float = 0.0


class Outlook(NamedTuple):
    """What one temper predicts: the centre of a Student t, its spread, its weight in the mixture."""

    mean: float
    spread: float
    belief: float = 1.0


class Forecast:
    """The prediction: a mixture of Student t.

    Args:
        outlooks: Of each temper.
        freedom: The degrees of freedom of each.

    Attributes:
        mean: The expected value.
        spread: The standard deviation, about.
    """

    __slots__ = ("_freedom", "_outlooks", "mean", "spread")

    def __init__(self, outlooks: Sequence[Outlook], freedom: float) -> None:
        """Mix the outlooks."""
        self._outlooks, self._freedom = outlooks, freedom
        mean = self.mean = sum([belief * mean for mean, _, belief in outlooks])
        self.spread = sqrt(
            sum([belief * (spread**2 + (each - mean) ** 2) for each, spread, belief in outlooks])
        )

    def density(self, value: float) -> float:
        """Return how dense the prediction is at a value."""
        freedom = self._freedom
        scale, power = _student(freedom)
        total = 0.0
        for mean, spread, belief in self._outlooks:
            far = (value - mean) / spread
            total += belief / spread * (1 + far * far / freedom) ** power
        return scale * total


@cache
def _student(freedom: float) -> tuple[float, float]:
    """Return the factor and the exponent of a Student t's density."""
    power = (freedom + 1) / 2
    return exp(lgamma(power) - lgamma(freedom / 2)) / sqrt(freedom * pi), -power


class _Gap(NamedTuple):
    """What days without a measurement change, the same for all tempers.

    Attributes:
        days: How many.
        left: Share that is left of a slope at their end.
        reach: How much a slope of 1 changes the level.
        strayed: Variance that new slopes of size 1 add to the level.
    """

    days: float
    left: float
    reach: float
    strayed: float

    @classmethod
    def of(cls, days: float) -> _Gap:
        left = exp(-days / _LASTING)
        strayed = max(0.0, 2 * days / _LASTING - (1 - left) * (3 - left))
        return cls(days, left, _LASTING * (1 - left), _LASTING**2 * strayed)


class _Filter:
    """One temper's Kalman filter over a history.

    Attributes:
        success: How well it predicted the measurements, as a logarithm.
    """

    __slots__ = (
        "_level", "_noise", "_p_ll", "_p_ls", "_p_ss", "_size", "_slope", "_slope_2", "_wander",
        "success",
    )  # fmt: skip

    def __init__(
        self, temper: Temper, value: float, *, freedom: float, start_spread: float
    ) -> None:
        """Begin with the first value of a history."""
        noise = self._noise = temper.noise**2
        self._wander, self._slope_2 = temper.wander**2, temper.slope**2
        self._level, self._slope = value, 0.0
        start = noise + start_spread**2
        self._p_ll, self._p_ls, self._p_ss = start * noise / (start + noise), 0.0, self._slope_2
        self._size = freedom
        self.success = 0.0

    def add(self, gap: _Gap, value: float, known: float) -> None:
        """Take the next value; the size of the steps is known as of so many measurements."""
        days, left, reach, strayed = gap
        noise, size, slope, slope_2 = self._noise, self._size, self._slope, self._slope_2
        p_ls, p_ss = self._p_ls, self._p_ss
        level = self._level + reach * slope
        p_ll = self._p_ll + reach * (2 * p_ls + reach * p_ss) + slope_2 * strayed
        p_ll += self._wander * days
        p_ls = left * (p_ls + reach * p_ss) + slope_2 * reach * (1 - left)
        p_ss = left * left * p_ss + slope_2 * (1 - left * left)
        variance = p_ll + noise
        surprise = value - level
        spread_2 = variance * size / known
        far_2 = surprise * surprise / spread_2
        scale, power = _student(known)
        likelihood = scale * (1 + far_2 / known) ** power / sqrt(spread_2)
        self.success = _FORGET * self.success + log((1 - _SOME_OTHER) * likelihood + _FLOOR)
        if far_2 > _MAX_SPREADS * _MAX_SPREADS:
            variance = p_ll + noise * far_2 / _MAX_SPREADS
            far_2 = _MAX_SPREADS * _MAX_SPREADS
        self._size = size + far_2 * size / known
        gain, gain_s = p_ll / variance, p_ls / variance
        self._level = level + gain * surprise
        self._slope = left * slope + gain_s * surprise
        self._p_ss = p_ss - gain_s * p_ls
        self._p_ls = p_ls * (1 - gain)
        self._p_ll = p_ll * (1 - gain)

    def predict(self, gap: _Gap, known: float, belief: float) -> Outlook:
        """Predict the next value, with this weight in the mixture."""
        days, _, reach, strayed = gap
        variance = self._p_ll + reach * (2 * self._p_ls + reach * self._p_ss)
        variance += self._slope_2 * strayed + self._wander * days + self._noise
        spread = sqrt(variance * self._size / known)
        return Outlook(self._level + reach * self._slope, spread, belief)


class Fit:
    """What all tempers learned of a history; values are added at its end.

    Args:
        tempers: The models to mix.
        freedom: Measurements that the prior sizes of the tempers count for.
        start_spread: Spread of the first value around the level, beyond noise.
    """

    def __init__(self, tempers: Sequence[Temper], *, freedom: float, start_spread: float) -> None:
        """Begin without values."""
        self._tempers = tempers
        self._freedom, self._start_spread = freedom, start_spread
        self._filters: Sequence[_Filter] = ()
        self._beliefs: Sequence[float] = ()

    def add(self, days: float, value: float) -> None:
        """Take the next value, days after the one before (whatever that is for the first)."""
        self._beliefs = ()
        if self._filters:
            gap = _Gap.of(days)
            for each in self._filters:
                each.add(gap, value, self._freedom)
        else:
            self._filters = [
                _Filter(each, value, freedom=self._freedom + 1, start_spread=self._start_spread)
                for each in self._tempers
            ]
        self._freedom += 1

    def forecast(self, days: float) -> Forecast:
        """Predict the value some days after the last one; there is at least one."""
        gap, freedom = _Gap.of(days), self._freedom
        if not self._beliefs:
            self._beliefs = self._believe()
        return Forecast(
            [
                each.predict(gap, freedom, belief)
                for each, belief in zip(self._filters, self._beliefs, strict=True)
            ],
            freedom,
        )

    def _believe(self) -> list[float]:
        """Return the weight of each temper in the mixture."""
        best = max(each.success for each in self._filters)
        odds = [exp(each.success - best) for each in self._filters]
        total = sum(odds)
        return [each / total for each in odds]
