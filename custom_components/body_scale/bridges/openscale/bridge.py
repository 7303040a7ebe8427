"""The openScale bridge: one retained topic a weighing, which openScale-sync takes at its next run."""

from collections.abc import Sequence
from datetime import datetime, timedelta
import sqlite3
from typing import override

from ...const import CONF_PERSON, CONF_USER_ID, CONF_USERS
from ...journal.weighings import Change
from ...model import Weighing
from .. import mqtt, outbox
from ..mqtt import MqttBridge
from ..outbox import Item, Parcel
from . import message as openscale_message

RETRACTED_AFTER = timedelta(days=7)
"""So long the phone has time to take a weighing from the broker."""


class OpenScaleBridge(MqttBridge):
    """Publishes `openScaleSync/inbound/<user>/<time>`.

    Every weighing has a topic of its own. So late ones are delivered, too, and a correction retracts a
    wrong one as long as the phone hasn't taken it.
    """

    @property
    def _users(self) -> dict[str, int]:
        return {row[CONF_PERSON]: row[CONF_USER_ID] for row in self.subentry.data[CONF_USERS]}

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Return a filter for the topics of each user."""
        users = sorted(set(self._users.values()))
        return tuple(f"{openscale_message.PREFIX}/{user}/+" for user in users)

    @override
    def wants(self, item: Item) -> bool:
        """Return whether an item's person is still that user."""
        user = self._users.get(item.person_id)
        return super().wants(item) and item.target.startswith(f"{openscale_message.PREFIX}/{user}/")

    @override
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Enqueue a weighing, and retract the one that it replaces."""
        old, new = change
        wanted = self._parcel(new)
        for item in outbox.about(database, self.id, old.weighing_id) if old else ():
            if wanted is None or item.target != wanted.target:
                outbox.retract(database, self.id, item, now)
        if wanted:
            outbox.put(database, self.id, wanted, now, replace=True)

    @override
    def tidy(self, database: sqlite3.Connection, now: datetime) -> None:
        """Retract what the phone had time to take."""
        for item in outbox.last_items(database, self.id):
            if item.delivered_at and item.delivered_at < now - RETRACTED_AFTER:
                outbox.retract(database, self.id, item, now)

    def _parcel(self, weighing: Weighing | None) -> Parcel | None:
        if weighing is None or not self.is_deliverable(weighing):
            return None
        user = self._users.get(weighing.person_id or "")
        if user is None:
            return None
        topic = openscale_message.topic(user, weighing)
        payload = openscale_message.payload(weighing, self.metrics(weighing))
        return mqtt.parcel(
            topic,
            payload,
            weighing_id=weighing.weighing_id,
            person_id=weighing.person_id or "",
            retain=True,
        )
