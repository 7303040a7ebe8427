"""The bridges of a household, each with its courier."""

import asyncio
from collections.abc import Mapping, Sequence
import sqlite3

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from ..const import CONF_KIND, DOMAIN, SUBENTRY_BRIDGE
from ..household import SIGNAL_TOLD, Household, Told
from ..journal import Change
from . import outbox
from .bridge import Bridge
from .courier import Courier
from .link import MqttLink
from .miscale import MiscaleBridge
from .openscale import OpenScaleBridge

KINDS: Mapping[str, type[Bridge]] = {each.kind: each for each in (MiscaleBridge, OpenScaleBridge)}


async def async_start_bridges(hass: HomeAssistant, household: Household) -> None:
    """Let the household's bridges follow its weighings, until it is closed."""
    entry = household.entry
    bridges = [
        KINDS[subentry.data[CONF_KIND]](household, subentry)
        for subentry in entry.get_subentries_of_type(SUBENTRY_BRIDGE)
    ]
    known = {bridge.id for bridge in bridges}
    await household.keeper.async_write(
        lambda journal: journal.run(lambda database: outbox.keep_only(database, known))
    )
    _forget_issues(hass, known)
    if not bridges:
        return

    def follow(database: sqlite3.Connection, changes: Sequence[Change]) -> None:
        now = dt_util.utcnow()
        for bridge in bridges:
            for change in changes:
                bridge.follow(database, change, now)

    household.keeper.journal.follow = follow
    couriers = [Courier(hass, household.keeper, each, MqttLink(hass)) for each in bridges]

    @callback
    def told(_: Told) -> None:
        for courier in couriers:
            courier.async_told()

    signal = SIGNAL_TOLD.format(entry.entry_id)
    entry.async_on_unload(async_dispatcher_connect(hass, signal, told))
    tasks = [
        entry.async_create_background_task(hass, each.run(), f"{DOMAIN} {each.bridge.kind}")
        for each in couriers
    ]

    async def stop() -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    household.on_close = stop
    household.outboxes = couriers


@callback
def _forget_issues(hass: HomeAssistant, known: set[str]) -> None:
    """Withdraw what was said of bridges that were removed."""
    wanted = {f"outbox_{bridge.lower()}" for bridge in known}
    for domain, issue_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and issue_id.startswith("outbox_") and issue_id not in wanted:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
