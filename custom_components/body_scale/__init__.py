"""Body Scale: every weighing on a Bluetooth body scale is stored, for the right person."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
import logging
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import HassJob, HomeAssistant
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.helpers.typing import ConfigType

from .ahead_issue import async_delete_ahead_issue, async_watch_ahead
from .bridges.account_entry import async_remove_account, async_set_up_account, async_unload_account
from .bridges.kinds import TARGETS
from .bridges.manager import async_delete_issues, async_prepare_bridges
from .choices import async_offer_choices
from .const import DOMAIN, SUBENTRY_SCALE
from .frontend import async_serve_frontend
from .household.activity import async_announce_weighings
from .household.assisted import Assisted
from .household.entries import HOUSEHOLD, kind_of_entry
from .household.household import BodyScaleConfigEntry, Household
from .household.identifier import Identifier
from .household.issues import async_delete_pending_issues, async_watch_pending
from .household.members import Members
from .household.membership import Membership, configured_people
from .household.past import Recollection
from .household.people import Person
from .household.reconfiguration import Reconfiguration
from .household.records import Records
from .household.scales import Scales, configured_scales
from .household.shown_unit import ShownUnit
from .household.start import Start, read_start
from .household.turns import Turns
from .household.view import HouseholdView
from .household.waiting import WaitingRoom, async_waiting_room
from .household.work import BackgroundWork
from .journal.database import FILE_NAME, Journal
from .journal.migrations import JournalFromTheFutureError
from .journal.writer import UNWRITABLE_ISSUE, JournalWriter
from .services import async_register_actions
from .sources import is_supported, kind_of
from .sources.rediscovery import async_rediscover_all, async_rediscover_removed
from .sources.scale_issue import async_delete_other_scale_issues
from .websocket_api import async_register_commands

_LOGGER = logging.getLogger(__name__)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SELECT,
    Platform.SENSOR,
]
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions and the commands of dashboards, and serve what these load."""
    async_register_actions(hass)
    async_register_commands(hass)
    await async_serve_frontend(hass)
    return True


@dataclass(frozen=True, slots=True)
class _Life:
    """What an entry of one kind does when it is loaded, unloaded and removed."""

    set_up: Callable[[HomeAssistant, ConfigEntry[Any]], Awaitable[bool]]
    unload: Callable[[HomeAssistant, ConfigEntry[Any]], Awaitable[bool]]
    remove: Callable[[HomeAssistant, ConfigEntry[Any]], Awaitable[None]]


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
    """Set up the household, or a target with an account."""
    if kind_of_entry(entry) not in _LIVES:
        raise ConfigEntryError(translation_domain=DOMAIN, translation_key="unknown_kind")
    return await _LIVES[kind_of_entry(entry)].set_up(hass, entry)


async def async_unload_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> bool:
    """Unload what was set up."""
    return await _LIVES[kind_of_entry(entry)].unload(hass, entry)


async def async_remove_entry(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Leave nothing behind that would be in the way."""
    if life := _LIVES.get(kind_of_entry(entry)):
        await life.remove(hass, entry)


async def _async_set_up_household(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> bool:
    """Open the journal and listen to the scales."""
    async_rediscover_removed(hass, entry)
    async_delete_other_scale_issues(hass, entry.subentries)
    household = entry.runtime_data = await _async_make_household(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(async_announce_weighings(hass, household))
    # Only now have all entities been added that are to show the last advertisement, which is replayed.
    household.async_listen()
    entry.async_on_unload(hass.async_add_shutdown_job(HassJob(household.async_shut_down)))
    entry.async_on_unload(entry.add_update_listener(_async_updated))
    entry.async_on_unload(async_watch_pending(hass, household))
    entry.async_on_unload(async_watch_ahead(hass, household))
    entry.async_on_unload(household.records.async_begin_purging())
    entry.async_on_unload(await async_offer_choices(hass, household))
    # Something may have changed while it was not loaded, or meanwhile, before the listener for that.
    household.async_reconfigure()
    return True


async def _async_make_household(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> Household:
    """Open the journal and return the household whole."""
    people = Members(configured_people(entry))
    _warn_of_unsupported_scales(entry)
    writer = JournalWriter(hass, Journal(Path(hass.config.path(STORAGE_DIR, FILE_NAME))))
    room = await async_waiting_room(hass)
    scales = configured_scales(entry)
    start = await _async_open(writer, people, scales)
    # What waits is newer than what the journal knows: a scale may still repeat it.
    start = replace(
        start,
        memories={**start.memories, **room.memories},
        batteries={**start.batteries, **room.batteries},
    )
    try:
        return await _async_join(
            hass, entry, writer=writer, start=start, room=room, people=people, scales=scales
        )
    except BaseException:
        # The next set-up opens it anew.
        await writer.async_close()
        raise


async def _async_join(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    *,
    writer: JournalWriter,
    start: Start,
    room: WaitingRoom,
    people: Members[Person],
    scales: Mapping[str, ConfigSubentry],
) -> Household:
    """Return the household, each part made of those before it."""
    view = HouseholdView(hass, people, start.roster)
    view.async_update(start.snapshot)
    identifier = Identifier(
        hass, entry, people, roster=start.roster, recollection=Recollection(view, writer)
    )
    work = BackgroundWork(hass, entry)
    turns = Turns(hass, work)
    # Before anything is weighed: what bridges have to deliver is written with the weighing.
    bridges = await async_prepare_bridges(hass, entry, view, writer)
    assisted = Assisted(hass, view)
    records = Records(
        hass,
        entry,
        writer=writer,
        view=view,
        identifier=identifier,
        work=work,
        turns=turns,
        hook=bridges.hook,
        assisted=assisted,
        memories=start.memories,
        room=room,
    )
    heard = Scales(
        hass,
        entry,
        writer=writer,
        records=records,
        room=room,
        subentries=scales,
        memories=start.memories,
        batteries=start.batteries,
    )
    membership = Membership(
        hass,
        entry,
        people=people,
        writer=writer,
        view=view,
        identifier=identifier,
        work=work,
    )
    reconfiguration = Reconfiguration(
        hass,
        entry,
        turns=turns,
        work=work,
        room=room,
        records=records,
        scales=heard,
        # Bridges deliver about people, and look again at what they deliver when those change.
        parts=(membership, heard, bridges, ShownUnit(hass, entry)),
    )
    bridges.async_start()
    return Household(
        hass,
        entry,
        people=people,
        writer=writer,
        view=view,
        records=records,
        assisted=assisted,
        identifier=identifier,
        scales=heard,
        bridges=bridges,
        reconfiguration=reconfiguration,
    )


def _warn_of_unsupported_scales(entry: BodyScaleConfigEntry) -> None:
    """Tell of scales that can't be heard; they wait for a version that can do that."""
    for subentry in entry.get_subentries_of_type(SUBENTRY_SCALE):
        if not is_supported(subentry):
            _LOGGER.warning("This version can't hear scales of the kind %s", kind_of(subentry))


async def _async_open(
    writer: JournalWriter, people: Members[Person], scale_ids: Iterable[str]
) -> Start:
    """Open the journal and read what the household starts with."""
    try:
        return await writer.async_open(lambda database: read_start(database, people, scale_ids))
    except JournalFromTheFutureError as error:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="journal_from_the_future"
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="journal_unreadable",
            translation_placeholders={"error": str(error)},
        ) from error


async def _async_unload_household(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> bool:
    """Stop listening and close the journal."""
    household = entry.runtime_data
    await household.async_shut_down()
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await household.async_close()
    return unloaded


async def _async_updated(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> None:
    """Apply a change of the configuration."""
    await entry.runtime_data.async_reconfigured()


async def _async_remove_household(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> None:
    """Let the scales be discovered again; the journal stays."""
    async_delete_issues(hass)
    async_delete_ahead_issue(hass)
    async_delete_pending_issues(hass)
    async_delete_other_scale_issues(hass, ())
    ir.async_delete_issue(hass, DOMAIN, UNWRITABLE_ISSUE)
    async_rediscover_all(hass, entry)


_LIVES = {
    HOUSEHOLD: _Life(_async_set_up_household, _async_unload_household, _async_remove_household),
    **dict.fromkeys(
        TARGETS, _Life(async_set_up_account, async_unload_account, async_remove_account)
    ),
}
