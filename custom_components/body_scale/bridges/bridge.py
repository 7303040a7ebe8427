"""What a bridge is: it says what is to be told of a change, and how it is known to have arrived."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
import sqlite3
from typing import ClassVar, override

from homeassistant.config_entries import ConfigSubentry

from ..household.household import Household
from ..journal.database import Change, newest
from ..model import GUEST, Metrics, Origin, Weighing
from . import outbox
from .outbox import Item, Parcel

_NEVER_DELIVERED = frozenset({Origin.IMPORT, Origin.SAMPLE})


class Bridge(ABC):
    """Something outside Home Assistant that is told of weighings."""

    kind: ClassVar[str]
    """What its subentry says it is."""

    def __init__(self, household: Household, subentry: ConfigSubentry) -> None:
        """Read the subentry."""
        self.household = household
        self.subentry = subentry
        self.id = subentry.subentry_id
        self.title = subentry.title

    @abstractmethod
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Put into the outbox what is to be told of a change that was just written.

        Runs in the executor, within the transaction of the change.
        """

    def wants(self, item: Item) -> bool:
        """Say whether what a target was told last may stay, by how the bridge is set up now."""
        return item.person_id in self.household.people

    def retract_unwanted(self, database: sqlite3.Connection, now: datetime) -> None:
        """Take back what isn't wanted any more as the bridge is set up now; asked at the start."""
        outbox.retract_unless(database, self.id, self.wants, now)

    def tidy(self, database: sqlite3.Connection, now: datetime) -> None:  # noqa: B027
        """Put into the outbox what no change brings; asked at the start, on news, and every hour."""

    def is_deliverable(self, weighing: Weighing | None) -> bool:
        """Say whether a weighing is told at all: not pending, a guest's, a sample or an import."""
        return (
            weighing is not None
            and weighing.person_id not in {None, GUEST}
            and weighing.person_id in self.household.people
            and weighing.origin not in _NEVER_DELIVERED
        )

    def metrics(self, weighing: Weighing) -> Metrics:
        """Return the metrics that may be shown of a weighing."""
        return self.household.metrics(weighing)


class StateBridge(Bridge):
    """A bridge whose targets have no memory: each shows its person's newest weighing.

    A weighing that comes to be known late is told only if nothing newer is known; when one that was
    told is corrected or deleted, the newest is told instead.
    """

    @abstractmethod
    def parcels(self, weighing: Weighing) -> list[Parcel]:
        """Return what to tell of a person's newest weighing."""

    def newest_parcels(self, database: sqlite3.Connection) -> Iterator[Parcel]:
        """Yield what everybody's newest weighing is told with."""
        for person_id in self.household.people:
            weighing = newest(database, person_id)
            if weighing is not None and self.is_deliverable(weighing):
                yield from self.parcels(weighing)

    @override
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Tell the newest weighing of everybody whose newest weighing it touches."""
        old, new = change
        delivered_before = outbox.about(database, self.id, old.weighing_id) if old else []
        if old:
            outbox.delete_untried(database, self.id, old.weighing_id)
        for person_id in dict.fromkeys(each.person_id for each in (old, new) if each):
            now_newest = newest(database, person_id) if person_id else None
            if now_newest is None or not self.is_deliverable(now_newest):
                continue
            is_new = new is not None and new.weighing_id == now_newest.weighing_id
            if is_new or any(item.person_id == person_id for item in delivered_before):
                for parcel in self.parcels(now_newest):
                    outbox.put(database, self.id, parcel, now)
