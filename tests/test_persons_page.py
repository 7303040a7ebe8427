"""A person's page shows few and useful things first."""

from homeassistant.helpers import entity_registry as er
import pytest


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
