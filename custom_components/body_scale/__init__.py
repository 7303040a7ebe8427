"""Body Scale: every weighing on a Bluetooth body scale is kept, for the right person."""

from pathlib import Path
import sqlite3

from homeassistant.components.bluetooth import async_rediscover_address
from homeassistant.const import Platform
from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.helpers.typing import ConfigType
from homeassistant.util.hass_dict import HassKey

from .bridges.manager import async_forget_issues, async_start_bridges
from .const import DOMAIN, SUBENTRY_PERSON, SUBENTRY_SCALE
from .coordinator import ScaleCoordinator
from .household.household import BodyScaleConfigEntry, Household
from .household.people import Person
from .journal.database import FILE_NAME, Journal, JournalFromTheFutureError
from .repairs import async_watch_pending
from .services import async_register_actions
from .sources import known_addresses, make_source, scale_id
from .sources.key_issue import async_delete_other_key_issues

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
    people = [Person.from_subentry(each) for each in entry.get_subentries_of_type(SUBENTRY_PERSON)]
    household = Household(
        hass,
        entry,
        Journal(Path(hass.config.path(STORAGE_DIR, FILE_NAME))),
        people,
    )
    try:
        await household.async_open()
        for subentry in entry.get_subentries_of_type(SUBENTRY_SCALE):
            memory = await household.async_memory(scale_id(subentry))
            source = make_source(hass, entry.entry_id, subentry, memory)
            household.scales[source.id] = ScaleCoordinator(
                hass,
                source,
                memory=memory,
                keep=household.async_keep,
                on_free=household.async_nobody_stands,
            )
    except JournalFromTheFutureError as error:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="journal_from_the_future"
        ) from error
    except (OSError, sqlite3.Error) as error:
        await household.keeper.async_close()
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="journal_unreadable",
            translation_placeholders={"error": str(error)},
        ) from error
    # Before anything is weighed: what bridges have to tell is written with the weighing.
    await async_start_bridges(hass, household)
    entry.runtime_data = household
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    # Only now is everybody there to hear of the last advertisement, which is replayed.
    household.async_listen()
    entry.async_on_unload(hass.async_add_shutdown_job(HassJob(household.async_shut_down)))
    entry.async_on_unload(entry.add_update_listener(_async_updated))
    if seen != dict(entry.subentries):
        # Something was added or removed meanwhile, when nobody listened.
        await _async_updated(hass, entry)
    entry.async_on_unload(async_watch_pending(hass, household))
    entry.async_create_background_task(
        hass, household.async_verify_statistics(), f"{DOMAIN} verify statistics"
    )
    return True


async def async_unload_entry(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> bool:
    """Stop listening and close the journal."""
    household = entry.runtime_data
    await household.async_shut_down()
    unloaded = await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
    if unloaded:
        await household.async_close()
    return unloaded


async def _async_updated(hass: HomeAssistant, entry: BodyScaleConfigEntry) -> None:
    """Take the change over."""
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
    async_forget_issues(hass)
    async_delete_other_key_issues(hass, ())
    for address in known_addresses(entry):
        async_rediscover_address(hass, address)
