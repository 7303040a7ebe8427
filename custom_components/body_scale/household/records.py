"""The one way to write weighings: stored first, then read back, and only then announced.

What is here adds them; `corrections.py` has the rest. Every method is one transaction with what
follows from it (a scale's memory, the bridges' outboxes), one reread of each person, and one
announcement, however many weighings there are; statistics follow in the background. They run one at
a time: what one reads is what it changes.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import replace
import logging
import sqlite3
from typing import Any, NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..journal import imported, people as stored_people, weighings as stored
from ..journal.completions import complete
from ..journal.known import without_known
from ..journal.memberships import let_be_members, store_spans
from ..journal.scales import store_memory
from ..journal.weighings import Change
from ..journal.writer import JournalWriter, NotStoredError
from ..model import Origin, Reading, Weighing
from ..session import Memory
from .assisted import Assisted, Pairing, Stand
from .changes import WriteHook, added, assigned_by_hand, ids, reassigned
from .checks import check_person, check_time
from .corrections import Corrections
from .identifier import Identifier
from .roster import Roster, read_roster
from .start import store_people
from .turns import Turns
from .view import HouseholdView
from .waiting import Batch, WaitingRoom
from .work import BackgroundWork

_LOGGER = logging.getLogger(__name__)


class _Stored(NamedTuple):
    """What was stored of a batch."""

    new: Sequence[Weighing]
    completed: Sequence[Change]
    stand: Stand | None


MANUAL = "manual"
"""Stands in the place of a scale's address for weighings typed in by hand."""
_BULK_PATIENCE_S = 120.0
"""Seconds in which many weighings have to be stored; there may be a hundred thousand."""

type Selection = Callable[[sqlite3.Connection, Sequence[Weighing]], Sequence[Weighing]]
"""Returns some of the weighings, in the order in which they were given; runs in a transaction."""


class Records(Corrections):
    """Adds the household's weighings, beside changing, discarding, restoring and erasing them."""

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
        assisted: Assisted,
        memories: Mapping[str, Mapping[str, Any]],
        room: WaitingRoom,
    ) -> None:
        """Take what is written to and updated.

        `memories` are what the journal knows of the scales, `room` has what isn't in the journal yet.
        """
        super().__init__(
            hass,
            entry,
            writer=writer,
            view=view,
            identifier=identifier,
            work=work,
            turns=turns,
            hook=hook,
        )
        self._room = room
        self._assisted = assisted
        self._memories = dict(memories)
        self._save_waits = False
        writer.async_add_renewal_listener(self._async_restore)
        writer.async_add_failure_listener(self._async_save)

    # New weighings.

    async def add(
        self,
        weighings: Iterable[Weighing],
        *,
        quiet: bool = False,
        selection: Selection | None = None,
    ) -> Sequence[Weighing]:
        """Add weighings as they are, all of them or none; return what was added.

        Args:
            weighings: With ids that are new, of anybody, in any order.
            quiet: Fire no events and deliver nothing to bridges; states and statistics are updated all
                the same.
            selection: Returns which of them to add, with regard to what the journal has by then.

        Raises:
            sqlite3.IntegrityError: An id is taken; nothing was added.
            NotStoredError: They could not be stored in time; nothing was added.
            ServiceValidationError: The household closes.
        """
        async with self._turns.asked(_BULK_PATIENCE_S) as deadline:
            new = await self._store(
                list(weighings), deadline=deadline, quiet=quiet, selection=selection
            )
            await self._show_added(new, quiet=quiet)
        self.async_look_again()
        return new

    async def take_back(
        self, find: Callable[[sqlite3.Connection], Mapping[str, str | None]]
    ) -> Mapping[str, str | None]:
        """Delete imported weighings for good, all of them or none; return whose each was, by id.

        No event is fired, and no bridge knows of them.

        Args:
            find: Returns which, and whose, from the journal as it is then.

        Raises:
            NotStoredError: It could not be done in time; nothing was.
            ServiceValidationError: The household closes.
        """

        def write(database: sqlite3.Connection) -> Mapping[str, str | None]:
            found = find(database)
            imported.remove(database, found)
            return found

        async with self._turns.asked(_BULK_PATIENCE_S) as deadline:
            found = await self._writer.async_write(write, deadline=deadline)
            if found:
                people = ids(set(found.values()))
                await self._follow(lambda: self._refresh.after_correcting(people), people)
        self.async_look_again()
        return found

    @callback
    def async_begin(self) -> None:
        """Add what has waited since before this household."""
        for batch in self._room.batches:
            self._work.async_start(self._add_batch(batch))

    @callback
    def async_take(self, scale: str, readings: Sequence[Reading], memory: Memory) -> None:
        """Add what a scale measured, in the background."""
        self._start(self.add_readings(scale, readings, memory))

    def add_readings(
        self, scale: str, readings: Sequence[Reading], memory: Memory
    ) -> Coroutine[Any, Any, None]:
        """Identify and add what a scale measured, with what its session remembers by then."""
        return self._waiting(Batch(scale, readings, memory.as_dict()))

    @callback
    def async_store(
        self,
        scale: str,
        readings: Sequence[Reading],
        memory: Memory,
        *,
        completing: Sequence[Reading] = (),
    ) -> asyncio.Future[bool]:
        """Add in the background what a scale remembers; return whether it was stored, once known.

        That goes on if nobody waits for it any more. What couldn't be stored so far may be later; the
        scale isn't to forget it.

        Args:
            scale: Its id.
            readings: What it remembers; if there are none, `memory` alone is stored.
            memory: What its session remembers by then.
            completing: What it remembers of weighings that were heard without an impedance, with
                it; what isn't of such a weighing is left out.
        """
        return self._start_awaited(Batch(scale, readings, memory.as_dict(), completing=completing))

    def _waiting(self, batch: Batch) -> Coroutine[Any, Any, None]:
        # At once, not when it is its turn: it may be cancelled before that.
        self._room.batches.append(batch)
        return self._add_batch(batch)

    @callback
    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._work.async_start(work)
        if self._writer.is_held_up:
            self._async_save()
        return task

    @callback
    def _start_awaited(self, batch: Batch) -> asyncio.Future[bool]:
        outcome = batch.outcome = self.hass.loop.create_future()
        # However it ends: it may be cancelled before it begins.
        task = self._start(self._waiting(batch))
        task.add_done_callback(lambda _: batch.async_settle(is_stored=False))
        return outcome

    async def _add_batch(self, batch: Batch) -> None:
        """Add what a scale measured; it waits in its room until it is in the journal."""
        async with self._turns.lock:
            self._memories[batch.scale] = batch.memory
            try:
                weighings = await self._room.identified(batch, self._identifier)
                pairing = self._assisted.pairing(weighings)
                added, completed, stand = await self._store_batch(batch, weighings, pairing)
            except NotStoredError:
                # The journal was closed: the next household begins with it.
                return
            except Exception:
                _LOGGER.exception("What a scale measured can't be stored")
                await self._room.async_remove(batch)
                if lost := len(batch.weighings or batch.readings):
                    self._room.async_report_lost(lost)
                return
            batch.async_settle(is_stored=True)
            await self._room.async_remove(batch)
            if stand:
                self._assisted.async_stored(stand.weighing, stand.found)
            await self._show_added(added, changed=stand.changes if stand else ())
            if shown := await self._relook.anew(completed):
                await self._show_decided(shown)
        if added or completed:
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
            reading = replace(reading, origin=Origin.MANUAL)
            past = await self._identifier.async_past([reading])
            weighing = self._identifier.weighing(MANUAL, reading, past)
            if person_id is not None:
                check_person(self._view, self._entry, person_id)
                weighing = assigned_by_hand(weighing, person_id)
                check_time(self._view, weighing)
            await self._show_added(await self._store([weighing], deadline=deadline))
        self.async_look_again()
        return weighing

    async def _store(
        self,
        weighings: Sequence[Weighing],
        *,
        deadline: float | None = None,
        quiet: bool = False,
        selection: Selection | None = None,
    ) -> Sequence[Weighing]:
        """Store new weighings, and return them."""

        def write(database: sqlite3.Connection) -> Sequence[Weighing]:
            new = selection(database, weighings) if selection else weighings
            if (changes := stored.add(database, new)) and not quiet:
                self._hook.changed(database, changes)
            return new

        return await self._writer.async_write(write, deadline=deadline)

    async def _store_batch(
        self, batch: Batch, weighings: Sequence[Weighing], pairing: Pairing | None
    ) -> _Stored:
        """Store what a scale measured with its memory, and what becomes of an assisted weighing."""

        def write(database: sqlite3.Connection) -> _Stored:
            store_memory(database, batch.scale, self._memories[batch.scale])
            # They may have waited for long.
            people = stored_people.known(database)
            missing = stored.missing(database, weighings)
            missing = without_known(database, batch.scale, missing)
            new = [self._identifier.of_known(each, people) for each in missing]
            stand = pairing.store(database, new) if pairing else None
            if stand:
                new = stand.replaced(new)
            completed = complete(database, batch.scale, batch.completing)
            if changes := [
                *stored.add(database, new),
                *completed,
                *(stand.changes if stand else ()),
            ]:
                self._hook.changed(database, changes)
            return _Stored(new, completed, stand)

        return await self._writer.async_write(write)

    async def _show_added(
        self,
        weighings: Sequence[Weighing],
        *,
        quiet: bool = False,
        changed: Sequence[Change] = (),
    ) -> None:
        """Show new weighings, and before them such as they changed."""
        if not weighings:
            return
        before = [reassigned(change) for change in changed]
        people = ids({each.person_id for each in weighings})
        people = people.union(*(event.people for event in before))
        events = [] if quiet else [added(w) for w in weighings if not w.is_set_aside]
        await self._follow(
            lambda: self._refresh.after_correcting(people), people, [*before, *events]
        )

    @callback
    def _async_restore(self) -> None:
        """Write into another journal what is known of people and scales, and show what it has."""
        memories: Mapping[str, Mapping[str, Any]] = dict(self._memories)
        roster = self._identifier.roster
        former = roster.former

        def write(database: sqlite3.Connection) -> Roster:
            members = self._identifier.members
            store_people(database, members)
            store_spans(database, roster.spans(members))
            let_be_members(database, members, dt_util.utcnow())
            for scale, memory in memories.items():
                store_memory(database, scale, memory)
            return read_roster(database, members)

        async def restore() -> None:
            roster.async_renew(await self._writer.async_write(write), former)
            await self._follow(self._refresh.after_renewal, self._view.people)

        self._work.async_start(restore())
