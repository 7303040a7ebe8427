"""Densities of what isn't one member alone: guests, children, suitcases, a parent with a child. Pure.

These are never confirmed, so nothing can be learned: each is a broad density over weight and
impedance with a fixed share.
"""

from collections.abc import Sequence
from math import exp, log, pi, sqrt

from .forecast import Forecast, Outlook

SHARE = 0.05
"""One weighing in twenty is nobody's."""
_GUEST, _CHILD, _OBJECT, _ARM = 0.55, 0.13, 0.2, 0.12
"""Shares: an adult, a child, a thing, a member with a child or a bag in their arms."""
_ADULT = Outlook(73.0, 14.0, 5.0, 1.0)
"""kg; adults of both sexes."""
_CHILD_RANGE = (8.0, 45.0)
_OBJECT_RANGE = (2.0, 35.0)
_CARRIED = (3.0, 8.0, 13.0, 18.0)
"""kg; what is carried, in even steps."""
ANYBODY = (100 * log(500.0), 16.0)
"""100 × ln ohm between the feet of adults, mean and spread."""


def gauss(value: float, mean: float, spread: float) -> float:
    """Return the normal density."""
    return exp(-(((value - mean) / spread) ** 2) / 2) / (spread * sqrt(2 * pi))


def impedance_of_anybody(value: float) -> float:
    """Return the density of 100 × ln ohm for an unknown adult."""
    return gauss(value, *ANYBODY)


def _within(value: float, low: float, high: float) -> float:
    return 1 / (high - low) if low <= value <= high else 0.0


def density(
    weight: float, impedance: float | None, measures: float, members: Sequence[Forecast]
) -> float:
    """Return the density of a weighing that is no member's.

    Args:
        weight: kg.
        impedance: 100 × ln ohm, if it was measured.
        measures: Share of this household's weighings that have an impedance, 0 to 1.
        members: The members' expected weights, as far as known.
    """
    human = 1 - measures if impedance is None else measures * impedance_of_anybody(impedance)
    thing = 1.0 if impedance is None else 0.02 * impedance_of_anybody(impedance)
    carried = sum(
        gauss(weight - extra, member.mean, sqrt(member.spread**2 + 2.5**2))
        for member in members
        for extra in _CARRIED
    ) / max(1, len(members) * len(_CARRIED))
    return (
        _GUEST * _ADULT.density(weight) * human
        + _CHILD * _within(weight, *_CHILD_RANGE) * human
        + _OBJECT * _within(weight, *_OBJECT_RANGE) * thing
        + _ARM * carried * (0.3 * thing + 0.7 * human)
    )
