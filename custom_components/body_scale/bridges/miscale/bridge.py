"""The miscale bridge: the topics of xiaomi_mi_scale, so that what listens to them carries on."""

from collections.abc import Sequence
from datetime import datetime
import sqlite3
from typing import override

from homeassistant.util import dt as dt_util

from ...const import CONF_NUMBERS, CONF_PREFIX, CONF_RETAIN, CONF_TIMESTAMP_FORMAT
from ...household.people import Person
from ...model import Weighing
from .. import mqtt, outbox
from ..bridge import StateBridge
from ..mqtt import MqttBridge
from ..outbox import Item, Parcel
from . import message as miscale_message


class MiscaleBridge(StateBridge, MqttBridge):
    """Publishes `<prefix>/<name>/weight`, one message a weighing."""

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Return a filter for the topics of all people."""
        return (f"{self.subentry.data[CONF_PREFIX]}/+/weight",)

    @override
    def wants(self, item: Item) -> bool:
        """Return whether an item is on its person's topic of today."""
        person = self.household.people.get(item.person_id)
        return person is not None and item.target == self._topic(person)

    @override
    def retract_unwanted(self, database: sqlite3.Connection, now: datetime) -> None:
        """Retract what is on other topics; what waits there moves to its person's topic of today."""
        waits = [item for item in outbox.waiting_items(database, self.id) if not self.wants(item)]
        super().retract_unwanted(database, now)
        for item in waits:
            person = self.household.people.get(item.person_id)
            if person is not None and not item.retracts:
                outbox.put(database, self.id, mqtt.moved(item, self._topic(person)), now)

    def _topic(self, person: Person) -> str:
        return miscale_message.topic(self.subentry.data[CONF_PREFIX], person.name)

    @override
    def parcels(self, weighing: Weighing) -> list[Parcel]:
        """Return the one message."""
        data = self.subentry.data
        person = self.household.people.get(weighing.person_id or "")
        if person is None:
            # Removed in this very moment.
            return []
        payload = miscale_message.payload(
            weighing,
            self.household.shown,
            dt_util.get_default_time_zone(),
            timestamp_format=data[CONF_TIMESTAMP_FORMAT],
            numbers=data[CONF_NUMBERS],
        )
        return [
            mqtt.parcel(
                self._topic(person),
                payload,
                weighing_id=weighing.weighing_id,
                person_id=person.id,
                retain=data[CONF_RETAIN],
            )
        ]
