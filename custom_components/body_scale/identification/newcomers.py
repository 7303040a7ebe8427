"""Members who were never weighed, and weighings that nobody has answered yet. Pure.

First guesses of members are often too near each other for one weighing to be certain. Several
unanswered weighings say more: weights that lie together are one person's, and those that lie apart
are different people's. So each group of them belongs to another newcomer, or to nobody.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from math import fsum

from . import strangers
from .candidates import Measured
from .forecast import Forecast

_MAX_APART = timedelta(days=60)
MAX_UNANSWERED = 60
"""Weighings nearest in time that count."""
_GAP_KG = 2.0
"""Weights of one person that follow each other are closer."""
_WIDEST_KG = 5.0
"""What is spread wider isn't one person's."""
_SAME_STRANGER = 0.1
"""How often the next unanswered weighing of about the same weight is the same stranger's."""
_MAX_GROUPS = 6

type Shares = tuple[list[float], float]


def others_say(
    reading: Measured,
    unanswered: Sequence[Measured],
    newcomers: Sequence[Forecast],
    is_explained: Callable[[float], bool],
) -> Shares:
    """Return how likely the other groups are if the reading is each newcomer's, and if it is not.

    Args:
        reading: What is being identified.
        unanswered: Other weighings whose person isn't known.
        newcomers: What is expected of each member who was never weighed.
        is_explained: Returns whether a weight is one that a member with a history has.
    """
    weights = [each.weight_kg for each in _near(reading, unanswered)]
    groups = [
        group
        for group in _groups([*weights, reading.weight_kg])
        if reading.weight_kg not in group and not is_explained(_middle(group))
    ]
    table = [_chances(group, newcomers) for group in sorted(groups, key=len)[-_MAX_GROUPS:]]
    everybody = range(len(newcomers))
    return (
        [_ways(table, frozenset(everybody) - {each}) for each in everybody],
        _ways(table, frozenset(everybody)),
    )


def _near(reading: Measured, unanswered: Sequence[Measured]) -> Sequence[Measured]:
    """Return the weighings nearest in time."""

    def apart(other: Measured) -> timedelta:
        return abs(other.measured_at - reading.measured_at)

    near = [each for each in unanswered if apart(each) <= _MAX_APART]
    return sorted(near, key=apart)[:MAX_UNANSWERED]


def _groups(weights: Sequence[float]) -> list[list[float]]:
    """Return weights that lie together, without groups that can't be one person's."""
    groups: list[list[float]] = []
    for weight in sorted(weights):
        if groups and weight - groups[-1][-1] <= _GAP_KG:
            groups[-1].append(weight)
        else:
            groups.append([weight])
    return [group for group in groups if group[-1] - group[0] <= _WIDEST_KG]


def _middle(group: Sequence[float]) -> float:
    return fsum(group) / len(group)


def _chances(group: Sequence[float], newcomers: Sequence[Forecast]) -> Shares:
    """Return how likely a group is from each newcomer, and from nobody."""
    middle = _middle(group)
    nobody = strangers.SHARE * strangers.density(middle, None, 0.0)
    return (
        [each.density(middle) for each in newcomers],
        nobody * _SAME_STRANGER ** (len(group) - 1),
    )


def _ways(table: Sequence[Shares], free: frozenset[int]) -> float:
    """Return how likely all groups are together, each from another newcomer or from nobody."""
    if not table:
        return 1.0
    (people, nobody), *rest = table
    return nobody * _ways(rest, free) + fsum(
        people[each] * _ways(rest, free - {each}) for each in free
    )
