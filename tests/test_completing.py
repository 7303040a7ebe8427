"""A scale remembers the impedance of a weighing that was heard without one: it is added to that."""

from dataclasses import replace
from datetime import timedelta
import sqlite3
from unittest.mock import patch

from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.household.records import Records
from custom_components.body_scale.household.waiting import LOST_ISSUE
from custom_components.body_scale.model import AssignedBy, Origin, Reading, Weighing
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS
from .household import person_subentry
from .stored import everything, memory_of, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
MEMORY = Memory(clock_offset=timedelta(seconds=3))


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def at():
    return dt_util.utcnow().replace(microsecond=0) - timedelta(hours=1)


@pytest.fixture
def complete(hass, entry):
    """Return a function that lets the scale say what it remembers of a weighing."""

    async def of(*readings):
        records = entry.runtime_data.records
        assert await records.async_store(ADDRESS, (), MEMORY, completing=readings)
        await hass.async_block_till_done(wait_background_tasks=True)

    return of


@pytest.fixture
async def heard(hass, household, at, told):
    """Let Ben be heard without an impedance."""
    await household.records.add_readings(
        ADDRESS, [Reading(weight_kg=85.0, measured_at=at)], Memory()
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    told.clear()
    [weighing] = weighings_of(household, BEN)
    return weighing


def record(at, weight_kg=85.0, **values):
    return Reading(
        **{
            "weight_kg": weight_kg,
            "impedance": 480.0,
            "measured_at": at + timedelta(seconds=9),
            "origin": Origin.HISTORY,
            **values,
        }
    )


async def test_it_is_as_if_it_had_been_heard(hass, household, heard, at, told, complete):
    assert hass.states.get("sensor.ben_body_fat").state == "unknown"
    await complete(record(at, heart_rate=61))
    completed = replace(heard, impedance=480.0, heart_rate=61)
    assert everything(household) == [completed]
    [event] = told
    assert (event.type, event.weighing, event.people) == ("corrected", completed, {BEN})
    assert float(hass.states.get("sensor.ben_body_fat").state) > 0
    assert hass.states.get("event.ben_weighing").attributes["impedance"] == 480.0
    assert memory_of(household, ADDRESS) == MEMORY.as_dict()


async def test_it_is_one_transaction_with_the_scales_memory(hass, household, heard, at):
    def fail(database, changes):
        raise KeyError("mistake of a bridge")

    with patch.object(household.records._hook, "changed", fail):
        outcome = household.records.async_store(ADDRESS, (), MEMORY, completing=[record(at)])
        assert await outcome is False
    assert everything(household) == [heard]
    assert memory_of(household, ADDRESS) != MEMORY.as_dict()
    # No weighing was lost.
    assert ir.async_get(hass).async_get_issue(DOMAIN, LOST_ISSUE) is None


async def test_whoever_has_it_keeps_it(household, heard, at, complete):
    await household.records.assign(heard.weighing_id, ANNA)
    await complete(record(at))
    [weighing] = weighings_of(household, ANNA)
    assert (weighing.impedance, weighing.assigned_by) == (480.0, AssignedBy.USER)


async def test_what_is_of_no_weighing_is_left_out(household, heard, at, told, complete):
    await complete(record(at, 85.1), record(at - timedelta(days=1)))
    assert everything(household) == [heard]
    assert told == []
    assert memory_of(household, ADDRESS) == MEMORY.as_dict()


async def test_what_was_told_before_is_stored_before(hass, household, at):
    live = Reading(weight_kg=85.0, measured_at=at)
    household.records.async_take(ADDRESS, [live], Memory())
    assert await household.records.async_store(ADDRESS, (), MEMORY, completing=[record(at)])
    [weighing] = everything(household)
    assert weighing.impedance == 480.0


class TestOfNobodySoFar:
    """Anna and Ben weigh the same; their impedances differ."""

    @pytest.fixture
    def people(self):
        alike = {"sex": "female", "birth_date": "1990-05-17", "height": 168.0}
        return [person_subentry("Anna", **alike), person_subentry("Ben", **alike)]

    @pytest.fixture
    async def known(self, hass, household, at):
        own = [
            Weighing(
                weighing_id=f"{person_id}{day}",
                scale="import",
                measured_at=at - timedelta(days=day),
                weight_kg=65.0 + day % 3 / 10,
                impedance=ohm + day % 5,
                person_id=person_id,
                origin=Origin.IMPORT,
            )
            for person_id, ohm in ((ANNA, 400.0), (BEN, 560.0))
            for day in range(1, 31)
        ]
        await household.records.add(own, quiet=True)

    @pytest.fixture
    async def pending(self, hass, household, known, at, told):
        live = Reading(weight_kg=65.1, measured_at=at)
        await household.records.add_readings(ADDRESS, [live], Memory())
        await hass.async_block_till_done(wait_background_tasks=True)
        told.clear()
        [weighing] = weighings_of(household, None)
        return weighing

    @pytest.mark.parametrize(("ohm", "whose"), [(402.0, ANNA), (561.0, BEN)])
    async def test_the_impedance_tells_whose_it_is(
        self, hass, household, pending, at, told, complete, ohm, whose
    ):
        await complete(record(at, 65.1, impedance=ohm))
        [given] = [w for w in everything(household) if w.origin is Origin.LIVE]
        assert (given.weighing_id, given.person_id) == (pending.weighing_id, whose)
        assert given.impedance == ohm
        assert [(e.type, e.weighing, e.people) for e in told] == [("corrected", given, {whose})]
        assert hass.states.get("sensor.body_scale_pending").state == "0"

    async def test_what_is_still_a_question_has_its_new_odds(
        self, household, pending, at, told, complete
    ):
        await complete(record(at, 65.1, impedance=475.0))
        [weighing] = weighings_of(household, None)
        assert weighing.impedance == 475.0
        assert weighing.candidates.keys() == pending.candidates.keys()
        assert weighing.candidates != pending.candidates
        assert [(e.type, e.weighing, e.people) for e in told] == [
            ("corrected", weighing, frozenset())
        ]

    async def test_where_a_member_left_it_stays_one(
        self, hass, household, entry, pending, at, complete
    ):
        await household.records.change(
            pending.weighing_id, lambda old: replace(old, candidates={"erased": 1.0, "nobody": 0.0})
        )
        await complete(record(at, 65.1, impedance=402.0))
        [weighing] = weighings_of(household, None)
        assert (weighing.impedance, weighing.candidates) == (402.0, {"erased": 1.0, "nobody": 0.0})

    async def test_what_cannot_be_read_stays_one_until_something_is_learned(
        self, hass, household, pending, at, complete
    ):
        with (
            patch.object(
                household.records._relook, "_undecided", side_effect=sqlite3.OperationalError
            ),
            patch.object(Records, "async_look_again"),
        ):
            await complete(record(at, 65.1, impedance=402.0))
        [weighing] = weighings_of(household, None)
        assert weighing == replace(pending, impedance=402.0)
        household.records.async_look_again()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert weighings_of(household, None) == []

    async def test_what_is_set_aside_stays_so_without_a_word(
        self, hass, household, entry, known, at, told, complete
    ):
        hass.config_entries.async_update_entry(entry, options={"strangers": "set_aside"})
        await hass.async_block_till_done(wait_background_tasks=True)
        live = Reading(weight_kg=18.0, measured_at=at)
        await household.records.add_readings(ADDRESS, [live], Memory())
        told.clear()
        [aside] = weighings_of(household, "guest")
        await complete(record(at, 18.0, impedance=700.0))
        [weighing] = weighings_of(household, "guest")
        assert (weighing.weighing_id, weighing.impedance) == (aside.weighing_id, 700.0)
        assert told == []

    async def test_afterwards_what_else_waits_is_looked_at_again(
        self, hass, household, pending, at, complete
    ):
        other = Reading(weight_kg=65.2, measured_at=at + timedelta(minutes=5))
        await household.records.add_readings(ADDRESS, [other], Memory())
        await hass.async_block_till_done(wait_background_tasks=True)
        found = []
        with patch.object(
            Records,
            "async_look_again",
            lambda _: found.extend(w.weight_kg for w in weighings_of(household, None)),
        ):
            await complete(record(at, 65.1, impedance=402.0))
        assert found == [65.2]
