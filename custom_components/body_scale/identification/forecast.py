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
from copy import copy
from dataclasses import dataclass
from functools import cache
from math import exp, fsum, lgamma, log, log1p, pi, sqrt
from typing import Self

_MAX_SPREADS = 3.0
"""Beyond this a measurement is likely another person's, or was taken in a heavy coat."""
_SOME_OTHER = 0.01
"""Share of outliers that a temper expects, so that one outlier doesn't exclude it."""
_FLOOR = _SOME_OTHER / 30
_FORGET = 0.97
"""Factor by which a temper's earlier success fades with each measurement."""


@dataclass(frozen=True, slots=True)
class Temper:
    """One model of how a quantity moves, in its unit and days.

    Attributes:
        noise: Spread of one measurement around the level.
        wander: Spread of the level's random walk after a day.
        slope: Usual size of the trend, per day.
        lasting: Days after which a trend has faded to a third.
    """

    noise: float
    wander: float
    slope: float = 0.0
    lasting: float = 30.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What one temper predicts: a Student t, and its weight in the mixture."""

    mean: float
    spread: float
    freedom: float
    belief: float

    def density(self, value: float) -> float:
        """Return the Student t's density at a value."""
        far_2 = ((value - self.mean) / self.spread) ** 2
        shape = _constant(self.freedom) - (self.freedom + 1) / 2 * log1p(far_2 / self.freedom)
        return exp(shape) / self.spread


class Forecast:
    """The prediction: a mixture of the tempers' outlooks.

    Attributes:
        mean: The expected value.
        spread: The standard deviation, about.
    """

    __slots__ = ("_outlooks", "mean", "spread")

    def __init__(self, outlooks: Sequence[Outlook]) -> None:
        """Mix the outlooks."""
        self._outlooks = outlooks
        mean = self.mean = fsum([each.belief * each.mean for each in outlooks])
        self.spread = sqrt(
            fsum([e.belief * (e.spread**2 + (e.mean - mean) ** 2) for e in outlooks])
        )

    def density(self, value: float) -> float:
        """Return how dense the prediction is at a value."""
        return fsum([each.belief * each.density(value) for each in self._outlooks])


@cache
def _constant(freedom: float) -> float:
    """Return the logarithm of the Student t's normalisation."""
    return lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(freedom * pi) / 2


class _Filter:
    """One temper's Kalman filter over a history.

    Attributes:
        success: How well it predicted the measurements, as a logarithm.
    """

    __slots__ = (
        "_known", "_lasting", "_level", "_noise", "_p_ll", "_p_ls", "_p_ss", "_size", "_slope",
        "_slope_2", "_wander", "success",
    )  # fmt: skip

    def __init__(
        self, temper: Temper, value: float, *, freedom: float, start_spread: float
    ) -> None:
        """Begin with the first value of a history."""
        noise = temper.noise**2
        self._noise, self._wander = noise, temper.wander**2
        self._slope_2, self._lasting = temper.slope**2, temper.lasting
        self._level, self._slope = value, 0.0
        gain = (noise + start_spread**2) / (2 * noise + start_spread**2)
        self._p_ll, self._p_ls, self._p_ss = (
            (noise + start_spread**2) * (1 - gain),
            0.0,
            self._slope_2,
        )
        self._size, self._known = freedom + 1.0, freedom + 1.0
        self.success = 0.0

    def add(self, gap: float, value: float) -> None:
        """Take the next value, days after the one before."""
        level, slope, p_ll, p_ls, p_ss = self._ahead(gap)
        noise, known, size = self._noise, self._known, self._size
        variance = p_ll + noise
        surprise = value - level
        spread_2 = variance * size / known
        far_2 = surprise * surprise / spread_2
        shape = _constant(known) - (known + 1) / 2 * log(1 + far_2 / known)
        likelihood = exp(shape) / sqrt(spread_2)
        self.success = _FORGET * self.success + log((1 - _SOME_OTHER) * likelihood + _FLOOR)
        if far_2 > _MAX_SPREADS * _MAX_SPREADS:
            variance = p_ll + noise * far_2 / _MAX_SPREADS
            far_2 = _MAX_SPREADS * _MAX_SPREADS
        self._size = size + far_2 * size / known
        self._known = known + 1
        gain, gain_s = p_ll / variance, p_ls / variance
        self._level = level + gain * surprise
        self._slope = slope + gain_s * surprise
        self._p_ss = p_ss - gain_s * p_ls
        self._p_ls = p_ls * (1 - gain)
        self._p_ll = p_ll * (1 - gain)

    def predict(self, gap: float) -> tuple[float, float]:
        """Return the mean and the spread of a value, days after the last one."""
        level, _, p_ll, _, _ = self._ahead(gap)
        return level, sqrt((p_ll + self._noise) * self._size / self._known)

    def _ahead(self, gap: float) -> tuple[float, float, float, float, float]:
        """Return level, slope and their covariances some days later."""
        level, slope, p_ll, p_ls, p_ss = (
            self._level, self._slope, self._p_ll, self._p_ls, self._p_ss,
        )  # fmt: skip
        if slope_2 := self._slope_2:
            lasting = self._lasting
            left = exp(-gap / lasting)
            reach = lasting * (1 - left)
            level += slope * reach
            slope *= left
            p_ll += 2 * reach * p_ls + reach * reach * p_ss
            p_ll += slope_2 * lasting**2 * max(0.0, 2 * gap / lasting - (1 - left) * (3 - left))
            p_ls = left * (p_ls + reach * p_ss) + slope_2 * lasting * (1 - left) ** 2
            p_ss = left * left * p_ss + slope_2 * (1 - left * left)
        return level, slope, p_ll + self._wander * gap, p_ls, p_ss


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
        self.count = 0

    def __copy__(self) -> Self:
        """Return one that others can add to."""
        fit = type(self)(self._tempers, freedom=self._freedom, start_spread=self._start_spread)
        fit.count = self.count
        fit._filters = [copy(each) for each in self._filters]  # noqa: SLF001
        return fit

    def add(self, gap: float, value: float) -> None:
        """Take the next value, days after the one before (whatever that is for the first)."""
        self.count += 1
        if not self._filters:
            self._filters = [
                _Filter(each, value, freedom=self._freedom, start_spread=self._start_spread)
                for each in self._tempers
            ]
            return
        gap = max(0.0, gap)
        for each in self._filters:
            each.add(gap, value)

    def forecast(self, gap: float) -> Forecast:
        """Predict the value some days after the last one; there is at least one."""
        gap = max(0.0, gap)
        best = max(each.success for each in self._filters)
        beliefs = [exp(each.success - best) for each in self._filters]
        total = sum(beliefs)
        freedom = self._freedom + self.count
        return Forecast(
            [
                Outlook(*each.predict(gap), freedom, belief / total)
                for each, belief in zip(self._filters, beliefs, strict=True)
            ]
        )
