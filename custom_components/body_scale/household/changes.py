"""What a write announces: which people's weighings changed, and the events to fire."""

from dataclasses import dataclass
from enum import StrEnum

from ..const import DOMAIN
from ..model import Weighing

SIGNAL_CHANGED = f"{DOMAIN}_changed_{{}}"
"""Sent with a `WeighingChange` once a write; format with the entry id."""
SIGNAL_SHOWN = f"{DOMAIN}_shown_{{}}"
"""Sent when all states show it, if there are events to fire: automations read states.

Of many events each signal has some, in their order.
"""


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
    weighing: Weighing
    people: frozenset[str]
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class WeighingChange:
    """What one write changed.

    Attributes:
        people: Ids of those whose weighings changed.
        events: What to fire of it, in order; nothing of what is added quietly.
    """

    people: frozenset[str]
    events: tuple[WeighingEvent, ...] = ()
