"""What the scale itself says of a body is stored with the weighing and shown beside ours."""

from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.model import Given, Reading
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS
from .household import person_subentry
from .stored import weighings_of

SAID = Given(body_fat=20.5, water=55.25, muscle_mass=62.0)
SEGMENTS = (19.8, 283.0, 279.9, 244.7, 259.7)


@pytest.fixture
def formula_set():
    return "mi_fit"


@pytest.fixture
def people(ben, formula_set):
    ben["data"]["metrics"]["formula_set"] = formula_set
    return [ben]


@pytest.fixture
def weigh(hass, household):
    async def take(**measured):
        reading = Reading(weight_kg=85.0, measured_at=dt_util.utcnow(), **measured)
        household.records.async_take(ADDRESS, [reading], Memory())
        await hass.async_block_till_done(wait_background_tasks=True)

    return take


def event(hass):
    return hass.states.get("event.ben_weighing").attributes


def said(hass, key):
    return hass.states.get(f"sensor.ben_{key}").attributes.get("measured_by_scale")


async def test_beside_ours(hass, household, weigh):
    await weigh(impedance=430.0, given=SAID)
    ours = float(hass.states.get("sensor.ben_body_fat").state)
    assert ours != 20.5
    assert said(hass, "body_fat") == 20.5
    assert said(hass, "water") == 55.25
    assert said(hass, "muscle_mass") == 62.0
    assert said(hass, "protein") is None
    event = hass.states.get("event.ben_weighing").attributes
    assert event["given"] == {"body_fat": 20.5, "water": 55.25, "muscle_mass": 62.0}
    [stored] = weighings_of(household, "ben0123456789")
    assert stored.given == SAID


async def test_it_outlives_a_restart_and_is_gone_with_the_next_weighing(
    hass, household, entry, weigh
):
    await weigh(given=SAID)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert said(hass, "body_fat") == 20.5
    household = entry.runtime_data
    reading = Reading(weight_kg=85.1, measured_at=dt_util.utcnow())
    household.records.async_take(ADDRESS, [reading], Memory())
    await hass.async_block_till_done(wait_background_tasks=True)
    assert said(hass, "body_fat") is None


@pytest.mark.parametrize("formula_set", ["scale"])
async def test_in_the_place_of_ours(hass, household, weigh):
    await weigh(impedance=430.0, given=SAID)
    assert hass.states.get("sensor.ben_body_fat").state == "20.5"
    assert hass.states.get("sensor.ben_protein").state == "unknown"
    event = hass.states.get("event.ben_weighing").attributes
    assert event["formula_set"] == "scale"
    assert event["missing"]["protein"] == "not_given"


async def test_what_a_scale_knows_of_its_battery_and_of_segments(hass, household, weigh, act):
    await weigh(battery=84, segments=SEGMENTS)
    assert (event(hass)["battery"], event(hass)["segments"]) == (84, list(SEGMENTS))
    [listed] = (await act("get_weighings", respond=True))["weighings"]
    assert (listed["battery"], listed["segments"]) == (84, list(SEGMENTS))
    # Nothing of ours is computed from segments.
    assert listed["missing"]["body_fat"] == "no_impedance"
    [stored] = weighings_of(household, "ben0123456789")
    assert (stored.battery, stored.segments) == (84, SEGMENTS)
    await weigh()
    assert (event(hass)["battery"], event(hass)["segments"]) == (None, None)


async def test_segments_are_shown_of_nobody_in_particular_to_nobody(hass, household, act, weigh):
    await weigh(battery=84, segments=SEGMENTS)
    await act("assign_weighing", weighing_id="last", person="guest")
    [listed] = (await act("get_weighings", respond=True))["weighings"]
    assert (listed["person"], listed["battery"], listed["segments"]) == ("guest", 84, None)
    await act("assign_weighing", weighing_id="last", person="Ben")
    assert event(hass)["segments"] == list(SEGMENTS)


class TestExcluded:
    """In pregnancy or with an implant nothing is shown of a current through the body."""

    @pytest.fixture
    def people(self, ben):
        ben["data"]["profiles"][0]["no_impedance_metrics"] = True
        return [ben]

    async def test_the_journal_has_segments_and_nothing_shows_them(self, hass, household, weigh):
        await weigh(given=SAID, battery=84, segments=SEGMENTS)
        assert (event(hass)["battery"], event(hass)["segments"]) == (84, None)
        assert event(hass)["given"] == {}
        [stored] = weighings_of(household, "ben0123456789")
        assert stored.segments == SEGMENTS


class TestMinors:
    """Children are shown no composition, whoever computed it."""

    @pytest.fixture
    def people(self):
        born = dt_util.now().date().replace(year=dt_util.now().year - 12, day=1).isoformat()
        return [person_subentry("Ben", sex="male", birth_date=born, height=182.0, weight=85.0)]

    async def test_are_shown_nothing_of_it(self, hass, household, weigh):
        await weigh(given=SAID, segments=SEGMENTS)
        assert hass.states.get("sensor.ben_weight").state == "85.0"
        assert said(hass, "body_fat") is None
        assert (event(hass)["given"], event(hass)["segments"]) == ({}, None)
        [stored] = weighings_of(household, "ben0123456789")
        assert stored.segments == SEGMENTS
