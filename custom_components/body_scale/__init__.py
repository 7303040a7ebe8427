"""Body Scale: every weighing on a Bluetooth body scale is stored, for the right person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
import logging
from pathlib import Path
import sqlite3
from typing import Any

from homeassistant.components.bluetooth import async_rediscover_address
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .ahead_issue import async_delete_ahead_issue, async_watch_ahead
from .bridges.manager import async_delete_issues, async_prepare_bridges
from .choices import async_offer_choices
from .const import DOMAIN, SUBENTRY_PERSON, SUBENTRY_SCALE
from .coordinator import ScaleCoordinator
from .household.activity import async_announce_weighings
from .household.household import BodyScaleConfigEntry, Household
from .household.identifier import Identifier
from .household.issues import async_delete_pending_issues, async_watch_pending
from .household.people import Person
from .household.records import Records
from .household.start import Start, read_start
from .household.view import HouseholdView
from .household.waiting import WaitingRoom, async_waiting_room
from .household.work import BackgroundWork
from .journal.database import FILE_NAME, Journal
from .journal.migrations import JournalFromTheFutureError
from .journal.writer import UNWRITABLE_ISSUE, JournalWriter
from .services import async_register_actions
from .session import Memory
from .sources import is_supported, kind_of, known_addresses, make_source, scale_id
from .sources.key_issue import async_delete_other_key_issues

_LOGGER = logging.getLogger(__name__)

PLATFORMS = [Platform.BUTTON, Platform.EVENT, Platform.SELECT, Platform.SENSOR]
_ADDRESSES: HassKey[set[str]] = HassKey(f"{DOMAIN}_addresses")
CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions."""
    async_register_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> bool:
    """Open the journal and listen to the scales."""
    seen = dict(entry.subentries)
    _rediscover_removed(hass, entry)
    async_delete_other_key_issues(hass, entry.subentries)
    household = entry.runtime_data = await _async_make_household(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(async_announce_weighings(hass, household))
    # Only now have all entities been added that are to show the last advertisement, which is replayed.
    household.async_listen()
    entry.async_on_unload(hass.async_add_shutdown_job(HassJob(household.async_shut_down)))
    entry.async_on_unload(entry.add_update_listener(_async_updated))
    if seen != dict(entry.subentries):
        # Something was added or removed meanwhile, before the listener for that.
        await _async_updated(hass, entry)
    entry.async_on_unload(async_watch_pending(hass, household))
    # Members may have other first guesses, limits or slots now.
    household.records.async_look_again()
    entry.async_on_unload(async_watch_ahead(hass, household))
    entry.async_on_unload(household.records.async_begin_purging())
    entry.async_on_unload(await async_offer_choices(hass, household))
    household.records.async_catch_up_statistics()
    return True


async def _async_make_household(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> Household:
    """Open the journal and return the household whole."""
    people = {
        person.id: person
        for person in map(Person.from_subentry, entry.get_subentries_of_type(SUBENTRY_PERSON))
    }
    scales = _supported_scales(entry)
    writer = JournalWriter(hass, Journal(Path(hass.config.path(STORAGE_DIR, FILE_NAME))))
    room = await async_waiting_room(hass)
    start = await _async_open(writer, people, [scale_id(each) for each in scales])
    # What waits is newer than what the journal knows: a scale may still repeat it.
    start = replace(start, memories={**start.memories, **room.memories})
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
    people: Mapping[str, Person],
    scales: Sequence[ConfigSubentry],
) -> Household:
    """Return the household, each part made of those before it."""
    view = HouseholdView(hass, people)
    view.async_update(start.snapshot)
    identifier = Identifier(hass, entry, people, view.history, lambda: view.pending)
    work = BackgroundWork(hass, entry)
    # Before anything is weighed: what bridges have to deliver is written with the weighing.
    bridges = await async_prepare_bridges(hass, entry, view, writer)
    records = Records(
        hass,
        entry,
        writer=writer,
        view=view,
        identifier=identifier,
        work=work,
        hook=bridges.hook,
        start=start,
        room=room,
    )
    coordinators = {}
    for subentry in scales:
        memory = _memory(start.memories.get(scale_id(subentry)))
        source = make_source(hass, entry.entry_id, subentry, memory)
        coordinators[source.id] = ScaleCoordinator(
            hass, source, memory=memory, take=records.async_take
        )
    bridges.async_start(entry)
    return Household(
        hass,
        entry,
        writer=writer,
        view=view,
        records=records,
        identifier=identifier,
        work=work,
        scales=coordinators,
        bridges=bridges,
    )


def _supported_scales(entry: BodyScaleConfigEntry) -> list[ConfigSubentry]:
    """Return the scales that can be heard; the others wait for a version that can do that."""
    scales = []
    for subentry in entry.get_subentries_of_type(SUBENTRY_SCALE):
        if is_supported(subentry):
            scales.append(subentry)
        else:
            _LOGGER.warning("This version can't hear scales of the kind %s", kind_of(subentry))
    return scales


async def _async_open(
    writer: JournalWriter, people: Mapping[str, Person], scale_ids: Sequence[str]
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


def _memory(data: Mapping[str, Any] | None) -> Memory | None:
    """Return what was stored of a scale; None for nothing, or nothing that can be read."""
    try:
        return Memory.from_dict(data) if data else None
    except KeyError, TypeError, ValueError:
        return None


async def async_unload_entry(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> bool:
    """Stop listening and close the journal."""
    household = entry.runtime_data
    await household.async_shut_down()
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await household.async_close()
    return unloaded


async def _async_updated(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> None:
    """Apply a change of the configuration."""
    entry.runtime_data.async_schedule_reload()


@callback
def _rediscover_removed(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> None:
    """Let scales that were there at the last set-up, and aren't now, be discovered again."""
    addresses = known_addresses(entry)
    for address in hass.data.get(_ADDRESSES, set()) - addresses:
        async_rediscover_address(hass, address)
    hass.data[_ADDRESSES] = addresses


async def async_remove_entry(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> None:
    """Let the scales be discovered again; the journal stays."""
    hass.data.pop(_ADDRESSES, None)
    async_delete_issues(hass)
    async_delete_ahead_issue(hass)
    async_delete_pending_issues(hass)
    async_delete_other_key_issues(hass, ())
    ir.async_delete_issue(hass, DOMAIN, UNWRITABLE_ISSUE)
    for address in known_addresses(entry):
        async_rediscover_address(hass, address)
