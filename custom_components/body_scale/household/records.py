"""The one way to write weighings: stored first, then read back, and only then announced.

Every method is one transaction with what follows from it (a scale's memory, the bridges' outboxes),
one reread of each person, and one announcement, however many weighings there are; statistics follow
in the background. They run one at a time: what one reads is what it changes.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import batched
import sqlite3
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..journal import people as stored_people, weighings as stored
from ..journal.scales import store_memory
from ..journal.weighings import Change
from ..journal.writer import JournalWriter
from ..model import GUEST, AssignedBy, Origin, Reading, ReasonPart, Weighing
from ..session import Memory
from .changes import SIGNAL_CHANGED, SIGNAL_SHOWN, EventType, WeighingChange, WeighingEvent
from .identifier import Identifier
from .refresh import Refresh
from .relook import Relook
from .start import Start, store_people
from .view import HouseholdView
from .work import BackgroundWork

MANUAL = "manual"
"""Stands in the place of a scale's address for weighings typed in by hand."""

_MAX_LOOKED_AT = 200
"""Weighings of nobody so far that are looked at again, the newest."""
_MAX_EVENTS = 20
"""Events of one write that concerns any number of pending weighings."""
_EVENTS_AT_ONCE = 10
"""Events between two turns of the event loop: each writes states."""
_BY_HAND = (ReasonPart(key="by_hand"),)


class WriteHook(Protocol):
    """Writes what follows from a change of weighings, in the same transaction.

    It raises nothing but `sqlite3.Error`: any other fault would lose the weighing.
    """

    def changed(self, database: sqlite3.Connection, changes: Sequence[Change]) -> None:
        """Write what follows from changed weighings."""

    def erased(self, database: sqlite3.Connection, person_id: str) -> None:
        """Write what follows from the erasing of a person."""


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
        hook: WriteHook,
        start: Start,
    ) -> None:
        """Take what is written to and updated; `start` has what the journal knows of the scales."""
        self.hass = hass
        self._entry = entry
        self._writer = writer
        self._view = view
        self._identifier = identifier
        self._work = work
        self._hook = hook
        self._refresh = Refresh(hass, entry, writer, view)
        self._memories = dict(start.memories)
        self._relook = Relook(identifier, view.history)
        self._relook_waits = False
        self._lock = asyncio.Lock()
        writer.async_add_damage_listener(self._async_restore)

    # New weighings.

    async def add(self, weighings: Iterable[Weighing], *, quiet: bool = False) -> None:
        """Add weighings as they are.

        Args:
            weighings: With ids that are new, of anybody, in any order.
            quiet: Fire no events; states and statistics are updated all the same.

        Raises:
            sqlite3.IntegrityError: An id is taken; nothing was added.
        """
        async with self._lock:
            await self._add(list(weighings), quiet=quiet)
        self.async_look_again()

    @callback
    def async_take(self, scale: str, readings: Sequence[Reading], memory: Memory) -> None:
        """Add what a scale measured, in the background."""
        self._work.async_start(self.add_readings(scale, readings, memory))

    async def add_readings(self, scale: str, readings: Sequence[Reading], memory: Memory) -> None:
        """Identify and add what a scale measured, with what its session remembers by then."""
        async with self._lock:
            weighings = []
            for reading in readings:
                # A scale's memory may hold hundreds, and each takes milliseconds.
                await asyncio.sleep(0)
                claimed = self._identifier.claimant(reading)
                # What isn't a weighing is dropped; its record is remembered all the same.
                if not self._identifier.is_leftover(scale, reading):
                    weighings.append(self._identifier.weighing(scale, reading))
                if claimed:
                    self._identifier.async_release()
            self._memories[scale] = memory.as_dict()
            await self._add(weighings, scale=scale)
        if weighings:
            # What isn't answered teaches, too: weights that lie apart are different people's.
            self.async_look_again()

    async def add_manual(self, reading: Reading, person_id: str | None) -> Weighing:
        """Add a weighing that was typed in; its person is identified if none is given."""
        async with self._lock:
            weighing = self._identifier.weighing(MANUAL, replace(reading, origin=Origin.MANUAL))
            if person_id is not None:
                weighing = _assigned(weighing, person_id)
                self.async_look_again()
            await self._add([weighing])
        return weighing

    async def _add(
        self, weighings: Sequence[Weighing], *, scale: str | None = None, quiet: bool = False
    ) -> None:
        def write(database: sqlite3.Connection) -> None:
            changes = stored.add(database, weighings)
            if scale is not None:
                store_memory(database, scale, self._memories[scale])
            if changes:
                self._hook.changed(database, changes)

        await self._writer.async_write(write)
        if not weighings:
            return
        await self._refresh.after_adding(weighings)
        await self._announce(
            {weighing.person_id for weighing in weighings},
            () if quiet else [_added(each) for each in weighings if not each.is_set_aside],
        )

    # Corrections: afterwards all is as if it had been right from the start.

    async def assign(self, weighing_id: str, person_id: str) -> None:
        """Give a weighing to a person, or to nobody (`guest`)."""
        await self.change(weighing_id, lambda old: _assigned(old, person_id))

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
            ServiceValidationError: There is no such weighing.
        """
        async with self._lock:
            old = await self._existing(weighing_id)
            new = update(old)
            await self._correct(old, new, lambda database: stored.change(database, new))

    async def delete(self, weighing_id: str) -> None:
        """Delete a weighing; the scale's memory still has its record, so that it doesn't come back.

        Raises:
            ServiceValidationError: There is no such weighing.
        """
        async with self._lock:
            old = await self._existing(weighing_id)
            await self._correct(old, None, lambda database: stored.delete(database, weighing_id))

    async def discard_pending(self, before: datetime) -> None:
        """Delete all pending weighings that were taken before a moment.

        Only the newest have an event: there may be thousands.
        """
        async with self._lock:
            # No bridge knows of them.
            deleted = await self._writer.async_write(
                lambda database: stored.delete_pending(database, before, listed=_MAX_EVENTS)
            )
            await self._refresh.after_discarding(deleted)
            await self._announce(
                (), [WeighingEvent(EventType.CORRECTED, w, _ids(()), deleted=True) for w in deleted]
            )

    async def _existing(self, weighing_id: str) -> Weighing:
        found = await self._writer.async_read(lambda database: stored.by_id(database, weighing_id))
        if found is None:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="unknown_weighing",
                translation_placeholders={"weighing_id": weighing_id[:60]},
            )
        return found

    async def _correct(
        self, old: Weighing, new: Weighing | None, write: Callable[[sqlite3.Connection], Change]
    ) -> None:
        await self._writer.async_write(
            lambda database: self._hook.changed(database, [write(database)])
        )
        people = {old.person_id, new.person_id if new else None} - {None, GUEST}
        await self._refresh.after_correcting(old, new, _ids(people))
        event = WeighingEvent(EventType.CORRECTED, new or old, _ids(people), deleted=new is None)
        await self._announce(people, [event])
        self.async_look_again()

    # What was learned: it may be certain now whose older weighings are.

    @callback
    def async_look_again(self) -> None:
        """Look again at what is pending or set aside, in the background, after what goes on now."""
        undecided = self._view.undecided
        if (undecided.number or undecided.set_aside) and not self._relook_waits:
            self._relook_waits = True
            self._work.async_start(self._look_again())

    async def async_wait(self) -> None:
        """Wait until what was written is shown, and what was learned of it is applied."""
        async with self._lock:
            return

    async def _look_again(self) -> None:
        async with self._lock:
            self._relook_waits = False
            waiting = await self._writer.async_read(
                lambda database: stored.undecided(database, limit=_MAX_LOOKED_AT)
            )
            if decided := await self._relook.decide(waiting):
                await self._decide(decided)

    async def _decide(self, decided: Sequence[Weighing]) -> None:
        def write(database: sqlite3.Connection) -> None:
            changes = [stored.change(database, weighing) for weighing in decided]
            self._hook.changed(database, changes)

        await self._writer.async_write(write)
        await self._refresh.after_adding(decided)
        events = [
            WeighingEvent(EventType.CORRECTED, each, _ids({each.person_id} - {GUEST}))
            for each in decided
        ]
        await self._announce({person for event in events for person in event.people}, events)

    async def erase(self, person_id: str) -> None:
        """Erase a person for good: weighings, profiles, statistics, and the person themselves."""

        def write(database: sqlite3.Connection) -> None:
            stored.erase(database, person_id)
            stored_people.erase(database, person_id)
            self._hook.erased(database, person_id)

        async with self._lock:
            await self._writer.async_write(write)
            self._identifier.async_erase(person_id)
            await self._refresh.after_erasing(person_id)
            await self._announce({person_id})
        if person := self._view.people.get(person_id):
            self.hass.config_entries.async_remove_subentry(self._entry, person.subentry_id)

    @callback
    def async_catch_up_statistics(self) -> None:
        """Write the statistics that don't equal the journal, in the background."""
        self._refresh.async_catch_up_statistics()

    async def async_stop(self) -> None:
        """Let nothing go on in the background."""
        await self._refresh.async_stop()

    async def _announce(
        self, people: Iterable[str | None], events: Iterable[WeighingEvent] = ()
    ) -> None:
        """Send what changed, the events last: automations read states right then."""
        change = WeighingChange(_ids(people), tuple(events))
        self._send(SIGNAL_CHANGED, change)
        for some in batched(change.events, _EVENTS_AT_ONCE, strict=False):
            self._send(SIGNAL_SHOWN, replace(change, events=some))
            # A scale's memory may have held hundreds, and each event writes states.
            await asyncio.sleep(0)

    @callback
    def _send(self, signal: str, change: WeighingChange) -> None:
        async_dispatcher_send(self.hass, signal.format(self._entry.entry_id), change)

    @callback
    def _async_restore(self) -> None:
        """Write into a new journal what the damaged one knew of people and scales."""
        memories: Mapping[str, Mapping[str, Any]] = dict(self._memories)

        def write(database: sqlite3.Connection) -> None:
            store_people(database, self._view.people)
            for scale, memory in memories.items():
                store_memory(database, scale, memory)

        self._work.async_start(self._writer.async_write(write))


def _assigned(weighing: Weighing, person_id: str) -> Weighing:
    return replace(
        weighing,
        person_id=person_id,
        assigned_by=AssignedBy.USER,
        confidence=1.0,
        reason=_BY_HAND,
    )


def _added(weighing: Weighing) -> WeighingEvent:
    kind = EventType.WEIGHED if weighing.person_id else EventType.PENDING
    return WeighingEvent(kind, weighing, _ids({weighing.person_id}))


def _ids(people: Iterable[str | None]) -> frozenset[str]:
    return frozenset(each for each in people if each)
