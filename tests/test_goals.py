"""A goal: how far it is, when it may be reached, and sensors that come and go with it."""

from datetime import date, timedelta
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.household import goals
from custom_components.body_scale.household.goals import goal_of, goal_text
from custom_components.body_scale.model import Origin, Weighing

from .bluetooth import MOVING
from .changing import Change, undisturbed
from .household import birth_date

ANNA, BEN = "anna0123456789", "ben0123456789"
DISTANCE, DATE = "sensor.anna_goal_distance", "sensor.anna_goal_date"
OWN = (DISTANCE, DATE)
ANSWERS = {"name": "Anna", "sex": "female", "birth_date": "1990-05-17", "height": 168}
DAY = timedelta(days=1)


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def change(hass, entry):
    return Change(hass, entry)


@pytest.fixture
def noon(hass, morning, freezer):
    """Let it be noon of the house: no midnight comes in between."""
    freezer.move_to(dt_util.now().replace(hour=12))


def losing(*, days=60, last=70.0, a_day=0.1, person=ANNA, until=timedelta(minutes=1)):
    """Return weighings of somebody who loses so much a day up to now."""
    newest = dt_util.utcnow() - until
    return [
        Weighing(
            weighing_id=f"{person} {until} {day}",
            scale="import",
            measured_at=newest - day * DAY,
            weight_kg=last + a_day * day,
            person_id=person,
            origin=Origin.IMPORT,
        )
        for day in range(days, -1, -1)
    ]


@pytest.fixture
async def lost(hass, household, noon):
    """Let Anna have lost 0.1 kg a day for two months: 70 kg by now."""
    await household.records.add(losing(), quiet=True)
    await hass.async_block_till_done(wait_background_tasks=True)
    return household


@pytest.fixture
def aim(change):
    """Return a function that gives Anna a goal."""

    async def set_goal(**goal):
        change.update("Anna", goal=goal)
        await change.settle()

    return set_goal


@pytest.fixture
def fill_in(hass, entry):
    """Return a function that fills in Anna's form."""

    async def submit(**answers):
        flows = hass.config_entries.subentries
        anna = next(each for each in entry.subentries.values() if each.title == "Anna")
        result = await flows.async_init(
            (entry.entry_id, "person"),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": anna.subentry_id},
        )
        result = await flows.async_configure(
            result["flow_id"], ANSWERS | {"valid_from": "always"} | answers
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    return submit


def goal_saved(entry):
    return next(each for each in entry.subentries.values() if each.title == "Anna").data["goal"]


def number(hass, entity_id):
    return float(hass.states.get(entity_id).state)


def today():
    return dt_util.now().date()


class TestSensors:
    async def test_without_a_goal_there_are_none(self, hass, lost):
        assert [hass.states.get(each) for each in OWN] == [None, None]

    async def test_the_distance_is_the_trend_minus_the_goal(self, hass, lost, aim):
        await aim(goal_weight=68.0)
        trend = number(hass, "sensor.anna_weight_trend")
        assert number(hass, DISTANCE) == pytest.approx(trend - 68.0, abs=0.011)
        await aim(goal_weight=75.0)
        assert number(hass, DISTANCE) == pytest.approx(trend - 75.0, abs=0.011)
        assert number(hass, DISTANCE) < 0

    async def test_the_day_is_where_the_trend_leads(self, hass, lost, aim):
        await aim(goal_weight=68.0)
        # The trend comes within 0.2 kg, 0.1 kg a day.
        days = (number(hass, "sensor.anna_weight_trend") - 68.2) / 0.1
        state = hass.states.get(DATE)
        likely = date.fromisoformat(state.state)
        assert abs((likely - today()).days - days) <= 1
        assert state.attributes["device_class"] == "date"
        assert today().isoformat() < state.attributes["earliest"] < state.state
        assert state.state < state.attributes["latest"]
        assert state.attributes["reached"] is False
        assert state.attributes["on_time"] is None

    @pytest.mark.parametrize(("days", "on_time"), [(7, False), (200, True)])
    async def test_whether_it_is_in_time(self, hass, lost, aim, days, on_time):
        await aim(goal_weight=68.0, goal_date=(today() + days * DAY).isoformat())
        assert hass.states.get(DATE).attributes["on_time"] is on_time

    async def test_unknown_where_the_trend_leads_away(self, hass, lost, aim):
        await aim(goal_weight=80.0, goal_date=(today() + 200 * DAY).isoformat())
        state = hass.states.get(DATE)
        assert state.state == "unknown"
        assert {key: state.attributes[key] for key in ("earliest", "latest", "on_time")} == (
            dict.fromkeys(("earliest", "latest", "on_time"))
        )

    async def test_unknown_without_a_weighing(self, hass, household, aim):
        await aim(goal_weight=68.0)
        assert [hass.states.get(each).state for each in OWN] == ["unknown", "unknown"]
        assert hass.states.get(DATE).attributes["reached"] is None

    async def test_they_follow_each_weighing(self, hass, lost, aim, act, freezer):
        await aim(goal_weight=68.0)
        before, then = number(hass, DISTANCE), hass.states.get(DATE).state
        freezer.tick(DAY)
        await act("record_weighing", weight=66.0, person="Anna")
        trend = number(hass, "sensor.anna_weight_trend")
        assert number(hass, DISTANCE) == pytest.approx(trend - 68.0, abs=0.011)
        assert number(hass, DISTANCE) < before - 0.2
        assert hass.states.get(DATE).state < then

    async def test_a_weighing_of_somebody_else_does_not_write_them(self, hass, lost, aim):
        await aim(goal_weight=68.0)
        with undisturbed(hass, ("ben", "body_scale")):
            await lost.records.add(losing(days=1, last=85.0, person=BEN), quiet=True)
            await hass.async_block_till_done(wait_background_tasks=True)

    async def test_a_month_without_a_weighing_ends_the_forecast(self, hass, lost, aim, freezer):
        await aim(goal_weight=66.0)
        assert hass.states.get(DATE).state != "unknown"
        # It was noon: 30 days are over in the middle of a day, and that day is the last.
        last = dt_util.start_of_local_day(today() + 30 * DAY)
        over = dt_util.start_of_local_day(today() + 31 * DAY)
        for at, is_over in ((last, False), (over - timedelta(minutes=1), False), (over, True)):
            freezer.move_to(at)
            async_fire_time_changed(hass, at)
            await hass.async_block_till_done(wait_background_tasks=True)
            assert (hass.states.get(DATE).state == "unknown") is is_over
        assert number(hass, DISTANCE) > 0

    async def test_a_minor_has_none(self, hass, lost, aim, change):
        await aim(goal_weight=68.0)
        profile = change.find("Anna").data["profiles"][-1]
        change.update("Anna", profiles=[{**profile, "birth_date": birth_date(15)}])
        await change.settle()
        assert hass.states.get(DATE).state == "unknown"
        assert number(hass, DISTANCE) > 0

    async def test_pounds_in_the_us(self, hass, lost, entry, aim):
        hass.config.units = US_CUSTOMARY_SYSTEM
        await aim(goal_weight=68.0)
        state = hass.states.get(DISTANCE)
        assert state.attributes["unit_of_measurement"] == "lb"
        kg = goal_of(lost.view, lost.people[ANNA]).distance_kg
        assert float(state.state) == round(kg / 0.45359237, 2)


class TestComingAndGoing:
    async def test_nothing_else_changes(self, hass, lost, fill_in):
        with undisturbed(hass, OWN):
            await fill_in(goal={"goal_weight": 68.0})
        assert hass.states.get(DISTANCE)
        with undisturbed(hass, OWN):
            await fill_in(goal={"goal_weight": 66.0})
        with undisturbed(hass, OWN):
            await fill_in(goal={})
        assert [hass.states.get(each) for each in OWN] == [None, None]
        registry = er.async_get(hass)
        assert not [each for each in OWN if registry.async_get(each)]
        await fill_in(goal={"goal_weight": 68.0})
        assert hass.states.get(DISTANCE)

    async def test_one_that_was_given_up_meanwhile(self, hass, lost, entry, aim, change):
        await aim(goal_weight=68.0)
        assert await hass.config_entries.async_unload(entry.entry_id)
        change.update("Anna", goal={})
        assert await hass.config_entries.async_setup(entry.entry_id)
        await change.settle()
        assert [hass.states.get(each) for each in OWN] == [None, None]

    async def test_it_outlives_a_restart(self, hass, lost, entry, aim, change):
        await aim(goal_weight=68.0)
        before = [hass.states.get(each).state for each in OWN]
        assert await hass.config_entries.async_reload(entry.entry_id)
        await change.settle()
        assert [hass.states.get(each).state for each in OWN] == before

    async def test_who_goes_and_comes_back(self, hass, lost, air, aim, change):
        await aim(goal_weight=68.0)
        anna = change.find("Anna").as_dict()
        # Whoever stands there may be her: she stays a member until then.
        await air.hear(MOVING)
        change.remove("Anna")
        await change.settle()
        assert [hass.states.get(each) for each in OWN] == [None, None]
        change.add(anna)
        await change.settle()
        assert hass.states.get(DISTANCE)
        change.remove("Anna")
        await change.settle()
        assert not [each for each in OWN if er.async_get(hass).async_get(each)]


class TestStart:
    async def test_it_is_where_the_trend_was_when_the_goal_was_set(self, hass, lost, aim):
        since = today() - 20 * DAY
        await aim(goal_weight=66.0, goal_since=since.isoformat())
        progress = goal_of(lost.view, lost.people[ANNA])
        # 20 days ago: the trend has fallen by as much as the weight.
        assert progress.start_kg - progress.distance_kg - 66.0 == pytest.approx(2.0, abs=0.05)

    @pytest.mark.parametrize(
        ("distance", "start", "reached", "progress"),
        [
            (5.0, 80.0, False, 0.5),
            (-5.0, 60.0, False, 0.5),
            (12.0, 80.0, False, 0.0),
            (0.1, 80.0, True, 1.0),
            (1.0, 70.0, False, 0.0),
            (None, None, None, None),
        ],
    )
    def test_how_much_of_the_way_is_gone(self, distance, start, reached, progress):
        goal = goals.GoalProgress(70.0, None, distance_kg=distance, start_kg=start, reached=reached)
        assert goal.progress == progress

    async def test_it_is_the_first_weighing_of_a_goal_that_was_there_before(self, hass, lost, aim):
        await aim(goal_weight=66.0, goal_since=(today() - 400 * DAY).isoformat())
        assert goal_of(lost.view, lost.people[ANNA]).start_kg == pytest.approx(76.0)

    async def test_a_goal_without_its_day_counts_from_three_months_ago(self, hass, lost, aim):
        older = losing(last=90.0, a_day=0.0, until=100 * DAY)
        await lost.records.add(older, quiet=True)
        await aim(goal_weight=66.0)
        # The first of the 61 daily weighings, whose trend is still near the 90 kg before.
        assert 76.0 < goal_of(lost.view, lost.people[ANNA]).start_kg < 78.0

    async def test_beyond_the_goal_it_is_reached(self, hass, lost, aim):
        since = (today() - 20 * DAY).isoformat()
        await aim(goal_weight=71.5, goal_since=since)
        assert number(hass, DISTANCE) < -0.2
        assert hass.states.get(DATE).state == "unknown"
        assert hass.states.get(DATE).attributes["reached"] is True

    async def test_the_form_remembers_when_the_weight_was_set(
        self, hass, lost, entry, fill_in, freezer
    ):
        first = today().isoformat()
        await fill_in(goal={"goal_weight": 68.0})
        assert goal_saved(entry) == {"goal_weight": 68.0, "goal_since": first}
        freezer.tick(3 * DAY)
        by = (today() + 90 * DAY).isoformat()
        await fill_in(goal={"goal_weight": 68.0, "goal_date": by})
        assert goal_saved(entry) == {
            "goal_weight": 68.0,
            "goal_date": by,
            "goal_since": first,
        }
        # A section that isn't sent stays as it is.
        await fill_in()
        assert goal_saved(entry)["goal_since"] == first
        await fill_in(goal={"goal_weight": 66.0})
        assert goal_saved(entry) == {"goal_weight": 66.0, "goal_since": today().isoformat()}
        await fill_in(goal={})
        assert goal_saved(entry) == {}

    async def test_one_saved_without_its_day_stays_so(self, hass, lost, entry, aim, fill_in):
        await aim(goal_weight=66.0)
        await fill_in(goal={"goal_weight": 66.0})
        assert goal_saved(entry) == {"goal_weight": 66.0}


class TestForm:
    async def test_a_day_that_has_passed_is_an_error_when_it_is_new(
        self, hass, lost, entry, aim, fill_in
    ):
        passed = (today() - DAY).isoformat()
        goal = {"goal_weight": 68.0, "goal_date": passed}
        assert (await fill_in(goal=goal))["errors"] == {"goal": "goal_date_past"}
        assert goal_saved(entry) == {}
        # One that is saved may have passed since.
        await aim(**goal)
        assert (await fill_in(goal=goal | {"goal_weight": 67.0}))["reason"]
        assert goal_saved(entry)["goal_weight"] == 67.0

    async def test_today_is_not_over(self, hass, lost, entry, fill_in):
        goal = {"goal_weight": 68.0, "goal_date": today().isoformat()}
        await fill_in(goal=goal)
        assert goal_saved(entry)["goal_date"] == today().isoformat()

    async def test_a_day_alone_is_no_goal(self, hass, lost, fill_in):
        result = await fill_in(goal={"goal_date": (today() + DAY).isoformat()})
        assert result["errors"] == {"goal": "goal_weight_required"}


class TestText:
    @pytest.fixture
    def text(self, lost):
        def of(forecast=None, **values):
            values = {"distance_kg": 3.24, "reached": False} | values
            progress = goals.GoalProgress(65.0, None, forecast=forecast, **values)
            return goal_text(lost.view.words, progress)

        return of

    def test_how_far(self, text):
        assert text() == "3.2 kg to go"
        assert text(distance_kg=-3.24) == "3.2 kg to go"
        assert text(distance_kg=-1.0, reached=True) == "goal reached"
        assert text(distance_kg=None, reached=None) is None

    def test_when(self, text, freezer):
        freezer.move_to("2026-11-29T12:00:00Z")
        assert text(likely(2027, 2, 20)) == "3.2 kg to go, about 20 February"
        assert text(likely(2027, 11, 20)) == "3.2 kg to go, about 20 November 2027"

    def test_in_pounds(self, hass, text):
        hass.config.units = US_CUSTOMARY_SYSTEM
        assert text() == "7.1 lb to go"

    def test_in_the_homes_language(self, hass, text, freezer):
        freezer.move_to("2026-11-29T12:00:00Z")
        german = {
            "to_go_until": "noch {weight}, etwa {day}",
            "day": "{day}. {month}",
            "month_2": "Februar",
        }
        found = {f"component.body_scale.common.goal_{key}": each for key, each in german.items()}
        with patch.object(goals, "async_get_cached_translations", return_value=found):
            assert text(likely(2027, 2, 20)) == "noch 3.2 kg, etwa 20. Februar"


def likely(*day):
    return goals.Forecast(date(*day), date(*day), date(*day))


async def test_nobody_without_a_goal_has_progress(household):
    assert goal_of(household.view, household.people[ANNA]) is None
