"""What a person is shown: by their formula set, with grades, and why something is missing."""

from homeassistant.config_entries import SOURCE_RECONFIGURE
import pytest

from custom_components.body_scale.const import DOMAIN

from .bluetooth import MOVING, REMOVED, WEIGHED
from .household import birth_date

BEN = "ben0123456789"
ANSWERS = {"name": "Ben", "sex": "male", "birth_date": "1986-02-03", "height": 182}


@pytest.fixture
def people(ben):
    return [ben]


async def change(hass, entry, **metrics):
    household = entry.runtime_data
    flows = hass.config_entries.subentries
    result = await flows.async_init(
        (entry.entry_id, "person"),
        context={
            "source": SOURCE_RECONFIGURE,
            "subentry_id": household.people[BEN].subentry_id,
        },
    )
    await flows.async_configure(
        result["flow_id"], ANSWERS | {"valid_from": "always", "metrics": metrics}
    )
    await hass.async_block_till_done(wait_background_tasks=True)


async def weighings(hass, **data):
    response = await hass.services.async_call(
        DOMAIN, "get_weighings", data, blocking=True, return_response=True
    )
    return response["weighings"]


def number(hass, entity_id):
    return float(hass.states.get(entity_id).state)


async def test_the_event_names_the_set_and_why_a_metric_is_missing(hass, air, household):
    await air.hear(MOVING, WEIGHED)
    event = hass.states.get("event.ben_weighing").attributes
    assert event["formula_set"] == "mi_fit"
    assert event["missing"] == {}
    await hass.services.async_call(DOMAIN, "record_weighing", {"weight": 85}, blocking=True)
    event = hass.states.get("event.ben_weighing").attributes
    assert event["missing"]["body_fat"] == "no_impedance"
    assert event["metrics"]["body_fat"] is None


async def test_side_by_side(hass, air, household):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [own] = await weighings(hass)
    [published] = await weighings(hass, formula_set="published")
    assert (own["formula_set"], published["formula_set"]) == ("mi_fit", "published")
    # Mifflin-St Jeor: 10 W + 6.25 H - 5 A + 5, with the age of 2026.
    assert published["metrics"]["basal_metabolism"] != own["metrics"]["basal_metabolism"]
    assert published["missing"]["visceral_fat"] == "not_offered"
    assert {**own, **published} == published
    for key in own.keys() - {"formula_set", "metrics", "missing"}:
        assert own[key] == published[key]


async def test_changing_the_set_recomputes_everything(hass, air, household, entry):
    await air.hear(MOVING, WEIGHED, REMOVED)
    before = number(hass, "sensor.ben_body_fat")
    await change(hass, entry, formula_set="published")
    # Sun 2003 and Siri: FFM = -10.68 + 0.65 H²/Z + 0.26 W + 0.02 Z.
    lean = -10.68 + 0.65 * 182**2 / 428 + 0.26 * 85.15 + 0.02 * 428
    assert number(hass, "sensor.ben_body_fat") == pytest.approx((1 - lean / 85.15) * 100, abs=1e-3)
    assert hass.states.get("sensor.ben_visceral_fat").state == "unknown"
    await change(hass, entry, formula_set="mi_fit")
    assert number(hass, "sensor.ben_body_fat") == before


async def test_grades_are_attributes(hass, air, household):
    await air.hear(MOVING, WEIGHED)
    bmi = hass.states.get("sensor.ben_bmi").attributes
    # 85.15 kg at 182 cm is 25.7: just overweight by Mi Fit's bounds.
    assert bmi["grade"] == "overweight"
    assert bmi["bounds"] == [18.5, 25, 28, 32]
    assert bmi["grades"][1] == "normal"
    weight = hass.states.get("sensor.ben_weight").attributes
    assert weight["bounds"][1] == pytest.approx(25 * 1.82**2)
    assert "grade" not in hass.states.get("sensor.ben_metabolic_age").attributes


class TestMinor:
    @pytest.fixture
    def people(self, ben):
        ben["data"]["profiles"][0]["birth_date"] = birth_date(14)
        return [ben]

    async def test_no_adult_classes_under_18(self, hass, air, household):
        await air.hear(MOVING, WEIGHED)
        assert "grade" not in hass.states.get("sensor.ben_bmi").attributes
        missing = hass.states.get("event.ben_weighing").attributes["missing"]
        assert missing["body_fat"] == missing["visceral_fat"] == "minor"
