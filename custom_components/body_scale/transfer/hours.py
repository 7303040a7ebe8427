"""Finds weighings in a sensor's statistics, which have a row an hour: each change of the value is one.

A sensor shows a weight until the next one, and its statistics say for every hour the least, the
greatest and the mean by time. So in an hour with one change the mean tells when it was. Two equal
weights in a row can't be told from one.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest
from operator import attrgetter
from typing import NamedTuple

_HOUR = timedelta(hours=1)
_EQUAL = 1e-6


class Hour(NamedTuple):
    """One row of a statistic."""

    start: datetime
    mean: float
    low: float
    high: float

    @property
    def is_steady(self) -> bool:
        """Return whether the value didn't change."""
        return self.high - self.low < _EQUAL


class Changed(NamedTuple):
    """A value that a sensor took on."""

    at: datetime
    value: float


def changes(hours: Sequence[Hour]) -> Iterator[Changed]:
    """Yield the values that a sensor took on, with the moments, of rows in their order."""
    level: float | None = None
    for hour, following in zip_longest(hours, hours[1:]):
        new = hour.mean if hour.is_steady else _taken_on(hour, level, following)
        if level is None:
            # Nothing tells for how long it has been so.
            yield Changed(hour.start, new)
        elif abs(new - level) >= _EQUAL:
            yield Changed(hour.start + _HOUR * (1 - _share(hour, level, new)), new)
        level = new


def value_after(hours: Sequence[Hour], moment: datetime, within: timedelta) -> float | None:
    """Return the first value that stayed for an hour, after a moment; None without one in a time.

    Args:
        hours: In their order.
        moment: Of the weighing.
        within: How long after it the hour may begin.
    """
    begin = bisect_right(hours, moment - _HOUR, key=attrgetter("start"))
    for hour in hours[begin : begin + 1 + within // _HOUR]:
        if hour.start <= moment + within and hour.is_steady:
            return hour.mean
    return None


def _taken_on(hour: Hour, level: float | None, following: Hour | None) -> float:
    """Return the value at the end of an hour in which it changed."""
    if following is not None and following.is_steady:
        return following.mean
    if level is not None and abs(hour.high - level) < abs(hour.low - level):
        return hour.low
    return hour.high


def _share(hour: Hour, old: float, new: float) -> float:
    """Return the part of an hour for which the new value was shown."""
    return min(max((hour.mean - old) / (new - old), 0.0), 1.0)
