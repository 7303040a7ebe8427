"""A weighing that was discarded is out of everything, and can be restored for 30 days."""

from datetime import timedelta
import sqlite3
from unittest.mock import patch

from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.journal import discarded
from custom_components.body_scale.model import Weighing

from .bluetooth import MOVING, REMOVED, WEIGHED
from .stored import everything, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
SELECT = "select.body_scale_last_weighing"


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


def aside(household):
    found = household.writer.journal.run(lambda db: discarded.newest_discarded(db, 99))
    return [each.weighing_id for each in found]


@pytest.fixture
def wait(hass, freezer):
    async def pass_time(**time):
        freezer.tick(timedelta(**time))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return pass_time


def value(hass, entity_id):
    return hass.states.get(entity_id).state


async def test_it_is_as_if_it_had_never_been_deleted(hass, air, household, act):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    names = ("sensor.ben_weight", "sensor.ben_body_fat", SELECT)
    states = {name: value(hass, name) for name in names}
    await act("delete_weighing", weighing_id=before.weighing_id)
    assert everything(household) == []
    assert {value(hass, name) for name in names} == {"unknown"}
    await act("restore_weighing", weighing_id=before.weighing_id)
    assert everything(household) == [before]
    assert {name: value(hass, name) for name in names} == states
    event = hass.states.get("event.ben_weighing").attributes
    told = (event["event_type"], event["weighing_id"], event["deleted"])
    assert told == ("corrected", before.weighing_id, False)


async def test_what_is_still_on_air_stays_discarded(hass, air, household, act, entry):
    await air.hear(MOVING, WEIGHED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    await air.hear(WEIGHED, REMOVED)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await air.hear(REMOVED)
    assert everything(entry.runtime_data) == []
    assert aside(entry.runtime_data) == [before.weighing_id]


async def test_anybody_restores(hass, air, household, act, hass_read_only_user):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    context = Context(user_id=hass_read_only_user.id)
    await act("restore_weighing", context=context, weighing_id=before.weighing_id)
    assert everything(household) == [before]


@pytest.mark.parametrize("unknown", ["nothing", "\ud800", "x" * 1000])
async def test_what_was_not_discarded_is_said(act, unknown):
    with pytest.raises(ServiceValidationError) as refused:
        await act("restore_weighing", weighing_id=unknown)
    assert refused.value.translation_key == "unknown_discarded"


async def test_a_weighing_that_is_there_is_not_restored(air, household, act):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [there] = everything(household)
    with pytest.raises(ServiceValidationError):
        await act("restore_weighing", weighing_id=there.weighing_id)
    assert everything(household) == [there]


async def test_after_30_days_it_is_gone_for_good(air, household, act, wait):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    await wait(days=29, hours=23)
    assert aside(household) == [before.weighing_id]
    assert [each.weighing_id for each in household.view.discarded] == [before.weighing_id]
    await wait(hours=2)
    assert aside(household) == []
    assert list(household.view.discarded) == []


async def test_time_that_passed_while_nothing_ran_counts(hass, air, household, act, entry, freezer):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    await hass.config_entries.async_unload(entry.entry_id)
    freezer.tick(timedelta(days=31))
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert aside(entry.runtime_data) == []


async def test_too_late_is_too_late_before_the_hour_is_full(air, household, act, freezer):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    freezer.tick(timedelta(days=30))
    with pytest.raises(ServiceValidationError):
        await act("restore_weighing", weighing_id=before.weighing_id)
    assert everything(household) == []
    # Nor is it offered any more.
    assert list(household.view.discarded) == []


async def test_an_hour_without_anything_to_delete_writes_nothing(air, household, act, wait):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    written = household.writer.journal._mark
    await wait(hours=5)
    assert household.writer.journal._mark == written


async def test_a_disk_that_fails_is_tried_again_the_next_hour(air, household, act, wait):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    failing = sqlite3.OperationalError("disk I/O error")
    with patch.object(discarded, "is_purge_due", side_effect=failing):
        await wait(days=31)
    assert aside(household) == [before.weighing_id]
    await wait(hours=2)
    assert aside(household) == []


async def test_an_erased_person_leaves_nothing_to_restore(air, household, act, entry):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [before] = everything(household)
    await act("delete_weighing", weighing_id=before.weighing_id)
    await act("erase_person", person="Ben")
    assert aside(entry.runtime_data) == []


async def test_many_that_were_pending_are_set_aside_at_once(household):
    at = dt_util.utcnow() - timedelta(days=3)
    pending = [
        Weighing(
            weighing_id=f"w{number:04}",
            scale="scale",
            measured_at=at + timedelta(seconds=number),
            weight_kg=77.2,
            candidates={ANNA: 0.4, BEN: 0.4, "carl": 0.1, "nobody": 0.1},
        )
        for number in range(500)
    ]
    await household.records.add(pending, quiet=True)
    await household.records.discard_pending(dt_util.utcnow())
    assert weighings_of(household, None) == []
    newest = [f"w{number:04}" for number in range(499, 479, -1)]
    assert [each.weighing_id for each in household.view.discarded] == newest
    await household.records.restore("w0007")
    assert weighings_of(household, None) == [pending[7]]
