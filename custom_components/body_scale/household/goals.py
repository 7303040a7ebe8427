"""How far a person is from their goal, and when they may be there: for sensors and the dashboard."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util

from ..body.forecast import forecast, is_reached
from ..body.shown import is_minor
from ..const import DOMAIN
from ..model import Weighing
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
_DIGITS = 1
_WITHOUT_YEAR = timedelta(days=300)
"""Up to so far ahead a day and a month can't be taken for those of another year."""
_START = timedelta(days=90)
"""A goal saved without its day counts from the first weighing of this time."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The local days on which the goal is reached: in this range with 80 %, if all goes on as before."""

    earliest: date
    likely: date
    latest: date


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """A person's goal, and where their trend is on the way to it.

    Attributes:
        weight_kg: The weight to reach.
        date: By when; None if there is no such day.
        distance_kg: The trend minus the goal: positive above the goal, negative below, whichever way
            it is to go. None without a weighing, as the two that follow.
        start_kg: The trend when the goal was set.
        reached: Whether the trend is at the goal, or beyond it as seen from the start.
        forecast: When it will be; None if reached, or where nothing honest can be said.
    """

    weight_kg: float
    date: date | None
    distance_kg: float | None = None
    start_kg: float | None = None
    reached: bool | None = None
    forecast: Forecast | None = None

    @property
    def on_time(self) -> bool | None:
        """Return whether the likely day is no later than the wanted one; None without either."""
        if self.forecast is None or self.date is None:
            return None
        return self.forecast.likely <= self.date


class History(Protocol):
    """What of the view a goal needs."""


def goal_of(view: HouseholdView, person: Person) -> GoalProgress | None:
    """Return a person's goal and where they are on the way to it; None without a goal."""
    goal, history = person.goal, view.history(person.id)
    if goal is None:
        return None
    levels = view.trend_levels(person.id)
    if not levels:
        return GoalProgress(goal.weight_kg, goal.date)
    trend, start = levels[-1], levels[_start(goal, history)]
    reached = is_reached(start, trend, goal.weight_kg)
    return GoalProgress(
        goal.weight_kg,
        goal.date,
        distance_kg=trend - goal.weight_kg,
        start_kg=start,
        reached=reached,
        forecast=None if reached else _forecast(person, goal, history, trend),
    )
