"""How far a person is from their goal, and when they may be there: for sensors and the dashboard."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from ..body.forecast import forecast, is_reached
from ..body.shown import is_minor
from ..const import DOMAIN
from ..model import Weighing
from ..weights import LIST_DIGITS
from .people import Goal, Person
from .view import HouseholdView
from .words import Words

TEXTS = {
    "to_go": "{weight} to go",
    "to_go_until": "{weight} to go, about {day}",
    "reached": "goal reached",
    "day": "{day} {month}",
    "day_of_year": "{day} {month} {year}",
    "month_1": "January",
    "month_2": "February",
    "month_3": "March",
    "month_4": "April",
    "month_5": "May",
    "month_6": "June",
    "month_7": "July",
    "month_8": "August",
    "month_9": "September",
    "month_10": "October",
    "month_11": "November",
    "month_12": "December",
}
"""In English; the other languages are in `translations/`."""
_PREFIX = f"component.{DOMAIN}.common.goal_"
_WITHOUT_YEAR = timedelta(days=300)
"""Up to so far ahead a day and a month can't be taken for those of another year."""
_START = timedelta(days=90)
"""A goal saved without its day counts from the first weighing of this time."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The local days on which the goal is reached: within them with 80 %, if all goes on as before."""

    earliest: date
    likely: date
    latest: date


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A person's goal, and where their trend is on the way to it.

    Attributes:
        weight_kg: The weight to reach.
        by: The day by which; None if there is none.
        distance_kg: The trend minus the goal: positive above the goal, negative below, whichever way
            it is to go. None without a weighing, as the two that follow.
        start_kg: The trend when the goal was set.
        reached: Whether the trend is at the goal, or beyond it as seen from the start.
        forecast: When it will be; None if reached, or where nothing honest can be said.
    """

    weight_kg: float
    by: date | None
    distance_kg: float | None = None
    start_kg: float | None = None
    reached: bool | None = None
    forecast: Forecast | None = None

    @property
    def progress(self) -> float | None:
        """Return how much of the way the trend has gone, from 0 to 1; None without a weighing."""
        if self.reached:
            return 1.0
        if self.start_kg is None or self.distance_kg is None:
            return None
        way = self.start_kg - self.weight_kg
        return min(1.0, max(0.0, 1 - self.distance_kg / way)) if way else 0.0

    @property
    def on_time(self) -> bool | None:
        """Return whether the likely day is no later than the wanted one; None without either."""
        if self.forecast is None or self.by is None:
            return None
        return self.forecast.likely <= self.by


def goal_of(view: HouseholdView, person: Person) -> GoalProgress | None:
    """Return a person's goal and where they are on the way to it; None without a goal."""
    goal = person.goal
    if goal is None:
        return None
    history, levels = view.history(person.id), view.trend_levels(person.id)
    if not history:
        return GoalProgress(goal.weight_kg, goal.by)
    trend, start = levels[-1], levels[_start(goal, history)]
    reached = is_reached(start, trend, goal.weight_kg)
    return GoalProgress(
        goal.weight_kg,
        goal.by,
        distance_kg=trend - goal.weight_kg,
        start_kg=start,
        reached=reached,
        forecast=None if reached else _forecast(person, goal, history, trend),
    )


def _start(goal: Goal, history: Sequence[Weighing]) -> int:
    """Return which weighing a goal counts from: the newest when it was set, or the first after."""
    if goal.since is None:
        first = history[-1].measured_at - _START
        return bisect_left(history, first, key=attrgetter("measured_at"))
    return max(0, bisect_right(history, goal.since, key=_day) - 1)


def _forecast(
    person: Person, goal: Goal, history: Sequence[Weighing], trend: float
) -> Forecast | None:
    """Return when a goal is reached, in local days; None under 18: who grows gains weight."""
    now = dt_util.now()
    if is_minor(person.profile_on(now.date()).birth_date, now.date()):
        return None
    found = forecast(history, trend, goal.weight_kg, now)
    if found is None:
        return None
    return Forecast(*map(_local_day, (found.earliest, found.likely, found.latest)))


def _day(weighing: Weighing) -> date:
    return _local_day(weighing.measured_at)


def _local_day(moment: datetime) -> date:
    return dt_util.as_local(moment).date()


def goal_text(words: Words, progress: GoalProgress) -> str | None:
    """Return how far it is: `3.2 kg to go, about 20 February`; None without a weighing."""
    if progress.distance_kg is None:
        return None
    texts = _texts(words.hass)
    if progress.reached:
        return texts["reached"]
    weight = words.weight(abs(progress.distance_kg), LIST_DIGITS)
    if progress.forecast is None:
        return texts["to_go"].format(weight=weight)
    day = _in_words(texts, progress.forecast.likely)
    return texts["to_go_until"].format(weight=weight, day=day)


def _in_words(texts: Mapping[str, str], day: date) -> str:
    """Return a day to come, with the year where it could be taken for one of another year."""
    far = day - dt_util.now().date() > _WITHOUT_YEAR
    month = texts[f"month_{day.month}"]
    return texts["day_of_year" if far else "day"].format(day=day.day, month=month, year=day.year)


def _texts(hass: HomeAssistant) -> dict[str, str]:
    """Return the texts in the home's language; English for those that aren't translated."""
    found = async_get_cached_translations(hass, hass.config.language, "common", DOMAIN)
    return {key: found.get(_PREFIX + key, text) for key, text in TEXTS.items()}
