"""Brings what is shown, and the statistics, up to what was just written: one reread a write."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
import sqlite3

from homeassistant.core import HomeAssistant

from ..journal import weighings as stored
from ..journal.writer import JournalWriter
from ..model import Weighing
from .people import Person
from .statistics import LongTermStatistics, hour_of
from .view import HouseholdView, read_snapshot


class Refresh:
    """Rereads the journal after writes."""

    def __init__(self, hass: HomeAssistant, writer: JournalWriter, view: HouseholdView) -> None:
        """Take what is read from and what shows it."""
        self._writer = writer
        self._view = view
        self._statistics = LongTermStatistics(hass, view.metrics)

    async def after_adding(self, weighings: Sequence[Weighing]) -> None:
        """Show new weighings, and add their hours to the statistics of their people.

        So are those that were nobody's so far.
        """
        hours: dict[str, set[datetime]] = {}
        for weighing in weighings:
            person_id = weighing.person_id
            if person_id is not None and person_id in self._view.people:
                hours.setdefault(person_id, set()).add(hour_of(weighing))
        snapshot, in_hours = await self._writer.async_read(
            lambda database: (
                read_snapshot(database, hours),
                {each: _in_hours(database, each, hours[each]) for each in hours},
            )
        )
        self._view.async_update(snapshot)
        for person_id, found in in_hours.items():
            self._statistics.async_add(self._view.people[person_id], found)

    async def after_correcting(
        self, old: Weighing, new: Weighing | None, people: Iterable[str]
    ) -> None:
        """Show a corrected or (None) deleted weighing of some people; write their statistics anew."""
        last = self._view.last
        was_last = last is not None and last.weighing_id == old.weighing_id
        known = [each for each in people if each in self._view.people]
        snapshot, weighings = await self._writer.async_read(
            lambda database: (
                read_snapshot(database, known),
                {each: stored.of_person(database, each) for each in known},
            )
        )
        self._view.async_update(snapshot, forget_last=new is None and was_last)
        for person_id, found in weighings.items():
            self._statistics.async_rewrite(self._view.people[person_id], found)

    async def after_discarding(self, deleted: Sequence[Weighing]) -> None:
        """Show some pending weighings no more, given the newest of them."""
        last = self._view.last
        was_last = last is not None and last.weighing_id in {w.weighing_id for w in deleted}
        snapshot = await self._writer.async_read(lambda database: read_snapshot(database, ()))
        self._view.async_update(snapshot, forget_last=was_last)

    async def after_erasing(self, person_id: str) -> None:
        """Show nothing of a person any more; they may have been removed before."""
        last = self._view.last
        known = [person_id] if person_id in self._view.people else []
        snapshot = await self._writer.async_read(lambda database: read_snapshot(database, known))
        was_last = last is not None and last.person_id == person_id
        self._view.async_update(snapshot, forget_last=was_last)
        self._statistics.async_clear(person_id)

    async def verify(self, person: Person) -> None:
        """Write the statistics of a person anew that don't equal the journal."""
        weighings = await self._writer.async_read(
            lambda database: stored.of_person(database, person.id)
        )
        await self._statistics.async_verify(person, weighings)


def _in_hours(database: sqlite3.Connection, person_id: str, hours: set[datetime]) -> list[Weighing]:
    """Return a person's weighings of some hours."""
    end = max(hours) + timedelta(hours=1)
    found = stored.between(database, min(hours), end, person_id=person_id)
    return [weighing for weighing in found if hour_of(weighing) in hours]
