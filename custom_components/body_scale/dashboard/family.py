"""How everybody's weight changed over a time, in percent, so that no weight is shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from homeassistant.util import dt as dt_util

from ..household.household import Household
from .courses import Course, async_course
from .thinning import thinned

SPANS = (30, 90, 365)
"""Days."""
_POINTS = 200


async def async_family(household: Household, days: int) -> dict[str, Any]:
    """Return a line for each person who was weighed in these days.

    Raises:
        HomeAssistantError: The journal can't be read now.
    """
    start = dt_util.utcnow() - timedelta(days=days)
    names = {each.id: each.name for each in household.people.values()}
    courses = {each: await async_course(household, each, start) for each in names}
    return await household.hass.async_add_executor_job(_lines, names, courses, start)


def _lines(
    names: Mapping[str, str], courses: Mapping[str, Course], start: datetime
) -> dict[str, Any]:
    lines = [
        {"person_id": person_id, "name": names[person_id], "points": _line(course, start)}
        for person_id, course in courses.items()
    ]
    return {"lines": [each for each in lines if each["points"]]}


def _line(course: Course, start: datetime) -> list[list[float]]:
    """Return the change of a trend since the first weighing of a time."""
    points = [
        (round(each.measured_at.timestamp() * 1000), level)
        for each, level in zip(course.weighings, course.levels, strict=True)
        if each.measured_at >= start
    ]
    if not points:
        return []
    first = points[0][1]
    return [[ms, round(100 * (level / first - 1), 2)] for ms, level in thinned(points, _POINTS)]
