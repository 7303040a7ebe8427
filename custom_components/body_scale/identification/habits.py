"""Learn when a person weighs: how often, at which hours, and whether twice on a day. Pure.

The result is a rate, weighings a day at this moment, which compares between people: a member who
weighs daily at seven is expected at seven, and not again on the same day. Every habit starts from a
usual value and is learned from confirmed weighings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, log, pi, sqrt

_USUAL_HOURS = (
    *(0.15, 0.1, 0.1, 0.1, 0.2, 0.6, 1.8, 2.6, 2.2, 1.6, 1.1, 0.9),
    *(0.8, 0.7, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4, 1.5, 1.2, 0.5),
)
"""Relative rate of each hour of the day: most people weigh in the morning. The mean is about 1."""
_HALF_LIFE = 40.0
"""Days after which a weighing counts half for the rate."""
_USUAL_FOR = 10.0
"""Days that the household's usual rate counts for."""
_RATE_COUNTS = 0.85
"""Below 1: a wrongly assigned weighing must not attract the next one."""
_HOURS_COUNT = 3.0
"""Weighings that the usual hours count for."""
_NARROW, _WIDE = 0.4, 1.5
"""Hours; widths of the kernel for punctual and for irregular people, half of each."""
_AGAIN, _AGAIN_OF = 0.3, 1.0
"""Before anything is learned, a second weighing on one day is a third as likely as habits say."""


@dataclass(frozen=True, slots=True)
class Past:
    """When a person's confirmed weighings were, oldest first.

    Attributes:
        ages: Days before now.
        hours: Hour of the day, by the household's clock.
        days: Number of the day, by the household's clock.
    """

    ages: Sequence[float]
    hours: Sequence[float]
    days: Sequence[int]


def look_back(moments: Sequence[datetime], now: datetime) -> Past:
    """Return past moments as the clock that shows `now` showed them."""
    local = [_in_zone(moment, now) for moment in moments]
    return Past(
        ages=[abs((now - moment).total_seconds()) / 86400 for moment in local],
        hours=[clock_hour(moment) for moment in local],
        days=[moment.toordinal() for moment in local],
    )


def _in_zone(moment: datetime, now: datetime) -> datetime:
    if now.tzinfo is None or moment.tzinfo is None:
        return moment.replace(tzinfo=now.tzinfo)
    if moment.tzinfo is now.tzinfo:
        return moment
    try:
        return moment.astimezone(now.tzinfo)
    except OverflowError:  # in the years 1 and 9999
        return moment


def clock_hour(moment: datetime) -> float:
    """Return the hour of the day with its fraction."""
    return moment.hour + moment.minute / 60


def recent_rate(ages: Sequence[float], usual: float) -> float:
    """Return the recent weighings a day of a person.

    Args:
        ages: How many days ago each weighing was.
        usual: The rate before anything is learned.
    """
    fading = log(2) / _HALF_LIFE
    count = sum(exp(-fading * age) for age in ages)
    seen = (1 - exp(-fading * max(ages, default=0.0))) / fading
    rate = (count + _USUAL_FOR * usual) / (seen + _USUAL_FOR)
    return usual * exp(_RATE_COUNTS * log(rate / usual))


def usual_hour(hour: float) -> float:
    """Return the relative rate of an hour; 1 is the average of the day."""
    before, part = int(hour), hour - int(hour)
    return _USUAL_HOURS[before] * (1 - part) + _USUAL_HOURS[(before + 1) % 24] * part


def strangers_hour(hour: float) -> float:
    """Return the relative rate of an hour for guests, whose habits aren't known."""
    return usual_hour(hour)


def hour_factor(hour: float, hours: Sequence[float]) -> float:
    """Return the relative rate of an hour for a person; 1 is the average of the day."""
    near = 0.0
    for each in hours:
        apart = abs(hour - each)
        if apart > 12:
            apart = 24 - apart
        if apart < 5:
            square = apart * apart / -2
            near += exp(square / _NARROW**2) / _NARROW + exp(square / _WIDE**2) / _WIDE
    near *= 24 / (2 * sqrt(2 * pi))
    return (near + _HOURS_COUNT * usual_hour(hour)) / (len(hours) + _HOURS_COUNT)


def again_factor(past: Past, rate: float) -> float:
    """Return the factor for a second weighing on the same day, from what was seen so far.

    It compares the second weighings that were found with those expected from the rate alone.
    """
    if not past.hours:
        return _AGAIN / _AGAIN_OF
    later = [0.0] * 25
    for hour in past.hours:
        later[int(hour)] += 1 / len(past.hours)
    for index in range(23, -1, -1):
        later[index] += later[index + 1]
    expected = sum(rate * (later[int(h) + 1] + later[int(h)]) / 2 for h in past.hours)
    found = sum(a == b for a, b in zip(past.days, past.days[1:], strict=False))
    return (found + _AGAIN) / (expected + _AGAIN_OF)
