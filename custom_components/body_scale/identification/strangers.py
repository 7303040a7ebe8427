"""Densities of what isn't one member alone: guests, children, suitcases, members with a load. Pure.

These are never confirmed, so nothing can be learned: each is a broad density over weight and
impedance with a fixed share; that of a load is around what the member is expected to weigh.
"""

from math import exp, log, pi, sqrt

from .forecast import Forecast, Outlook

SHARE = 0.05
"""One weighing in twenty is nobody's."""
_GUEST, _CHILD, _OBJECT = 0.6, 0.15, 0.25
"""Shares: an adult, a child, a thing."""
_ADULT = Forecast([Outlook(73.0, 14.0)], 5.0)
"""kg; adults of both sexes."""
_CHILD_RANGE = (8.0, 45.0)
_OBJECT_RANGE = (2.0, 35.0)
CARRYING = 0.06
"""Share of a member's weighings in which they carry something."""
_CARRIED = tuple((extra, exp(-extra / 20)) for extra in range(4, 36, 3))
"""kg, and how often: a cat, a bag, a dog, a child."""
_CARRIED_SPREAD = 0.9
_MAX_SPREAD = 3.0
_OFTEN = sum(often for _, often in _CARRIED)
_FAR_SPREADS = 6.0
_ANY_LOAD = 0.1
"""Share of loads of any weight, so that nothing is too heavy to be one."""
_MAX_LOAD_KG = 250.0
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


def density(weight: float, impedance: float | None, measures: float) -> float:
    """Return the density of a weighing that no member has to do with.

    Args:
        weight: kg.
        impedance: 100 × ln ohm, if it was measured.
        measures: Share of this household's weighings that have an impedance, 0 to 1.
    """
    human = 1 - measures if impedance is None else measures * impedance_of_anybody(impedance)
    thing = 1.0 if impedance is None else 0.02 * impedance_of_anybody(impedance)
    return (
        _GUEST * _ADULT.density(weight) * human
        + _CHILD * _within(weight, *_CHILD_RANGE) * human
        + _OBJECT * _within(weight, *_OBJECT_RANGE) * thing
    )


def carried(weight: float, member: Forecast) -> float:
    """Return the density of a weight for a member who carries something."""
    off = weight - member.mean
    spread = sqrt(min(member.spread, _MAX_SPREAD) ** 2 + _CARRIED_SPREAD**2)
    if off < _CARRIED[0][0] - _FAR_SPREADS * spread:
        return 0.0
    narrow = -1 / (2 * spread * spread)
    usual = sum([often * exp(narrow * (off - extra) ** 2) for extra, often in _CARRIED])
    usual /= _OFTEN * spread * sqrt(2 * pi)
    return (1 - _ANY_LOAD) * usual + _ANY_LOAD * _within(off, 0.0, _MAX_LOAD_KG)
