"""What a US household reads and types: pounds, feet and inches, rounded as on the scale."""

from bisect import bisect_right
from datetime import timedelta
import json
from pathlib import Path
import re

from homeassistant.components.recorder.statistics import (
    async_list_statistic_ids,
    statistics_during_period,
)
from homeassistant.components.sensor import async_update_suggested_units
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.helpers.recorder import get_instance
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import MassConverter
from homeassistant.util.unit_system import METRIC_SYSTEM, US_CUSTOMARY_SYSTEM
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_recorder_block_till_done,
)
import yaml

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.model import ReasonPart, Weighing
from custom_components.body_scale.repairs import async_create_fix_flow
from custom_components.body_scale.texts.heights import feet_and_inches, read_height
from custom_components.body_scale.units import shown_mass

from .stored import everything
from .test_config_flow import submit

ANNA, BEN = "anna0123456789", "ben0123456789"
# A frame of a v2 scale that shows 171.50 lb, with 428 ohm.
POUNDS = "0326b20705040f0201ac01fe42"
KG_IN_LB = 0.45359237
CARL = {"name": "Carl", "sex": "male", "birth_date": "1986-02-03"}
METRIC_WORDS = re.compile(r"\bkgs?\b|\bcm\b|kilogram|centimet", re.IGNORECASE)
FOLDER = Path("custom_components/body_scale")


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def units():
    """Return the home's unit system; tests of the other one override this."""
    return US_CUSTOMARY_SYSTEM


@pytest.fixture
def household(hass, units, household_of_units):
    return household_of_units


@pytest.fixture
async def household_of_units(hass, air, entry, units):
    hass.config.units = units
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry.runtime_data


def masses(hass):
    """Return the states that are a mass."""
    return [state for state in hass.states.async_all("sensor") if is_mass(state)]


def is_mass(state):
    return state.attributes.get("device_class") == "weight"


class TestSensors:
    """A state reads what the scale showed, whatever it is stored in."""

    async def test_pounds_of_the_display(self, hass, air, household):
        await air.hear(POUNDS)
        [weighing] = everything(household)
        assert weighing.weight_kg == pytest.approx(171.5 * KG_IN_LB, abs=1e-9)
        await household.records.assign(weighing.weighing_id, BEN)
        await hass.async_block_till_done(wait_background_tasks=True)
        state = hass.states.get("sensor.ben_weight")
        assert (state.state, state.attributes["unit_of_measurement"]) == ("171.5", "lb")
        live = hass.states.get("sensor.mi_scale_live_weight")
        assert (live.state, live.attributes["unit_of_measurement"]) == ("171.5", "lb")
        known = [state for state in masses(hass) if state.state != "unknown"]
        assert {each.entity_id.removeprefix("sensor.ben_") for each in known} > {
            "weight",
            "fat_mass",
            "lean_body_mass",
            "muscle_mass",
            "bone_mass",
            "ideal_weight",
            "weight_trend",
        }
        for state in known:
            assert state.attributes["unit_of_measurement"] == "lb"
            assert float(state.state) == round(float(state.state), 2)

    async def test_a_change_is_in_pounds(self, hass, act):
        for weight, days in ((172.0, 40), (172.0, 31), (172.0, 8), (171.5, 3), (171.0, 0)):
            time = (dt_util.now() - timedelta(days=days, seconds=1)).isoformat()
            await act("record_weighing", weight=weight, person="Ben", time=time)
        for key in ("weight_change_7d", "weight_change_30d", "weight_trend"):
            state = hass.states.get(f"sensor.ben_{key}")
            assert state.attributes["unit_of_measurement"] == "lb"
            assert float(state.state) == round(float(state.state), 2)
        assert 170 < float(hass.states.get("sensor.ben_weight_trend").state) < 173

    @pytest.mark.parametrize("units", [METRIC_SYSTEM])
    @pytest.mark.parametrize(
        ("weight", "unit", "shown"),
        [(68.25, "kg", "68.25"), (171.5, "lb", "77.79"), (136.5, "jin", "68.25")],
    )
    async def test_a_metric_home(self, hass, act, weight, unit, shown):
        await act("record_weighing", weight=weight, unit=unit, person="Ben")
        state = hass.states.get("sensor.ben_weight")
        assert (state.state, state.attributes["unit_of_measurement"]) == (shown, "kg")

    @pytest.mark.parametrize("units", [US_CUSTOMARY_SYSTEM, METRIC_SYSTEM])
    async def test_the_unit_that_was_chosen_for_a_sensor(self, hass, household, act):
        await act("record_weighing", weight=171.5, unit="lb", person="Ben")
        registry = er.async_get(hass)
        home = hass.states.get("sensor.ben_weight")
        for unit, shown in (("st", "12.25"), ("kg", "77.79"), ("lb", "171.5"), ("g", "77791.0")):
            registry.async_update_entity_options(
                "sensor.ben_weight", "sensor", {"unit_of_measurement": unit}
            )
            await hass.async_block_till_done(wait_background_tasks=True)
            state = hass.states.get("sensor.ben_weight")
            assert (state.state, state.attributes["unit_of_measurement"]) == (shown, unit)
            [weighing] = everything(household)
            assert weighing.weight_kg == pytest.approx(171.5 * KG_IN_LB, abs=1e-9)
        registry.async_update_entity_options("sensor.ben_weight", "sensor", None)
        await hass.async_block_till_done(wait_background_tasks=True)
        state = hass.states.get("sensor.ben_weight")
        assert (state.state, state.attributes["unit_of_measurement"]) == (
            home.state,
            home.attributes["unit_of_measurement"],
        )

    async def test_another_unit_system_is_followed(self, hass, act):
        await act("record_weighing", weight=171.5, person="Ben")
        assert hass.states.get("sensor.ben_weight").state == "171.5"
        # What the settings do when the person agrees to convert what is there.
        await hass.config.async_update(unit_system="metric")
        async_update_suggested_units(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        state = hass.states.get("sensor.ben_weight")
        assert (state.state, state.attributes["unit_of_measurement"]) == ("77.79", "kg")

    async def test_grades_begin_at_numbers_in_the_unit_of_the_state(self, hass, act):
        await act("record_weighing", weight=171.5, person="Ben", impedance=480)
        graded = [state for state in masses(hass) if "bounds" in state.attributes]
        assert {each.entity_id for each in graded} > {"sensor.ben_weight", "sensor.ben_bone_mass"}
        for state in graded:
            grades, bounds = state.attributes["grades"], state.attributes["bounds"]
            number = bisect_right(bounds, float(state.state))
            assert state.attributes["grade"] == grades[number]

    @given(
        st.integers(400, 66000).map(lambda n: n / 100),
        st.sampled_from(["lb", "kg"]),
    )
    def test_each_number_of_a_display_comes_back(self, shown, unit):
        kg = MassConverter.convert(shown, unit, "kg")
        assert shown_mass(kg, unit) == shown

    @given(st.floats(2, 300), st.sampled_from(sorted(MassConverter.VALID_UNITS)))
    def test_no_unit_loses_more_than_a_scale_shows(self, kg, unit):
        back = MassConverter.convert(shown_mass(kg, unit), unit, "kg")
        assert back == pytest.approx(kg, abs=0.005 + 1e-9)


@pytest.mark.usefixtures("recorder_mock")
class TestStatistics:
    @pytest.fixture
    def settle(self, hass):
        async def everything_done():
            await hass.async_block_till_done(wait_background_tasks=True)
            await async_recorder_block_till_done(hass)
            await hass.async_block_till_done(wait_background_tasks=True)

        return everything_done

    async def read(self, hass, measure="weight"):
        """Return a statistic's unit, and its means."""
        statistic_id = f"body_scale:{BEN}_{measure}"
        [found] = await async_list_statistic_ids(hass, {statistic_id})
        rows = await get_instance(hass).async_add_executor_job(
            lambda: statistics_during_period(
                hass, dt_util.utc_from_timestamp(0), None, {statistic_id}, "hour", None, {"mean"}
            )
        )
        assert found["unit_class"] == ("mass" if found["statistics_unit_of_measurement"] else None)
        return found["display_unit_of_measurement"], [row["mean"] for row in rows[statistic_id]]

    async def test_are_in_the_unit_of_the_home_since_the_start(
        self, hass, entry, household, act, settle
    ):
        for days, weight in ((3, 171.5), (2, 172.25)):
            time = (dt_util.now() - timedelta(days=days)).isoformat()
            await act("record_weighing", weight=weight, person="Ben", time=time)
        await settle()
        assert await self.read(hass) == ("lb", [pytest.approx(171.5), pytest.approx(172.25)])
        assert (await self.read(hass, "bmi"))[0] is None
        hass.config.units = METRIC_SYSTEM
        # Until the next start all of them have the unit that they had.
        await act("record_weighing", weight=78, person="Ben")
        await settle()
        unit, means = await self.read(hass)
        assert (unit, means[-1]) == ("lb", pytest.approx(78 / KG_IN_LB))
        assert await hass.config_entries.async_reload(entry.entry_id)
        await settle()
        assert await self.read(hass) == (
            "kg",
            [pytest.approx(171.5 * KG_IN_LB), pytest.approx(172.25 * KG_IN_LB), pytest.approx(78)],
        )


class TestHeights:
    @pytest.mark.parametrize(
        ("text", "inches"),
        [
            *(
                (text, 71)
                for text in (
                    "5'11\"",
                    "5'11",
                    " 5' 11'' ",
                    "5’11”",
                    "5′ 11″",
                    "5 11",
                    "5-11",
                    "5ft 11in",
                    "5 FT. 11 in.",
                    "5 feet 11 inches",
                    "5 feet, 11 inches",
                    "71",
                    "71 in",
                    '71"',
                    "71.0",
                    "180.34 cm",
                    "1.8034m",
                )
            ),
            *((text, 60) for text in ("5'", "5 ft", "5", "5'0", "60", "5foot0")),
            *((text, 70.5) for text in ("5'10.5\"", "5 10,5", "70.5")),
        ],
    )
    def test_are_read_however_they_are_typed(self, text, inches):
        assert read_height(text) == pytest.approx(inches * 2.54)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            " ",
            "tall",
            "5.11",
            "5'12",
            "5'11'1",
            "-71",
            "5'-1",
            "1e3",
            "nan",
            "inf",
            "٥'١",
            "5 11 cm",
            "9" * 50,
        ],
    )
    def test_are_refused(self, text):
        assert read_height(text) is None

    @given(st.text() | st.text("0123456789 .,'\"-ftincm", max_size=20))
    def test_no_text_raises(self, text):
        assert read_height(text) is None or read_height(text) >= 0

    @given(st.floats(20, 300))
    def test_what_is_shown_can_be_read(self, cm):
        for digits, off in ((2, 0.0127), (1, 0.127), (0, 1.27)):
            text = feet_and_inches(cm, digits)
            assert read_height(text) == pytest.approx(cm, abs=off + 1e-9)
            # Twelve inches are a foot.
            assert float(text.partition("'")[2].rstrip('"')) < 12


class TestPersonForm:
    """The form of a person takes feet and inches, and pounds."""

    @pytest.fixture
    def manager(self, hass):
        return hass.config_entries.subentries

    @pytest.fixture
    async def form(self, manager, household, entry):
        return await manager.async_init((entry.entry_id, "person"), context={"source": SOURCE_USER})

    def carl(self, entry):
        return next(e for e in entry.get_subentries_of_type("person") if e.title == "Carl")

    async def test_stores_centimetres(self, hass, manager, form, entry):
        assert form["data_schema"].schema["height"].selector_type == "text"
        assert form["data_schema"].schema["weight"].config["unit_of_measurement"] == "lb"
        answers = CARL | {"height": "5'11\"", "weight": 187.4}
        result = await submit(manager, form, answers)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        [profile] = self.carl(entry).data["profiles"]
        assert profile["height"] == pytest.approx(180.34)
        assert self.carl(entry).data["identification"]["weight"] == pytest.approx(187.4 * KG_IN_LB)

    @pytest.mark.parametrize(
        ("answers", "errors", "said"),
        [
            ({"height": "5.11"}, {"height": "height_format"}, "Write it like 5'11\"."),
            ({"height": "180"}, {"height": "height_range"}, "between 1'8\" and 8'2\"."),
            ({"height": "9'"}, {"height": "height_range"}, "between 1'8\" and 8'2\"."),
            (
                {"height": "5'11", "weight": 700},
                {"weight": "weight_range"},
                "Weights are between 5 lb and 661 lb.",
            ),
        ],
    )
    async def test_says_what_is_wrong(self, hass, manager, form, answers, errors, said):
        result = await submit(manager, form, CARL | answers)
        assert result["errors"] == errors
        texts = await async_get_translations(hass, "en", "config_subentries", {DOMAIN})
        for error in set(errors.values()):
            text = texts[f"component.{DOMAIN}.config_subentries.person.error.{error}"]
            assert text.format(**result["description_placeholders"]).endswith(said)

    @pytest.mark.parametrize("end", ["1'8\"", "8'2\""])
    async def test_the_limits_that_it_names_hold(self, manager, form, end):
        result = await submit(manager, form, CARL | {"height": end})
        assert result["type"] is FlowResultType.CREATE_ENTRY

    async def test_untouched_is_unchanged(self, hass, manager, household, entry):
        # As a metric home stored it.
        hass.config.units = METRIC_SYSTEM
        form = await manager.async_init((entry.entry_id, "person"), context={"source": SOURCE_USER})
        limits = {"weight_min": 60, "weight_max": 80}
        more = {"weight": 70, "identification": limits, "goal": {"goal_weight": 66}}
        await submit(manager, form, CARL | {"height": 182.3} | more)
        hass.config.units = US_CUSTOMARY_SYSTEM
        carl = self.carl(entry)
        before = dict(carl.data)
        context = {"source": SOURCE_RECONFIGURE, "subentry_id": carl.subentry_id}
        form = await manager.async_init((entry.entry_id, "person"), context=context)
        shown = {
            str(key): (key.description or {}).get("suggested_value")
            for key in form["data_schema"].schema
        }
        assert shown["height"] == "5'11.77\""
        answers = CARL | {
            "height": shown["height"],
            "weight": 154.32,
            "identification": {"weight_min": 132.28, "weight_max": 176.37},
            "goal": {"goal_weight": 145.51},
        }
        await submit(manager, form, answers | {"valid_from": "today"})
        assert self.carl(entry).data == before
        # What was touched is changed.
        form = await manager.async_init((entry.entry_id, "person"), context=context)
        answers["weight"] = 150
        await submit(manager, form, answers | {"valid_from": "today"})
        changed = self.carl(entry).data["identification"]
        assert changed == limits | {"weight": pytest.approx(150 * KG_IN_LB)}

    @pytest.mark.parametrize("units", [METRIC_SYSTEM])
    async def test_a_metric_home_types_centimetres(self, manager, form, entry):
        assert form["data_schema"].schema["height"].config["unit_of_measurement"] == "cm"
        assert form["description_placeholders"]["height_example"] == "180 cm"
        result = await submit(manager, form, CARL | {"height": 20})
        assert result["errors"] == {"height": "height_range"}
        assert result["description_placeholders"]["height_high"] == "250 cm"
        await submit(manager, result, CARL | {"height": 180})
        assert self.carl(entry).data["profiles"][0]["height"] == 180


class TestActions:
    async def test_take_pounds_unless_told_otherwise(self, household, act):
        response = await act("record_weighing", respond=True, weight=171.5, person="Ben")
        assert (response["unit"], response["weight_text"]) == ("lb", "171.50 lb")
        assert response["weight"] == pytest.approx(77.791)
        which = {"weighing_id": response["weighing_id"]}
        for given_, lb in (({"weight": 172}, 172), ({"weight": 78, "unit": "kg"}, 78 / KG_IN_LB)):
            await act("edit_weighing", **which, **given_)
            [weighing] = everything(household)
            assert weighing.weight_kg == pytest.approx(lb * KG_IN_LB)

    @pytest.mark.parametrize(
        ("units", "said"),
        [
            (US_CUSTOMARY_SYSTEM, "A weight is between 5 lb and 661 lb"),
            (METRIC_SYSTEM, "A weight is between 2 kg and 300 kg"),
        ],
    )
    @pytest.mark.parametrize("weight", [1, 700])
    async def test_errors_are_in_the_unit_of_the_home(self, act, weight, said):
        with pytest.raises(ServiceValidationError) as caught:
            await act("record_weighing", weight=weight)
        assert str(caught.value) == said


async def test_a_threshold_is_a_percentage(hass, household, entry):
    manager = hass.config_entries.options

    async def begin():
        result = await manager.async_init(entry.entry_id)
        fields = {str(key): (key, field) for key, field in result["data_schema"].schema.items()}
        key, field = fields["threshold"]
        assert field.config["unit_of_measurement"] == "%"
        return result, key.description["suggested_value"]

    rest = {"claim_minutes": 5, "set_clock": True, "read_memory": True, "strangers": "ask"}
    for typed, stored, shown in (
        (99.9, 0.999, 99.9),
        (50, 0.5, 50),
        (87.5, 0.875, 87.5),
        (0.9, 0.9, 90),
    ):
        result, _ = await begin()
        await submit(manager, result, rest | {"threshold": typed})
        await hass.async_block_till_done(wait_background_tasks=True)
        assert entry.options["threshold"] == stored
        assert (await begin())[1] == shown
    for typed in (49.9, 100, 0.2):
        result, _ = await begin()
        result = await submit(manager, result, rest | {"threshold": typed})
        assert result["errors"] == {"threshold": "threshold_range"}


def texts_in(data, path=""):
    """Yield the path and the text of all that is in translations."""
    if isinstance(data, str):
        yield path, data
    else:
        for key, value in data.items():
            yield from texts_in(value, f"{path}/{key}")


class TestNoKilogram:
    """Where somebody in a US household reads, kilograms and centimetres aren't mentioned."""

    def test_in_any_text(self):
        texts = json.loads((FOLDER / "translations/en.json").read_text())
        found = {path for path, text in texts_in(texts) if METRIC_WORDS.search(text)}
        # Who chooses a unit has to be shown it.
        assert found == {
            "/selector/unit/options/kg",
            "/selector/weight_unit/options/kg",
            "/entity/select/unit/state/kg",
        }

    def test_in_any_field_of_an_action(self):
        for name, action in yaml.safe_load((FOLDER / "services.yaml").read_text()).items():
            for key, field in action["fields"].items():
                [(_, config)] = field["selector"].items()
                assert field.get("default") is None, (name, key)
                assert (config or {}).get("unit_of_measurement") not in {"kg", "cm", "g"}

    async def test_in_states(self, hass, air, household, act):
        await air.hear(POUNDS)
        await act("record_weighing", weight=171.5, person="Ben", impedance=480)
        await act("record_weighing", weight=140, person="Anna", impedance=520)
        await act("record_weighing", weight=160)
        for state in hass.states.async_all():
            shown = dict(state.attributes)
            assert not METRIC_WORDS.search(str(shown.get("unit_of_measurement", "")))
            # Keys, and the records that automations read, stay as they are documented.
            for record in (shown, *shown.get("weighings", ())):
                assert not METRIC_WORDS.search(str(record.get("reason", "")))
                assert not METRIC_WORDS.search(str(record.get("weight_text", "")))
        event = hass.states.get("event.body_scale_weighing")
        assert event.attributes["weight_text"] == "160.00 lb"

    async def test_in_repairs(self, hass, household, entry, act):
        now = dt_util.utcnow()
        why = (ReasonPart(key="uncertain"), ReasonPart(key="lighter", person_id=ANNA, kg=15.2))
        # Whose it is stays open: somebody left since.
        unclear = {"reason": why, "candidates": {"carl": 0.4, ANNA: 0.4, "nobody": 0.2}}
        weighings = [
            Weighing(
                weighing_id=key,
                scale="scale",
                measured_at=now + timedelta(days=days),
                weight_kg=77.2,
                **more,
            )
            for key, days, more in (("old", -2, unclear), ("ahead", 40, {"person_id": ANNA}))
        ]
        await household.records.add(weighings, quiet=True)
        await hass.async_block_till_done(wait_background_tasks=True)
        issues = [each for each in ir.async_get(hass).issues.values() if each.domain == DOMAIN]
        assert {each.translation_key for each in issues} == {"pending_weighing", "weighings_ahead"}
        for issue in issues:
            assert "170.20 lb" in str(issue.translation_placeholders)
            assert not METRIC_WORDS.search(str(issue.translation_placeholders))
        [one] = [each for each in issues if each.is_fixable]
        flow = await async_create_fix_flow(hass, one.issue_id, one.data)
        flow.hass, flow.issue_id, flow.handler = hass, one.issue_id, DOMAIN
        result = await flow.async_step_init()
        assert "170.20 lb" in str(result["description_placeholders"])
        assert not METRIC_WORDS.search(str(result["description_placeholders"]))

    async def test_in_forms(self, hass, household, entry):
        manager = hass.config_entries.subentries
        [anna, _] = entry.get_subentries_of_type("person")
        for context in (
            {"source": SOURCE_USER},
            {"source": SOURCE_RECONFIGURE, "subentry_id": anna.subentry_id},
        ):
            form = await manager.async_init((entry.entry_id, "person"), context=context)
            shown = [form["description_placeholders"], *fields_of(form["data_schema"])]
            assert not METRIC_WORDS.search(str(shown))


def fields_of(schema):
    """Yield what is configured of the fields of a form, sections included."""
    for field in schema.schema.values():
        if hasattr(field, "schema") and not hasattr(field, "config"):
            yield from fields_of(field.schema)
        else:
            yield getattr(field, "config", None)


class TestOneWeighing:
    def test_no_text_counts_in_a_plural(self):
        texts = json.loads((FOLDER / "translations/en.json").read_text())
        pattern = re.compile(r"\{(?:count|number)\} (?!more)\w+", re.IGNORECASE)
        assert not [text for _, text in texts_in(texts) if pattern.search(text)]

    async def test_a_state_that_is_one_has_no_unit_in_the_plural(self, hass, household, act):
        await act("record_weighing", weight=160)
        state = hass.states.get("sensor.body_scale_pending")
        assert (state.state, "unit_of_measurement" in state.attributes) == ("1", False)
