"""What simulated people weighed before there was a Home Assistant: believable, and each time the same.

Pure. Somebody's weight follows a course of ups and downs. A morning differs from it by water and salt,
much of which is still there the next morning, and by what is another thing each day. Evenings have
dinner on top.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from random import Random
from typing import NamedTuple

_STAYS = 0.6
"""How much of a day's water is still there on the next."""
_WATER_KG = 0.2
_OTHER_KG = 0.26
"""Standard deviations of each day's; together with the water that stays they make 0.36 kg."""
_SCALE_STEP_KG = 0.05
_OHM = 6.0
"""Standard deviation of the impedance from one morning to the next."""
_OHM_A_KG = -1.5
"""Who gains weight gains some water, too, which conducts."""
_MINUTES = 14.0
_SATURDAY = 5
_SLEEPS_IN = timedelta(minutes=80)
_EVENING = time(20, 30)
_EVENING_KG = 0.5
"""What somebody has eaten and drunk by then."""
_FREE_EVENING = 1
"""Days ago: what the demo itself weighs comes after this history."""


class PastWeighing(NamedTuple):
    """One weighing.

    Attributes:
        measured_at: When, aware.
        weight_kg: kg.
        impedance: Ohm at 50 kHz; None with socks.
    """

    measured_at: datetime
    weight_kg: float
    impedance: int | None


class Absence(NamedTuple):
    """Days on which somebody wasn't at home.

    Attributes:
        days_ago: When they left.
        days: How long they were away.
    """

    days_ago: int
    days: int

    def covers(self, days_ago: int) -> bool:
        """Return whether a day is one of them."""
        return self.days_ago - self.days < days_ago <= self.days_ago


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How somebody lives with their scale.

    Attributes:
        course: Days ago and kg, the oldest first; in between the weight moves evenly.
        impedance: Ohm at 50 kHz, with the weight of the course's end.
        morning: When they weigh on a working day; on others they sleep in.
        weighs: On which share of the days at home they weigh.
        evenings: In which share of these they do it in the evening instead.
        barefoot: In which share of the weighings the impedance can be measured.
        absences: When they weren't at home.
    """

    course: Sequence[tuple[int, float]]
    impedance: float
    morning: time
    weighs: float = 0.6
    evenings: float = 0.1
    barefoot: float = 0.88
    absences: Sequence[Absence] = ()


def weighings(name: str, habits: Habits, today: date, zone: tzinfo) -> list[PastWeighing]:
    """Return what somebody weighed, from the beginning of the course up to yesterday, oldest first.

    Args:
        name: Whose; another name has other ups and downs.
        habits: How they live with their scale.
        today: The day of the house.
        zone: Where the house is.
    """
    found = []
    for day in _days(name, habits, today):
        away = any(each.covers(day.ago) for each in habits.absences)
        if day.is_weighed and not away:
            found.append(_weighing(habits, day, zone))
    return found


def open_scale_file(weighings: Iterable[PastWeighing]) -> str:
    """Return weighings as openScale exports them, in kg and in the time of their zone."""
    lines = ["DATE,TIME,IMPEDANCE,WEIGHT"]
    for at, weight, impedance in weighings:
        ohm = "" if impedance is None else impedance
        lines.append(f"{at:%Y-%m-%d},{at:%H:%M:%S},{ohm},{weight}")
    return "\n".join(lines) + "\n"


class _Day(NamedTuple):
    """What chance makes of a day."""

    date: date
    ago: int
    is_weighed: bool
    is_evening: bool
    is_barefoot: bool
    late: timedelta
    more_kg: float
    more_ohm: float


def _days(name: str, habits: Habits, today: date) -> Iterator[_Day]:
    """Yield each day, whether somebody was at home or not: an absence changes no other day."""
    rng, water = Random(name), 0.0  # noqa: S311 - each time the same
    for ago in range(habits.course[0][0], 0, -1):
        water = _STAYS * water + rng.gauss(0, _WATER_KG)
        yield _Day(
            date=today - timedelta(days=ago),
            ago=ago,
            is_weighed=rng.random() < habits.weighs,
            is_evening=rng.random() < habits.evenings and ago > _FREE_EVENING,
            is_barefoot=rng.random() < habits.barefoot,
            late=timedelta(minutes=rng.gauss(0, _MINUTES)),
            more_kg=water + rng.gauss(0, _OTHER_KG),
            more_ohm=rng.gauss(0, _OHM),
        )


def _weighing(habits: Habits, day: _Day, zone: tzinfo) -> PastWeighing:
    """Return what somebody weighed on a day."""
    course = _course(habits.course, day.ago)
    weight = course + day.more_kg + (_EVENING_KG if day.is_evening else 0.0)
    ohm = habits.impedance + _OHM_A_KG * (course - habits.course[-1][1]) + day.more_ohm
    at = datetime.combine(day.date, _EVENING if day.is_evening else habits.morning, zone)
    if day.date.weekday() >= _SATURDAY and not day.is_evening:
        at += _SLEEPS_IN
    return PastWeighing(
        (at + day.late).replace(microsecond=0),
        round(round(weight / _SCALE_STEP_KG) * _SCALE_STEP_KG, 2),
        round(ohm) if day.is_barefoot else None,
    )


def _course(course: Sequence[tuple[int, float]], days_ago: int) -> float:
    """Return the weight of a day, between the days of a course."""
    for (first, before), (last, after) in pairwise(course):
        if last <= days_ago <= first:
            return before + (after - before) * (first - days_ago) / (first - last)
    raise ValueError(f"{days_ago} days ago is outside of the course")
