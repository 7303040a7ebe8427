"""The one way to write weighings: all or nothing, once, and announced when everything shows it."""

import asyncio
from dataclasses import fields
from datetime import UTC, datetime, timedelta
import inspect
import sqlite3
from unittest.mock import patch

from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest

from custom_components.body_scale.household.changes import SIGNAL_CHANGED, SIGNAL_SHOWN
from custom_components.body_scale.household.statistics import LongTermStatistics
from custom_components.body_scale.journal import weighings as rows
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.model import (
    AssignedBy,
    Frame,
    Given,
    Measured,
    Origin,
    Reading,
    Unit,
    Weighing,
    measured,
)
from custom_components.body_scale.session import Memory

from .stored import memory_of, profiles_of, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
START = datetime(2024, 1, 1, 6, 30, tzinfo=UTC)


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


def imported(number, person_id=BEN, **values):
    return Weighing(
        **{
            "weighing_id": f"w{number}",
            "scale": "import",
            "measured_at": START + timedelta(hours=12 * number),
            "weight_kg": 80 + number / 100,
            "person_id": person_id,
            "origin": Origin.IMPORT,
            **values,
        }
    )


@pytest.fixture
def announced(hass, household):
    """Return what was announced: signal and change."""
    found = []
    for signal in (SIGNAL_CHANGED, SIGNAL_SHOWN):
        async_dispatcher_connect(
            hass,
            signal.format(household.entry.entry_id),
            callback(lambda change, signal=signal: found.append((signal, change))),
        )
    return found


@pytest.fixture
def runs():
    """Count the journal's transactions."""
    with patch.object(Journal, "run", autospec=True, side_effect=Journal.run) as run:
        yield run


async def test_many_are_one_transaction_one_reread_and_one_signal(hass, household, announced, runs):
    many = [imported(number, ANNA if number % 4 else BEN) for number in range(1000)]
    with (
        patch.object(LongTermStatistics, "async_catch_up", autospec=True) as catch_up,
        patch.object(rows, "of_person", side_effect=rows.of_person) as reread,
    ):
        await household.records.add(many, quiet=True)
    # One writes, one reads.
    assert runs.call_count == 2
    assert sorted(call.args[1] or "" for call in reread.call_args_list) == ["", ANNA, BEN]
    assert catch_up.call_count == 1
    [(signal, change)] = announced
    assert signal == SIGNAL_CHANGED
    assert (change.people, change.events) == ({ANNA, BEN}, ())
    await hass.async_block_till_done()
    assert float(hass.states.get("sensor.anna_weight").state) == 89.99
    assert float(hass.states.get("sensor.ben_weight").state) == 89.96
    assert hass.states.get("event.ben_weighing").state == "unknown"
    assert hass.states.get("event.body_scale_weighing").state == "unknown"
    assert len(weighings_of(household, ANNA)) == 750


async def test_each_has_an_event_once_all_states_show_them(hass, household, announced):
    seen = []

    @callback
    def note(event):
        if event.data["entity_id"] == "event.body_scale_weighing":
            attributes = event.data["new_state"].attributes
            weight = hass.states.get("sensor.ben_weight").state
            seen.append((attributes["event_type"], attributes["weighing_id"], weight))

    hass.bus.async_listen("state_changed", note)
    await household.records.add([imported(1), imported(2, None), imported(3)])
    await hass.async_block_till_done()
    assert seen == [
        ("weighed", "w1", "80.03"),
        ("pending", "w2", "80.03"),
        ("weighed", "w3", "80.03"),
    ]
    assert [signal for signal, _ in announced] == [SIGNAL_CHANGED, SIGNAL_SHOWN]
    assert hass.states.get("sensor.body_scale_pending").state == "1"


async def test_many_events_are_fired_in_slices_and_in_their_order(hass, household, announced):
    turns = []

    async def count_turns():
        while True:
            turns.append(len(announced))
            await asyncio.sleep(0)

    counting = hass.async_create_background_task(count_turns(), "count")
    await household.records.add([imported(number) for number in range(95)])
    counting.cancel()
    [(signal, _), *shown] = announced
    assert signal == SIGNAL_CHANGED
    assert {signal for signal, _ in shown} == {SIGNAL_SHOWN}
    assert [len(change.events) for _, change in shown] == [*[10] * 9, 5]
    ids = [event.weighing.weighing_id for _, change in shown for event in change.events]
    assert ids == [f"w{number}" for number in range(95)]
    # The loop had a turn after each.
    assert set(range(2, 7)) <= set(turns)


async def test_all_or_nothing(hass, household, announced):
    with pytest.raises(sqlite3.IntegrityError):
        await household.records.add([imported(1), imported(2), imported(1)])
    assert weighings_of(household, BEN) == []
    assert household.view.latest(BEN) is None
    assert announced == []
    await household.records.add([imported(1)])
    assert household.view.latest(BEN) == imported(1)


async def test_what_follows_is_written_in_the_same_transaction(household, monkeypatch):
    def fail(database, changes):
        raise sqlite3.IntegrityError("of the outbox")

    monkeypatch.setattr(household.records._hook, "changed", fail)
    with pytest.raises(sqlite3.IntegrityError, match="outbox"):
        await household.records.add([imported(1)])
    assert weighings_of(household, BEN) == []


async def test_every_change_is_handed_on(household, monkeypatch):
    seen = []
    monkeypatch.setattr(household.records._hook, "changed", lambda _, changes: seen.extend(changes))
    await household.records.add([imported(1), imported(2)])
    await household.records.assign("w1", ANNA)
    await household.records.edit("w1", 61.5, None)
    await household.records.delete("w1")
    assert [
        (old and (old.person_id, old.weight_kg), new and (new.person_id, new.weight_kg))
        for old, new in seen
    ] == [
        (None, (BEN, 80.01)),
        (None, (BEN, 80.02)),
        ((BEN, 80.01), (ANNA, 80.01)),
        ((ANNA, 80.01), (ANNA, 61.5)),
        ((ANNA, 61.5), None),
    ]


async def test_corrections_at_the_same_time_undo_none_of_each_other(household):
    await household.records.add([imported(1)])
    await asyncio.gather(
        household.records.edit("w1", 81.5, None),
        household.records.assign("w1", ANNA),
        household.records.edit("w1", None, START),
    )
    [weighing] = weighings_of(household, ANNA)
    assert (weighing.weight_kg, weighing.measured_at) == (81.5, START)
    assert household.view.history(ANNA) == [weighing]
    assert household.view.history(BEN) == []


async def test_a_correction_is_announced_once_for_both_people(household, announced):
    await household.records.add([imported(1), imported(2)], quiet=True)
    announced.clear()
    await household.records.assign("w2", ANNA)
    [(_, change), (_, shown)] = announced
    assert change == shown
    assert change.people == {ANNA, BEN}
    [event] = change.events
    assert (event.type, event.people, event.deleted) == ("corrected", {ANNA, BEN}, False)
    assert event.weighing.assigned_by is AssignedBy.USER


async def test_after_erasing_the_last_weighing_is_the_newest_there_is(
    hass, household, entry, announced
):
    await household.records.add([imported(1, ANNA), imported(2)], quiet=True)
    await hass.async_block_till_done()
    assert hass.states.get("select.body_scale_last_weighing").state == "Ben"
    hass.config_entries.async_remove_subentry(entry, household.people[BEN].subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.runtime_data.view.last == imported(2)
    await entry.runtime_data.records.erase(BEN)
    assert entry.runtime_data.view.last == imported(1, ANNA)
    assert announced[-1][1].people == {BEN}


async def test_a_new_journal_has_people_and_the_memories_of_all_scales(hass, household):
    memory = Memory(clock_offset=timedelta(seconds=3))
    await household.records.add_readings("other", [], memory)
    journal = household.writer.journal
    content = journal.path.read_bytes()
    journal.path.write_bytes(content[:200] + bytes(len(content) - 200))
    # Long running, SQLite has other pages in memory than those that it needs next.
    journal._database.execute("PRAGMA shrink_memory")
    await household.records.add([imported(1)])
    await hass.async_block_till_done(wait_background_tasks=True)
    assert memory_of(household, "other") == memory.as_dict()
    assert profiles_of(household, ANNA) == list(household.people[ANNA].profiles)
    assert weighings_of(household, BEN) == [imported(1)]


class TestMeasured:
    """What a scale measures is listed once."""

    names = tuple(field.name for field in fields(Measured))

    def test_a_frame_has_all_of_it(self):
        assert set(self.names) <= inspect.signature(Frame).parameters.keys()

    async def test_the_journal_has_a_column_for_each_field(self, household):
        columns = household.writer.journal.run(
            lambda db: [row["name"] for row in db.execute("PRAGMA table_info(weighings)")]
        )
        assert sorted(columns) == sorted(field.name for field in fields(Weighing))

    async def test_a_reading_reaches_journal_and_automations_whole(self, household):
        reading = Reading(
            weight_kg=85.15,
            measured_at=START,
            unit=Unit.LB,
            impedance=428.0,
            impedance_250khz=390.5,
            heart_rate=61,
            profile_id=2,
            given=Given(water=55.5),
            battery=84,
            segments=(19.8, 283.0),
        )
        assert None not in measured(reading).values()
        weighing = await household.records.add_manual(reading, BEN)
        assert measured(weighing) == measured(reading)
        assert weighings_of(household, BEN) == [weighing]
        shown = household.view.as_dict(weighing)
        assert shown["weight"] == 85.15
        as_told = measured(reading) | {"given": {"water": 55.5}, "segments": [19.8, 283.0]}
        assert {name: shown[name] for name in self.names if name != "weight_kg"} == {
            name: value for name, value in as_told.items() if name != "weight_kg"
        }


async def test_home_assistant_goes_on_while_a_scale_memory_is_identified(hass, household):
    turns = []

    async def other_work():
        while True:
            turns.append(None)
            await asyncio.sleep(0)

    readings = [
        Reading(weight_kg=70.0, measured_at=START + timedelta(days=day), origin=Origin.HISTORY)
        for day in range(20)
    ]
    turns_at = []
    identify = household.identifier.weighing

    def identified(*args):
        turns_at.append(len(turns))
        return identify(*args)

    other = hass.async_create_background_task(other_work(), "other work")
    with patch.object(household.identifier, "weighing", identified):
        await household.records.add_readings("scale", readings, Memory())
    other.cancel()
    assert len(set(turns_at)) == len(readings)
