"""The bridges of a household, each with its courier, which come, change and go while it runs.

Targets with an account are among them, though they are entries of their own.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
import logging
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from ..const import CONF_KIND, DOMAIN, SUBENTRY_BRIDGE
from ..household.changes import SIGNAL_CHANGED, WeighingChange
from ..household.entries import target_entries
from ..household.household import Outbox
from ..household.members import Members
from ..household.people import Person
from ..household.saved import Saved, async_name_device, presence
from ..household.view import HouseholdView
from ..journal.database import is_mistake
from ..journal.weighings import Change
from ..journal.writer import JournalWriter
from . import memory, outbox
from .accounts import as_subentry
from .bridge import Bridge
from .courier import Courier
from .delivery import BridgeDelivery, Delivery
from .former import FormerBridge, find_former
from .kinds import KINDS, TARGETS, row_of
from .mqtt import mqtt_channel

_LOGGER = logging.getLogger(__name__)


class OutboxFiller:
    """Writes into the outbox what bridges deliver of changes in the journal."""

    def __init__(self, bridges: Sequence[Bridge]) -> None:
        """Take the bridges."""
        self._bridges = tuple(bridges)

    @callback
    def async_replace(self, bridges: Iterable[Bridge]) -> None:
        """Fill the outboxes of these bridges from the next change on."""
        self._bridges = tuple(bridges)

    def changed(self, database: sqlite3.Connection, changes: Sequence[Change]) -> None:
        """Let every bridge enqueue what it delivers of the changes."""
        now = dt_util.utcnow()

        def enqueue(bridge: Bridge) -> None:
            for change in changes:
                bridge.enqueue(database, change, now)

        _each(database, self._bridges, enqueue)

    def erased(self, database: sqlite3.Connection, person_id: str) -> None:
        """Retract and delete what the outbox has, and bridges learned, about a person."""
        memory.erase(database, person_id)
        outbox.erase(database, person_id, dt_util.utcnow())


class Bridges:
    """A household's bridges, each with its courier.

    Attributes:
        hook: Writes into the outboxes what follows from changes of weighings.
        outboxes: One for each bridge of the household, by subentry id, and for each target with an
            account, by entry id; not for removed ones.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        view: HouseholdView,
        writer: JournalWriter,
    ) -> None:
        """Make the bridges; their couriers aren't started."""
        self._hass = hass
        self._entry = entry
        self._view = view
        self._writer = writer
        self._people: Mapping[str, Person] = dict(view.people)
        self._deliveries = {
            subentry.subentry_id: self._new(subentry) for subentry in self._configured()
        }
        self._former: list[Delivery] = []
        self.hook = OutboxFiller(self._bridges)
        self.outboxes: Members[Outbox] = Members(self._deliveries)

    @property
    def _bridges(self) -> list[Bridge]:
        return [delivery.bridge for delivery in self._deliveries.values()]

    def _configured(self) -> list[ConfigSubentry]:
        """Return the bridges that this version knows; a later one may know more kinds."""
        subentries = self._entry.get_subentries_of_type(SUBENTRY_BRIDGE)
        accounts = target_entries(self._hass, TARGETS)
        return [
            *(each for each in subentries if each.data[CONF_KIND] in KINDS),
            # Whether they are loaded or not: what is weighed meanwhile waits for them.
            *(as_subentry(each) for each in accounts if not each.disabled_by),
        ]

    def _known(self) -> set[str]:
        """Return the ids of all bridges that weren't removed, also of those that rest."""
        subentries = self._entry.get_subentries_of_type(SUBENTRY_BRIDGE)
        entries = self._hass.config_entries.async_entries(DOMAIN)
        return {each.subentry_id for each in subentries} | {each.entry_id for each in entries}

    def _new(self, subentry: ConfigSubentry) -> BridgeDelivery:
        return BridgeDelivery(self._hass, self._entry, subentry, self._make)

    def _make(self, subentry: ConfigSubentry) -> Courier:
        kind = row_of(subentry.data[CONF_KIND])
        bridge = kind.bridge(self._view, subentry)
        return Courier(self._hass, self._writer, bridge, kind.channel(self._hass, bridge))

    async def async_prepare(self) -> None:
        """Find out what removed bridges left."""
        bridges, known = self._bridges, self._known()

        def look_for_former(database: sqlite3.Connection) -> list[str]:
            memory.delete_others(database, known)
            return find_former(database, bridges, known)

        former = await self._writer.async_write(look_for_former)
        self._former = [
            Delivery(
                self._hass,
                self._entry,
                Courier(self._hass, self._writer, bridge, mqtt_channel(self._hass, bridge)),
            )
            for bridge in map(FormerBridge, former)
        ]

    @callback
    def async_start(self) -> None:
        """Deliver what waits, and what comes, until stopped."""

        @callback
        def changed(_: WeighingChange) -> None:
            for delivery in (*self._deliveries.values(), *self._former):
                delivery.courier.async_outbox_changed()

        signal = SIGNAL_CHANGED.format(self._entry.entry_id)
        self._entry.async_on_unload(async_dispatcher_connect(self._hass, signal, changed))
        for delivery in (*self._deliveries.values(), *self._former):
            delivery.async_start()

    async def async_update(self, *, free: bool) -> bool:
        """Apply what changed of bridges, and of people as far as bridges deliver about them."""
        wanted = {subentry.subentry_id: subentry for subentry in self._configured()}
        stopped = {
            key: delivery
            for key, delivery in self._deliveries.items()
            if key not in wanted or delivery.saved != Saved.of(wanted[key])
        }
        new = wanted.keys() - self._deliveries.keys()
        others = [each.bridge for key, each in self._deliveries.items() if key not in stopped]
        if stopped or new:
            await self._restart(stopped, wanted)
        if (people := dict(self._view.people)) != self._people:
            if others:
                await self._tidy(others)
            self._people = people
        return True

    async def _restart(
        self, stopped: Mapping[str, Delivery], wanted: Mapping[str, ConfigSubentry]
    ) -> None:
        """Stop couriers, and start those that take their place and those that have come."""
        # What a removed bridge left may be taken over by another one: two couriers would meet there.
        await _stop([*stopped.values(), *self._former])
        async_delete_issues(self._hass, about=stopped, but=wanted)
        before = self._deliveries
        for key in wanted.keys() & stopped.keys():
            before[key].async_change(wanted[key])
        self._deliveries = {key: before.get(key) or self._new(each) for key, each in wanted.items()}
        self.hook.async_replace(self._bridges)
        self.outboxes.async_replace(self._deliveries)
        await self.async_prepare()
        for former in self._former:
            former.async_start()
        for key, delivery in self._deliveries.items():
            if key in before:
                async_name_device(self._hass, self._entry.entry_id, key, delivery.saved.title)
            else:
                await self.outboxes.async_announce(delivery, presence(self._entry, key))
            if key in stopped or key not in before:
                delivery.async_start()
            else:
                # It may have taken something over.
                delivery.courier.async_outbox_changed()

    async def _tidy(self, bridges: Sequence[Bridge]) -> None:
        """Let bridges retract what is of people who are gone, and put in what new ones need."""
        now = dt_util.utcnow()

        def write(database: sqlite3.Connection) -> None:
            def tidy(bridge: Bridge) -> None:
                bridge.retract_unwanted(database, now)
                bridge.tidy(database, now)

            _each(database, bridges, tidy)

        await self._writer.async_write(write)
        for delivery in self._deliveries.values():
            delivery.courier.async_outbox_changed()

    async def async_stop(self) -> None:
        """Deliver no more."""
        await _stop([*self._deliveries.values(), *self._former])


def _each(
    database: sqlite3.Connection, bridges: Iterable[Bridge], work: Callable[[Bridge], None]
) -> None:
    """Do some work for each bridge: a mistake of one keeps nothing else from being written."""
    for bridge in bridges:
        database.execute("SAVEPOINT bridge")
        try:
            work(bridge)
        except Exception as error:
            if not is_mistake(error):
                raise
            _LOGGER.exception("%s: a change could not be enqueued", bridge.kind)
            database.execute("ROLLBACK TO bridge")
        database.execute("RELEASE bridge")


async def _stop(deliveries: Iterable[Delivery]) -> None:
    await asyncio.gather(*(delivery.async_stop() for delivery in deliveries))


async def async_prepare_bridges(
    hass: HomeAssistant, entry: ConfigEntry[Any], view: HouseholdView, writer: JournalWriter
) -> Bridges:
    """Return the household's bridges; they aren't started."""
    bridges = Bridges(hass, entry, view, writer)
    await bridges.async_prepare()
    async_delete_issues(hass, but=bridges.outboxes)
    return bridges


@callback
def async_delete_issues(
    hass: HomeAssistant, *, about: Collection[str] | None = None, but: Collection[str] = ()
) -> None:
    """Delete repairs about bridges that were removed, and about what bridges look up anew.

    Args:
        hass: Has the repairs.
        about: Subentry ids of the bridges that they are about; None for those of any bridge.
        but: Subentry ids of bridges that are there: that their outboxes wait is true all the same.
    """
    waiting = {f"outbox_waits_{bridge_id.lower()}" for bridge_id in but}
    prefixes = ("outbox_", *(f"{kind}_" for kind in (*KINDS, *TARGETS)))
    for domain, issue_id in list(ir.async_get(hass).issues):
        is_ours = domain == DOMAIN and issue_id.startswith(prefixes)
        is_meant = about is None or any(each.lower() in issue_id for each in about)
        if is_ours and is_meant and issue_id not in waiting:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
