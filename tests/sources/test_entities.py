"""A scale made of entities: what they show one after the other is one weighing, and nothing else is."""

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.journal import weighings as stored

from ..household import person_subentry

SCALE_ID = "0123456789abcdef0123456789abcdef"
WEIGHT = "sensor.bath_weight"
IMPEDANCE = "sensor.bath_impedance"
IMPEDANCE_250 = "sensor.bath_impedance_high"
HEART_RATE = "sensor.bath_heart_rate"
PROFILE = "sensor.bath_profile"


class House:
    """A house with a scale made of entities, driven by their states."""

    def __init__(self, hass, entry, freezer):
        self.hass = hass
        self.entry = entry
        self.freezer = freezer

    async def show(self, entity_id, state, unit="kg"):
        attributes = {"unit_of_measurement": unit} if entity_id == WEIGHT else {}
        self.hass.states.async_set(entity_id, str(state), attributes)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def wait(self, seconds=6.0):
        self.freezer.tick(seconds)
        async_fire_time_changed(self.hass)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def weigh(self, state, **more):
        """Show a weight and let it settle."""
        await self.show(WEIGHT, state)
        for entity_id, value in more.items():
            await self.show(entity_id, value)
        await self.wait()

    async def start(self):
        assert await self.hass.config_entries.async_setup(self.entry.entry_id)
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def restart(self, **states):
        """Stop the household, let the other integration come back with these states, and start."""
        assert await self.hass.config_entries.async_unload(self.entry.entry_id)
        for entity_id in (WEIGHT, IMPEDANCE, IMPEDANCE_250, HEART_RATE, PROFILE):
            self.hass.states.async_remove(entity_id)
        for name, state in states.items():
            await self.show(f"sensor.bath_{name}", state)
        await self.wait(600)
        await self.start()

    def weighings(self):
        """Return the journal's weighings, oldest first."""
        journal = self.entry.runtime_data.writer.journal
        return journal.run(lambda db: stored.between(db, None, None))

    def weights(self):
        return [round(each.weight_kg, 2) for each in self.weighings()]

    def state(self, entity_id):
        return self.hass.states.get(entity_id).state


@pytest.fixture
def settings():
    """Return what differs from the usual settings; tests override this."""
    return {}


@pytest.fixture
def people(ben):
    return [ben]


@pytest.fixture
def house(hass, people, settings, freezer, enable_bluetooth):
    """Return the house, not started yet."""
    freezer.move_to("2026-05-20T07:00:00+00:00")
    scale = {
        "data": {
            "source": "entities",
            "weight_entity": WEIGHT,
            "impedance_entity": IMPEDANCE,
            "impedance_250khz_entity": IMPEDANCE_250,
            "heart_rate_entity": HEART_RATE,
            "profile_entity": PROFILE,
            "settle": 5,
            **settings,
        },
        "subentry_type": "scale",
        "title": "Bath",
        "unique_id": SCALE_ID,
    }
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=[*people, scale]
    )
    entry.add_to_hass(hass)
    return House(hass, entry, freezer)


@pytest.fixture
async def running(house):
    """Return the house, started while the scale shows yesterday's weighing."""
    await house.show(WEIGHT, 84.0)
    await house.show(IMPEDANCE, 430)
    await house.wait(3600)
    await house.start()
    return house


class TestWeighing:
    """A change of the weight begins one; it is complete when nothing has changed for a while."""

    async def test_weight_impedances_and_heart_rate_are_one(self, running):
        await running.show(WEIGHT, 85.2)
        assert running.state("sensor.bath_weighing_state") == "measuring"
        assert running.state("sensor.bath_live_weight") == "85.2"
        await running.wait(3)
        await running.show(IMPEDANCE, 428.5)
        await running.wait(4)
        await running.show(IMPEDANCE_250, 380)
        await running.show(HEART_RATE, 71)
        await running.show(PROFILE, 2)
        await running.wait(4)
        assert running.weights() == []
        await running.wait(2)
        [weighing] = running.weighings()
        assert weighing.weight_kg == 85.2
        assert (weighing.impedance, weighing.impedance_250khz) == (428.5, 380)
        assert (weighing.heart_rate, weighing.profile_id) == (71, 2)
        assert (weighing.scale, weighing.origin) == (SCALE_ID, "entity")
        assert weighing.measured_at.isoformat() == "2026-05-20T08:00:00+00:00"
        assert running.state("sensor.bath_weighing_state") == "done"
        assert running.state("sensor.ben_weight") == "85.2"

    async def test_the_first_number_after_our_start_is_nothing_new(self, running):
        await running.wait(60)
        await running.show(WEIGHT, 84.0)
        await running.wait(60)
        assert running.weights() == []

    async def test_flickering_is_one_weighing_with_the_last_value(self, running):
        for shown in (90.1, 90.3, 90.2):
            await running.show(WEIGHT, shown)
            await running.wait(4)
        assert running.weights() == []
        await running.wait(2)
        assert running.weights() == [90.2]

    async def test_repeats_are_one_weighing(self, running):
        await running.weigh(90.1)
        for _ in range(5):
            await running.weigh(90.1)
        assert running.weights() == [90.1]

    async def test_repeats_do_not_hold_it_back(self, running):
        await running.show(WEIGHT, 90.1)
        for _ in range(3):
            await running.wait(2)
            await running.show(WEIGHT, 90.1)
        assert running.weights() == [90.1]

    async def test_other_attributes_are_no_other_weight(self, running):
        await running.weigh(90.1)
        running.hass.states.async_set(
            WEIGHT, "90.1", {"unit_of_measurement": "kg", "friendly_name": "Weight"}
        )
        await running.wait()
        assert running.weights() == [90.1]

    async def test_several_people_one_after_the_other(self, running):
        for shown in (90.1, 62.0, 90.1):
            await running.weigh(shown)
        assert running.weights() == [90.1, 62.0, 90.1]

    async def test_what_is_settled_when_home_assistant_stops_is_not_lost(self, running):
        await running.show(WEIGHT, 90.1)
        await running.restart(weight=90.1)
        assert running.weights() == [90.1]

    @pytest.mark.parametrize("shown", ["heavy", "nan", "inf", "", "-3", "900"])
    async def test_what_is_no_weight_of_a_person(self, running, shown):
        await running.weigh(shown)
        assert running.weights() == []
        await running.weigh(85.2)
        assert running.weights() == [85.2]

    @pytest.mark.parametrize("unit", ["", "%", "m"])
    async def test_a_unit_that_is_no_more_one_of_mass(self, running, unit):
        await running.show(WEIGHT, 85.2, unit)
        await running.wait()
        assert running.weights() == []

    async def test_a_number_that_is_infinite_in_kg(self, running, caplog):
        await running.show(WEIGHT, 14.0, unit="st")
        await running.show(WEIGHT, 1e308, unit="st")
        await running.wait()
        assert running.weights() == []
        assert "non-finite" not in caplog.text

    async def test_another_source_waits_until_nobody_stands_there(self, hass, running):
        await running.show(WEIGHT, 90.1)
        [scale] = running.entry.get_subentries_of_type("scale")
        [heard] = running.entry.runtime_data.scales.values()
        before = heard.source
        data = {**scale.data, "settle": 7}
        hass.config_entries.async_update_subentry(running.entry, scale, data=data)
        await running.wait(1)
        assert heard.source is before
        await running.wait(60)
        await running.wait(60)
        assert heard.source is not before
        assert running.weights() == [90.1]


class TestUnits:
    """Whatever mass the entity shows, the weighing is in kg."""

    @pytest.mark.parametrize(
        ("number", "unit", "kg"),
        [(187.4, "lb", 85.0), (13.385, "st", 85.0), (85000, "g", 85.0), (2998.3, "oz", 85.0)],
    )
    async def test_converted(self, house, number, unit, kg):
        await house.show(WEIGHT, 0, unit)
        await house.start()
        await house.show(WEIGHT, number, unit)
        await house.wait()
        [weighing] = house.weighings()
        assert weighing.weight_kg == pytest.approx(kg, abs=0.01)
        assert weighing.unit == ("lb" if unit == "lb" else "kg")

    async def test_another_unit_is_no_other_weight(self, running):
        await running.weigh(85.2)
        await running.wait(3600)
        await running.show(WEIGHT, 187.83, "lb")
        await running.wait()
        assert running.weights() == [85.2]
        await running.show(WEIGHT, 190.0, "lb")
        await running.wait()
        assert running.weights() == [85.2, 86.18]


class TestOtherEntities:
    """They count if they were reported in this weighing, and never make one."""

    async def test_alone_they_are_no_weighing(self, running):
        await running.show(IMPEDANCE, 440)
        await running.show(HEART_RATE, 70)
        await running.wait(60)
        assert running.weights() == []

    async def test_yesterdays_impedance_does_not_count(self, running):
        await running.weigh(85.2)
        [weighing] = running.weighings()
        assert weighing.impedance is None
        assert running.state("sensor.ben_body_fat") == "unknown"

    async def test_one_from_a_minute_before_does_not_count(self, running):
        await running.show(IMPEDANCE, 440)
        await running.wait(60)
        await running.weigh(85.2)
        assert running.weighings()[0].impedance is None

    async def test_the_last_persons_does_not_count(self, running):
        await running.show(WEIGHT, 85.2)
        await running.wait(4)
        await running.show(IMPEDANCE, 440)
        await running.wait(5)
        await running.weigh(62.0)
        assert [each.impedance for each in running.weighings()] == [440, None]

    async def test_it_may_be_written_before_the_weight(self, running):
        await running.show(IMPEDANCE, 440)
        await running.weigh(85.2)
        assert running.weighings()[0].impedance == 440

    async def test_the_same_number_reported_once_more_counts(self, running):
        await running.show(WEIGHT, 85.2)
        await running.wait(1)
        await running.show(IMPEDANCE, 430)
        await running.wait()
        assert running.weighings()[0].impedance == 430

    async def test_one_that_comes_too_late_is_no_second_weighing(self, running):
        await running.weigh(85.2)
        await running.show(IMPEDANCE, 440)
        await running.wait()
        [weighing] = running.weighings()
        assert weighing.impedance is None

    async def test_an_old_one_that_becomes_available_again_does_not_count(self, running):
        await running.show(IMPEDANCE, STATE_UNAVAILABLE)
        await running.wait(3600)
        await running.show(WEIGHT, 85.2)
        await running.show(IMPEDANCE, 430)
        await running.wait()
        assert running.weighings()[0].impedance is None

    async def test_a_new_one_after_that_counts(self, running):
        await running.show(IMPEDANCE, STATE_UNAVAILABLE)
        await running.wait(3600)
        await running.weigh(85.2, **{IMPEDANCE: 431})
        assert running.weighings()[0].impedance == 431

    @pytest.mark.parametrize(
        "shown", [0, -1, STATE_UNKNOWN, STATE_UNAVAILABLE, "none", 3000, 65533]
    )
    async def test_what_is_no_impedance(self, running, shown):
        await running.weigh(85.2, **{IMPEDANCE: shown})
        assert running.weighings()[0].impedance is None

    async def test_the_larger_impedance_is_at_50_khz_whatever_the_names(self, running):
        await running.weigh(85.2, **{IMPEDANCE: 380, IMPEDANCE_250: 428})
        [weighing] = running.weighings()
        assert (weighing.impedance, weighing.impedance_250khz) == (428, 380)

    @pytest.mark.parametrize("name", ["heart_rate", "profile"])
    @pytest.mark.parametrize("shown", [1e20, 1e308, 1e4, 0.2, -1])
    async def test_what_is_no_heart_rate_and_no_slot(self, running, name, shown):
        await running.weigh(90.1, **{f"sensor.bath_{name}": shown})
        [weighing] = running.weighings()
        assert weighing.heart_rate is weighing.profile_id is None

    async def test_a_removed_entity_is_no_matter(self, hass, running):
        hass.states.async_remove(IMPEDANCE)
        await running.weigh(85.2)
        assert running.weights() == [85.2]


class TestAway:
    """Entities become unavailable, and come back with an old value."""

    @pytest.mark.parametrize("away", [STATE_UNAVAILABLE, STATE_UNKNOWN])
    async def test_the_last_number_after_that_is_nothing_new(self, running, away):
        await running.weigh(90.1)
        await running.weigh(away)
        await running.weigh(90.1)
        assert running.weights() == [90.1]

    @pytest.mark.parametrize("away", [STATE_UNAVAILABLE, STATE_UNKNOWN])
    async def test_another_number_is_a_weighing(self, running, away):
        await running.weigh(away)
        await running.weigh(90.1)
        assert running.weights() == [90.1]

    @pytest.mark.parametrize("away", [STATE_UNAVAILABLE, STATE_UNKNOWN])
    async def test_going_away_while_it_settles_loses_nothing(self, running, away):
        await running.show(WEIGHT, 90.1)
        await running.show(IMPEDANCE, 440)
        await running.show(WEIGHT, away)
        await running.show(IMPEDANCE, away)
        await running.wait()
        [weighing] = running.weighings()
        assert (weighing.weight_kg, weighing.impedance) == (90.1, 440)

    async def test_a_removed_weight_that_comes_back(self, hass, running):
        await running.weigh(90.1)
        hass.states.async_remove(WEIGHT)
        await running.wait()
        await running.weigh(90.1)
        assert running.weights() == [90.1]


class TestRestart:
    """A restart never gives a weighing."""

    async def test_the_last_value(self, running):
        await running.weigh(90.1, **{IMPEDANCE: 440})
        await running.restart(weight=90.1, impedance=440)
        await running.wait(60)
        assert running.weights() == [90.1]

    async def test_the_last_value_of_an_entity_that_comes_later(self, running):
        await running.weigh(90.1)
        await running.restart()
        for state in (STATE_UNAVAILABLE, STATE_UNKNOWN, 90.1):
            await running.show(WEIGHT, state)
            await running.wait()
        assert running.weights() == [90.1]

    async def test_an_older_value(self, running):
        await running.weigh(62.0)
        await running.weigh(90.1)
        await running.restart(weight=62.0)
        await running.wait(60)
        assert running.weights() == [62.0, 90.1]

    async def test_an_older_value_that_is_followed_by_the_last(self, running):
        await running.weigh(62.0)
        await running.weigh(90.1)
        await running.restart(weight=62.0)
        await running.weigh(90.1)
        assert running.weights() == [62.0, 90.1]
        # The next one is a weighing, the same number included.
        await running.weigh(62.0)
        await running.weigh(90.1)
        assert running.weights() == [62.0, 90.1, 62.0, 90.1]

    async def test_the_next_weighing_counts_at_once(self, running):
        await running.weigh(90.1)
        await running.restart(weight=90.1)
        await running.weigh(90.3)
        assert running.weights() == [90.1, 90.3]

    async def test_an_old_impedance_is_not_the_next_weighings(self, running):
        await running.weigh(90.1, **{IMPEDANCE: 440})
        await running.restart(weight=90.1, impedance=440)
        await running.weigh(90.3)
        assert [each.impedance for each in running.weighings()] == [440, None]

    async def test_an_impedance_that_came_back_before_the_weight(self, running):
        await running.weigh(90.1, **{IMPEDANCE: 440})
        await running.restart()
        await running.show(IMPEDANCE, 440)
        await running.show(WEIGHT, 90.1)
        await running.weigh(90.3)
        assert [each.impedance for each in running.weighings()] == [440, None]

    async def test_the_sensors_show_the_journals_weighing(self, running):
        await running.weigh(90.1)
        await running.restart(weight=90.1)
        assert running.state("sensor.ben_weight") == "90.1"
        assert running.state("sensor.bath_last_seen") == "2026-05-20T08:00:00+00:00"


class TestZero:
    """Some scales show 0 between weighings."""

    async def test_zero_is_no_weighing(self, running):
        await running.weigh(90.1)
        await running.weigh(0)
        await running.wait(60)
        assert running.weights() == [90.1]

    @pytest.mark.parametrize("between", [6, 3600])
    async def test_the_same_weight_after_zero_is_one(self, running, between):
        await running.weigh(90.1)
        await running.weigh(0)
        await running.wait(between)
        await running.weigh(90.1)
        await running.weigh(0)
        assert running.weights() == [90.1, 90.1]

    async def test_the_same_weight_after_zero_and_a_reload_is_one(self, running):
        await running.weigh(90.1)
        assert await running.hass.config_entries.async_reload(running.entry.entry_id)
        await running.weigh(0)
        await running.weigh(90.1)
        assert running.weights() == [90.1, 90.1]

    async def test_zero_when_we_start_is_like_any_other_number(self, house):
        await house.show(WEIGHT, 0)
        await house.start()
        await house.weigh(90.1)
        assert house.weights() == [90.1]

    async def test_stepping_off_is_no_weighing(self, running):
        await running.weigh(90.1)
        for shown in (60.0, 20.0, 0):
            await running.show(WEIGHT, shown)
        await running.wait(60)
        assert running.weights() == [90.1]

    async def test_stepping_off_before_it_settled(self, running):
        await running.show(WEIGHT, 90.1)
        await running.wait(2)
        await running.show(WEIGHT, 0)
        assert running.state("sensor.bath_weighing_state") == "removed_early"
        await running.wait(60)
        assert running.weights() == []


class TestSettle:
    @pytest.fixture
    def settings(self):
        return {"settle": 45}

    async def test_the_time_can_be_chosen(self, running):
        await running.show(WEIGHT, 90.1)
        await running.wait(40)
        await running.show(IMPEDANCE, 440)
        await running.wait(44)
        assert running.weights() == []
        await running.wait(2)
        [weighing] = running.weighings()
        assert (weighing.weight_kg, weighing.impedance) == (90.1, 440)


class TestWeightOnly:
    @pytest.fixture
    def settings(self):
        return dict.fromkeys(
            ("impedance_entity", "impedance_250khz_entity", "heart_rate_entity", "profile_entity")
        )

    async def test_a_weight_is_enough(self, running):
        await running.weigh(90.1)
        [weighing] = running.weighings()
        assert weighing.impedance is weighing.heart_rate is weighing.profile_id is None


class TestPerson:
    """Claims and home or away count as they do for a Bluetooth scale."""

    @pytest.fixture
    def people(self, anna, ben):
        return [anna, ben]

    async def test_a_claim(self, hass, running):
        await hass.services.async_call(
            "button", "press", {"entity_id": "button.anna_next_weighing"}, blocking=True
        )
        await running.weigh(85.0)
        [weighing] = running.weighings()
        assert (weighing.person_id, weighing.assigned_by) == ("anna0123456789", "claim")

    class TestHome:
        @pytest.fixture
        def people(self):
            alike = {"sex": "female", "birth_date": "1990-05-17", "height": 168.0, "weight": 62.0}
            return [
                person_subentry(name, **alike, person_entity=f"person.{name.lower()}")
                for name in ("Anna", "Dora")
            ]

        async def test_who_is_away_is_less_likely(self, hass, running):
            hass.states.async_set("person.anna", "not_home")
            hass.states.async_set("person.dora", "home")
            await running.weigh(62.0)
            candidates = running.weighings()[0].candidates
            assert candidates["dora0123456789"] > 2 * candidates["anna0123456789"]


async def test_the_device_is_a_service_with_three_entities(hass, running):
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, SCALE_ID), running.entry.entry_id
    )
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert not device.connections
    entities = er.async_entries_for_device(
        er.async_get(hass), device.id, include_disabled_entities=True
    )
    assert {each.unique_id for each in entities} == {
        f"{SCALE_ID}_{key}" for key in ("live_weight", "weighing_state", "last_seen")
    }


async def test_a_renamed_entity_is_followed(hass, running):
    registry = er.async_get(hass)
    hass.states.async_remove(WEIGHT)
    registry.async_get_or_create("sensor", "other", "w", suggested_object_id="bath_weight")
    registry.async_update_entity(WEIGHT, new_entity_id="sensor.new_weight")
    hass.states.async_set("sensor.new_weight", "84.0", {"unit_of_measurement": "kg"})
    await hass.async_block_till_done(wait_background_tasks=True)
    hass.states.async_set("sensor.new_weight", "85.2", {"unit_of_measurement": "kg"})
    await running.wait()
    assert running.weights() == [85.2]
    [scale] = running.entry.get_subentries_of_type("scale")
    assert scale.data["weight_entity"] == "sensor.new_weight"
