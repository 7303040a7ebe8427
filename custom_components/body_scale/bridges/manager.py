"""The bridges of a household, each with its courier."""

import asyncio
from collections.abc import Sequence
import logging
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from ..const import CONF_KIND, DOMAIN, SUBENTRY_BRIDGE
from ..household.changes import SIGNAL_CHANGED, WeighingChange
from ..household.household import Outbox
from ..household.view import HouseholdView
from ..journal.database import is_mistake
from ..journal.weighings import Change
from ..journal.writer import JournalWriter
from . import memory, outbox
from .bridge import Bridge
from .courier import Courier
from .former import FormerBridge, find_former
from .kinds import KINDS
from .mqtt import mqtt_channel

_LOGGER = logging.getLogger(__name__)


class OutboxFiller:
    """Writes into the outbox what bridges deliver of changes in the journal."""

    def __init__(self, bridges: Sequence[Bridge]) -> None:
        """Take the bridges."""
        self._bridges = bridges

    def changed(self, database: sqlite3.Connection, changes: Sequence[Change]) -> None:
        """Let every bridge enqueue what it delivers of the changes."""
        now = dt_util.utcnow()
        for bridge in self._bridges:
            database.execute("SAVEPOINT bridge")
            try:
                for change in changes:
                    bridge.enqueue(database, change, now)
            except Exception as error:
                if not is_mistake(error):
                    raise
                # A mistake of one bridge loses no weighing, nor keeps the others from delivering.
                _LOGGER.exception("%s: a change could not be enqueued", bridge.kind)
                database.execute("ROLLBACK TO bridge")
            database.execute("RELEASE bridge")

    def erased(self, database: sqlite3.Connection, person_id: str) -> None:
        """Retract and delete what the outbox has, and bridges learned, about a person."""
        memory.erase(database, person_id)
        outbox.erase(database, person_id, dt_util.utcnow())


class Bridges:
    """A household's bridges, each with its courier.

    Attributes:
        hook: Writes into the outboxes what follows from changes of weighings.
        outboxes: One for each bridge of the household; not for removed ones.
    """

    def __init__(
        self, hass: HomeAssistant, couriers: Sequence[Courier], former: Sequence[Courier]
    ) -> None:
        """Take the couriers of the household's bridges, and those of removed bridges."""
        self.hook = OutboxFiller([courier.bridge for courier in couriers])
        self.outboxes: Sequence[Outbox] = couriers
        self._hass = hass
        self._couriers = (*couriers, *former)
        self._tasks: list[asyncio.Task[None]] = []

    @callback
    def async_start(self, entry: ConfigEntry[Any]) -> None:
        """Deliver what waits, and what comes, until stopped."""

        @callback
        def changed(_: WeighingChange) -> None:
            for courier in self._couriers:
                courier.async_outbox_changed()

        signal = SIGNAL_CHANGED.format(entry.entry_id)
        entry.async_on_unload(async_dispatcher_connect(self._hass, signal, changed))
        self._tasks = [
            entry.async_create_background_task(
                self._hass, each.run(), f"{DOMAIN} {each.bridge.kind}"
            )
            for each in self._couriers
        ]

    async def async_stop(self) -> None:
        """Deliver no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def async_prepare_bridges(
    hass: HomeAssistant, entry: ConfigEntry[Any], view: HouseholdView, writer: JournalWriter
) -> Bridges:
    """Return the household's bridges; they aren't started."""
    subentries = list(entry.get_subentries_of_type(SUBENTRY_BRIDGE))
    couriers: list[Courier] = []
    for subentry in subentries:
        # A later version may know more kinds.
        if kind := KINDS.get(subentry.data[CONF_KIND]):
            bridge = kind.bridge(view, subentry)
            couriers.append(Courier(hass, writer, bridge, kind.channel(hass, bridge)))
    bridges = [courier.bridge for courier in couriers]
    known = {subentry.subentry_id for subentry in subentries}

    def look_for_former(database: sqlite3.Connection) -> list[str]:
        memory.delete_others(database, known)
        return find_former(database, bridges, known)

    former = await writer.async_write(look_for_former)
    async_delete_issues(hass, bridges)
    return Bridges(
        hass,
        couriers,
        [
            Courier(hass, writer, bridge, mqtt_channel(hass, bridge))
            for bridge in map(FormerBridge, former)
        ],
    )


@callback
def async_delete_issues(hass: HomeAssistant, bridges: Sequence[Bridge] = ()) -> None:
    """Delete repairs about removed bridges, and about what bridges look up anew."""
    known = {f"outbox_waits_{each.id.lower()}" for each in bridges}
    prefixes = ("outbox_", *(f"{kind}_" for kind in KINDS))
    for domain, issue_id in list(ir.async_get(hass).issues):
        is_ours = domain == DOMAIN and issue_id.startswith(prefixes)
        if is_ours and issue_id not in known:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
