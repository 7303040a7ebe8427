"""Moving in by clicking: what xiaomi_mi_scale knew is in the household, and no password is."""

import asyncio
import json
import logging

from homeassistant.config_entries import SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.xiaomi_mi_scale.formats import LONGEST

from ..bluetooth import ADDRESS, MOVING, OTHER_ADDRESS
from ..test_config_flow import ANNA, discover, household_of, submit, titles
from .test_settings import ADD_ON, ANN, JO, SECRET, WRAPPER

TEXT = json.dumps({"options": ADD_ON})
BRIDGE = {
    "kind": "miscale",
    "prefix": "scales/bath",
    "retain": False,
    "timestamp_format": "iso",
    "numbers": "mi_fit_legacy",
}


@pytest.fixture(autouse=True)
def no_password(hass, caplog):
    """See to it that no test of this module leaves the password anywhere."""
    caplog.set_level(logging.DEBUG)
    shown = []
    yield shown
    assert SECRET not in caplog.text
    assert SECRET not in repr(shown)
    assert SECRET not in repr([e.as_dict() for e in hass.config_entries.async_entries(DOMAIN)])


@pytest.fixture
def flow(hass, no_password):
    """Return a function that goes through the steps of a new household."""

    async def begin(*steps):
        manager = hass.config_entries.flow
        result = await manager.async_init(DOMAIN, context={"source": SOURCE_USER})
        for step in ({"next_step_id": "moving_in"}, *steps):
            result = await submit(manager, result, step)
            no_password.append(result)
        await hass.async_block_till_done()
        return result

    return begin


@pytest.fixture
def bridge_flow(hass, household, entry, no_password):
    """Return a function that goes through the steps of a household that is there."""

    async def begin(*steps):
        manager = hass.config_entries.subentries
        result = await manager.async_init(
            (entry.entry_id, "bridge"), context={"source": SOURCE_USER}
        )
        for step in ({"next_step_id": "moving_in"}, *steps):
            result = await submit(manager, result, step)
            no_password.append(result)
        await hass.async_block_till_done()
        return result

    return begin


@pytest.fixture
def expected_lingering_timers():
    """Allow what Home Assistant's MQTT client leaves of a subscription that was just ended."""
    return True


def fields(result):
    """Return the fields of a form with their defaults."""
    schema = result["data_schema"].schema
    return {str(key): key.default() if callable(key.default) else None for key in schema}


def hints(entry):
    found = entry.get_subentries_of_type("person")
    return {each.title: each.data["identification"] for each in found}


class TestNewHousehold:
    async def test_is_there_with_everything(self, hass, air, mqtt_mock, flow):
        result = await flow({"settings": TEXT})
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "moving_in_review")
        assert fields(result) == {
            "people": ["Jo", "Ann"],
            "unit": "kg",
            "keep_ranges": True,
            "scale": True,
            "bridge": True,
            "clean_up": False,
        }
        shown = result["description_placeholders"]
        assert shown["people"] == (
            "- Jo: Male, born 1980-01-01, 180 cm, between 60 and 80\n"
            "- Ann: Female, born 1985-03-07, 165.5 cm, between 40 and 60"
        )
        assert shown["scale"] == ADDRESS
        assert shown["topic"] == "scales/bath/…/weight (192.168.1.3:1884)"
        assert shown["notes"] == ""
        result = await submit(hass.config_entries.flow, result, {})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        entry = household_of(hass)
        assert entry.unique_id == DOMAIN
        assert titles(entry, "person") == ["Ann", "Jo"]
        assert titles(entry, "scale") == ["Scale D4A2"]
        [bridge] = entry.get_subentries_of_type("bridge")
        assert (bridge.title, bridge.data) == ("miscale", BRIDGE)
        assert hints(entry) == {
            "Jo": {"weight": 70, "weight_min": 60, "weight_max": 80},
            "Ann": {"weight": 50, "weight_min": 40, "weight_max": 60},
        }
        [jo, _] = entry.get_subentries_of_type("person")
        assert jo.unique_id == jo.data["person_id"]
        [profile] = jo.data["profiles"]
        assert (profile["sex"], profile["birth_date"]) == ("male", "1980-01-01")
        assert profile["height"] == 180
        await hass.async_block_till_done()
        assert hass.states.get("sensor.ann_weight")

    async def test_is_there_with_what_was_chosen(self, hass, air, mqtt_mock, flow):
        chosen = {"people": ["Ann"], "scale": False, "bridge": False}
        await flow({"settings": TEXT}, chosen)
        entry = household_of(hass)
        assert [each.title for each in entry.subentries.values()] == ["Ann"]

    @pytest.mark.parametrize(
        ("unit", "limits"),
        [
            ("kg", {"weight": 70, "weight_min": 60, "weight_max": 80}),
            ("lb", {"weight": 31.75, "weight_min": 27.22, "weight_max": 36.29}),
            ("jin", {"weight": 35, "weight_min": 30, "weight_max": 40}),
        ],
    )
    async def test_ranges_in_the_unit_of_the_scale(self, hass, air, flow, unit, limits):
        await flow({"settings": TEXT}, {"people": ["Jo"], "unit": unit})
        assert hints(household_of(hass))["Jo"] == pytest.approx(limits, abs=0.01)

    async def test_ranges_as_a_first_guess_only(self, hass, air, flow):
        await flow({"settings": WRAPPER}, {"keep_ranges": False})
        assert hints(household_of(hass)) == {"Jo Jo": {}, "Serena": {}, "Missy": {"weight": 53}}

    async def test_ranges_of_the_three(self, hass, air, flow):
        await flow({"settings": WRAPPER}, {})
        assert hints(household_of(hass)) == {
            "Jo Jo": {"weight_min": 71},
            "Serena": {"weight_max": 35},
            "Missy": {"weight": 53, "weight_min": 35, "weight_max": 71},
        }

    async def test_limits_that_are_none(self, hass, air, flow):
        rows = [JO | {"GT": 0, "LT": 1000}, ANN | {"GT": 50.001, "LT": 50.002}]
        result = await flow({"settings": json.dumps(ADD_ON | {"USERS": rows})}, {})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert hints(household_of(hass)) == {"Jo": {}, "Ann": {}}

    @pytest.mark.parametrize(
        ("text", "unit", "limits"),
        [
            (TEXT, "lb", {"weight": 31.75, "weight_min": 27.22, "weight_max": 36.29}),
            # The old program compared kilograms there, in every home.
            (WRAPPER.replace("Jo Jo", "Jo"), "kg", {"weight_min": 71}),
        ],
    )
    async def test_american_homes_read_feet_and_have_pounds(
        self, hass, air, flow, text, unit, limits
    ):
        hass.config.units = US_CUSTOMARY_SYSTEM
        result = await flow({"settings": text.replace("180", "180.34").replace("175", "180.34")})
        assert fields(result)["unit"] == unit
        [jo, *_] = result["description_placeholders"]["people"].split("\n")
        assert ", 5'11\"," in jo
        await submit(hass.config_entries.flow, result, {})
        [jo, *_] = household_of(hass).get_subentries_of_type("person")
        assert jo.data["profiles"][0]["height"] == 180.34
        assert jo.data["identification"] == limits

    async def test_american_homes_read_limits_in_feet(self, hass, air, flow):
        hass.config.units = US_CUSTOMARY_SYSTEM
        result = await flow({"settings": json.dumps(ADD_ON | {"USERS": [JO | {"HEIGHT": 7}]})})
        assert result["description_placeholders"]["problems"] == (
            "- User 1 (Jo), HEIGHT: A height is between 1'8\" and 8'2\"."
        )

    async def test_somebody_without_a_range(self, hass, air, flow):
        # Who isn't above 70 kg is below 90 kg: nobody is left for the third.
        text = WRAPPER.replace("USER2_LT=35", "USER2_LT=90")
        result = await flow({"settings": text})
        [*_, third] = result["description_placeholders"]["people"].split("\n")
        assert third == "- Missy: Female, born 1990-01-01, 150 cm"
        await submit(hass.config_entries.flow, result, {})
        assert hints(household_of(hass))["Missy"] == {}

    async def test_without_mqtt_there_is_no_bridge_yet(self, hass, air, flow):
        result = await flow({"settings": TEXT})
        assert {*fields(result)} == {"people", "unit", "keep_ranges", "scale"}
        assert "set up Home Assistant's MQTT" in result["description_placeholders"]["notes"]
        await submit(hass.config_entries.flow, result, {})
        assert titles(household_of(hass), "bridge") == []

    async def test_a_prefix_that_does_not_do(self, hass, air, mqtt_mock, flow):
        for prefix in ("a/+", "$SYS", "\ud800"):
            result = await flow({"settings": json.dumps(ADD_ON | {"MQTT_PREFIX": prefix})})
            assert {*fields(result)} == {"people", "unit", "keep_ranges", "scale"}
            assert "MQTT_PREFIX" in result["description_placeholders"]["notes"]
            json.dumps(dict(result["description_placeholders"]), ensure_ascii=False).encode()

    async def test_what_cannot_be_taken_over_is_said(self, hass, air, flow):
        rows = [
            JO,
            ANN | {"HEIGHT": 1.65},
            ANN | {"NAME": "_Eve_", "DOB": dt_util.now().date().isoformat(), "SEX": "Male"},
            ANN | {"NAME": "Max", "SEX": "x"},
            3,
        ]
        text = json.dumps(ADD_ON | {"USERS": rows, "MISCALE_MAC": ""})
        result = await flow({"settings": text})
        assert fields(result)["people"] == ["Jo"]
        assert "scale" not in fields(result)
        assert result["description_placeholders"]["scale"] == "–"
        notes = result["description_placeholders"]["notes"].split("\n")
        assert notes[2:] == [
            "Not taken over as it is:",
            "",
            "- User 5, USERS: This isn't a user with NAME, SEX, DOB and HEIGHT.",
            "- User 4 (Max), SEX: Has to be male or female.",
            "- MISCALE\\_MAC: Is missing. Add the scale later.",
            "- User 2 (Ann), HEIGHT: A height is between 50 cm and 250 cm.",
            "- User 3 (\\_Eve\\_), DOB: A person this young can't stand on a scale. Check the date.",
        ]

    async def test_a_scale_that_is_heard_gets_its_models_name(self, hass, air, flow):
        await air.hear(MOVING)
        assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 1
        await flow({"settings": TEXT}, {})
        assert titles(household_of(hass), "scale") == ["XMTZC05HM D4A2"]
        # Its card is gone.
        assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)

    async def test_a_household_that_was_made_meanwhile_is_added_to(self, hass, air, flow):
        review = await flow({"settings": TEXT})
        manager = hass.config_entries.flow
        card = await submit(manager, await discover(hass, OTHER_ADDRESS), {})
        await submit(manager, card, ANNA | {"name": "jo"})
        result = await submit(manager, review, {})
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "moved_in")
        assert result["description_placeholders"] == {"added": "Ann, Scale D4A2"}
        await hass.async_block_till_done(wait_background_tasks=True)
        entry = household_of(hass)
        assert titles(entry, "person") == ["Ann", "jo"]
        assert len(entry.get_subentries_of_type("scale")) == 2

    async def test_two_at_the_same_moment_lose_nobody(self, hass, air, flow):
        forms = [await flow({"settings": text}) for text in (TEXT, WRAPPER)]
        manager = hass.config_entries.flow
        await asyncio.gather(*(submit(manager, form, {}) for form in forms))
        await hass.async_block_till_done(wait_background_tasks=True)
        assert titles(household_of(hass), "person") == ["Ann", "Jo", "Jo Jo", "Missy", "Serena"]
        assert len(household_of(hass).get_subentries_of_type("scale")) == 1


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (" ", "- There is no text."),
            ("x" * 200_000, "- The text is far longer"),
            ("hello", "- These aren't settings"),
            (f'{{"MISCALE_MAC": "x",\n"MQTT_PASSWORD": "{SECRET}"', "line 2"),
            (f"export MISCALE_MAC={ADDRESS}", "- There are no users"),
            (
                json.dumps(ADD_ON | {"USERS": [JO | {"HEIGHT": 7}]}),
                "- User 1 (Jo), HEIGHT: A height",
            ),
        ],
    )
    async def test_says_why_and_can_be_mended(self, hass, air, flow, no_password, text, said):
        result = await flow({"settings": text})
        assert (result["step_id"], result["errors"]) == (
            "moving_in",
            {"settings": "settings_refused"},
        )
        assert said in result["description_placeholders"]["problems"]
        [field] = result["data_schema"].schema
        shown = text.replace(SECRET, "***").removesuffix('"***"')
        kept = field.description["suggested_value"] if field.description else ""
        assert kept.startswith(shown) or len(text) > LONGEST
        # What is shown goes to the same place, with the password masked.
        assert SECRET not in repr(field.description)
        result = await submit(hass.config_entries.flow, result, {"settings": TEXT})
        no_password.append(result)
        assert result["step_id"] == "moving_in_review"

    async def test_a_long_list_of_problems_ends(self, flow):
        result = await flow({"settings": json.dumps(ADD_ON | {"USERS": [1] * 5000})})
        lines = result["description_placeholders"]["problems"].splitlines()
        assert (len(lines), lines[-1]) == (31, "- …")

    async def test_a_password_comes_back_masked(self, flow):
        text = json.dumps(ADD_ON | {"USERS": []})
        result = await flow({"settings": text})
        [field] = result["data_schema"].schema
        assert field.description["suggested_value"] == text.replace(SECRET, "***")


class TestHousehold:
    async def test_gets_what_it_does_not_have(self, hass, air, mqtt_mock, entry, bridge_flow):
        rows = [JO | {"NAME": "anna"}, ANN]
        result = await bridge_flow({"settings": json.dumps(ADD_ON | {"USERS": rows})})
        assert fields(result)["people"] == ["Ann"]
        assert "scale" not in fields(result)
        shown = result["description_placeholders"]
        assert shown["people"].splitlines()[0].endswith(" (already there, not added again)")
        assert shown["scale"] == f"{ADDRESS} (already there, not added again)"
        result = await submit(hass.config_entries.subentries, result, {})
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "moved_in")
        assert result["description_placeholders"] == {"added": "Ann, miscale"}
        assert titles(entry, "person") == ["Ann", "Anna"]
        assert titles(entry, "scale") == ["Mi Scale"]
        [bridge] = entry.get_subentries_of_type("bridge")
        assert bridge.data == BRIDGE
        # A second time there is nothing left.
        result = await bridge_flow({"settings": json.dumps(ADD_ON | {"USERS": rows})})
        assert {*fields(result)} == {"people", "unit", "keep_ranges", "clean_up"}
        assert fields(result)["people"] == []
        assert result["description_placeholders"]["notes"] == (
            "A bridge sends to this topic already."
        )
        result = await submit(hass.config_entries.subentries, result, {})
        assert result["reason"] == "nothing_to_add"
        # Couriers wait for the next hour; end them before that counts as left over.
        await hass.config_entries.async_unload(entry.entry_id)

    async def test_gets_another_scale_without_mqtt(self, hass, air, entry, bridge_flow):
        await air.hear(MOVING, address=OTHER_ADDRESS)
        assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 1
        text = json.dumps(ADD_ON | {"MISCALE_MAC": OTHER_ADDRESS.replace(":", "-").lower()})
        result = await bridge_flow({"settings": text}, {"people": []})
        assert result["description_placeholders"] == {"added": "XMTZC05HM 9589"}
        assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert titles(entry, "scale") == ["Mi Scale", "XMTZC05HM 9589"]
        assert hass.states.get("sensor.xmtzc05hm_9589_weighing_state")
