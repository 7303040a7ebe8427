"""Changes weighings in the journal: assign, take back, edit, discard, restore, erase, look again.

Afterwards all is as if it had been right from the start. As with new ones, every method is one
transaction, one reread and one announcement. They run one at a time: what one reads is what it
changes.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
import logging
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..journal import discarded, people as stored_people, weighings as stored
from ..journal.weighings import Change
from ..journal.writer import FAULTS, JournalWriter, NotStoredError
from ..model import GUEST, Weighing
from .changes import (
    EventType,
    WeighingChange,
    WeighingEvent,
    WriteHook,
    assigned_by_hand,
    corrected,
    ids,
)
from .checks import check_person, check_time, error, existing, printable
from .consequences import Consequences, take_back, undone
from .followers import Followers, Show
from .identifier import Identifier
from .refresh import Refresh
from .relook import Relook
from .turns import Turns
from .view import HouseholdView
from .work import BackgroundWork

_LOGGER = logging.getLogger(__name__)

_MAX_EVENTS = 20
"""Events of one write that concerns any number of pending weighings."""
_PURGE_EVERY = timedelta(hours=1)


class Corrections:
    """Changes, discards, restores and erases the household's weighings."""

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
    ) -> None:
        """Take what is written to and updated."""
        self.hass = hass
        self._entry = entry
        self._writer = writer
        self._view = view
        self._identifier = identifier
        self._work = work
        self._hook = hook
        self._refresh = Refresh(hass, entry, writer, view)
        self._followers = Followers(hass, entry, work)
        self._turns = turns
        self._consequences = Consequences()
        self._relook = Relook(
            identifier,
            view,
            turns=self._turns,
            writer=writer,
            hook=hook,
            work=work,
            consequences=self._consequences,
            show=self._show_decided,
        )

    async def assign(self, weighing_id: str, person_id: str) -> None:
        """Give a weighing to a person, or to nobody (`guest`)."""

        def update(old: Weighing) -> Weighing:
            check_person(self._view, self._entry, person_id)
            return assigned_by_hand(old, person_id)

        await self.change(weighing_id, update)

    async def unassign(self, weighing_id: str) -> None:
        """Take a weighing from its person, or from nobody: it is pending again, until a person answers.

        Whose it may be is found out anew, without what it taught. One that is pending stays so.

        Raises:
            ServiceValidationError: There is no such weighing.
            NotStoredError: It could not be changed in time.
        """
        async with self._turns.asked() as deadline:
            old = await existing(self._writer, weighing_id, deadline)
            if old.person_id is None:
                return
            new = await self._relook.asked_about(old)
            await self._correct(old, new, lambda db: stored.change(db, new), deadline)

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
        """Set a weighing aside, out of everything, until it is restored or its time is over.

        The scale's memory still has its record, so that it doesn't come back by itself.

        Raises:
            ServiceValidationError: There is no such weighing.
            NotStoredError: It could not be done in time.
        """
        await self._set_aside(weighing_id)

    async def discard(self, weighing_id: str) -> None:
        """Set a weighing aside that waits for an answer; one that has got its answer stays.

        Raises:
            ServiceValidationError: There is no such weighing, or it was answered meanwhile.
            NotStoredError: It could not be done in time.
        """
        await self._set_aside(weighing_id, only_pending=True)

    async def _set_aside(self, weighing_id: str, *, only_pending: bool = False) -> None:
        async with self._turns.asked() as deadline:
            old = await existing(self._writer, weighing_id, deadline)
            if only_pending and old.person_id is not None:
                raise error("not_pending")
            now = dt_util.utcnow()
            await self._correct(
                old, None, lambda db: discarded.discard(db, weighing_id, now), deadline
            )

    async def discard_pending(self, before: datetime) -> None:
        """Set all pending weighings aside that were taken before a moment.

        Only the newest have an event: there may be thousands.

        Raises:
            NotStoredError: It could not be done in time.
        """
        async with self._turns.asked() as deadline:
            now = dt_util.utcnow()
            # No bridge knows of them.
            aside = await self._writer.async_write(
                lambda db: discarded.discard_pending(db, before, now, listed=_MAX_EVENTS),
                deadline=deadline,
            )
            await self._follow(
                self._refresh.after_discarding,
                (),
                [WeighingEvent(EventType.CORRECTED, w, ids(()), deleted=True) for w in aside],
            )

    async def restore(self, weighing_id: str) -> None:
        """Bring a weighing back as it was before it was deleted.

        Raises:
            ServiceValidationError: There is none with this id, or its time is over.
            NotStoredError: It could not be done in time.
        """

        def write(database: sqlite3.Connection) -> Weighing | None:
            discarded.purge(database, dt_util.utcnow())
            change = discarded.restore(database, weighing_id)
            if change is None:
                return None
            self._hook.changed(database, [change])
            return change.new

        async with self._turns.asked() as deadline:
            weighing = await self._writer.async_write(write, deadline=deadline)
            if weighing is None:
                # Those whose time was over aren't offered any more.
                await self._follow(self._refresh.after_discarding, ())
                raise error("unknown_discarded", weighing_id=printable(weighing_id))
            event = corrected(weighing)
            await self._follow(
                lambda: self._refresh.after_adding([weighing]), event.people, [event]
            )
            self.async_look_again()

    @callback
    def async_begin_purging(self) -> CALLBACK_TYPE:
        """Delete what was discarded long ago, now and every hour; return what ends that."""

        @callback
        def purge(now: datetime) -> None:
            # Nothing waits for it, neither a reload nor closing.
            self._entry.async_create_background_task(
                self.hass, self._purge(dt_util.as_utc(now)), f"{DOMAIN} purge"
            )

        purge(dt_util.utcnow())
        return async_track_time_interval(self.hass, purge, _PURGE_EVERY)

    async def _purge(self, now: datetime) -> None:
        try:
            if await self._writer.async_read(lambda db: discarded.is_purge_due(db, now)):
                await self._writer.async_write(
                    lambda db: discarded.purge(db, now), deadline=self._turns.deadline()
                )
                await self._follow(self._refresh.after_discarding, ())
        except (*FAULTS, NotStoredError):
            _LOGGER.debug("What was discarded can't be deleted for good now", exc_info=True)

    async def _correct(
        self,
        old: Weighing,
        new: Weighing | None,
        write: Callable[[sqlite3.Connection], Change],
        deadline: float,
    ) -> None:
        is_answer = new is not None and new.person_id != old.person_id
        followed = self._consequences.of(old.weighing_id) if is_answer else ()

        def write_all(database: sqlite3.Connection) -> list[Change]:
            first, *others = write(database), *take_back(database, followed)
            self._hook.changed(database, [first, *others])
            return others

        taken_back = await self._writer.async_write(write_all, deadline=deadline)
        if is_answer:
            self._consequences.forget(old.weighing_id)
        if is_answer and new and new.person_id:
            self._consequences.answered(old.weighing_id)
        people = ids({old.person_id, new.person_id if new else None} - {GUEST})
        event = WeighingEvent(EventType.CORRECTED, new or old, people, deleted=new is None)
        events = [event, *map(undone, taken_back)]
        people = people.union(*(each.people for each in events))
        await self._follow(lambda: self._refresh.after_correcting(people), people, events)
        self.async_look_again()

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
            self._consequences.clear()
            person = self._view.people.get(person_id)
            if not is_known and person is None:
                raise error("unknown_person", person=printable(person_id))
            await self._follow(lambda: self._refresh.after_erasing(person_id), {person_id})
            # In the same turn: the next action must not find them.
            if person and person.subentry_id in self._entry.subentries:
                self.hass.config_entries.async_remove_subentry(self._entry, person.subentry_id)

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
