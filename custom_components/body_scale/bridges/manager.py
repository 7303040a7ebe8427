"""The bridges of a household, each with its courier."""

import asyncio
from collections.abc import Sequence
import logging
import sqlite3

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from ..const import CONF_KIND, DOMAIN, SUBENTRY_BRIDGE
from ..household.household import SIGNAL_TOLD, Household, Told
from ..journal.database import Change
from . import outbox
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
            except sqlite3.Error:
                raise
            except Exception:
                # A mistake of one bridge must not keep the others from delivering.
                _LOGGER.exception("%s: a change could not be enqueued", bridge.kind)
                database.execute("ROLLBACK TO bridge")
            database.execute("RELEASE bridge")

    def erased(self, database: sqlite3.Connection, person_id: str) -> None:
        """Retract and delete what the outbox has about a person."""
        outbox.erase(database, person_id, dt_util.utcnow())


async def async_start_bridges(hass: HomeAssistant, household: Household) -> None:
    """Start the household's bridges, which run until it is closed."""
    entry = household.entry
    subentries = list(entry.get_subentries_of_type(SUBENTRY_BRIDGE))
    couriers: list[Courier] = []
    for subentry in subentries:
        # A later version may know more kinds.
        if kind := KINDS.get(subentry.data[CONF_KIND]):
            bridge = kind.bridge(household, subentry)
            channel = kind.channel(hass, bridge)
            couriers.append(Courier(hass, household.keeper, bridge, channel))
    household.outboxes = tuple(couriers)
    bridges = [courier.bridge for courier in couriers]
    known = {subentry.subentry_id for subentry in subentries}
    former: list[str] = []

    def find(database: sqlite3.Connection) -> None:
        former[:] = find_former(database, bridges, known)

    await household.keeper.async_write(lambda journal: journal.run(find))
    async_forget_issues(hass, bridges)
    household.keeper.journal.follower = OutboxFiller(bridges)
    couriers += [
        Courier(hass, household.keeper, bridge, mqtt_channel(hass, bridge))
        for bridge in map(FormerBridge, former)
    ]

    @callback
    def announced(_: Told) -> None:
        for courier in couriers:
            courier.async_outbox_changed()

    signal = SIGNAL_TOLD.format(entry.entry_id)
    entry.async_on_unload(async_dispatcher_connect(hass, signal, announced))
    tasks = [
        entry.async_create_background_task(hass, each.run(), f"{DOMAIN} {each.bridge.kind}")
        for each in couriers
    ]

    async def stop() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    household.on_close = stop


@callback
def async_forget_issues(hass: HomeAssistant, bridges: Sequence[Bridge] = ()) -> None:
    """Delete repairs about removed bridges, and about what bridges look up anew."""
    known = {f"outbox_waits_{each.id.lower()}" for each in bridges}
    prefixes = ("outbox_", *(f"{kind}_" for kind in KINDS))
    for domain, issue_id in list(ir.async_get(hass).issues):
        is_ours = domain == DOMAIN and issue_id.startswith(prefixes)
        if is_ours and issue_id not in known:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
