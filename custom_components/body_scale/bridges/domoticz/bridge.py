"""The Domoticz bridge with idx: it sets virtual sensors, and reads each back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
import sqlite3
import time
from typing import Any, override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback

from ...const import CONF_IDX, CONF_METRIC, CONF_PERSON, CONF_SENSORS, CONF_TOPIC_IN, CONF_TOPIC_OUT
from ...household.view import HouseholdView
from ...journal.weighings import Change
from ...model import Weighing
from .. import mqtt, outbox
from ..bridge import StateBridge
from ..link import Message
from ..memory import Fact, Facts
from ..mqtt import Heard, MqttBridge
from ..outbox import Item, Parcel
from . import message as domoticz_message
from .issues import IdxReports
from .known import CONF_DEVICE, Device, Known
from .maker import SensorMaker, Shown

_AWAKE_S = 60.0
"""If Domoticz answered for another idx within this, one that it doesn't answer for doesn't exist."""
_TEXT = "text"


class DomoticzBridge(StateBridge, MqttBridge):
    """Sets virtual sensors through Domoticz' input topic, and reads each back.

    An update has no time in it. So a weighing is delivered when it is its person's newest, and in
    order: a sensor never goes back.

    Attributes:
        known: What is known of each idx.
    """

    def __init__(self, household: HouseholdView, subentry: ConfigSubentry) -> None:
        """Read the subentry."""
        super().__init__(household, subentry)
        self._rows: Sequence[Mapping[str, Any]] = subentry.data[CONF_SENSORS]
        self._has_row = {Shown(row[CONF_PERSON], row[CONF_METRIC]) for row in self._rows}
        self._maker = SensorMaker(household, subentry)
        self._reports = IdxReports(household.hass, self)
        self.known: dict[int, Known] = {
            row[CONF_IDX]: Known.of_choice(Device.read(row.get(CONF_DEVICE))) for row in self._rows
        }
        self._spoke: float | None = None
        self._answered: float | None = None
        self._silent = False

    @property
    def sensors(self) -> Sequence[tuple[int, Shown]]:
        """Return what each idx shows."""
        made = self._maker.made
        return [
            *((row[CONF_IDX], Shown(row[CONF_PERSON], row[CONF_METRIC])) for row in self._rows),
            *((idx, shown) for shown, idx in tuple(made.items()) if shown not in self._has_row),
        ]

    @property
    def _lacking(self) -> Collection[Shown]:
        """Return what is shown as soon as there is a first value: its sensor isn't made yet."""
        there = self._has_row | self._maker.made.keys()
        wanted = (
            Shown(person_id, metric)
            for person_id in self.household.people
            for metric in self._maker.metrics
        )
        return [shown for shown in wanted if shown not in there]

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Return Domoticz' output topic."""
        return (self.subentry.data[CONF_TOPIC_OUT],)

    @override
    def recall(self, facts: Facts) -> None:
        self._maker.recall(facts)
        for idx, _ in self.sensors:
            fact = facts.get(_target(idx))
            chosen = self._known(idx).chosen
            self.known[idx] = Known.read(fact and fact.values, chosen)

    @callback
    @override
    def recalled(self) -> None:
        for idx, _ in self.sensors:
            self._reports.async_show(idx, self._known(idx), self._fitting(idx))

    @override
    def facts(self) -> Facts:
        found = self._maker.facts()
        for idx, shown in self.sensors:
            known = self._known(idx)
            if shown.person_id in self.household.people and known.is_something:
                found[_target(idx)] = Fact(shown.person_id, known.as_dict())
        return found

    def _known(self, idx: int) -> Known:
        return self.known.setdefault(idx, Known())

    def _fitting(self, idx: int) -> Sequence[str]:
        """Return the types that fit what an idx shows; none if it isn't one of ours."""
        shown = dict(self.sensors).get(idx)
        return domoticz_message.kinds(shown.metric) if shown else ()

    @override
    def hear(self, message: Message) -> Heard | None:
        """Return what one of our sensors shows; another device counts as unanswered."""
        if message.retained:
            return None
        self._spoke = time.monotonic()
        if self._silent:
            # Whatever it publishes, it is there again.
            self._silent = False
            self.on_change()
        data = domoticz_message.answer(message.payload)
        if data is None or not (fitting := self._fitting(data["idx"])):
            return None
        idx: int = data["idx"]
        self._answered = time.monotonic()
        known = self._known(idx)
        before = known.problem
        value = str(data.get("svalue1", ""))
        problem = known.see(Device.of(data), value, fitting)
        if problem != before:
            # It is written down, and what waits is tried.
            self.on_change()
        self._reports.async_show(idx, known, fitting)
        return None if problem else Heard(str(idx), value)

    @override
    def unanswered(self, item: Item) -> None:
        """Report a sensor that doesn't exist, if Domoticz is there."""
        # While Domoticz publishes about other sensors, each message would lead to a try of this one.
        self._silent = not _lately(self._spoke)
        if _lately(self._answered):
            idx = int(item.body["slot"])
            known = self._known(idx)
            known.miss()
            self._reports.async_show(idx, known, self._fitting(idx))

    @override
    def wants(self, item: Item) -> bool:
        """Return whether an item is for one of today's sensors."""
        people = {_target(idx): shown.person_id for idx, shown in self.sensors}
        people |= {_target_of(shown): shown.person_id for shown in self._lacking}
        return super().wants(item) and people.get(item.target) == item.person_id

    @override
    def retract_unwanted(self, database: sqlite3.Connection, now: datetime) -> None:
        """Retract what `wants` no longer wants; what waited for a sensor has its idx now."""
        self._name_targets(database)
        super().retract_unwanted(database, now)

    @override
    def tidy(self, database: sqlite3.Connection, now: datetime) -> None:
        """Enqueue the newest weighing for sensors that never got any: they show 0."""
        self._name_targets(database)
        for parcel in self.newest_parcels(database, now):
            if outbox.last_of(database, self.id, parcel.target) is None:
                outbox.put(database, self.id, parcel, now)

    @override
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Enqueue what a change touches, behind what waited for the same sensor to be made."""
        self._name_targets(database)
        super().enqueue(database, change, now)

    def _name_targets(self, database: sqlite3.Connection) -> None:
        """Name by its idx what waited for a sensor that has been made."""
        if self._maker.metrics:
            for idx, shown in self.sensors:
                outbox.rename_target(database, self.id, _target_of(shown), _target(idx))

    @override
    def parcels(self, weighing: Weighing) -> list[Parcel]:
        """Return one parcel a sensor; what the weighing can't give leaves its sensor as it is."""
        metrics = self.metrics(weighing)
        parcels = []
        for idx, shown in self.sensors:
            text = domoticz_message.svalue(shown.metric, weighing, metrics)
            if shown.person_id == weighing.person_id and text is not None:
                parcels.append(self._parcel(idx, shown, text, weighing.weighing_id))
        for shown in self._lacking:
            text = domoticz_message.svalue(shown.metric, weighing, metrics)
            if shown.person_id == weighing.person_id and text is not None:
                parcels.append(
                    Parcel(
                        target=_target_of(shown),
                        weighing_id=weighing.weighing_id,
                        person_id=shown.person_id,
                        body={
                            CONF_PERSON: shown.person_id,
                            CONF_METRIC: shown.metric,
                            _TEXT: text,
                        },
                    )
                )
        return parcels

    async def address(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the message that a first value becomes, once its sensor is made.

        Raises:
            HomeAssistantError: It can't be made now.
        """
        shown = Shown(body[CONF_PERSON], body[CONF_METRIC])
        idx = next((idx for idx, each in self.sensors if each == shown), None)
        if idx is None:
            idx = await self._maker.idx_of(shown, {idx for idx, _ in self.sensors})
        return self._parcel(idx, shown, body[_TEXT], "").body

    def _parcel(self, idx: int, shown: Shown, text: str, weighing_id: str) -> Parcel:
        topic = self.subentry.data[CONF_TOPIC_IN]
        return mqtt.parcel(
            topic,
            domoticz_message.update(idx, text),
            weighing_id=weighing_id,
            person_id=shown.person_id,
            retain=False,
            target=_target(idx),
            slot=str(idx),
            value=text,
            question=(topic, domoticz_message.question(idx)),
        )


def _lately(moment: float | None) -> bool:
    return moment is not None and time.monotonic() - moment < _AWAKE_S


def _target(idx: int) -> str:
    return f"idx {idx}"


def _target_of(shown: Shown) -> str:
    """Return what a sensor that isn't made yet is called; no idx is a person and a metric."""
    return f"{shown.metric} of {shown.person_id}"
