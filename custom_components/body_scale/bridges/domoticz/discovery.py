"""The Domoticz bridge without idx: Domoticz' MQTT auto-discovery makes the sensors by itself.

One retained configuration announces each sensor; one live message a weighing gives them all their
values. Tried with Domoticz 2025.1: it makes a device with the first message after its
configuration, doesn't apply retained messages to devices that exist, keeps a value that a message
leaves out, and says `online` before it has read the configurations.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
import json
import sqlite3
from typing import Any, override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ...const import CONF_METRICS, CONF_PREFIX, CONF_TOPIC_OUT, DOMAIN, TITLE
from ...household.people import Person
from ...household.view import HouseholdView
from ...model import Weighing
from ...texts.markdown import plain
from .. import mqtt, outbox
from ..bridge import StateBridge
from ..link import Message
from ..memory import Fact, Facts
from ..mqtt import Heard, MqttBridge
from ..outbox import Item, Parcel
from . import message as domoticz_message

_READING = timedelta(seconds=10)
"""So long Domoticz has to read configurations: new ones, and all after it came back."""
_PATIENCE = timedelta(seconds=60)
"""Within this after a state, a Domoticz that takes it has shown itself, if it does at all."""
_SEEN_KEY = "seen"
_MARGIN = timedelta(seconds=1)
"""Within this after a configuration was heard, its delivery is written down."""


class DomoticzDiscoveryBridge(StateBridge, MqttBridge):
    """Publishes configurations and live states; a state counts only while Domoticz is online."""

    def __init__(self, household: HouseholdView, subentry: ConfigSubentry) -> None:
        """Read the subentry."""
        super().__init__(household, subentry)
        self._prefix: str = subentry.data[CONF_PREFIX]
        self._status = f"{self._prefix}/status"
        self._takes = True
        self._returned: datetime | None = None
        self._cancel_reading: CALLBACK_TYPE | None = None
        self._cancel_tidying: CALLBACK_TYPE | None = None
        self._seen: bool | None = None
        """Whether a Domoticz with this prefix has shown itself; None while there was no reason to."""
        self._cancel_waiting: CALLBACK_TYPE | None = None

    @property
    @override
    def takes(self) -> bool:
        """Return whether Domoticz is there; it is, unless it announced otherwise."""
        return self._takes

    @property
    @override
    def topics(self) -> Sequence[str]:
        """Return Domoticz' status, its output, and filters for configurations and states."""
        return (
            self._status,
            self.subentry.data[CONF_TOPIC_OUT],
            f"{self._prefix}/sensor/{DOMAIN}/+/config",
            f"{self._state_topic('+')}",
        )

    @override
    def hear(self, message: Message) -> Heard | None:
        """Note whether Domoticz comes or goes; return any message of ours as it is."""
        if message.topic == self.subentry.data[CONF_TOPIC_OUT]:
            if not message.retained:
                self._hear_of_device(message.payload)
            return None
        if message.topic != self._status:
            if message.topic.endswith("/config"):
                self._tidy_later()
            elif not self._seen and self._cancel_waiting is None:
                # Only the broker is known to have it: nothing says whether anybody listens.
                self._cancel_waiting = async_call_later(
                    self.household.hass, _PATIENCE, self._async_is_nobody_there
                )
            return super().hear(message)
        if message.payload in {"online", "offline"}:
            self._async_show_seen(True)
        if message.payload == "offline":
            self._takes = False
            self._stop()
        elif message.payload == "online" and not message.retained:
            self._let_domoticz_read()
        return None

    @override
    def connected(self) -> None:
        """Assume that Domoticz is back: its `online` may have been missed."""
        if not self._takes:
            self._let_domoticz_read()

    def _hear_of_device(self, payload: str) -> None:
        """See a device of ours: only this Domoticz' auto-discovery has given it its id."""
        data = None if self._seen else domoticz_message.answer(payload)
        if data is not None and str(data.get("id")).startswith(f"{DOMAIN}_"):
            self._async_show_seen(True)

    @callback
    def _async_is_nobody_there(self, now: datetime) -> None:
        self._cancel_waiting = None
        if not self._seen:
            self._async_show_seen(False)

    @callback
    def _async_show_seen(self, seen: bool) -> None:
        """Report that no Domoticz has shown itself, or that it has."""
        if seen is not self._seen:
            self._seen = seen
            # It is written down.
            self.on_change()
        issue_id = f"{self.kind}_{self.id.lower()}_nobody"
        if seen:
            ir.async_delete_issue(self.household.hass, DOMAIN, issue_id)
            return
        ir.async_create_issue(
            self.household.hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="domoticz_nobody",
            translation_placeholders={"bridge": self.title, "prefix": plain(self._prefix)},
        )

    @override
    def recall(self, facts: Facts) -> None:
        fact = facts.get(_SEEN_KEY)
        # Another prefix may be another Domoticz'.
        if fact is not None and fact.values[CONF_PREFIX] == self._prefix:
            self._seen = fact.values[_SEEN_KEY]

    @callback
    @override
    def recalled(self) -> None:
        if self._seen is not None:
            self._async_show_seen(self._seen)

    @override
    def facts(self) -> Facts:
        if self._seen is None:
            return {}
        return {_SEEN_KEY: Fact("", {CONF_PREFIX: self._prefix, _SEEN_KEY: self._seen})}

    def _let_domoticz_read(self) -> None:
        self._takes = False
        self._stop()
        self._cancel_reading = async_call_later(self.household.hass, _READING, self._async_has_read)

    @callback
    def _async_has_read(self, now: datetime) -> None:
        self._cancel_reading = None
        self._takes = True
        self._returned = dt_util.utcnow()
        self.on_change()

    def _tidy_later(self) -> None:
        """Call `tidy` when Domoticz has read the configuration that was just heard."""
        if self._cancel_tidying:
            self._cancel_tidying()
        self._cancel_tidying = async_call_later(
            self.household.hass, _READING + _MARGIN, self._async_tidy
        )

    @callback
    def _async_tidy(self, now: datetime) -> None:
        self._cancel_tidying = None
        self.on_change()

    def _stop(self) -> None:
        if self._cancel_reading:
            self._cancel_reading()
            self._cancel_reading = None

    @override
    def close(self) -> None:
        """Cancel all timers."""
        self._stop()
        if self._cancel_waiting:
            self._cancel_waiting()
            self._cancel_waiting = None
        if self._cancel_tidying:
            self._cancel_tidying()
            self._cancel_tidying = None

    @override
    def wants(self, item: Item) -> bool:
        """Return whether an item is a configuration or state of today's people and metrics."""
        targets = {self._state_topic(person_id) for person_id in self.household.people}
        targets |= {parcel.target for parcel in self._configurations()}
        return item.target in targets

    @override
    def tidy(self, database: sqlite3.Connection, now: datetime) -> None:
        """Enqueue new configurations, and the states once Domoticz has read them.

        States are enqueued anew when Domoticz is back, and after another sensor was announced.
        """
        for parcel in self._configurations():
            outbox.put(database, self.id, parcel, now, replace=True)
        known = self._known(database, now)
        if known is None:
            return
        since = max(self._returned or known, known)
        self._returned = None
        for parcel in self.newest_parcels(database, now):
            last = outbox.last_of(database, self.id, parcel.target)
            # What waited for Domoticz is delivered anyway.
            forgotten = last and last.delivered_at and last.delivered_at < since
            if last is None or forgotten:
                outbox.put(database, self.id, parcel, now, again=True)

    def _known(self, database: sqlite3.Connection, now: datetime) -> datetime | None:
        """Return when the last configuration was delivered; None while Domoticz may be reading it.

        It subscribes to a state after reading its configuration: a state that comes sooner is lost.
        """
        last = [outbox.last_of(database, self.id, each.target) for each in self._configurations()]
        moments = [item.delivered_at for item in last if item and item.delivered_at]
        if not moments or len(moments) < len(last) or now - max(moments) < _READING:
            return None
        return max(moments)

    @override
    def parcels(self, weighing: Weighing) -> list[Parcel]:
        """Return the live message with all metrics that the weighing gives."""
        metrics = self.metrics(weighing)
        # Texts: of a JSON number Domoticz keeps six digits.
        data = {
            metric: text
            for metric in self.subentry.data[CONF_METRICS]
            if (text := domoticz_message.svalue(metric, weighing, metrics)) is not None
        }
        if not data:
            return []
        person_id = weighing.person_id or ""
        return [
            _parcel(
                self._state_topic(person_id), data, weighing.weighing_id, person_id, retain=False
            )
        ]

    def _configurations(self) -> list[Parcel]:
        return [
            self._configuration(person, metric)
            for person in self.household.people.values()
            for metric in self.subentry.data[CONF_METRICS]
        ]

    def _configuration(self, person: Person, metric: str) -> Parcel:
        unique_id = f"{DOMAIN}_{person.id}_{metric}"
        data: dict[str, Any] = {
            "name": domoticz_message.NAMES[metric],
            "unique_id": unique_id,
            "state_topic": self._state_topic(person.id),
            "value_template": f"{{{{ value_json.{metric} }}}}",
            "device": {
                "identifiers": [f"{DOMAIN}_{person.id}"],
                "name": person.name,
                "manufacturer": TITLE,
            },
        }
        if unit := domoticz_message.UNITS.get(metric):
            data["unit_of_measurement"] = unit
        topic = f"{self._prefix}/sensor/{DOMAIN}/{person.id}_{metric}/config"
        return _parcel(topic, data, "", person.id, retain=True)

    def _state_topic(self, person_id: str) -> str:
        # Not below the prefix, where Domoticz looks for configurations; and each Domoticz has its own.
        return f"{DOMAIN}/{self.id.lower()}/{person_id}"


def _parcel(
    topic: str, data: dict[str, Any], weighing_id: str, person_id: str, *, retain: bool
) -> Parcel:
    payload = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mqtt.parcel(topic, payload, weighing_id=weighing_id, person_id=person_id, retain=retain)
