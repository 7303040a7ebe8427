"""A person's page shows few and useful things first."""

from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.model import Reading
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS, MOVING
from .stored import weighings_of

HEART_RATE = "sensor.ben_heart_rate"


@pytest.fixture
def people(ben):
    return [ben]


def entities(hass, category):
    return sorted(
        each.entity_id
        for each in er.async_get(hass).entities.values()
        if each.unique_id.startswith("ben0123456789_") and each.entity_category is category
    )


async def test_weight_its_change_and_fat_come_first(hass, household):
    assert entities(hass, None) == [
        "button.ben_next_weighing",
        "event.ben_weighing",
        "sensor.ben_body_fat",
        "sensor.ben_weight",
        "sensor.ben_weight_change_30d",
        "sensor.ben_weight_change_7d",
        "sensor.ben_weight_trend",
    ]


async def test_the_rest_is_there_too(hass, household):
    for key in ("bmi", "last_weighing", "water", "body_type", "metabolic_age"):
        assert hass.states.get(f"sensor.ben_{key}")


@pytest.fixture
def weigh(hass, household):
    """Return a function that lets Ben be weighed."""

    async def take(**measured):
        reading = Reading(weight_kg=85.0, measured_at=dt_util.utcnow(), **measured)
        household.records.async_take(ADDRESS, [reading], Memory())
        await hass.async_block_till_done(wait_background_tasks=True)

    return take


async def test_a_heart_rate_is_shown_once_a_scale_gave_one(hass, household, entry, weigh):
    assert hass.states.get(HEART_RATE) is None
    await weigh()
    assert hass.states.get(HEART_RATE) is None
    await weigh(heart_rate=71)
    assert hass.states.get(HEART_RATE).state == "71"
    # It stays, whatever the next weighing has, and over restarts.
    await weigh()
    assert hass.states.get(HEART_RATE).state == "unknown"
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(HEART_RATE).state == "unknown"


async def test_a_heart_rate_of_somebody_who_has_left(hass, household, entry, weigh):
    await weigh()
    pending = household.view.last
    [ben] = entry.get_subentries_of_type("person")
    hass.config_entries.async_remove_subentry(entry, ben.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert pending.person_id == "ben0123456789"
    assert hass.states.get(HEART_RATE) is None


async def test_a_first_heart_rate_of_who_was_removed_while_they_stood_there(
    hass, household, entry, air, weigh, caplog
):
    await air.hear(MOVING)
    [ben] = entry.get_subentries_of_type("person")
    hass.config_entries.async_remove_subentry(entry, ben.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await weigh(heart_rate=71)
    assert [each.heart_rate for each in weighings_of(household, "ben0123456789")] == [71]
    assert hass.states.get(HEART_RATE) is None
    assert "Can't add entities" not in caplog.text
