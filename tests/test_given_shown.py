"""What the scale itself says of a body is stored with the weighing and shown beside ours."""

from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.model import Given, Origin, Reading, Weighing
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS
from .household import birth_date, person_subentry
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


class TestImported:
    """Of an imported weighing without an impedance, what its file says is shown."""

    @pytest.fixture
    def bring(self, hass, household):
        async def add(**values):
            weighing = Weighing(
                weighing_id="w",
                scale="import",
                measured_at=dt_util.utcnow(),
                weight_kg=85.0,
                person_id="ben0123456789",
                **{"origin": Origin.IMPORT, "given": SAID, **values},
            )
            await household.records.add([weighing], quiet=True)
            await hass.async_block_till_done(wait_background_tasks=True)
            return household.view.as_dict(weighing)

        return add

    def state(self, hass, key):
        return hass.states.get(f"sensor.ben_{key}").state

    @pytest.mark.parametrize("formula_set", ["mi_fit", "mi_fit_legacy", "published", "scale"])
    async def test_in_every_set(self, hass, bring):
        told = await bring()
        assert self.state(hass, "body_fat") == "20.5"
        assert self.state(hass, "water") == "55.25"
        assert self.state(hass, "muscle_mass") == "62.0"
        # Two parts of the weight follow from the fat.
        assert told["metrics"]["fat_mass"] == pytest.approx(85 * 0.205, abs=0.001)
        assert told["metrics"]["lean_body_mass"] == pytest.approx(85 * 0.795, abs=0.001)
        assert "body_fat" not in told["missing"]
        assert told["metrics"]["protein"] is None

    async def test_beside_what_needs_no_impedance(self, hass, bring):
        told = await bring()
        assert told["metrics"]["basal_metabolism"]
        assert told["missing"]["bone_mass"] == "no_impedance"

    async def test_one_with_an_impedance_is_computed(self, hass, bring):
        told = await bring(impedance=430.0)
        assert told["metrics"]["body_fat"] != 20.5
        assert told["given"]["body_fat"] == 20.5

    async def test_one_that_was_measured_here_is_not(self, hass, bring):
        told = await bring(origin=Origin.LIVE)
        assert told["metrics"]["body_fat"] is None
        assert told["missing"]["body_fat"] == "no_impedance"

    async def test_charts_show_it_too(self, hass, bring, hass_ws_client):
        await bring()
        client = await hass_ws_client()
        wish = {"person_id": "ben0123456789", "metric": "body_fat"}
        await client.send_json_auto_id({"type": "body_scale/series", **wish})
        [point] = (await client.receive_json())["result"]["points"]
        assert point[1] == 20.5

    class TestSafety:
        @pytest.fixture
        def people(self, request):
            minor, excluded = (
                person_subentry("Ben", sex="male", birth_date=birth_date(age), height=182.0, **more)
                for age, more in ((15, {}), (40, {"no_impedance_metrics": True}))
            )
            return [minor if request.param == "minor" else excluded]

        @pytest.mark.parametrize("people", ["minor", "spared"], indirect=True)
        async def test_withholds_it(self, hass, bring, request):
            told = await bring()
            assert told["metrics"]["body_fat"] is None
            assert told["metrics"]["water"] is None
            assert told["missing"]["body_fat"] == request.node.callspec.params["people"]
            assert told["given"] == {}
