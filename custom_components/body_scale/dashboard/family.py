"""How everybody's weight changed over a time, in percent, so that no weight is shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from homeassistant.util import dt as dt_util

from ..body.trend import levels
from ..household.household import Household
from ..model import Weighing
from .courses import async_course
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
    histories = {each: await async_course(household, each, start) for each in names}
    return await household.hass.async_add_executor_job(_lines, names, histories, start)


def _lines(
    names: Mapping[str, str], histories: Mapping[str, Sequence[Weighing]], start: datetime
) -> dict[str, Any]:
    lines = [
        {"person_id": person_id, "name": names[person_id], "points": _line(history, start)}
        for person_id, history in histories.items()
    ]
    return {"lines": [each for each in lines if each["points"]]}


def _line(history: Sequence[Weighing], start: datetime) -> list[list[float]]:
    """Return the change of a trend since the first weighing of a time."""
    points = [
        (round(each.measured_at.timestamp() * 1000), level)
        for each, level in zip(history, levels(history), strict=True)
        if each.measured_at >= start
    ]
    if not points:
        return []
    first = points[0][1]
    return [[ms, round(100 * (level / first - 1), 2)] for ms, level in thinned(points, _POINTS)]
