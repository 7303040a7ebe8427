"""What a bridge is: it turns changes of weighings into parcels for the outbox."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import datetime
import sqlite3
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback

from ..const import CONF_KIND
from ..household.ahead import horizon
from ..household.view import HouseholdView
from ..journal.weighings import Change, newest
from ..model import GUEST, Metrics, Origin, Weighing
from . import outbox
from .memory import Facts
from .outbox import Item, Parcel

NEVER_DELIVERED = frozenset({Origin.IMPORT, Origin.SAMPLE})


class Bridge(ABC):
    """Something outside Home Assistant that weighings are delivered to."""

    waits_text = "outbox_waits"
    """The repair that says that too much waits, or for too long."""

    def __init__(self, household: HouseholdView, subentry: ConfigSubentry) -> None:
        """Read the subentry."""
        self.household = household
        self.subentry = subentry
        self.id = subentry.subentry_id
        self.kind: str = subentry.data[CONF_KIND]
        self.title = subentry.title

    @abstractmethod
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Put into the outbox what a change that was just written makes necessary.

        Runs in the executor, within the transaction of the change.
        """

    def wants(self, item: Item) -> bool:
        """Return whether what a target has may stay, by how the bridge is set up now."""
        return item.person_id in self.household.people

    def retract_unwanted(self, database: sqlite3.Connection, now: datetime) -> None:
        """Retract what `wants` no longer wants; called at the start."""
        outbox.retract_unless(database, self.id, self.wants, now)

    def tidy(self, database: sqlite3.Connection, now: datetime) -> None:  # noqa: B027
        """Put into the outbox what no change brings; called at the start, on news, and every hour."""

    def recall(self, facts: Facts) -> None:  # noqa: B027
        """Take what was learned of the other side before the start, in the executor."""

    @callback  # noqa: B027
    def recalled(self) -> None:
        """Show what `recall` took."""

    def facts(self) -> Facts:
        """Return what was learned of the other side; it is written down when it changed."""
        return {}

    def is_deliverable(self, weighing: Weighing | None) -> bool:
        """Return whether a weighing is one to deliver.

        None is that is pending, a guest's, a sample or an import.
        """
        return (
            weighing is not None
            and weighing.person_id not in {None, GUEST}
            and weighing.person_id in self.household.people
            and weighing.origin not in NEVER_DELIVERED
        )

    def metrics(self, weighing: Weighing) -> Metrics:
        """Return the metrics that may be shown of a weighing."""
        return self.household.metrics(weighing)


class StateBridge(Bridge):
    """A bridge whose targets have no memory: each shows its person's newest weighing.

    A weighing that comes to be known late is delivered only if nothing newer is known. When one that
    was delivered is corrected or deleted, the newest is delivered instead.
    """

    @abstractmethod
    def parcels(self, weighing: Weighing) -> list[Parcel]:
        """Return what to deliver of a person's newest weighing."""

    def newest_parcels(self, database: sqlite3.Connection, now: datetime) -> Iterator[Parcel]:
        """Yield the parcels of every person's newest weighing."""
        for person_id in self.household.people:
            weighing = newest(database, person_id, horizon(now))
            if weighing is not None and self.is_deliverable(weighing):
                yield from self.parcels(weighing)

    @override
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Enqueue the newest weighing of every person whose newest weighing a change touches."""
        old, new = change
        delivered_before = outbox.about(database, self.id, old.weighing_id) if old else []
        if old:
            outbox.delete_untried(database, self.id, old.weighing_id)
        for person_id in dict.fromkeys(each.person_id for each in (old, new) if each):
            now_newest = newest(database, person_id, horizon(now)) if person_id else None
            if now_newest is None or not self.is_deliverable(now_newest):
                continue
            is_new = new is not None and new.weighing_id == now_newest.weighing_id
            if is_new or any(item.person_id == person_id for item in delivered_before):
                for parcel in self.parcels(now_newest):
                    outbox.put(database, self.id, parcel, now)
