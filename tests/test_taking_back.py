"""An answer that was wrong is taken back: the weighing waits for another one."""

from datetime import timedelta
from unittest.mock import patch

from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.household.checks import ServiceValidationError
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.writer import NotStoredError
from custom_components.body_scale.model import AssignedBy, Origin, Weighing

from .changing import Change
from .stored import everything, weighing, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
BETWEEN = "0226e607020e10293af701283c"
"""77 kg, 503 ohm: beyond the limits of both."""


@pytest.fixture
def people(anna, ben):
    anna["data"]["identification"]["weight_max"] = 70.0
    ben["data"]["identification"]["weight_min"] = 80.0
    return [anna, ben]


@pytest.fixture
def take_back(hass, household):
    async def perform(weighing_id):
        await household.records.unassign(weighing_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        return weighing(household, weighing_id)

    return perform


@pytest.fixture
def given(household):
    """Return a function that stores a month of daily weighings of Ben, and returns the newest."""

    async def store(**values):
        noon = dt_util.utcnow().replace(hour=12, minute=0)
        past = [
            Weighing(
                **{
                    "weighing_id": f"w{day}",
                    "scale": "import",
                    "measured_at": noon - timedelta(days=day),
                    "weight_kg": 85.0 + day % 3 / 10,
                    "person_id": BEN,
                    "origin": Origin.IMPORT,
                    **values,
                }
            )
            for day in range(30, 0, -1)
        ]
        await household.records.add(past, quiet=True)
        return past[-1]

    return store


def value(hass, entity_id):
    return hass.states.get(entity_id).state


async def test_all_is_as_before_the_answer(hass, air, household, act, take_back):
    await air.hear(BETWEEN)
    [asked] = everything(household)
    before = {state.entity_id: state.state for state in hass.states.async_all("sensor")}
    await act("assign_weighing", weighing_id=asked.weighing_id, person="Ben")
    assert value(hass, "sensor.ben_weight") == "77.0"
    back = await take_back(asked.weighing_id)
    assert (back.person_id, back.candidates.keys()) == (None, asked.candidates.keys())
    assert back.candidates == pytest.approx(asked.candidates)
    assert back.reason == asked.reason
    assert (back.measured_at, back.impedance) == (asked.measured_at, asked.impedance)
    after = {state.entity_id: state.state for state in hass.states.async_all("sensor")}
    assert after == before
    event = hass.states.get("event.ben_weighing").attributes
    assert (event["event_type"], event["person_id"]) == ("corrected", None)


async def test_what_seems_certain_waits_for_a_person_all_the_same(
    hass, household, given, act, take_back
):
    certain = await given()
    back = await take_back(certain.weighing_id)
    assert (back.person_id, back.assigned_by) == (None, AssignedBy.USER)
    assert back.candidates[BEN] > 0.9
    # Neither what is learned later nor a restart gives it.
    await act("record_weighing", weight=85.1, person="Ben")
    assert await hass.config_entries.async_reload(household.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    household = household.entry.runtime_data
    assert [each.weighing_id for each in weighings_of(household, None)] == ["w1"]
    await act("assign_weighing", weighing_id="w1", person="Anna")
    assert [each.weighing_id for each in weighings_of(household, ANNA)] == ["w1"]


async def test_what_it_taught_itself_does_not_count(household, act, take_back):
    # Ben's only weighing is no evidence for Ben.
    only = await act("record_weighing", respond=True, weight=77.0, person="Ben")
    before = everything(household)[0].candidates
    back = await take_back(only["weighing_id"])
    assert back.candidates == pytest.approx(before)


async def test_what_was_imported_may_be_of_those_who_were_members(household, given, take_back):
    imported = await given(candidates={})
    back = await take_back(imported.weighing_id)
    assert back.candidates.keys() == {ANNA, BEN, "nobody"}


async def test_a_guests_and_one_that_was_set_aside(household, given, take_back):
    await given(person_id="guest", assigned_by=AssignedBy.AUTO)
    assert (await take_back("w2")).person_id is None
    await household.records.assign("w3", "guest")
    assert (await take_back("w3")).person_id is None


async def test_one_that_is_pending_stays_as_it_is(household, given, take_back):
    pending = await given(person_id=None)
    before = weighing(household, pending.weighing_id)
    assert await take_back(pending.weighing_id) == before


async def test_one_that_does_not_exist(household, take_back):
    with pytest.raises(ServiceValidationError) as raised:
        await take_back("none")
    assert raised.value.translation_key == "unknown_weighing"


async def test_of_somebody_who_left(hass, household, entry, given, take_back):
    of_ben = await given()
    change = Change(hass, entry)
    change.remove("Ben")
    await change.settle()
    back = await take_back(of_ben.weighing_id)
    assert back.person_id is None
    assert hass.states.get("sensor.body_scale_pending").state == "1"


async def test_nobody_it_could_be(hass, household, given, take_back):
    await given(candidates={"erased": 1.0})
    for each in (ANNA, BEN):
        household.identifier.roster.async_erase(each)
    with patch.object(household.identifier.roster, "members_between", return_value={}):
        back = await take_back("w1")
    assert household.view.words.reason(back.reason) == "there is nobody it could be"


async def test_a_failing_identification_takes_it_back_too(household, given, take_back, caplog):
    await given()
    with patch.object(household.identifier, "_identify", side_effect=ZeroDivisionError):
        back = await take_back("w1")
    assert back.person_id is None
    assert household.view.words.reason(back.reason) == "the identification failed"
    caplog.clear()


async def test_a_journal_that_cannot_be_read_changes_nothing(household, given, take_back):
    await given()
    with (
        patch.object(Journal, "run", side_effect=OSError),
        pytest.raises(NotStoredError),
    ):
        await take_back("w1")
    assert weighing(household, "w1").person_id == BEN
