"""Learn when a person weighs: how often, at which hours, and whether twice on a day. Pure.

The result is a rate, weighings a day at this moment, which compares between people: a member who
weighs daily at seven is expected at seven, and not again on the same day. Every habit starts from a
usual value and is learned from confirmed weighings.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from math import exp, fsum, log, pi, sqrt

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
_LEAVES, _RETURNS = 0.005, 0.05
"""Chances a day of beginning, and of ending, weeks without a weighing."""
_HOURS_COUNT = 3.0
"""Weighings that the usual hours count for."""
_NARROW, _WIDE = 0.4, 1.5
"""Hours; widths of the kernel for punctual and for irregular people, half of each."""
_AGAIN, _AGAIN_OF = 0.3, 1.0
"""Before anything is learned, a second weighing on one day is a third as likely as habits say."""


_FADING = log(2) / _HALF_LIFE
_DAY_MINUTES = 1440
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _near(apart: int) -> float:
    """Return how much a past weighing counts for one so many minutes of the day apart."""
    square = (min(apart, _DAY_MINUTES - apart) / 60) ** 2 / -2
    return exp(square / _NARROW**2) / _NARROW + exp(square / _WIDE**2) / _WIDE


_NEAR = [
    _near(apart) if min(apart, _DAY_MINUTES - apart) < 300 else 0.0 for apart in range(_DAY_MINUTES)
]
_NEAR_SCALE = 24 / (2 * sqrt(2 * pi))


class Habits:
    """When a person weighed, by the household's clock; kept until their history changes.

    Args:
        moments: Of the confirmed weighings, aware, oldest first.
        zone: Of the household's clock.

    Attributes:
        moments: As given.
        zone: As given.
        shown: Time in days, minute of the day and number of the day of each.
    """

    def __init__(
        self, moments: Sequence[datetime], zone: tzinfo | None, older: Habits | None = None
    ) -> None:
        """Note what the clock showed; `older` are those of before the newest was added."""
        self.zone = zone
        self.moments = moments
        self.shown = self._shown(older)
        columns = zip(*self.shown, strict=True) if moments else ((), (), ())
        self._times: Sequence[float]
        self._minutes: Sequence[int]
        self._times, self._minutes, days = columns
        self._days = frozenset(days)
        last = self._times[-1] if moments else 0.0
        self._count = sum([exp(_FADING * (day - last)) for day in self._times])
        """Weighings up to the last one, as they count then."""
        self._by_hour: dict[int, float] = {}

    def _shown(self, older: Habits | None) -> list[tuple[float, int, int]]:
        """Return the time in days, the minute of the day and the number of the day of each."""
        moments, zone = self.moments, self.zone
        before = len(moments) - 1
        if not moments:
            return []
        if older is None or older.zone is not zone:
            return [_shown_at(moment, zone) for moment in moments]
        if moments[:-1] == older.moments[-before:]:
            return [*older.shown[-before:], _shown_at(moments[-1], zone)]
        known = dict(zip(older.moments, older.shown, strict=True))
        return [known.get(moment) or _shown_at(moment, zone) for moment in moments]

    def recent_rate(self, now: datetime, usual: float) -> float:
        """Return the recent weighings a day.

        Args:
            now: In the zone of the household's clock.
            usual: The rate before anything is learned.
        """
        if not self.moments:
            return usual
        today = day_of(now)
        last, first = today - self._times[-1], today - self._times[0]
        if last >= 0:
            count, seen = self._count * exp(-_FADING * last), 1 - exp(-_FADING * first)
        else:  # Some were taken later.
            count = fsum([exp(-_FADING * abs(today - time)) for time in self._times])
            seen = 1 - exp(_FADING * last)
            seen += 1 - exp(-_FADING * max(0.0, first))
        rate = (count + _USUAL_FOR * usual) / (seen / _FADING + _USUAL_FOR)
        return _if_there(usual * exp(_RATE_COUNTS * log(rate / usual)), max(0.0, last))

    def hour_factor(self, now: datetime) -> float:
        """Return the relative rate of an hour for this person; 1 is the average of the day."""
        minute = now.hour * 60 + now.minute
        found = self._by_hour.get(minute)
        if found is None:
            # Negative ones count from midnight backwards, as hours do.
            near = sum([_NEAR[minute - each] for each in self._minutes]) * _NEAR_SCALE
            usual = _HOURS_COUNT * usual_hour(clock_hour(now))
            found = self._by_hour[minute] = (near + usual) / (len(self._minutes) + _HOURS_COUNT)
        return found

    def again_factor(self, now: datetime, rate: float) -> float:
        """Return the factor for another weighing on a day, from what was seen so far; 1 for the first.

        It compares the second weighings that were found with those expected from the rate alone. On
        average half of a day's rate is before a weighing, whatever the person's hours are.
        """
        if now.toordinal() not in self._days:
            return 1.0
        number = len(self._times)
        return (number - len(self._days) + _AGAIN) / (rate * number / 2 + _AGAIN_OF)


def _if_there(rate: float, silence: float) -> float:
    """Return the rate after days without a weighing: who weighs daily and doesn't is away."""
    there = exp(-rate * silence)
    away = _LEAVES * silence
    return (there * rate + away * min(rate, _RETURNS)) / (there + away)


def _shown_at(moment: datetime, zone: tzinfo | None) -> tuple[float, int, int]:
    local = _in_zone(moment, zone)
    return day_of(local), local.hour * 60 + local.minute, local.toordinal()


def day_of(moment: datetime) -> float:
    """Return a moment in days since 1970."""
    return age_in_days(_EPOCH, moment)


def age_in_days(moment: datetime, now: datetime) -> float:
    """Return how many days ago a moment was; negative for one that is later."""
    if (moment.tzinfo is None) is not (now.tzinfo is None):
        moment = moment.replace(tzinfo=now.tzinfo)
    return (now - moment).total_seconds() / 86400


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    if zone is None or moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    if moment.tzinfo is zone:
        return moment
    try:
        return moment.astimezone(zone)
    except OverflowError:  # in the years 1 and 9999
        return moment


def clock_hour(moment: datetime) -> float:
    """Return the hour of the day with its fraction."""
    return moment.hour + moment.minute / 60


def usual_hour(hour: float) -> float:
    """Return the relative rate of an hour; 1 is the average of the day."""
    before, part = int(hour), hour - int(hour)
    return _USUAL_HOURS[before] * (1 - part) + _USUAL_HOURS[(before + 1) % 24] * part


def strangers_hour(hour: float) -> float:
    """Return the relative rate of an hour for guests, whose habits aren't known."""
    return usual_hour(hour)
