"""The Domoticz bridge with idx: it sets virtual sensors, and reads each back."""

from collections.abc import Sequence
from datetime import datetime
import sqlite3
import time
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.helpers import issue_registry as ir

from ...const import (
    CONF_IDX,
    CONF_METRIC,
    CONF_MODE,
    CONF_PERSON,
    CONF_SENSORS,
    CONF_TOPIC_IN,
    CONF_TOPIC_OUT,
    DOMAIN,
)
from ...household.view import HouseholdView
from ...model import Weighing
from .. import mqtt, outbox
from ..bridge import StateBridge
from ..link import Message
from ..mqtt import Heard, MqttBridge
from ..outbox import Item, Parcel
from . import message as domoticz_message
from .discovery import DomoticzDiscoveryBridge
from .message import Mode

_AWAKE_S = 60.0
"""If Domoticz answered for another idx within this, one that it doesn't answer for doesn't exist."""


def domoticz_bridge(household: HouseholdView, subentry: ConfigSubentry) -> MqttBridge:
    """Return the bridge that was chosen."""
    if subentry.data[CONF_MODE] == Mode.DISCOVERY:
        return DomoticzDiscoveryBridge(household, subentry)
    return DomoticzBridge(household, subentry)


class DomoticzBridge(StateBridge, MqttBridge):
    """Sets virtual sensors through Domoticz' input topic, and reads each back.

    An update has no time in it. So a weighing is delivered when it is its person's newest, and in
    order: a sensor never goes back.
    """

    def __init__(self, household: HouseholdView, subentry: ConfigSubentry) -> None:
        """Read the subentry."""
        super().__init__(household, subentry)
        self._metrics = {row[CONF_IDX]: row[CONF_METRIC] for row in subentry.data[CONF_SENSORS]}
        self._spoke: float | None = None
        self._answered: float | None = None
        self._silent = False

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Return Domoticz' output topic."""
        return (self.subentry.data[CONF_TOPIC_OUT],)

    @override
    def hear(self, message: Message) -> Heard | None:
        """Return what one of our sensors shows; a sensor of a wrong type counts as unanswered."""
        if message.retained:
            return None
        self._spoke = time.monotonic()
        if self._silent:
            # Whatever it publishes, it is there again.
            self._silent = False
            self.on_change()
        data = domoticz_message.answer(message.payload)
        if data is None or data["idx"] not in self._metrics:
            return None
        idx, found = data["idx"], domoticz_message.kind_of(data)
        wanted = domoticz_message.kinds(self._metrics[idx])
        self._answered = time.monotonic()
        if found not in wanted:
            self._report(idx, "domoticz_type", found=found, wanted=", ".join(wanted))
            return None
        ir.async_delete_issue(self.household.hass, DOMAIN, self._issue_id(idx))
        return Heard(str(idx), str(data.get("svalue1", "")))

    @override
    def unanswered(self, item: Item) -> None:
        """Report a sensor that doesn't exist, if Domoticz is there."""
        # While Domoticz publishes about other sensors, each message would lead to a try of this one.
        self._silent = not _lately(self._spoke)
        if _lately(self._answered):
            idx = int(item.body["slot"])
            issues = ir.async_get(self.household.hass)
            if not issues.async_get_issue(DOMAIN, self._issue_id(idx)):
                self._report(idx, "domoticz_unknown")

    @override
    def wants(self, item: Item) -> bool:
        """Return whether an item is for one of today's sensors."""
        targets = {_target(row[CONF_IDX]): row for row in self.subentry.data[CONF_SENSORS]}
        return (
            super().wants(item)
            and item.target in targets
            and targets[item.target][CONF_PERSON] == item.person_id
        )

    @override
    def tidy(self, database: sqlite3.Connection, now: datetime) -> None:
        """Enqueue the newest weighing for sensors that never got any: they show 0."""
        for parcel in self.newest_parcels(database, now):
            if outbox.last_of(database, self.id, parcel.target) is None:
                outbox.put(database, self.id, parcel, now)

    @override
    def parcels(self, weighing: Weighing) -> list[Parcel]:
        """Return one parcel a sensor; what the weighing can't give leaves its sensor as it is."""
        metrics = self.metrics(weighing)
        topic = self.subentry.data[CONF_TOPIC_IN]
        parcels = []
        for row in self.subentry.data[CONF_SENSORS]:
            if row[CONF_PERSON] != weighing.person_id:
                continue
            idx = row[CONF_IDX]
            text = domoticz_message.svalue(row[CONF_METRIC], weighing, metrics)
            if text is None:
                continue
            parcels.append(
                mqtt.parcel(
                    topic,
                    domoticz_message.update(idx, text),
                    weighing_id=weighing.weighing_id,
                    person_id=row[CONF_PERSON],
                    retain=False,
                    target=_target(idx),
                    slot=str(idx),
                    value=text,
                    question=(topic, domoticz_message.question(idx)),
                )
            )
        return parcels

    def _issue_id(self, idx: int) -> str:
        return f"{self.kind}_{self.id.lower()}_{idx}"

    def _report(self, idx: int, key: str, **placeholders: str) -> None:
        ir.async_create_issue(
            self.household.hass,
            DOMAIN,
            self._issue_id(idx),
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
            translation_placeholders={"bridge": self.title, "idx": str(idx), **placeholders},
        )


def _lately(moment: float | None) -> bool:
    return moment is not None and time.monotonic() - moment < _AWAKE_S


def _target(idx: int) -> str:
    return f"idx {idx}"
