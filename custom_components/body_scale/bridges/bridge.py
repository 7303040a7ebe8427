"""What a bridge is: it says what is to be told of a change, and how it is known to have arrived."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime
import sqlite3
from typing import ClassVar, NamedTuple, override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE

from ..household.household import Household
from ..journal.database import Change, newest
from ..model import GUEST, Metrics, Origin, Weighing
from . import outbox
from .outbox import Item, Parcel

_NEVER_TOLD = frozenset({Origin.IMPORT, Origin.SAMPLE})


class Heard(NamedTuple):
    """What a message says that something on the other side now is."""

    slot: str
    value: str


class Message(NamedTuple):
    """What was said on a topic; `retained` if it was said before somebody listened."""

    topic: str
    payload: str
    retained: bool = False


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
        self.on_change: CALLBACK_TYPE = lambda: None
        """Called when `takes` or what `tidy` would do changed by what was heard."""

    @property
    def takes(self) -> bool:
        """Say whether what is said now would be taken, as far as the bridge knows."""
        return True

    @property
    @abstractmethod
    def topics(self) -> Sequence[str]:
        """Where to listen."""

    def hear(self, message: Message) -> Heard | None:
        """Return what a message says: by default, that its topic now has it."""
        return Heard(message.topic, message.payload)

    @abstractmethod
    def follow(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Put into the outbox what is to be told of a change that was just written.

        Runs in the executor, within the transaction of the change.
        """

    def wants(self, item: Item) -> bool:
        """Say whether what a target was told last may stay, by how the bridge is set up now."""
        return item.person_id in self.household.people

    def clear(self, database: sqlite3.Connection, now: datetime) -> None:
        """Take back what isn't wanted any more as the bridge is set up now; asked at the start."""
        outbox.clear_unless(database, self.id, self.wants, now)

    def tidy(self, database: sqlite3.Connection, now: datetime) -> None:  # noqa: B027
        """Put into the outbox what no change brings; asked at the start, on news, and every hour."""

    def connected(self) -> None:  # noqa: B027
        """Hear that there is a connection, after a time in which everything was missed."""

    def close(self) -> None:  # noqa: B027
        """End what was begun by hearing."""

    def unanswered(self, item: Item) -> None:  # noqa: B027
        """Hear that the other side didn't say what it has."""

    def is_told(self, weighing: Weighing | None) -> bool:
        """Say whether a weighing is told at all: not pending, a guest's, a sample or an import."""
        return (
            weighing is not None
            and weighing.person_id not in {None, GUEST}
            and weighing.person_id in self.household.people
            and weighing.origin not in _NEVER_TOLD
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
            if weighing is not None and self.is_told(weighing):
                yield from self.parcels(weighing)

    @override
    def follow(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Tell the newest weighing of everybody whose newest weighing it touches."""
        old, new = change
        told_before = outbox.about(database, self.id, old.weighing_id) if old else []
        if old:
            outbox.withdraw(database, self.id, old.weighing_id)
        for person_id in dict.fromkeys(each.person_id for each in (old, new) if each):
            now_newest = newest(database, person_id) if person_id else None
            if now_newest is None or not self.is_told(now_newest):
                continue
            is_new = new is not None and new.weighing_id == now_newest.weighing_id
            if is_new or any(item.person_id == person_id for item in told_before):
                for parcel in self.parcels(now_newest):
                    outbox.put(database, self.id, parcel, now)


class FormerBridge(Bridge):
    """A bridge that was removed: what the broker keeps of it is cleared."""

    kind = "former"

    def __init__(self, bridge_id: str) -> None:
        """Remember no more than its id."""
        self.id = bridge_id
        self.title = ""
        self.on_change = lambda: None

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Listen to nothing but what is cleared."""
        return ()

    @override
    def follow(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Tell nothing any more."""

    @override
    def wants(self, item: Item) -> bool:
        """Want nothing to stay."""
        return False
