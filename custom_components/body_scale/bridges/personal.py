"""Bridges to the account of one person, which has a slot for each weighing: a day, or a moment."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
import sqlite3
from typing import Any, NamedTuple, override

from ..const import CONF_PERSON
from ..household.ahead import horizon
from ..journal.weighings import Change, between
from ..model import Weighing
from . import outbox
from .bridge import Bridge
from .outbox import Parcel

type Body = Mapping[str, Any]


class Slot(NamedTuple):
    """Where an account has one value, or none.

    Attributes:
        name: As the account names it.
        start: The first moment that belongs to it.
        end: The first moment after it.
    """

    name: str
    start: datetime
    end: datetime


class PersonalBridge(Bridge):
    """A bridge whose targets are the slots of one person's account.

    A slot has what is right of its time now. So late weighings are delivered, too, and a correction,
    an assignment or a deletion mends the slots that it touches. The account is the person's own: who
    leaves the household, or removes the bridge, keeps what is there.
    """

    waits_text = "outbox_service_waits"

    @property
    def person_id(self) -> str:
        """Return whose account it is."""
        person_id: str = self.subentry.data[CONF_PERSON]
        return person_id

    @abstractmethod
    def slot(self, moment: datetime) -> Slot:
        """Return the slot of what was measured at a moment."""

    @abstractmethod
    def body(self, slot: Slot, weighings: Sequence[Weighing], before: Body | None) -> Body:
        """Return what a slot is to have.

        Args:
            slot: Which one.
            weighings: All of its time, oldest first; none to clear it.
            before: What it was to have until now; None if nothing was sent.
        """

    @override
    def is_deliverable(self, weighing: Weighing | None) -> bool:
        """Return whether a weighing is one of this person's to deliver."""
        is_own = weighing is not None and weighing.person_id == self.person_id
        return is_own and super().is_deliverable(weighing)

    @override
    def retract_unwanted(self, database: sqlite3.Connection, now: datetime) -> None:
        """Forget what was for another person's account: nothing of it concerns this one."""
        outbox.delete_of_others(database, self.id, self.person_id)

    @override
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Enqueue what the slots of a weighing, before and after a change, are to have now."""
        old, new = change
        slots = {
            slot.name: slot
            for each in (old, new)
            if each and self.is_deliverable(each) and each.measured_at <= horizon(now)
            for slot in (self.slot(each.measured_at),)
        }
        for slot in slots.values():
            self._fill(database, slot, new, now)

    def _fill(
        self, database: sqlite3.Connection, slot: Slot, new: Weighing | None, now: datetime
    ) -> None:
        # What was never sent isn't taken back: somebody may have typed something in there.
        outbox.delete_untried_of(database, self.id, slot.name)
        last = outbox.last_of(database, self.id, slot.name)
        there = between(database, slot.start, slot.end, person_id=self.person_id)
        weighings = [each for each in there if self.is_deliverable(each)]
        if not weighings:
            if last:
                outbox.retract(database, self.id, last, now)
            return
        before = last.body if last and not last.retracts else None
        is_new = new is not None and any(each.weighing_id == new.weighing_id for each in weighings)
        if last is None and not is_new:
            # It was never there.
            return
        body = self.body(slot, weighings, before)
        parcel = Parcel(
            target=slot.name,
            weighing_id=weighings[-1].weighing_id,
            person_id=self.person_id,
            body=body,
            retraction=self.body(slot, (), body),
        )
        outbox.put(database, self.id, parcel, now)
