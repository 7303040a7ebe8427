"""Scales that know their users: which person has which slot."""

from datetime import UTC, datetime

from homeassistant.config_entries import ConfigSubentryData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.model import Reading

from .bluetooth import ADDRESS, OTHER_ADDRESS
from .household import person_subentry, scale_subentry
from .stored import everything

ANNA, DORA = "anna0123456789", "dora0123456789"


def scale(address, **data):
    return ConfigSubentryData(
        data={"address": address, "model": "S400", "family": "xiaomi_mibeacon", **data},
        subentry_type="scale",
        title="S400",
        unique_id=address,
    )


@pytest.fixture
def people():
    alike = {"sex": "female", "birth_date": "1990-05-17", "height": 168.0, "weight": 64.0}
    return [person_subentry("Anna", **alike), person_subentry("Dora", **alike)]


@pytest.fixture
def entry(hass, people):
    slots = [{"person": ANNA, "slot": 1}, {"person": DORA, "slot": 2}]
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=DOMAIN,
        title=TITLE,
        subentries_data=[
            *people,
            scale(ADDRESS, encryption_key="00" * 16, profiles=slots),
            scale_subentry(OTHER_ADDRESS),
        ],
    )
    entry.add_to_hass(hass)
    return entry


@pytest.mark.parametrize(("slot", "person"), [(1, ANNA), (2, DORA)])
async def test_a_slot_decides_between_two_who_weigh_the_same(hass, household, slot, person):
    at = datetime(2026, 11, 22, 7, tzinfo=UTC)
    reading = Reading(weight_kg=64.0, measured_at=at, profile_id=slot)
    await household.records.add_readings(
        ADDRESS, [reading], household.scales[ADDRESS].session.memory
    )
    [weighing] = everything(household)
    assert (weighing.person_id, weighing.assigned_by) == (person, "profile")


async def test_another_scales_slots_do_not(hass, household):
    at = datetime(2026, 11, 22, 7, tzinfo=UTC)
    reading = Reading(weight_kg=64.0, measured_at=at, profile_id=1)
    memory = household.scales[OTHER_ADDRESS].session.memory
    await household.records.add_readings(OTHER_ADDRESS, [reading], memory)
    [weighing] = everything(household)
    assert weighing.person_id is None


class TestForm:
    @pytest.fixture
    def change(self, hass, household, entry):
        async def change(**answers):
            [own, _] = entry.get_subentries_of_type("scale")
            result = await entry.start_subentry_reconfigure_flow(hass, own.subentry_id)
            flow_id = result["flow_id"]
            result = await hass.config_entries.subentries.async_configure(
                flow_id, {"name": "S400", **answers}
            )
            await hass.async_block_till_done(wait_background_tasks=True)
            [own, _] = entry.get_subentries_of_type("scale")
            return result, own.data.get("profiles")

        return change

    async def test_of_a_scale_that_wants_no_pins_none_are_asked(self, hass, household, entry):
        [own, _] = entry.get_subentries_of_type("scale")
        result = await entry.start_subentry_reconfigure_flow(hass, own.subentry_id)
        fields = result["data_schema"].schema["profiles"].config["fields"]
        assert fields.keys() == {"person", "slot"}

    async def test_by_name(self, change):
        result, saved = await change(profiles=[{"person": "dora", "slot": 7}])
        assert result["reason"] == "reconfigure_successful"
        assert saved == [{"person": DORA, "slot": 7}]

    async def test_left_out_it_stays(self, change):
        _, saved = await change()
        assert saved == [{"person": ANNA, "slot": 1}, {"person": DORA, "slot": 2}]

    async def test_emptied(self, change):
        _, saved = await change(profiles=[])
        assert saved is None

    @pytest.mark.parametrize(
        "rows",
        [
            [{"person": "Carla", "slot": 1}],
            [{"person": "Anna", "slot": 0}],
            [{"person": "Anna", "slot": 256}],
            [{"person": "Anna", "slot": 1.5}],
            [{"person": "Anna", "slot": 1}, {"person": "Anna", "slot": 2}],
            [{"person": "Anna", "slot": 1}, {"person": "Dora", "slot": 1}],
        ],
    )
    async def test_refuses(self, change, rows):
        result, saved = await change(profiles=rows)
        assert result["errors"] == {"profiles": "invalid_profiles"}
        assert saved == [{"person": ANNA, "slot": 1}, {"person": DORA, "slot": 2}]

    async def test_a_scale_without_slots_does_not_ask(self, hass, household, entry):
        [_, plain] = entry.get_subentries_of_type("scale")
        result = await entry.start_subentry_reconfigure_flow(hass, plain.subentry_id)
        assert "profiles" not in result["data_schema"].schema
