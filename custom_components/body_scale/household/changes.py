"""What follows from a write: in its transaction, and what it announces afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
import sqlite3
from typing import Protocol

from ..const import DOMAIN
from ..journal.weighings import Change
from ..model import GUEST, AssignedBy, ReasonPart, Weighing

SIGNAL_CHANGED = f"{DOMAIN}_changed_{{}}"
"""Sent with a `WeighingChange` once a write; format with the entry id."""
SIGNAL_SHOWN = f"{DOMAIN}_shown_{{}}"
"""Sent when all states show it, if there are events to fire: automations read states.

Of many events each signal has some, in their order.
"""


SIGNAL_CONFIGURED = f"{DOMAIN}_configured_{{}}"
"""Sent when a change of the configuration is applied; format with the entry id."""


class EventType(StrEnum):
    """What became of a weighing, as events name it."""

    WEIGHED = "weighed"
    PENDING = "pending"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class WeighingEvent:
    """What an event tells of one weighing.

    Attributes:
        type: What became of it.
        weighing: As it is now, or was before it was deleted.
        people: Ids of those whose weighing it is, or was.
        deleted: Whether it was deleted.
    """

    type: EventType
    # Home Assistant logs what it sends when a listener fails.
    weighing: Weighing = field(repr=False)
    people: frozenset[str] = field(repr=False)
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class WeighingChange:
    """What one write changed.

    Attributes:
        people: Ids of those whose weighings changed.
        events: What to fire of it, in order; nothing of what is added quietly.
    """

    people: frozenset[str] = field(repr=False)
    events: tuple[WeighingEvent, ...] = ()


def added(weighing: Weighing) -> WeighingEvent:
    """Return the event of a new weighing."""
    kind = EventType.WEIGHED if weighing.person_id else EventType.PENDING
    return WeighingEvent(kind, weighing, ids({weighing.person_id}))


def corrected(weighing: Weighing) -> WeighingEvent:
    """Return the event of a weighing that was nobody's and is given, or set aside."""
    return WeighingEvent(EventType.CORRECTED, weighing, ids({weighing.person_id} - {GUEST}))


def reassigned(change: Change) -> WeighingEvent:
    """Return the event of a weighing that became another person's, or what it is of them."""
    new = change.new or change.old
    assert new is not None  # noqa: S101
    people = ids(each.person_id for each in change if each)
    return WeighingEvent(EventType.CORRECTED, new, people - {GUEST})


def assigned_by_hand(weighing: Weighing, person_id: str) -> Weighing:
    """Return a weighing as a person assigned it."""
    return replace(
        weighing,
        person_id=person_id,
        assigned_by=AssignedBy.USER,
        confidence=1.0,
        reason=(ReasonPart(key="by_hand"),),
    )


def ids(people: Iterable[str | None]) -> frozenset[str]:
    """Return the people among what weighings have for a person."""
    return frozenset(each for each in people if each)


class WriteHook(Protocol):
    """Writes what follows from a change of weighings, in the same transaction.

    It raises nothing but `sqlite3.Error`: any other fault would lose the weighing.
    """

    def changed(self, database: sqlite3.Connection, changes: Sequence[Change]) -> None:
        """Write what follows from changed weighings."""

    def erased(self, database: sqlite3.Connection, person_id: str) -> None:
        """Write what follows from the erasing of a person."""
