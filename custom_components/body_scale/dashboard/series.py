"""One metric of one person over a time, as a chart draws it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any

from ..household.household import Household
from ..household.measures import MEASURES, Measure
from ..household.people import Person
from ..identification import NOBODY
from ..journal.weighings import between
from ..model import GUEST, Weighing
from .context import Context
from .courses import Course, async_course
from .goal import goal_of
from .healthy import healthy
from .numbers import MEASURES_BY_KEY
from .ranges import normal_range
from .thinning import thinned

_WEIGHT = MEASURES[0]
_when = attrgetter("measured_at")
_FAT = MEASURES_BY_KEY["body_fat"]
_GAP = timedelta(days=14)
"""A trend over more than that without a weighing is drawn dotted."""
_MAX_ASIDE = 500
_MARGIN_KG = 1.5
_MARGIN_SHARE = 0.1
"""Of the span of another metric."""
_LEAST_MARGIN_SHARE = 0.02
"""Of the values themselves: a line that hardly moves isn't to fill the chart."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a chart shows.

    Attributes:
        person: Whose.
        measure: What of them.
        start: The first moment; None for no limit.
        end: The first moment after it; None for no limit.
        points: Dots at most.
    """

    person: Person
    measure: Measure
    start: datetime | None
    end: datetime | None
    points: int


async def async_series(household: Household, wish: Wish) -> dict[str, Any]:
    """Return the dots, the trend, and what they are compared with.

    Raises:
        HomeAssistantError: The journal can't be read now.
    """
    course = await async_course(household, wish.person.id, wish.start)
    aside = await _async_aside(household, wish)
    context = Context(household)
    ranges = _ranges(context, wish)
    # The metrics of thousands take a while: not in the loop, nor while the journal is locked.
    chart = await household.hass.async_add_executor_job(_chart, context, wish, course, aside)
    return {"unit": context.numbers.unit(wish.measure), **ranges, **chart}


async def _async_aside(household: Household, wish: Wish) -> Sequence[Weighing]:
    """Return what was set aside as nobody's, and is this person's rather than another member's."""
    if wish.measure is not _WEIGHT or not household.view.undecided.set_aside:
        return ()
    guests = await household.async_read(
        lambda database: between(database, wish.start, wish.end, person_id=GUEST, limit=_MAX_ASIDE)
    )
    return [each for each in guests if each.is_set_aside and _likeliest(each) == wish.person.id]


def _likeliest(weighing: Weighing) -> str | None:
    """Return the likeliest person, however little that is."""
    scores = {key: score for key, score in weighing.candidates.items() if key != NOBODY}
    return max(scores, key=scores.__getitem__, default=None)


def _ranges(context: Context, wish: Wish) -> dict[str, Any]:
    """Return the band that is shaded, and the goal."""
    if wish.measure is _WEIGHT:
        goal = goal_of(context, wish.person)
        band = healthy(context.numbers, wish.person, context.now.date())
        return {"healthy": band, "goal": goal and goal["weight"]}
    grade = context.household.view.latest_grades(wish.person.id).get(wish.measure.key)
    low, high = normal_range(grade) if grade else (None, None)
    if low is None or high is None:
        return {"healthy": None, "goal": None}
    value = context.numbers.value
    return {
        "healthy": {"low": value(wish.measure, low), "high": value(wish.measure, high)},
        "goal": None,
    }


def _chart(
    context: Context, wish: Wish, course: Course, aside: Sequence[Weighing]
) -> dict[str, Any]:
    """Return what is computed of the weighings."""
    within = _within(course.weighings, wish)
    weighings = course.weighings[within]
    value = context.numbers.value
    dots = [
        (_ms(each), value(wish.measure, number), each, 0)
        for each, number in zip(weighings, course.numbers(wish.measure)[within], strict=True)
        if number is not None
    ]
    line: list[tuple[int, float]] = []
    if wish.measure is _WEIGHT:
        pairs = zip(weighings, course.levels[within], strict=True)
        line = [(_ms(each), value(_WEIGHT, level)) for each, level in pairs]
    shown = [*(number for _, number, *_ in dots), *(level for _, level in line)]
    low, high = _axis(context, wish.measure, shown)
    asides = [(_ms(each), value(_WEIGHT, each.weight_kg), each, 1) for each in aside]
    # A suitcase doesn't make the axis longer.
    hollow = [] if low is None or high is None else [dot for dot in asides if low <= dot[1] <= high]
    all_dots = sorted([*dots, *hollow], key=itemgetter(0))
    return {
        "points": [
            [ms, number, each.weighing_id, is_aside, _fat(context, each)]
            for ms, number, each, is_aside in thinned(all_dots, wish.points)
        ],
        "trend": [list(each) for each in thinned(line, wish.points)],
        "gaps": [
            [_ms(before), _ms(each)]
            for before, each in pairwise(weighings)
            if each.measured_at - before.measured_at > _GAP
        ],
        "thinned": len(all_dots) > wish.points,
        "total": len(dots),
        "low": low,
        "high": high,
    }


def _within(weighings: Sequence[Weighing], wish: Wish) -> slice:
    """Return which weighings are in the time that is shown."""
    first, last = 0, len(weighings)
    if wish.start is not None:
        first = bisect_left(weighings, wish.start, key=_when)
    if wish.end is not None:
        last = bisect_left(weighings, wish.end, key=_when)
    return slice(first, last)


def _fat(context: Context, weighing: Weighing) -> float | None:
    fat = _FAT.value(weighing, context.household.view.metrics(weighing))
    return None if fat is None else context.numbers.value(_FAT, fat)


def _axis(
    context: Context, measure: Measure, values: Sequence[float]
) -> tuple[float | None, float | None]:
    """Return from where to where the axis goes: never from zero, but not so near that noise is big."""
    if not values:
        return None, None
    low, high = min(values), max(values)
    if measure is _WEIGHT:
        margin = context.numbers.value(_WEIGHT, _MARGIN_KG)
    else:
        margin = max(_MARGIN_SHARE * (high - low), _LEAST_MARGIN_SHARE * abs(high))
    return round(max(0.0, low - margin), 2), round(high + margin, 2)


def _ms(weighing: Weighing) -> int:
    return round(weighing.measured_at.timestamp() * 1000)
