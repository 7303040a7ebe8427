"""From the scale to the sensor: what is heard becomes one weighing of the right person."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from .bluetooth import ADDRESS, IN_SOCKS, IN_SOCKS_REMOVED, MOVING, REMOVED, SOCKS, WEIGHED
from .household import birth_date, person_subentry
from .stored import everything, memory_of, weighings_of


def value(hass, entity_id):
    return hass.states.get(entity_id).state


async def pass_time(hass, freezer, seconds):
    freezer.tick(seconds)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
def people(ben):
    return [ben]


async def test_a_captured_weighing_reaches_the_sensors(hass, air, household):
    await air.hear(MOVING)
    assert value(hass, "sensor.mi_scale_weighing_state") == "measuring"
    assert float(value(hass, "sensor.mi_scale_live_weight")) == 84.95
    await air.hear(WEIGHED)
    assert float(value(hass, "sensor.ben_weight")) == 85.15
    assert value(hass, "sensor.mi_scale_weighing_state") == "done"
    # (1 - (L - 0.8) / W) * 100 with L = 9.058 h² + 0.32 W + 12.226 - 0.0068 Z - 0.0542 a.
    age = (dt_util.now().date() - dt_util.parse_date("1986-02-03")).days / 365.25
    lean = 9.058 * 1.82**2 + 0.32 * 85.15 + 12.226 - 0.0068 * 428 - 0.0542 * age
    fat = (1 - (lean - 0.8) / 85.15) * 100
    assert float(value(hass, "sensor.ben_body_fat")) == pytest.approx(fat, abs=1e-3)
    assert float(value(hass, "sensor.ben_bmi")) == pytest.approx(85.15 / 1.82**2, abs=1e-3)


async def test_the_event_carries_the_whole_record(hass, air, household):
    await air.hear(MOVING, WEIGHED)
    for entity_id in ("event.ben_weighing", "event.body_scale_weighing"):
        attributes = hass.states.get(entity_id).attributes
        assert attributes["event_type"] == "weighed"
        assert attributes["person"] == "Ben"
        assert attributes["person_id"] == "ben0123456789"
        assert attributes["weight"] == 85.15
        assert attributes["impedance"] == 428
        assert attributes["scale"] == ADDRESS
        assert attributes["origin"] == "live"
        assert attributes["assigned_by"] == "auto"
        assert attributes["metrics"]["bmi"] == pytest.approx(25.706, abs=1e-3)
        assert dt_util.parse_datetime(attributes["measured_at"]).tzinfo


async def test_repeats_and_replays_are_one_weighing(hass, air, household, entry):
    await air.hear(MOVING, WEIGHED, WEIGHED, REMOVED, WEIGHED, REMOVED)
    assert len(weighings_of(household, "ben0123456789")) == 1
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await air.hear(REMOVED, WEIGHED)
    household = entry.runtime_data
    assert len(weighings_of(household, "ben0123456789")) == 1
    assert float(value(hass, "sensor.ben_weight")) == 85.15


async def test_a_weighing_without_impedance_comes_after_its_patience(
    hass, air, household, freezer: FrozenDateTimeFactory
):
    await air.hear(WEIGHED, REMOVED)
    assert value(hass, "sensor.ben_body_fat") not in {"unknown", "unavailable"}
    await air.hear(IN_SOCKS)
    await pass_time(hass, freezer, 19)
    assert float(value(hass, "sensor.ben_weight")) == 85.15
    await pass_time(hass, freezer, 2)
    # What needs the impedance is unknown, not yesterday's.
    assert float(value(hass, "sensor.ben_weight")) == 85.35
    assert value(hass, "sensor.ben_body_fat") == "unknown"
    assert float(value(hass, "sensor.ben_bmi")) == pytest.approx(85.35 / 1.82**2, abs=1e-3)
    await air.hear(IN_SOCKS_REMOVED)
    assert len(weighings_of(household, "ben0123456789")) == 2


async def test_states_last_over_a_restart_and_while_the_scale_sleeps(
    hass, air, household, entry, freezer
):
    await air.hear(MOVING, WEIGHED)
    weighed_at = value(hass, "sensor.ben_last_weighing")
    await pass_time(hass, freezer, 3600)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert float(value(hass, "sensor.ben_weight")) == 85.15
    assert value(hass, "sensor.ben_last_weighing") == weighed_at
    assert value(hass, "sensor.mi_scale_weighing_state") == "idle"
    assert value(hass, "sensor.mi_scale_last_seen") not in {"unknown", "unavailable"}


async def test_the_time_is_when_it_was_heard_not_when_it_was_looked_at(hass, air, household):
    await air.hear(WEIGHED, age=600.0)
    measured = dt_util.parse_datetime(value(hass, "sensor.ben_last_weighing"))
    age = dt_util.utcnow() - measured
    # More is the test's own time.
    assert timedelta(seconds=599) < age < timedelta(seconds=900)


async def test_a_small_object_is_nobodys_weighing(hass, air, household, freezer):
    await air.hear("0624b2070101002e3800004c04")
    await pass_time(hass, freezer, 30)
    assert value(hass, "sensor.ben_weight") == "unknown"
    assert value(hass, "sensor.body_scale_pending") == "0"
    assert memory_of(household, ADDRESS)["records"][0]["weight_kg"] == 5.5


@pytest.mark.parametrize("flags", ["0624", "0224"], ids=["object bit", "no bit"])
async def test_what_a_scale_settles_on_after_a_weighing_is_no_question(
    hass, air, household, freezer, flags
):
    await air.hear(MOVING, WEIGHED)
    await pass_time(hass, freezer, 20)
    await air.hear(f"{flags}b20705040f021500000203")
    await pass_time(hass, freezer, 30)
    assert [each.weight_kg for each in everything(household)] == [85.15]
    assert value(hass, "sensor.body_scale_pending") == "0"
    assert value(hass, "select.body_scale_last_weighing") == "Ben"
    # Its record is remembered, so that it isn't looked at again.
    assert memory_of(household, ADDRESS)["records"][-1]["weight_kg"] == 3.85


class TestBaby:
    """A member of eight kilograms, and an adult."""

    @pytest.fixture
    def people(self, ben):
        return [
            ben,
            person_subentry("Leo", sex="male", weight=8.0, birth_date=birth_date(1), height=72.0),
        ]

    @pytest.mark.parametrize("flags", ["0624", "0224"], ids=["object bit", "no bit"])
    async def test_is_weighed(self, hass, air, household, freezer, flags):
        await air.hear(f"{flags}b20705040f021500006806")
        await pass_time(hass, freezer, 30)
        assert float(value(hass, "sensor.leo_weight")) == 8.2


class TestTwoPeople:
    """With several people the nearest is taken, and otherwise somebody has to be asked."""

    @pytest.fixture
    def people(self, anna, ben):
        return [anna, ben]

    async def test_the_nearest_by_weight(self, hass, air, household, freezer):
        await air.hear(MOVING, WEIGHED, REMOVED, SOCKS)
        await pass_time(hass, freezer, 30)
        assert float(value(hass, "sensor.ben_weight")) == 85.15
        assert float(value(hass, "sensor.anna_weight")) == 61.75

    async def test_in_between_is_pending(self, hass, air, household, freezer):
        # 73.4 kg, 503 ohm: between Anna's 62 and Ben's 85.
        await air.hear("0226e607020e10293af7015839")
        assert value(hass, "sensor.body_scale_pending") == "1"
        pending = hass.states.get("sensor.body_scale_pending").attributes["weighings"]
        assert [(each["person"], each["weight"]) for each in pending] == [(None, 73.4)]
        assert set(pending[0]["candidates"]) == {"Anna", "Ben", "nobody"}
        assert hass.states.get("event.body_scale_weighing").attributes["event_type"] == "pending"
        assert value(hass, "event.ben_weighing") == "unknown"
        assert value(hass, "sensor.ben_weight") == value(hass, "sensor.anna_weight") == "unknown"
        assert [w.weight_kg for w in weighings_of(household, None)] == [73.4]


class TestSpared:
    """Who isn't to be measured by impedance gets no metrics of it."""

    @pytest.fixture
    def people(self, ben):
        ben["data"]["profiles"][0]["no_impedance_metrics"] = True
        return [ben]

    async def test_no_metrics_from_the_impedance(self, hass, air, household):
        await air.hear(WEIGHED)
        assert float(value(hass, "sensor.ben_bmi")) == pytest.approx(25.706, abs=1e-3)
        assert value(hass, "sensor.ben_body_fat") == "unknown"
        assert float(value(hass, "sensor.ben_weight")) == 85.15


class TestChild:
    """Adult composition doesn't apply to the young."""

    @pytest.fixture
    def people(self, ben):
        ben["data"]["profiles"][0]["birth_date"] = birth_date(14)
        return [ben]

    async def test_only_the_body_mass_index(self, hass, air, household):
        await air.hear(WEIGHED)
        shown = {
            state.entity_id
            for state in hass.states.async_all("sensor")
            if state.entity_id.startswith("sensor.ben_") and state.state != "unknown"
        }
        assert shown == {
            f"sensor.ben_{key}" for key in ("weight", "bmi", "last_weighing", "weight_trend")
        }
