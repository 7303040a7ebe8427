"""The miscale bridge: the topics of xiaomi_mi_scale, so that what listens to them carries on."""

from collections.abc import Sequence
from typing import override

from homeassistant.util import dt as dt_util

from ..const import CONF_NUMBERS, CONF_PREFIX, CONF_RETAIN, CONF_TIMESTAMP_FORMAT
from ..model import Weighing
from ..people import Person
from . import miscale_message
from .bridge import StateBridge, body
from .outbox import Item, Parcel


class MiscaleBridge(StateBridge):
    """Says `<prefix>/<name>/weight`, one message a weighing; delivered when heard back."""

    kind = "miscale"

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Listen to everybody's topic."""
        return (f"{self.subentry.data[CONF_PREFIX]}/+/weight",)

    @override
    def wants(self, item: Item) -> bool:
        """Keep the topics of today's people and prefix."""
        return item.target in {self._topic(person) for person in self.household.people.values()}

    def _topic(self, person: Person) -> str:
        return miscale_message.topic(self.subentry.data[CONF_PREFIX], person.name)

    @override
    def parcels(self, weighing: Weighing) -> list[Parcel]:
        """Return the one message."""
        data = self.subentry.data
        person = self.household.people[weighing.person_id or ""]
        topic = self._topic(person)
        payload = miscale_message.payload(
            weighing,
            self.household.shown,
            dt_util.get_default_time_zone(),
            timestamp_format=data[CONF_TIMESTAMP_FORMAT],
            numbers=data[CONF_NUMBERS],
        )
        return [
            Parcel(
                target=topic,
                weighing_id=weighing.weighing_id,
                person_id=person.id,
                body=body(topic, payload, retain=data[CONF_RETAIN], slot=topic, value=payload),
            )
        ]
