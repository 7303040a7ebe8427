"""The one way to write weighings: stored first, then read back, and only then announced.

Every method is one transaction with what follows from it (a scale's memory, the bridges' outboxes),
one reread of each person, and one announcement, however many weighings there are; statistics follow
in the background. They run one at a time: what one reads is what it changes.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
import logging
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..journal import people as stored_people, weighings as stored
from ..journal.scales import store_memory
from ..journal.weighings import Change
from ..journal.writer import JournalWriter, NotStoredError
from ..model import GUEST, Origin, Reading, Weighing
from ..session import Memory
from .changes import (
    EventType,
    WeighingChange,
    WeighingEvent,
    WriteHook,
    added,
    assigned_by_hand,
    corrected,
    ids,
)
from .checks import check_person, check_time, error, existing, is_born, printable
from .followers import Followers, Show
from .identifier import Identifier
from .refresh import Refresh
from .relook import Relook
from .start import store_people
from .turns import Turns
from .view import HouseholdView
from .waiting import Batch, WaitingRoom
from .work import BackgroundWork

_LOGGER = logging.getLogger(__name__)

MANUAL = "manual"
"""Stands in the place of a scale's address for weighings typed in by hand."""

_MAX_EVENTS = 20
"""Events of one write that concerns any number of pending weighings."""


class Records:
    """Adds, changes, deletes and erases the household's weighings."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        writer: JournalWriter,
        view: HouseholdView,
        identifier: Identifier,
        work: BackgroundWork,
        turns: Turns,
        hook: WriteHook,
        memories: Mapping[str, Mapping[str, Any]],
        room: WaitingRoom,
    ) -> None:
        """Take what is written to and updated.

        `memories` are what the journal knows of the scales, `room` has what isn't in the journal yet.
        """
        self.hass = hass
        self._entry = entry
        self._writer = writer
        self._view = view
        self._identifier = identifier
        self._work = work
        self._hook = hook
        self._refresh = Refresh(hass, entry, writer, view)
        self._room = room
        self._followers = Followers(hass, entry, work)
        self._memories = dict(memories)
        self._save_waits = False
        self._turns = turns
        self._relook = Relook(
            identifier,
            view,
            turns=self._turns,
            writer=writer,
            hook=hook,
            work=work,
            show=self._show_decided,
        )
        writer.async_add_renewal_listener(self._async_restore)
        writer.async_add_failure_listener(self._async_save)

    # New weighings.

    async def add(self, weighings: Iterable[Weighing], *, quiet: bool = False) -> None:
        """Add weighings as they are.

        Args:
            weighings: With ids that are new, of anybody, in any order.
            quiet: Fire no events; states and statistics are updated all the same.

        Raises:
            sqlite3.IntegrityError: An id is taken; nothing was added.
        """
        async with self._turns.lock:
            await self._show_added(await self._store(list(weighings)), quiet=quiet)
        self.async_look_again()

    @callback
    def async_begin(self) -> None:
        """Add what has waited since before this household."""
        for batch in self._room.batches:
            self._work.async_start(self._add_batch(batch))

    @callback
    def async_take(self, scale: str, readings: Sequence[Reading], memory: Memory) -> None:
        """Add what a scale measured, in the background."""
        self._work.async_start(self.add_readings(scale, readings, memory))
        if self._writer.is_held_up:
            self._async_save()

    def add_readings(
        self, scale: str, readings: Sequence[Reading], memory: Memory
    ) -> Coroutine[Any, Any, None]:
        """Identify and add what a scale measured, with what its session remembers by then."""
        batch = Batch(scale, readings, memory.as_dict())
        # At once, not when it is its turn: it may be cancelled before that.
        self._room.batches.append(batch)
        return self._add_batch(batch)

    async def _add_batch(self, batch: Batch) -> None:
        """Add what a scale measured; it waits in its room until it is in the journal."""
        async with self._turns.lock:
            self._memories[batch.scale] = batch.memory
            try:
                weighings = await self._room.identified(batch, self._identifier)
                added = await self._store(weighings, batch.scale)
            except NotStoredError:
                # The journal was closed: the next household begins with it.
                return
            except Exception:
                _LOGGER.exception("What a scale measured can't be stored")
                await self._room.async_remove(batch)
                self._room.async_report_lost(len(batch.weighings or batch.readings))
                return
            await self._room.async_remove(batch)
            await self._show_added(added)
        if added:
            # What isn't answered teaches, too: weights that lie apart are different people's.
            self.async_look_again()

    @callback
    def async_remember(self, scale: str, memory: Mapping[str, Any]) -> None:
        """Know what the journal has of a scale that has come."""
        self._memories.setdefault(scale, memory)

    @callback
    def _async_save(self) -> None:
        """Begin to write what waits into the reserve, once for all that came until then."""
        if not self._save_waits:
            self._save_waits = True
            self._work.async_start(self._save())

    async def _save(self) -> None:
        self._save_waits = False
        await self._room.async_save(self._identifier)

    async def async_shut(self) -> None:
        """Take no more actions, and wait for what is being written; save what can't be."""
        self._turns.is_over = True
        await self._work.async_finish()
        if self._room.batches:
            await self._save()

    async def add_manual(self, reading: Reading, person_id: str | None) -> Weighing:
        """Add a weighing that was typed in; its person is identified if none is given.

        Raises:
            ServiceValidationError: There is no such person, or not at that time.
            NotStoredError: It could not be stored in time.
        """
        async with self._turns.asked() as deadline:
            weighing = self._identifier.weighing(MANUAL, replace(reading, origin=Origin.MANUAL))
            if person_id is not None:
                check_person(self._view, self._entry, person_id)
                weighing = assigned_by_hand(weighing, person_id)
                check_time(self._view, weighing)
            elif not is_born(self._view, weighing):
                weighing = replace(weighing, person_id=None, assigned_by=None)
            await self._show_added(await self._store([weighing], deadline=deadline))
        self.async_look_again()
        return weighing

    async def _store(
        self,
        weighings: Sequence[Weighing],
        scale: str | None = None,
        *,
        deadline: float | None = None,
    ) -> Sequence[Weighing]:
        """Store weighings, those of a scale with its memory; return what wasn't stored before."""

        def write(database: sqlite3.Connection) -> Sequence[Weighing]:
            new = weighings
            if scale is not None:
                store_memory(database, scale, self._memories[scale])
                # They may have waited for long.
                people = stored_people.known(database)
                missing = stored.missing(database, weighings)
                new = [self._identifier.of_known(each, people) for each in missing]
            if changes := stored.add(database, new):
                self._hook.changed(database, changes)
            return new

        return await self._writer.async_write(write, deadline=deadline)

    async def _show_added(self, weighings: Sequence[Weighing], *, quiet: bool = False) -> None:
        if not weighings:
            return
        await self._follow(
            lambda: self._refresh.after_adding(weighings),
            {weighing.person_id for weighing in weighings},
            () if quiet else [added(w) for w in weighings if not w.is_set_aside],
        )

    # Corrections: afterwards all is as if it had been right from the start.

    async def assign(self, weighing_id: str, person_id: str) -> None:
        """Give a weighing to a person, or to nobody (`guest`)."""

        def update(old: Weighing) -> Weighing:
            check_person(self._view, self._entry, person_id)
            return assigned_by_hand(old, person_id)

        await self.change(weighing_id, update)

    async def edit(
        self, weighing_id: str, weight_kg: float | None, measured_at: datetime | None
    ) -> None:
        """Set a weighing's weight, its time, or both."""
        await self.change(
            weighing_id,
            lambda old: replace(
                old,
                weight_kg=old.weight_kg if weight_kg is None else weight_kg,
                measured_at=old.measured_at if measured_at is None else dt_util.as_utc(measured_at),
            ),
        )

    async def change(self, weighing_id: str, update: Callable[[Weighing], Weighing]) -> None:
        """Change a weighing.

        Args:
            weighing_id: Which one.
            update: Returns the new weighing for the old one, with the same id.

        Raises:
            ServiceValidationError: There is no such weighing, or its person wasn't born then.
            NotStoredError: It could not be changed in time.
        """
        async with self._turns.asked() as deadline:
            old = await existing(self._writer, weighing_id, deadline)
            new = update(old)
            if (new.person_id, new.measured_at) != (old.person_id, old.measured_at):
                check_time(self._view, new)
            await self._correct(old, new, lambda db: stored.change(db, new), deadline)

    async def delete(self, weighing_id: str) -> None:
        """Delete a weighing; the scale's memory still has its record, so that it doesn't come back.

        Raises:
            ServiceValidationError: There is no such weighing.
            NotStoredError: It could not be deleted in time.
        """
        async with self._turns.asked() as deadline:
            old = await existing(self._writer, weighing_id, deadline)
            await self._correct(old, None, lambda db: stored.delete(db, weighing_id), deadline)

    async def discard_pending(self, before: datetime) -> None:
        """Delete all pending weighings that were taken before a moment.

        Only the newest have an event: there may be thousands.

        Raises:
            NotStoredError: It could not be done in time.
        """
        async with self._turns.asked() as deadline:
            # No bridge knows of them.
            deleted = await self._writer.async_write(
                lambda db: stored.delete_pending(db, before, listed=_MAX_EVENTS), deadline=deadline
            )
            await self._follow(
                lambda: self._refresh.after_discarding(deleted),
                (),
                [WeighingEvent(EventType.CORRECTED, w, ids(()), deleted=True) for w in deleted],
            )

    async def _correct(
        self,
        old: Weighing,
        new: Weighing | None,
        write: Callable[[sqlite3.Connection], Change],
        deadline: float,
    ) -> None:
        await self._writer.async_write(
            lambda database: self._hook.changed(database, [write(database)]), deadline=deadline
        )
        people = ids({old.person_id, new.person_id if new else None} - {GUEST})
        event = WeighingEvent(EventType.CORRECTED, new or old, people, deleted=new is None)
        await self._follow(
            lambda: self._refresh.after_correcting(old, new, people), people, [event]
        )
        self.async_look_again()

    # What was learned: it may be certain now whose older weighings are.

    @callback
    def async_look_again(self) -> None:
        """Look again at what is pending or set aside, in the background, after what goes on now."""
        self._relook.async_start()

    async def async_wait(self) -> None:
        """Wait until what was written is shown, and what was learned of it is applied."""
        async with self._turns.lock:
            return

    async def _show_decided(self, weighings: Sequence[Weighing]) -> None:
        events = [corrected(each) for each in weighings]
        people = {person for event in events for person in event.people}
        await self._follow(lambda: self._refresh.after_adding(weighings), people, events)

    async def erase(self, person_id: str) -> None:
        """Erase a person for good: weighings, profiles, statistics, and the person themselves.

        Raises:
            ServiceValidationError: They were erased already.
            NotStoredError: It could not be done in time.
        """

        def write(database: sqlite3.Connection) -> bool:
            stored.erase(database, person_id)
            is_known = stored_people.erase(database, person_id)
            self._hook.erased(database, person_id)
            return is_known

        async with self._turns.asked() as deadline:
            is_known = await self._writer.async_write(write, deadline=deadline)
            self._identifier.async_erase(person_id)
            person = self._view.people.get(person_id)
            if not is_known and person is None:
                raise error("unknown_person", person=printable(person_id))
            await self._follow(lambda: self._refresh.after_erasing(person_id), {person_id})
            # In the same turn: the next action must not find them.
            if person and person.subentry_id in self._entry.subentries:
                self.hass.config_entries.async_remove_subentry(self._entry, person.subentry_id)

    @callback
    def async_catch_up_statistics(self) -> None:
        """Write the statistics that don't equal the journal, in the background."""
        self._refresh.async_catch_up_statistics()

    async def async_stop(self) -> None:
        """Let nothing go on in the background."""
        await self._refresh.async_stop()

    async def _follow(
        self, show: Show, people: Iterable[str | None], events: Iterable[WeighingEvent] = ()
    ) -> None:
        change = WeighingChange(ids(people), tuple(events))
        # What is stored is shown, though its caller be cancelled.
        await asyncio.wait([self._work.async_start(self._followers.update(show, change))])

    @callback
    def _async_restore(self) -> None:
        """Write into another journal what is known of people and scales, and show what it has."""
        memories: Mapping[str, Mapping[str, Any]] = dict(self._memories)

        def write(database: sqlite3.Connection) -> None:
            store_people(database, self._identifier.members)
            for scale, memory in memories.items():
                store_memory(database, scale, memory)

        async def restore() -> None:
            await self._writer.async_write(write)
            await self._follow(self._refresh.after_renewal, self._view.people)

        self._work.async_start(restore())
