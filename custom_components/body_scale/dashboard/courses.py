"""A person's weighings as charts need them: from memory, and from the journal where that ends."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from weakref import WeakKeyDictionary

from homeassistant.util import dt as dt_util

from ..body.trend import levels
from ..household.ahead import horizon
from ..household.household import Household
from ..household.measures import MEASURES, Measure
from ..household.view import HouseholdView
from ..journal.courses import course
from ..model import Weighing


class Course:
    """Weighings of one person, oldest first, and what is computed of them once.

    Attributes:
        weighings: All from a moment on, and some before.
    """

    def __init__(self, view: HouseholdView, weighings: Sequence[Weighing]) -> None:
        """Take them, and what computes their metrics."""
        self.weighings = weighings
        self._view = view
        self._numbers: dict[str, Sequence[float | None]] = {}

    @cached_property
    def levels(self) -> Sequence[float]:
        """Return the trend after each, in kg."""
        return levels(self.weighings)

    def numbers(self, measure: Measure) -> Sequence[float | None]:
        """Return what each gives of a measure, in kg or its own unit; thousands take a while."""
        if measure is MEASURES[0]:
            return [each.weight_kg for each in self.weighings]
        if measure.key not in self._numbers:
            metrics = self._view.metrics
            self._numbers[measure.key] = [
                measure.value(each, metrics(each)) for each in self.weighings
            ]
        return self._numbers[measure.key]


type _Version = tuple[int, object]

_whole: WeakKeyDictionary[HouseholdView, dict[str, tuple[_Version, Course]]] = WeakKeyDictionary()
"""Histories that were read as a whole, of people who are members: until they change."""


async def async_course(household: Household, person_id: str, start: datetime | None) -> Course:
    """Return a person's weighings from a moment on (None: all).

    Raises:
        HomeAssistantError: The journal can't be read now.
    """
    view = household.view
    if view.has_since(person_id, start):
        return Course(view, view.history(person_id))
    known = {key: each for key, each in _whole.get(view, {}).items() if key in household.people}
    version = view.version(person_id)
    if person_id not in known or not _is_same(known[person_id][0], version):
        until = horizon(dt_util.utcnow())
        weighings = await household.async_read(lambda db: course(db, person_id, until))
        known[person_id] = version, Course(view, weighings)
    _whole[view] = known
    return known[person_id][1]


def _is_same(one: _Version, other: _Version) -> bool:
    # Comparing all weighings would take longer than reading them.
    return one[0] == other[0] and one[1] is other[1]
