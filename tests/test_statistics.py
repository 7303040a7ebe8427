"""Long-term statistics in a real recorder: only what changed is written, and nothing is missed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.statistics import async_list_statistic_ids
from homeassistant.components.recorder.util import session_scope
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_recorder_block_till_done,
)
from sqlalchemy import event

from custom_components.body_scale.household import recording, statistics
from custom_components.body_scale.household.measures import MEASURES
from custom_components.body_scale.journal import (
    discarded,
    people as stored_people,
    weighings as stored,
)
from custom_components.body_scale.model import Origin, Weighing

from .changing import Change

ANNA, BEN = "anna0123456789", "ben0123456789"
START = datetime(2024, 1, 1, 6, 30, tzinfo=UTC)
DAYS = 30

pytestmark = pytest.mark.usefixtures("recorder_mock")


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


def imported(number, **values):
    return Weighing(
        **{
            "weighing_id": f"w{number}",
            "scale": "import",
            "measured_at": START + timedelta(days=number),
            "weight_kg": 80 + number / 10,
            "impedance": 480.0 if number % 2 else None,
            "person_id": BEN,
            "origin": Origin.IMPORT,
            **values,
        }
    )


@pytest.fixture
def settle(hass):
    async def everything():
        await hass.async_block_till_done(wait_background_tasks=True)
        await async_recorder_block_till_done(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return everything


@pytest.fixture
async def many(household, settle):
    await household.records.add([imported(number) for number in range(DAYS)], quiet=True)
    await settle()


@pytest.fixture
def rows(hass):
    """Return a statistic as the table has it: start to id, time of writing, mean, min, max."""

    async def read(measure="weight", person_id=BEN):
        def query():
            with session_scope(hass=hass, read_only=True) as session:
                known = get_instance(hass).statistics_meta_manager.get(
                    session, f"body_scale:{person_id}_{measure}"
                )
                found = session.query(Statistics).filter_by(metadata_id=known and known[0])
                return {
                    datetime.fromtimestamp(row.start_ts, UTC): (
                        row.id,
                        row.created_ts,
                        row.mean,
                        row.min,
                        row.max,
                    )
                    for row in found
                }

        return await get_instance(hass).async_add_executor_job(query)

    return read


@pytest.fixture
def restart(hass, entry, settle):
    """Set the household up anew, and return which hours of whom were compared."""

    async def reload():
        found = []

        def note(instance, session, series, hours):
            found.extend(hours)
            return write(instance, session, series, hours)

        write = recording.write
        with patch.object(recording, "write", note):
            assert await hass.config_entries.async_reload(entry.entry_id)
            await settle()
        return found

    return reload


def hour(number):
    return (START + timedelta(days=number)).replace(minute=0)


@pytest.mark.usefixtures("many")
class TestCorrections:
    async def test_only_the_hour_that_changed_is_written(self, household, act, rows, settle):
        before = {measure: await rows(measure) for measure in ("weight", "bmi", "body_fat")}
        assert len(before["weight"]) == DAYS
        await act("edit_weighing", weighing_id="w7", weight=90.0)
        await settle()
        for measure, old in before.items():
            new = await rows(measure)
            assert {at for at in new if new[at] != old[at]} == {hour(7)}
        # Overwritten, not deleted and added again.
        weight = (await rows())[hour(7)]
        assert weight[:2] == before["weight"][hour(7)][:2]
        assert weight[2:] == (90.0, 90.0, 90.0)

    async def test_what_is_discarded_is_in_no_statistic_until_it_is_restored(
        self, act, rows, settle
    ):
        before = await rows()
        await act("delete_weighing", weighing_id="w7")
        await settle()
        without = await rows()
        assert set(before) - set(without) == {hour(7)}
        await act("restore_weighing", weighing_id="w7")
        await settle()
        after = await rows()
        assert after.pop(hour(7))[2:] == before[hour(7)][2:]
        assert after == without

    async def test_an_hour_without_weighings_vanishes_and_the_others_stay(self, act, rows, settle):
        before = await rows()
        await act("delete_weighing", weighing_id="w7")
        await settle()
        del before[hour(7)]
        assert await rows() == before

    async def test_another_time_moves_it(self, act, rows, settle):
        before = await rows()
        await act("edit_weighing", weighing_id="w7", time=(START - timedelta(days=3)).isoformat())
        await settle()
        after = await rows()
        assert after.pop(hour(-3))[2:] == before.pop(hour(7))[2:]
        assert after == before

    async def test_another_person_takes_it_along(self, act, rows, settle):
        before = await rows("body_fat")
        await act("assign_weighing", weighing_id="w7", person="Anna")
        await settle()
        assert set(await rows(person_id=ANNA)) == {hour(7)}
        assert set(await rows("body_fat", ANNA)) == {hour(7)}
        del before[hour(7)]
        assert await rows("body_fat") == before
        # And back: what has no row is no statistic any more.
        await act("assign_weighing", weighing_id="w7", person="guest")
        await settle()
        assert await rows(person_id=ANNA) == {}

    async def test_what_is_taken_back_leaves_them(self, household, rows, settle):
        before = await rows()
        await household.records.unassign("w7")
        await settle()
        del before[hour(7)]
        assert await rows() == before

    async def test_a_statistic_without_rows_is_none(self, hass, act, settle):
        def ids(found):
            return {each["statistic_id"] for each in found}

        await act("assign_weighing", weighing_id="w7", person="Anna")
        await settle()
        assert f"body_scale:{ANNA}_weight" in ids(await async_list_statistic_ids(hass))
        await act("assign_weighing", weighing_id="w7", person="Ben")
        await settle()
        assert not [
            each
            for each in ids(await async_list_statistic_ids(hass))
            if each.startswith(f"body_scale:{ANNA}")
        ]


@pytest.mark.usefixtures("many")
class TestStart:
    async def test_nothing_is_compared_when_nothing_changed(self, act, restart, rows):
        assert await restart() == []
        await act("edit_weighing", weighing_id="w7", weight=90.0)
        await act("delete_weighing", weighing_id="w8")
        await act("record_weighing", weight=85.0, person="Ben")
        before = await rows()
        assert await restart() == []
        assert await rows() == before

    async def test_what_only_the_journal_got_is_written_and_nothing_else(
        self, household, restart, rows
    ):
        """A power cut between the journal and the recorder."""
        before = await rows()

        def write(database):
            stored.change(database, imported(7, weight_kg=90.0))
            discarded.discard(database, "w8", dt_util.utcnow())
            stored.add(database, [imported(40)])

        household.writer.journal.run(write)
        assert await restart() == [hour(7), hour(8), hour(40)]
        after = await rows()
        assert after.pop(hour(40))[2] == 84.0
        assert after.pop(hour(7))[2] == 90.0
        del before[hour(7)], before[hour(8)]
        assert after == before

    @pytest.mark.parametrize("how", ["row lost", "value of before", "row of before"])
    async def test_an_older_recorder_database(self, hass, restart, rows, how):
        before = await rows()

        def damage():
            with session_scope(session=get_instance(hass).get_session()) as session:
                row = session.get(Statistics, before[hour(7)][0])
                if how == "row lost":
                    session.delete(row)
                elif how == "value of before":
                    row.mean = 90.0
                else:
                    row.start_ts = hour(50).timestamp()

        await get_instance(hass).async_add_executor_job(damage)
        assert len(await restart()) >= DAYS
        after = await rows()
        assert {at: row[2:] for at, row in after.items()} == {
            at: row[2:] for at, row in before.items()
        }
        assert {at for at in before if after[at][0] != before[at][0]} <= {hour(7)}
        assert await restart() == []

    async def test_formulas_of_another_version(self, hass, restart, rows):
        before = await rows()
        with patch.object(statistics, "async_get_loaded_integration") as integration:
            integration.return_value.version = "99.0.0"
            assert len(await restart()) == DAYS
            assert await restart() == []
        # Compared, but not written.
        assert await rows() == before

    async def test_another_name(self, hass, entry, settle, rows):
        before = await rows()
        ben = entry.get_subentries_of_type("person")[1]
        hass.config_entries.async_update_subentry(entry, ben, title="Benjamin")
        await settle()
        names = {
            each["statistic_id"]: each["name"] for each in await async_list_statistic_ids(hass)
        }
        assert names[f"body_scale:{BEN}_weight"] == "Benjamin weight"
        assert names[f"body_scale:{BEN}_body_fat"] == "Benjamin body fat"
        assert await rows() == before

    async def test_another_profile(self, hass, entry, settle, rows):
        weights, before = await rows(), await rows("bmi")
        change = Change(hass, entry)
        ben = change.find("Ben")
        change.update("Ben", profiles=[{**ben.data["profiles"][-1], "height": 200.0}])
        await settle()
        after = await rows("bmi")
        assert after.keys() == before.keys() != set()
        # 182 cm before.
        for at, row in before.items():
            assert after[at][2] == pytest.approx(row[2] * (182 / 200) ** 2, rel=1e-3)
        assert await rows() == weights

    async def test_a_person_who_goes_and_comes_back(self, hass, entry, ben, settle, rows):
        before = await rows("bmi")
        change = Change(hass, entry)
        change.remove("Ben")
        await settle()
        change.add(ben)
        await settle()
        assert await rows("bmi") == before != {}

    async def test_a_person_who_was_erased_before_a_power_cut(self, household, restart, rows):
        household.writer.journal.run(
            lambda database: (stored.erase(database, BEN), stored_people.erase(database, BEN))
        )
        # As if Ben's subentry were gone, too: nobody writes for him any more.
        with (
            patch.object(stored_people, "store_person"),
            patch("custom_components.body_scale.household.start.store_person"),
        ):
            await restart()
        for measure in ("weight", "body_fat"):
            assert await rows(measure) == {}


async def test_many_hours_are_many_tasks(household, settle, rows):
    sizes = []

    def note(instance, session, series, hours):
        sizes.append(len(hours))
        return write(instance, session, series, hours)

    write = recording.write
    with patch.object(recording, "write", note):
        await household.records.add([imported(number) for number in range(250)], quiet=True)
        await settle()
    assert sizes == [100, 100, 50]
    assert len(await rows()) == 250


async def test_many_rows_are_few_statements(hass, household, settle, rows):
    inserts = []

    def note(connection, cursor, statement, parameters, context, executemany):
        if statement.startswith("INSERT INTO statistics "):
            inserts.append(len(parameters) if executemany else 1)

    engine = get_instance(hass).engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        await household.records.add([imported(number) for number in range(DAYS)], quiet=True)
        await settle()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(await rows()) == DAYS
    # One a measure at most; of hundred thousand weighings it would be millions.
    assert len(inserts) <= len(MEASURES) < sum(inserts)


async def test_a_fault_of_the_recorder_is_tried_again(household, settle, rows, caplog):
    faults = [RuntimeError("the recorder is busy")]

    def fail_once(*args, **values):
        if faults:
            raise faults.pop()
        return write(*args, **values)

    write = recording.write
    with (
        patch.object(recording, "write", fail_once),
        patch.object(statistics, "_RETRY_S", 0),
    ):
        await household.records.add([imported(1), replace(imported(2), person_id=ANNA)])
        # The weighing is shown nevertheless.
        assert household.view.latest(BEN) == imported(1)
        await settle()
    assert set(await rows()) == {hour(1)}
    assert set(await rows(person_id=ANNA)) == {hour(2)}
    assert "could not be written" in caplog.text
