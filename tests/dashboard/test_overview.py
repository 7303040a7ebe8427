"""The overview has everything that a dashboard shows first, of any household."""

from datetime import timedelta
from unittest.mock import patch

from homeassistant.components.bluetooth import async_get_advertisement_callback
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.body_scale.dashboard.context import Context
from custom_components.body_scale.dashboard.scales import as_scale
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.model import Unit
from custom_components.body_scale.session import Session, sample

from ..bluetooth import ADDRESS, MOVING, WEIGHED, service_info
from ..household import birth_date, person_subentry
from .conftest import ANNA, BEN

BETWEEN = "0226e607020e10293af701283c"
"""77 kg, 503 ohm."""
SETTLED = "0224b20705040f020100008642"
"""85.15 kg, before the impedance is there."""
EMPTY = "0204b20705040f023b00000000"
"""Nothing, a minute after WEIGHED by the scale's clock."""


def sampled():
    """Return a session in which a sample of 62 kg has been played."""
    session, began = Session(sample.TRAITS), dt_util.utcnow()
    for after_s, frame in sample.frames(62.0, 540.0, Unit.KG):
        session.hear(frame, began + timedelta(seconds=after_s))
    return session


async def test_of_people_who_were_never_weighed_there_is_a_sensible_picture(ask):
    overview = await ask("overview")
    assert [each["name"] for each in overview["people"]] == ["Anna", "Ben"]
    for person in overview["people"]:
        assert (person["latest"], person["previous"], person["trend"]) == (None, None, None)
        assert (person["bars"], person["days"], person["count"]) == ([], [], 0)
        assert person["composition"] == {"now": None, "before": None}
    assert (overview["pending"], overview["pending_count"], overview["recent"]) == ([], 0, [])
    assert overview["unit"] == "kg"


async def test_one_weighing(air, person):
    await air.hear(MOVING, WEIGHED)
    ben = await person("Ben")
    assert (ben["latest"]["text"], ben["latest"]["scale"]) == ("85.2 kg", "Mi Scale")
    assert ben["latest"]["when_text"].startswith("today ")
    assert ben["previous"] is None
    assert ben["change"] == {"previous": None, "7d": None, "30d": None}
    assert (ben["trend"], ben["count"]) == (85.15, 1)
    assert ben["days"] == [dt_util.now().date().isoformat()]
    assert ben["entity"] == "sensor.ben_weight"
    assert ben["claim_button"] == "button.ben_next_weighing"


async def test_values_are_those_of_the_sensors(hass, air, person):
    await air.hear(MOVING, WEIGHED)
    ben = await person("Ben")
    assert {"weight", "body_fat", "water", "muscle_mass", "bmi"} <= {
        each["metric"] for each in ben["bars"]
    }
    for bar in ben["bars"]:
        state = hass.states.get(f"sensor.ben_{bar['metric']}")
        assert bar["value"] == float(state.state)
        assert bar["grade"] == state.attributes.get("grade")
        assert bar["names"] == state.attributes.get("grades", [])
        assert bar["bounds"] == state.attributes.get("bounds", [])
        assert bar["unit"] == state.attributes.get("unit_of_measurement")
    assert ben["latest"]["metrics"]["body_type"] == hass.states.get("sensor.ben_body_type").state
    assert ben["trend"] == float(hass.states.get("sensor.ben_weight_trend").state)


async def test_changes_are_those_of_the_trend_sensors(hass, store, weighed, person):
    await store(*(weighed(day, 80 + day / 10) for day in range(40)))
    ben = await person("Ben")
    assert ben["change"]["previous"] == -0.1
    assert ben["change"]["7d"] == float(hass.states.get("sensor.ben_weight_change_7d").state) < 0
    assert ben["change"]["30d"] == float(hass.states.get("sensor.ben_weight_change_30d").state)


async def test_a_bar_is_read_aloud_with_its_normal_range(air, person):
    await air.hear(MOVING, WEIGHED)
    bars = {each["metric"]: each for each in (await person("Ben"))["bars"]}
    bmi = bars["bmi"]
    assert bmi["spoken"] == f"{bmi['text']}, Overweight, normal is 18.5 to 25"
    assert bars["body_fat"]["spoken"].split(",")[0] == (
        bars["body_fat"]["text"].replace("%", "percent")
    )
    lowest = bars["basal_metabolism"]["bounds"][0]
    assert bars["basal_metabolism"]["spoken"].endswith(f"normal is from {lowest:.0f}")
    assert bars["fat_mass"]["spoken"] == bars["fat_mass"]["text"]


async def test_a_value_is_compared_with_that_of_a_month_before(ago, store, weighed, person):
    await store(
        weighed(70, 90.0, impedance=480.0),
        weighed(33, 84.0, impedance=480.0),
        weighed(31, 83.0),
        weighed(2, 82.0, impedance=480.0),
    )
    ben = await person("Ben")
    bars = {each["metric"]: each for each in ben["bars"]}
    # The nearest that has a body composition.
    assert bars["weight"]["before"] == 84.0
    assert bars["body_fat"]["before"] is not None
    assert dt_util.parse_datetime(ben["before_at"]) == ago(33)
    before = ben["composition"]["before"]
    assert sum(part["mass"] for part in before) == pytest.approx(84.0, abs=0.05)


async def test_a_body_is_the_sum_of_its_parts(air, person):
    await air.hear(MOVING, WEIGHED)
    now = (await person("Ben"))["composition"]["now"]
    assert [part["part"] for part in now][:3] == ["fat", "muscle", "bone"]
    assert sum(part["mass"] for part in now) == pytest.approx(85.15, abs=0.05)
    assert sum(part["percent"] for part in now) == pytest.approx(100, abs=0.3)


async def test_without_an_impedance_it_says_why(act, person):
    await act("record_weighing", weight=84.0, person="Ben")
    ben = await person("Ben")
    assert ben["composition"]["now"] is None
    assert ben["missing"]["body_fat"] == {
        "key": "no_impedance",
        "text": "No impedance this time: bare, dry feet",
    }
    assert ben["latest"]["scale"] == "typed in"


class TestWithoutAnImpedanceThisTime:
    async def test_what_is_lacking_is_there_from_the_time_before(self, ago, store, weighed, person):
        await store(
            weighed(40, 90.0, impedance=480.0),
            weighed(9, 84.0, impedance=480.0),
            weighed(5, 83.0),
            weighed(1, 82.0),
        )
        ben = await person("Ben")
        earlier = {each["metric"]: each for each in ben["earlier"]["bars"]}
        assert dt_util.parse_datetime(ben["earlier"]["measured_at"]) == ago(9)
        # Its fat is that of the 84 kg.
        fat = earlier["fat_mass"]["value"] / earlier["body_fat"]["value"] * 100
        assert fat == pytest.approx(84.0, rel=0.005)
        assert set(earlier) == set(ben["missing"]) - {"body_type"}
        # What this weighing has isn't among it.
        assert not set(earlier) & {each["metric"] for each in ben["bars"]}

    async def test_with_one_nothing_is_old(self, store, weighed, person):
        await store(weighed(9, 84.0, impedance=480.0), weighed(1, 82.0, impedance=480.0))
        assert (await person("Ben"))["earlier"] is None

    async def test_nothing_was_ever_measured(self, store, weighed, person):
        await store(weighed(9, 84.0), weighed(1, 82.0))
        assert (await person("Ben"))["earlier"] is None


class TestWithoutWhatTheProfileExcludes:
    @pytest.fixture
    def people(self, ben):
        ben["data"]["profiles"][0]["no_impedance_metrics"] = True
        return [ben]

    async def test_nothing_is_shown_from_before(self, store, weighed, person):
        await store(weighed(9, 84.0, impedance=480.0), weighed(1, 82.0))
        ben = await person("Ben")
        assert ben["missing"]["body_fat"]["key"] == "spared"
        assert ben["earlier"] is None


class TestCharted:
    async def test_what_the_newest_weighings_have(self, store, weighed, person):
        await store(weighed(9, 84.0, impedance=480.0), weighed(1, 82.0))
        assert {"weight", "bmi", "body_fat", "water"} <= set((await person("Ben"))["charted"])
        assert (await person("Anna"))["charted"] == []

    async def test_without_an_impedance_no_body_composition(self, store, weighed, person):
        await store(weighed(9, 84.0), weighed(1, 82.0))
        charted = set((await person("Ben"))["charted"])
        assert {"weight", "bmi"} <= charted
        assert not charted & {"body_fat", "water", "muscle_mass"}


async def test_healthy_weights_are_those_of_the_height(person):
    healthy = (await person("Ben"))["healthy"]
    assert healthy == {"low": round(18.5 * 1.82**2, 1), "high": round(25 * 1.82**2, 1)}


async def test_everything_in_the_homes_unit(hass, air, person, ask):
    hass.config.units = US_CUSTOMARY_SYSTEM
    await air.hear(MOVING, WEIGHED)
    ben = await person("Ben")
    assert (await ask("overview"))["unit"] == "lb"
    assert (ben["latest"]["weight"], ben["latest"]["text"]) == (187.72, "187.7 lb")
    assert ben["healthy"]["high"] == pytest.approx(82.81 * 2.20462, abs=0.1)
    masses = [part["mass"] for part in ben["composition"]["now"]]
    assert sum(masses) == pytest.approx(187.72, abs=0.05)


class TestMinors:
    @pytest.fixture
    def people(self):
        return [
            person_subentry("Leo", sex="male", birth_date=birth_date(9), height=135.0, weight=30.0)
        ]

    async def test_a_minor_has_neither_grades_nor_a_healthy_band(self, act, person):
        await act("record_weighing", weight=30.0, person="Leo", impedance=600)
        leo = await person("Leo")
        assert leo["minor"]
        assert leo["healthy"] is None
        assert {each["metric"] for each in leo["bars"]} == {"weight", "bmi"}
        assert all(each["grade"] is None and each["bounds"] == [] for each in leo["bars"])
        assert leo["missing"]["body_fat"]["text"] == "Not shown under 18"


class TestGoals:
    @pytest.fixture
    def people(self, anna, ben):
        ben["data"]["goal"] = {"goal_weight": 80.0, "goal_date": "2199-01-01"}
        return [anna, ben]

    async def test_the_way_to_it_is_that_of_the_sensors(self, hass, store, weighed, person):
        await store(*(weighed(day, 83 + day / 10) for day in range(40)))
        goal = (await person("Ben"))["goal"]
        assert (goal["weight"], goal["date"], goal["reached"]) == (80.0, "2199-01-01", False)
        assert goal["distance"] == float(hass.states.get("sensor.ben_goal_distance").state)
        gone = goal["start"] - goal["weight"] - goal["distance"]
        assert goal["progress"] == pytest.approx(gone / (goal["start"] - goal["weight"]), abs=0.01)
        likely = hass.states.get("sensor.ben_goal_date")
        assert goal["forecast"]["likely"] == likely.state
        assert goal["forecast"]["earliest"] <= likely.state <= goal["forecast"]["latest"]
        assert "kg to go, about" in goal["text"]

    async def test_before_anything_is_known(self, person, store, weighed):
        goal = (await person("Ben"))["goal"]
        assert (goal["weight"], goal["distance"], goal["forecast"]) == (80.0, None, None)
        assert (await person("Anna"))["goal"] is None


class TestPending:
    async def test_whose_it_may_be_the_likeliest_first(self, air, ask):
        await air.hear(BETWEEN)
        overview = await ask("overview")
        [pending] = overview["pending"]
        assert overview["pending_count"] == 1
        assert (pending["person_id"], pending["person"]) == (None, None)
        chances = [each["probability"] for each in pending["candidates"]]
        assert chances == sorted(chances, reverse=True)
        differences = {each["name"]: each["difference"] for each in pending["candidates"]}
        # From the first guesses: 62 and 85 kg.
        assert differences == {"Anna": 15.0, "Ben": -8.0}
        assert pending["reason"]

    async def test_how_far_it_is_from_what_they_weighed_then(self, ask, hass, store, weighed):
        # Without `nobody` they aren't looked at again.
        chances = {"person_id": None, "candidates": {BEN: 0.5, ANNA: 0.2}}
        await store(
            weighed(9, 80.0),
            weighed(4, 90.0),
            weighed(6, 84.0, **chances),
            weighed(1, 84.5, **chances),
        )
        trend = float(hass.states.get("sensor.ben_weight_trend").state)
        new, old = (each["candidates"][0] for each in (await ask("overview"))["pending"])
        assert (new["name"], old["name"]) == ("Ben", "Ben")
        assert new["difference"] == pytest.approx(84.5 - trend, abs=0.1)
        assert old["difference"] == 4.0

    async def test_the_newest_first(self, ask, store, weighed):
        await store(*(weighed(day, person_id=None) for day in (9, 2, 5)))
        found = [each["weighing_id"] for each in (await ask("overview"))["pending"]]
        assert found == ["w2", "w5", "w9"]


async def test_the_last_five_of_anybody(ask, store, weighed):
    await store(
        *(weighed(day, 85 - day / 10) for day in range(1, 8)),
        weighed(0, 62.0, person_id=ANNA, weighing_id="annas"),
    )
    recent = (await ask("overview"))["recent"]
    assert [each["weighing_id"] for each in recent] == ["annas", "w1", "w2", "w3", "w4"]
    assert [each["difference"] for each in recent] == [None, 0.1, 0.1, 0.1, 0.1]


async def test_what_is_set_aside_is_not_among_them(ask, store, weighed):
    await store(weighed(1, person_id="guest", assigned_by="auto"), weighed(2, person_id="guest"))
    [guest] = (await ask("overview"))["recent"]
    assert (guest["weighing_id"], guest["person"]) == ("w2", "a guest")


async def test_a_claim_counts_down(hass, person):
    before = dt_util.utcnow()
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.ben_next_weighing"}, blocking=True
    )
    until = dt_util.parse_datetime((await person("Ben"))["claim_until"])
    assert timedelta(minutes=4.9) < until - before < timedelta(minutes=5.1)
    assert (await person("Anna"))["claim_until"] is None


async def test_metrics_that_a_chart_may_show_have_names(ask):
    metrics = (await ask("overview"))["metrics"]
    assert metrics[0] == {"key": "weight", "name": "Weight", "unit": "kg"}
    assert {"key": "visceral_fat", "name": "Visceral fat", "unit": None} in metrics


async def test_a_journal_that_cannot_be_read_now_hides_nothing_in_memory(air, person):
    await air.hear(MOVING, WEIGHED)
    with patch.object(Journal, "run", side_effect=OSError):
        ben = await person("Ben")
    assert (ben["latest"]["weight"], ben["count"]) == (85.15, 1)


class TestScales:
    async def test_a_scale_at_rest(self, ask):
        [scale] = (await ask("overview"))["scales"]
        assert (scale["name"], scale["state"], scale["hint"]) == ("Mi Scale", "idle", None)
        assert not scale["occupied"]
        assert (scale["live_weight"], scale["progress"], scale["silent_days"]) == (None, None, 0)
        assert (scale["last_seen"], scale["last_seen_text"]) == (None, None)
        assert scale["device_id"]

    async def test_while_somebody_stands_on_it(self, air, ask):
        await air.hear(MOVING)
        [scale] = (await ask("overview"))["scales"]
        assert (scale["state"], scale["hint"]) == ("measuring", "Stand still")
        assert scale["occupied"]
        assert scale["live_weight"] > 0
        assert scale["last_seen_text"] == "just now"

    async def test_while_it_measures_the_impedance_it_is_told_how_long(self, air, household):
        await air.hear(MOVING, SETTLED)
        scale = household.scales[ADDRESS]
        context = Context(household)
        context.now = scale.session.deadline - timedelta(seconds=scale.session.traits.patience / 4)
        data = as_scale(context, scale)
        assert (data["state"], data["occupied"], data["progress"]) == ("stand_still", True, 0.75)
        assert dt_util.parse_datetime(data["until"]) == scale.session.deadline
        assert data["hint"].startswith("Stay on it")

    async def test_afterwards(self, air, ask):
        await air.hear(MOVING, WEIGHED)
        [scale] = (await ask("overview"))["scales"]
        assert (scale["state"], scale["state_text"]) == ("done", "Done")
        assert scale["last_weighing"]["weight"] == 85.15
        assert scale["last_weighing"]["person"] == "Ben"

    async def test_whoever_steps_on_next_isnt_named_after_who_was_before(
        self, hass, air, ask, household
    ):
        await air.hear(MOVING, WEIGHED)
        # Heard a moment ago, and not stored yet.
        async_get_advertisement_callback(hass)(service_info(BETWEEN))
        now = as_scale(Context(household), household.scales[ADDRESS])
        assert (now["state"], now["live_weight"], now["last_weighing"]) == ("done", 77.0, None)
        await hass.async_block_till_done(wait_background_tasks=True)
        [scale] = (await ask("overview"))["scales"]
        assert scale["last_weighing"]["weight"] == 77.0

    async def test_what_a_weighing_was_stays_though_the_scale_is_empty(self, air, ask):
        await air.hear(MOVING, WEIGHED, EMPTY)
        [scale] = (await ask("overview"))["scales"]
        assert (scale["state"], scale["live_weight"], scale["live_text"]) == (
            "done",
            85.15,
            "85.2 kg",
        )
        assert scale["last_weighing"]["person"] == "Ben"

    async def test_a_sample_is_nobodys(self, air, ask, household):
        await air.hear(MOVING, WEIGHED)
        household.scales[ADDRESS].async_show(sampled())
        [scale] = (await ask("overview"))["scales"]
        assert (scale["state"], scale["sample"], scale["live_weight"]) == ("done", True, 62.0)
        assert scale["last_weighing"] is None

    @pytest.mark.parametrize(
        ("seconds", "text", "days"),
        [
            (59, "just now", 0),
            (60, "1 min ago", 0),
            (2 * 3600, "2 h ago", 0),
            (31 * 86400, "31 d ago", 31),
        ],
    )
    async def test_how_long_it_was_silent(self, air, household, freezer, seconds, text, days):
        await air.hear(MOVING, WEIGHED)
        scale = household.scales[ADDRESS]
        freezer.move_to(scale.heard_at + timedelta(seconds=seconds))
        data = as_scale(Context(household), scale)
        assert (data["last_seen_text"], data["silent_days"]) == (text, days)
