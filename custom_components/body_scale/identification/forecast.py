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
from math import exp, lgamma, log, log1p, pi, sqrt

_MAX_SPREADS = 3.0
"""Beyond this a measurement is likely another person's, or was taken in a heavy coat."""
_SOME_OTHER = 0.01
"""Share of outliers that a temper expects, so that one outlier doesn't exclude it."""
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


@dataclass(frozen=True, slots=True)
class Forecast:
    """The prediction: a mixture of the tempers' outlooks."""

    outlooks: Sequence[Outlook]

    @property
    def mean(self) -> float:
        """The expected value."""
        return sum(each.belief * each.mean for each in self.outlooks)

    @property
    def spread(self) -> float:
        """The standard deviation, about."""
        mean = self.mean
        return sqrt(sum(e.belief * (e.spread**2 + (e.mean - mean) ** 2) for e in self.outlooks))

    def density(self, value: float) -> float:
        """Return how dense the prediction is at a value."""
        return sum(each.belief * each.density(value) for each in self.outlooks)


def _constant(freedom: float) -> float:
    """Return the logarithm of the Student t's normalisation."""
    return lgamma((freedom + 1) / 2) - lgamma(freedom / 2) - log(freedom * pi) / 2


def forecast(
    days: Sequence[float],
    values: Sequence[float],
    tempers: Sequence[Temper],
    *,
    freedom: float,
    start_spread: float,
) -> Forecast:
    """Predict the value now.

    Args:
        days: How long ago each measurement was, oldest first, so falling.
        values: What was measured, at least one.
        tempers: The models to mix.
        freedom: Measurements that the prior sizes of the tempers count for.
        start_spread: Spread of the first value around the level, beyond noise.
    """
    gaps = [max(0.0, a - b) for a, b in zip(days, [*days[1:], 0.0], strict=True)]
    constants = [_constant(freedom + n) for n in range(len(values))]
    rows = [
        _run(gaps, values, temper, freedom=freedom, start_spread=start_spread, constants=constants)
        for temper in tempers
    ]
    best = max(score for *_, score in rows)
    beliefs = [exp(score - best) for *_, score in rows]
    total = sum(beliefs)
    known = freedom + len(values)
    return Forecast(
        [
            Outlook(mean, spread, known, belief / total)
            for (mean, spread, _), belief in zip(rows, beliefs, strict=True)
        ]
    )


def _run(
    gaps: Sequence[float],
    values: Sequence[float],
    temper: Temper,
    *,
    freedom: float,
    start_spread: float,
    constants: Sequence[float],
) -> tuple[float, float, float]:
    """Filter a history; return the predicted mean, its spread, and the temper's success."""
    noise, wander = temper.noise**2, temper.wander**2
    slope_2, lasting = temper.slope**2, temper.lasting
    level, slope = values[0], 0.0
    p_ll, p_ls, p_ss = noise + start_spread**2, 0.0, slope_2
    size, known, success = freedom, freedom, 0.0
    floor = _SOME_OTHER / 30
    for index, value in enumerate(values):
        variance = p_ll + noise
        surprise = value - level
        far_2 = surprise * surprise / (variance * size / known)
        if index:
            shape = constants[index] - (known + 1) / 2 * log(1 + far_2 / known)
            likelihood = exp(shape) / sqrt(variance * size / known)
            success = _FORGET * success + log((1 - _SOME_OTHER) * likelihood + floor)
        trust = noise
        if far_2 > _MAX_SPREADS * _MAX_SPREADS:
            trust = noise * far_2 / _MAX_SPREADS
            variance = p_ll + trust
            far_2 = _MAX_SPREADS * _MAX_SPREADS
        size += far_2 * size / known if index else 1.0
        known += 1
        gain, gain_s = p_ll / variance, p_ls / variance
        level += gain * surprise
        slope += gain_s * surprise
        p_ss -= gain_s * p_ls
        p_ls *= 1 - gain
        p_ll *= 1 - gain
        gap = gaps[index]
        if slope_2:
            left = exp(-gap / lasting)
            reach = lasting * (1 - left)
            level += slope * reach
            slope *= left
            p_ll += 2 * reach * p_ls + reach * reach * p_ss
            p_ll += slope_2 * lasting**2 * max(0.0, 2 * gap / lasting - (1 - left) * (3 - left))
            p_ls = left * (p_ls + reach * p_ss) + slope_2 * lasting * (1 - left) ** 2
            p_ss = left * left * p_ss + slope_2 * (1 - left * left)
        p_ll += wander * gap
    return level, sqrt((p_ll + noise) * size / known), success
