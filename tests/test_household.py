"""The household when things go wrong: disks, damage, backups, reloads in mid-weighing."""

import asyncio
import json
from pathlib import Path
import sqlite3
from unittest.mock import patch

from homeassistant.components.bluetooth import async_get_advertisement_callback
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale import backup
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.diagnostics import async_get_config_entry_diagnostics
from custom_components.body_scale.journal import weighings as stored
from custom_components.body_scale.journal.database import Journal

from .bluetooth import ADDRESS, MOVING, REMOVED, SOCKS, WEIGHED, service_info
from .stored import memory_of, profiles_of, weighings_of

BEN = "ben0123456789"


@pytest.fixture
def people(ben):
    return [ben]


@pytest.fixture
def path(hass):
    return Path(hass.config.path(".storage", "body_scale.db"))


def issue(hass, key):
    return ir.async_get(hass).async_get_issue(DOMAIN, key)


async def test_nothing_is_told_before_it_is_kept(hass, air, household, path):
    seen = []

    def told(event):
        if event.data["entity_id"] == "event.ben_weighing":
            with sqlite3.connect(path) as other:
                seen.append(other.execute("SELECT COUNT(*) FROM weighings").fetchone()[0])

    hass.bus.async_listen("state_changed", told)
    await air.hear(MOVING, WEIGHED)
    assert seen == [1]


async def test_who_hears_an_event_finds_the_new_states(hass, air, act, household):
    shown = {}

    @callback
    def follow(event):
        if event.data["entity_id"] in {"event.ben_weighing", "event.body_scale_weighing"}:
            states = [hass.states.get(entity_id).state for entity_id in read]
            shown.setdefault(event.data["entity_id"], []).append(states)

    read = (
        "sensor.ben_weight",
        "sensor.ben_weight_trend",
        "sensor.body_scale_pending",
        "select.body_scale_last_weighing",
    )
    hass.bus.async_listen("state_changed", follow)
    await act("record_weighing", weight=84.0, person="Ben")
    # A suitcase.
    await act("record_weighing", weight=18.0)
    question = hass.states.get("select.body_scale_last_weighing").state
    assert question.startswith("18.0 kg, today ")
    await act("delete_weighing", weighing_id=household.view.latest(BEN).weighing_id)
    weighed, asked, deleted = (
        ["84.0", "84.0", "0", "Ben"],
        ["84.0", "84.0", "1", question],
        ["unknown", "unknown", "1", question],
    )
    assert shown == {
        "event.ben_weighing": [weighed, deleted],
        "event.body_scale_weighing": [weighed, asked, deleted],
    }


async def test_a_full_disk_is_waited_for(hass, air, household):
    add, calls = stored.add, []

    def full(*args):
        calls.append(args)
        if len(calls) < 3:
            raise sqlite3.OperationalError("database or disk is full")
        return add(*args)

    ready = asyncio.Event()

    real_sleep = asyncio.sleep

    async def sleep(seconds):
        if seconds < 1:
            await real_sleep(seconds)
            return
        assert issue(hass, "journal_unwritable")
        assert hass.states.get("sensor.ben_weight").state == "unknown"
        ready.set()

    with (
        patch.object(stored, "add", full),
        patch("custom_components.body_scale.journal.writer.asyncio.sleep", sleep),
    ):
        await air.hear(MOVING, WEIGHED)
    assert ready.is_set()
    assert len(calls) == 3
    assert float(hass.states.get("sensor.ben_weight").state) == 85.15
    assert issue(hass, "journal_unwritable") is None


async def test_a_damaged_journal_is_said_and_not_overwritten(hass, air, entry, path):
    path.parent.mkdir()
    path.write_bytes(b"this was a database" * 100)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    found = issue(hass, "journal_damaged")
    aside = path.with_name(found.translation_placeholders["file"])
    assert aside.read_bytes() == b"this was a database" * 100
    assert found.is_persistent
    texts = json.loads(Path("custom_components/body_scale/translations/en.json").read_text())
    assert "{file}" in texts["issues"]["journal_damaged"]["description"]
    await air.hear(MOVING, WEIGHED)
    assert float(hass.states.get("sensor.ben_weight").state) == 85.15


async def test_damage_in_operation_is_said_and_the_weighing_kept(hass, air, household, path):
    await air.hear(MOVING, WEIGHED, REMOVED)
    content = bytearray(path.read_bytes())
    content[200:] = bytes(len(content) - 200)
    path.write_bytes(content)
    # Long running, SQLite has other pages in memory than those that it needs next.
    household.writer.journal._database.execute("PRAGMA shrink_memory")
    # The next day, 85.35 kg.
    await air.hear("0226b20705050f0201ac01ae42")
    assert issue(hass, "journal_damaged")
    assert float(hass.states.get("sensor.ben_weight").state) == 85.35
    assert [each.weight_kg for each in weighings_of(household, BEN)] == [85.35]


async def test_a_later_versions_journal_stops_the_set_up(hass, air, entry, path):
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "journal_from_the_future"


async def test_a_journal_that_cannot_be_opened_is_tried_again(hass, air, entry, path):
    path.mkdir(parents=True)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "journal_unreadable"


async def test_unloading_finishes_what_is_being_written(hass, air, household, entry, path):
    async_get_advertisement_callback(hass)(service_info(WEIGHED))
    assert await hass.config_entries.async_unload(entry.entry_id)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT weight_kg FROM weighings").fetchall() == [(85.15,)]


async def test_unloading_does_not_wait_for_a_full_disk_forever(hass, air, household, entry):
    def full(*args):
        raise sqlite3.OperationalError("database or disk is full")

    with (
        patch.object(stored, "add", full),
        patch("custom_components.body_scale.household.work._CLOSING_S", 0.01),
    ):
        async_get_advertisement_callback(hass)(service_info(WEIGHED))
        assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_a_backup_holds_writing_until_it_is_made(hass, air, household, path, tmp_path):
    await air.hear(MOVING, WEIGHED, REMOVED)
    await backup.async_pre_backup(hass)
    async_get_advertisement_callback(hass)(service_info("0226b20705050f0201ac01ae42"))
    await hass.async_block_till_done()
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    with sqlite3.connect(copy) as database:
        assert database.execute("SELECT weight_kg FROM weighings").fetchall() == [(85.15,)]
    await backup.async_post_backup(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert float(hass.states.get("sensor.ben_weight").state) == 85.35


async def test_a_backup_does_not_hold_up_a_change(hass, air, household, entry, path):
    await backup.async_pre_backup(hass)
    [scale] = entry.get_subentries_of_type("scale")
    hass.config_entries.async_update_subentry(entry, scale, title="Bathroom")
    await hass.async_block_till_done(wait_background_tasks=True)
    state = hass.states.get("sensor.mi_scale_weighing_state")
    assert state.attributes["friendly_name"] == "Bathroom Weighing state"
    await backup.async_post_backup(hass)
    await air.hear(MOVING, WEIGHED)
    assert float(hass.states.get("sensor.ben_weight").state) == 85.15


async def test_a_backup_that_never_ends_holds_writing_for_an_hour(hass, air, household, freezer):
    await backup.async_pre_backup(hass)
    async_get_advertisement_callback(hass)(service_info(WEIGHED))
    freezer.tick(3601)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert float(hass.states.get("sensor.ben_weight").state) == 85.15


async def test_what_is_heard_while_home_assistant_stops_is_kept(hass, air, household, path):
    await backup.async_pre_backup(hass)
    callback = async_get_advertisement_callback(hass)
    callback(service_info(WEIGHED))
    # Somebody still stands there, waiting for an impedance.
    callback(service_info(SOCKS))
    await hass.async_stop(force=True)
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT weight_kg FROM weighings ORDER BY rowid").fetchall()
    assert rows == [(85.15,), (61.75,)]


async def test_the_event_of_a_weighing_fires_though_a_change_waited(hass, air, household, entry):
    await air.hear(MOVING)
    [scale] = entry.get_subentries_of_type("scale")
    hass.config_entries.async_remove_subentry(entry, scale.subentry_id)
    fired = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            fired.append(event.data["new_state"].attributes.get("weight"))
            if event.data["entity_id"] == "event.ben_weighing" and event.data["new_state"]
            else None
        ),
    )
    await air.hear(WEIGHED)
    assert household.scales == {}
    assert fired == [85.15]


async def test_what_was_added_during_the_set_up_is_there(hass, air, entry, anna):
    from types import MappingProxyType

    from homeassistant.config_entries import ConfigSubentry

    from custom_components.body_scale.journal.writer import JournalWriter

    opened = JournalWriter.async_open

    async def slow(self, work):
        result = await opened(self, work)
        if len(entry.subentries) == 2:
            data = MappingProxyType(anna["data"])
            subentry = ConfigSubentry(
                data=data, subentry_type="person", title="Anna", unique_id=anna["unique_id"]
            )
            hass.config_entries.async_add_subentry(entry, subentry)
        return result

    with patch.object(JournalWriter, "async_open", slow):
        await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("sensor.anna_weight")


async def test_who_is_removed_while_standing_there_was_a_member(hass, air, household, entry):
    await air.hear(MOVING)
    hass.config_entries.async_remove_subentry(entry, household.people[BEN].subentry_id)
    assert BEN in household.people
    await air.hear(WEIGHED)
    assert household.people == {}
    assert [w.weight_kg for w in weighings_of(household, BEN)] == [85.15]
    assert household.view.undecided.number == 0


async def test_a_new_journal_knows_people_and_scales_again(hass, air, household, entry, path):
    await air.hear(MOVING, WEIGHED, REMOVED)
    content = bytearray(path.read_bytes())
    content[200:] = bytes(len(content) - 200)
    path.write_bytes(content)
    household.writer.journal._database.execute("PRAGMA shrink_memory")
    await air.hear("0226b20705050f0201ac01ae42")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert profiles_of(household, BEN)
    assert memory_of(household, ADDRESS)["records"][0]["weight_kg"] == 85.15


async def test_a_scale_is_heard_until_nobody_stands_on_it(hass, air, household, entry):
    await air.hear(MOVING)
    [scale] = entry.get_subentries_of_type("scale")
    hass.config_entries.async_remove_subentry(entry, scale.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert list(household.scales) == [ADDRESS]
    await air.hear(WEIGHED)
    assert float(hass.states.get("sensor.ben_weight").state) == 85.15
    assert household.scales == {}
    assert entry.state is ConfigEntryState.LOADED


async def test_a_load_that_vanished_does_not_hold_a_change_back(
    hass, air, household, entry, freezer
):
    await air.hear(MOVING)
    [scale] = entry.get_subentries_of_type("scale")
    hass.config_entries.async_remove_subentry(entry, scale.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert list(household.scales) == [ADDRESS]
    freezer.tick(31)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert household.scales == {}


async def test_what_other_makers_send_is_ignored(hass, air, household):
    await air.hear("0204b207")
    assert hass.states.get("sensor.mi_scale_weighing_state").state == "idle"
    assert hass.states.get("sensor.mi_scale_last_seen").state == "unknown"


async def test_diagnostics_say_nothing_about_a_body(hass, air, household, entry, freezer):
    # The digits of a weight could occur in any other time of hearing it.
    freezer.move_to("2026-11-22T13:57:11.654321+00:00")
    await air.hear(MOVING, WEIGHED)
    data = await async_get_config_entry_diagnostics(hass, entry)
    text = json.dumps(data)
    for private in ("Ben", BEN, ADDRESS, "85.15", "428", "1986", "182", WEIGHED):
        assert private not in text
    assert data["people"] == [{"formula_set": "mi_fit", "profiles": 1, "has_weighings": True}]
    [scale] = data["scales"]
    assert scale["state"] == "done"
    assert scale["model"] == "XMTZC05HM"
    assert scale["last_seen"] == "2026-11-22T13:57:11+00:00"
    assert isinstance(scale["clock_offset_s"], int)


async def test_nothing_private_is_logged_above_debug(hass, air, household, entry, caplog):
    await air.hear(MOVING, WEIGHED, REMOVED)
    told = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.body_scale") and record.levelname != "DEBUG"
    ]
    assert told == []


async def test_every_entity_of_the_design_is_there(hass, household, entry):
    registry = er.async_get(hass)
    entities = er.async_entries_for_config_entry(registry, entry.entry_id)
    person = {e.entity_id for e in entities if e.unique_id.startswith(BEN)}
    keys = (
        "weight bmi body_fat fat_mass lean_body_mass water muscle_mass bone_mass protein"
        " visceral_fat basal_metabolism metabolic_age ideal_weight body_type body_score"
        " last_weighing impedance impedance_250khz weight_trend weight_change_7d weight_change_30d"
    )
    assert person == {f"sensor.ben_{key}" for key in keys.split()} | {
        "event.ben_weighing",
        "button.ben_next_weighing",
    }
    scale = {e.entity_id for e in entities if e.unique_id.startswith(ADDRESS)}
    keys = "live_weight weighing_state last_seen signal_strength"
    assert scale == {f"sensor.mi_scale_{key}" for key in keys.split()}
    rest = {e.entity_id for e in entities} - person - scale
    assert rest == {
        "sensor.body_scale_pending",
        "event.body_scale_weighing",
        "select.body_scale_last_weighing",
    }
    off = {e.entity_id for e in entities if e.disabled_by}
    assert off == {
        "sensor.ben_impedance",
        "sensor.ben_impedance_250khz",
        "sensor.mi_scale_signal_strength",
    }
    of_person = entry.get_subentries_of_type("person")[0].subentry_id
    assert {e.config_subentry_id for e in entities if e.entity_id in person} == {of_person}


async def test_entities_that_are_off_can_be_switched_on(hass, air, household, entry):
    registry = er.async_get(hass)
    for entity_id in ("sensor.ben_impedance", "sensor.mi_scale_signal_strength"):
        registry.async_update_entity(entity_id, disabled_by=None)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await air.hear(MOVING, WEIGHED, rssi=-71)
    assert hass.states.get("sensor.ben_impedance").state == "428.0"
    assert hass.states.get("sensor.mi_scale_signal_strength").state == "-71"


async def test_diagnostics_of_a_household_that_does_not_run(hass, air, household, entry):
    await hass.config_entries.async_unload(entry.entry_id)
    assert await async_get_config_entry_diagnostics(hass, entry) == {"state": "not_loaded"}


async def test_the_device_says_what_scale_it_is_as_soon_as_the_scale_says_so(
    hass, air, household, entry
):
    from homeassistant.helpers import device_registry as dr

    def model():
        registry = dr.async_get(hass)
        return registry.async_get_device_by_identifier((DOMAIN, ADDRESS), entry.entry_id).model

    assert model() == "XMTZC05HM"
    await air.hear(MOVING, name="MIBCS")
    assert model() == "XMTZC02HM"


async def test_a_set_up_that_fails_closes_the_journal(hass, air, entry):
    opened = []

    class Watched(Journal):
        def __init__(self, path):
            super().__init__(path)
            opened.append(self)

    with (
        patch("custom_components.body_scale.Journal", Watched),
        patch(
            "custom_components.body_scale.household.scales.make_source",
            side_effect=KeyError("mistake"),
        ),
    ):
        assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    [journal] = opened
    with pytest.raises(sqlite3.OperationalError, match="closed"):
        journal.run(lambda database: database.execute("SELECT 1"))
    assert await hass.config_entries.async_reload(entry.entry_id)
