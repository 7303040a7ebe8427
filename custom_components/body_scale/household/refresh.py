"""Brings what is shown, and the statistics, up to what was just written: one reread a write."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
import logging
import sqlite3

from homeassistant.core import HomeAssistant

from ..journal import weighings as stored
from ..journal.writer import JournalWriter
from ..model import Weighing
from .people import Person
from .statistics import LongTermStatistics, hour_of
from .view import HouseholdView, read_snapshot

_LOGGER = logging.getLogger(__name__)


class Refresh:
    """Rereads the journal after writes."""

    def __init__(self, hass: HomeAssistant, writer: JournalWriter, view: HouseholdView) -> None:
        """Take what is read from and what shows it."""
        self._writer = writer
        self._view = view
        self._statistics = LongTermStatistics(hass, view.metrics)

    async def after_adding(self, weighings: Sequence[Weighing]) -> None:
        """Show new weighings, and add their hours to the statistics of their people."""
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
        self._view.async_update(snapshot, weighings[-1])
        for person_id, found in in_hours.items():
            with _guarded():
                self._statistics.async_add(self._view.people[person_id], found)

    async def after_correcting(
        self, old: Weighing, new: Weighing | None, people: Iterable[str]
    ) -> None:
        """Show a corrected or (None) deleted weighing of some people; write their statistics anew."""
        last = self._view.last
        if last and last.weighing_id == old.weighing_id:
            last = new
        known = [each for each in people if each in self._view.people]
        snapshot, weighings = await self._writer.async_read(
            lambda database: (
                read_snapshot(database, known),
                {each: stored.of_person(database, each) for each in known},
            )
        )
        self._view.async_update(snapshot, last)
        for person_id, found in weighings.items():
            with _guarded():
                self._statistics.async_rewrite(self._view.people[person_id], found)

    async def after_erasing(self, person_id: str) -> None:
        """Show nothing of a person any more; they may have been removed before."""
        last = self._view.last
        known = [person_id] if person_id in self._view.people else []
        snapshot = await self._writer.async_read(lambda database: read_snapshot(database, known))
        self._view.async_update(snapshot, None if last and last.person_id == person_id else last)
        with _guarded():
            self._statistics.async_clear(person_id)

    async def after_renewal(self) -> None:
        """Show what another journal has of everybody; the next start compares the statistics."""
        snapshot, last = await self._writer.async_read(
            lambda database: (
                read_snapshot(database, self._view.people),
                stored.last_added(database),
            )
        )
        self._view.async_update(snapshot, last)

    async def verify(self, person: Person) -> None:
        """Write the statistics of a person anew that don't equal the journal."""
        weighings = await self._writer.async_read(
            lambda database: stored.of_person(database, person.id)
        )
        await self._statistics.async_verify(person, weighings)


@contextmanager
def _guarded() -> Iterator[None]:
    """Let a mistake in the statistics keep nothing else from being shown."""
    try:
        yield
    except Exception:
        _LOGGER.exception("Statistics can't be written; the next start compares them")


def _in_hours(database: sqlite3.Connection, person_id: str, hours: set[datetime]) -> list[Weighing]:
    """Return a person's weighings of some hours."""
    end = max(hours) + timedelta(hours=1)
    found = stored.between(database, min(hours), end, person_id=person_id)
    return [weighing for weighing in found if hour_of(weighing) in hours]
