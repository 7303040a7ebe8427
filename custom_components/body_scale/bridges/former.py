"""What bridges leave behind when they are removed."""

from collections.abc import Collection, Sequence
from datetime import datetime
import sqlite3
from typing import override

from homeassistant.util import dt as dt_util

from ..journal.weighings import Change
from . import outbox
from .bridge import Bridge
from .mqtt import MqttBridge, is_message
from .outbox import Item


class FormerBridge(MqttBridge):
    """A bridge that was removed: what the broker retains of it is retracted."""

    def __init__(self, bridge_id: str) -> None:
        """Remember no more than its id."""
        self.id = bridge_id
        self.kind = "former"
        self.title = ""

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Return none: the channel listens to those of the retractions by itself."""
        return ()

    @override
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Enqueue nothing."""

    @override
    def wants(self, item: Item) -> bool:
        """Want nothing to stay."""
        return False


def find_former(
    database: sqlite3.Connection, bridges: Sequence[Bridge], known: Collection[str]
) -> list[str]:
    """Return the ids of removed bridges with something to retract; delete the rows of the others.

    Only a broker retracts without the settings that were removed with the bridge.

    Args:
        database: In a transaction.
        bridges: Today's bridges; they take over what they want to stay.
        known: The ids of all bridges that weren't removed.
    """
    former = []
    for bridge in sorted(set(outbox.bridges(database)).difference(known)):
        for item in outbox.last_items(database, bridge):
            if item.lasts and is_message(item) and (heir := _heir(bridges, item)):
                outbox.hand_over(database, bridge, item.target, heir.id)
        outbox.retract_unless(database, bridge, lambda _: False, dt_util.utcnow())
        if any(is_message(item) for item in outbox.waiting_items(database, bridge)):
            former.append(bridge)
        else:
            outbox.delete_bridge(database, bridge)
    return former


def _heir(bridges: Sequence[Bridge], item: Item) -> Bridge | None:
    """Return the bridge that publishes on a removed one's topic.

    Two couriers on one topic would overtake each other: one's retraction the other's message.
    """
    return next(
        (each for each in bridges if isinstance(each, MqttBridge) and each.wants(item)), None
    )
