"""In whichever unit a household reads weights, every text of ours has it; sensors don't."""

from datetime import timedelta
from fractions import Fraction
import json
from pathlib import Path
import re

from homeassistant.components.recorder.statistics import async_list_statistic_ids
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_recorder_block_till_done,
)

from custom_components.body_scale import weights
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.logbook import async_describe_events
from custom_components.body_scale.model import ReasonPart, Weighing
from custom_components.body_scale.repairs import async_create_fix_flow
from custom_components.body_scale.weights import Weights, WeightUnit

from .stored import everything

ANNA, BEN = "anna0123456789", "ben0123456789"
SELECT = "select.body_scale_last_weighing"

POUND = Fraction("0.45359237")
EXACT = {"kg": Fraction(1), "lb": POUND, "st": 14 * POUND, "jin": Fraction(1, 2)}
"""kg; 14 lb are 6.35029318 kg."""

# 68.3 kg are 150.5757 lb or 10.7554 st; 69.1 kg, the time before, are 152.3394 lb or 10.8814 st.
UNITS = {
    "kg": ("68.3 kg", "−0.8"),
    "lb": ("150.6 lb", "−1.7"),
    "st": ("10.76 st", "−0.12"),
    "st_lb": ("10 st 10.6 lb", "−1.7 lb"),
    "jin": ("136.6 jin", "−1.6"),
}
ROUNDED = json.loads((Path(__file__).parent / "vectors" / "rounding.json").read_text("utf-8"))
every_unit = pytest.mark.parametrize(
    ("unit", "weight", "change"), [(unit, *texts) for unit, texts in UNITS.items()]
)


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def choose(hass, household, entry):
    """Return a function that changes the option, and lets everything follow."""

    async def change(unit):
        hass.config_entries.async_update_entry(entry, options={"weight_unit": unit})
        await hass.async_block_till_done(wait_background_tasks=True)

    return change


@pytest.fixture
def add(hass, household):
    """Return a function that stores a weighing of so many days ago."""

    async def store(weight_kg=68.3, days=0.0, **values):
        weighing = Weighing(
            weighing_id=f"w{days}",
            scale="scale",
            measured_at=dt_util.utcnow() - timedelta(days=days),
            weight_kg=weight_kg,
            **values,
        )
        await household.records.add([weighing], quiet=True)
        await hass.async_block_till_done(wait_background_tasks=True)
        return weighing

    return store


def made(unit):
    return Weights(WeightUnit(unit), {"st_lb": "lb"}.get(unit, unit))


class TestTexts:
    @every_unit
    def test_of_a_weight_and_a_change(self, unit, weight, change):
        assert made(unit).text(68.3, 1) == weight
        assert made(unit).change(68.3, 69.1) == change
        assert made(unit).change(69.1, 68.3) == change.replace("−", "+")

    @pytest.mark.parametrize(("number", "digits", "text"), ROUNDED["numbers"])
    def test_a_number_is_rounded_as_in_a_browser(self, number, digits, text):
        assert made("kg").written(number, digits) == f"{text} kg"

    @pytest.mark.parametrize(("pounds", "digits", "text"), ROUNDED["stones"])
    def test_stones_and_pounds_are_rounded_as_in_a_browser(self, pounds, digits, text):
        assert made("st_lb").written(pounds, digits) == text

    def test_a_weight_is_that_of_the_number_which_dashboards_get(self):
        # 68.249 kg are 68.25 as scales show them, and a browser writes 68.3.
        assert made("kg").number(68.249) == 68.25
        assert made("kg").text(68.249, 1) == "68.3 kg"
        assert made("kg").change(68.25, 68.2) == "+0.1"

    @pytest.mark.parametrize("unit", ["kg", "lb", "jin"])
    def test_no_change(self, unit):
        assert made(unit).change(68.3, 68.301) == "±0.0"

    def test_no_change_in_stones(self):
        assert made("st").change(68.3, 68.301) == "±0.00"
        assert made("st_lb").change(68.3, 68.301) == "±0.0 lb"

    @pytest.mark.parametrize(
        ("pounds", "text"),
        [
            ("13.94", "13.9 lb"),
            ("13.96", "1 st 0.0 lb"),
            ("153.94", "10 st 13.9 lb"),
            # What rounds to fourteen pounds is a stone more.
            ("153.96", "11 st 0.0 lb"),
            ("5.3", "5.3 lb"),
        ],
    )
    def test_no_fourteen_pounds(self, pounds, text):
        assert made("st_lb").text(float(Fraction(pounds) * POUND), 1) == text

    def test_a_change_of_more_than_a_stone(self):
        # 20 kg are 44.09 lb.
        assert made("st_lb").change(100, 80) == "+3 st 2.1 lb"

    def test_a_change_is_that_of_what_is_shown(self):
        # 150.04 and 149.96 lb are 150.0 lb both.
        now, before = (float(Fraction(each) * POUND) for each in ("150.04", "149.96"))
        assert made("st_lb").change(now, before) == "±0.0 lb"

    @given(st.floats(0.1, 300), st.integers(0, 2))
    def test_stones_and_pounds_are_the_weight(self, kg, digits):
        text = made("st_lb").text(kg, digits)
        stones, pounds = re.fullmatch(r"(?:(\d+) st )?([\d.]+) lb", text).groups("0")
        assert Fraction(pounds) < 14
        off = int(stones) * 14 + Fraction(pounds) - Fraction(made("st_lb").number(kg))
        assert abs(off) <= Fraction(1, 10**digits) / 2 + Fraction(1, 10**9)

    @given(st.floats(2, 300), st.sampled_from(sorted(EXACT)))
    def test_a_number_is_the_weight_as_a_scale_shows_it(self, kg, unit):
        number = made(unit).number(kg)
        assert number == round(number, 3 if unit == "st" else 2)
        assert abs(Fraction(number) * EXACT[unit] - Fraction(kg)) <= Fraction("0.00501")


class TestWhichUnit:
    @pytest.mark.parametrize(("of", "unit"), [("home", "lb"), ("kg", "kg"), ("st_lb", "st_lb")])
    async def test_the_choice_comes_before_the_unit_system(self, hass, choose, of, unit):
        hass.config.units = US_CUSTOMARY_SYSTEM
        await choose(of)
        assert Weights.of(hass).unit == unit

    async def test_what_this_version_does_not_know_is_the_unit_system(self, hass, choose):
        await choose("carat")
        assert Weights.of(hass).unit == "kg"

    async def test_without_a_household(self, hass):
        assert Weights.of(hass) == Weights()

    async def test_a_language_has_its_own_word_for_jin(self, hass, choose, monkeypatch):
        def texts(hass, language, category, integration):
            return {f"component.{integration}.{category}.unit.options.jin": "斤"}

        monkeypatch.setattr(weights, "async_get_cached_translations", texts)
        await choose("jin")
        assert Weights.of(hass).text(68.3, 1) == "136.6 斤"


class TestEverywhere:
    """Nothing is loaded anew: what is there is written in the unit as soon as it is chosen."""

    @every_unit
    async def test_the_select(self, hass, add, choose, unit, weight, change):
        await add()
        await choose(unit)
        state = hass.states.get(SELECT)
        assert state.state == f"{weight}, today {clock(state)}"
        assert state.attributes["options"][0] == state.state
        name = {"st_lb": "lb"}.get(unit, unit)
        assert state.attributes["unit"] == name
        assert state.attributes["weight"] == pytest.approx(
            float(Fraction("68.3") / EXACT[name]), abs=0.005
        )

    @pytest.mark.parametrize(
        ("unit", "weight", "apart"),
        # 15.2 kg are 33.51 lb or 2.394 st.
        [
            ("lb", "150.58 lb", "34 lb"),
            ("st", "10.755 st", "2.4 st"),
            ("st_lb", "10 st 10.58 lb", "2 st 6 lb"),
            ("jin", "136.60 jin", "30 jin"),
        ],
    )
    async def test_repairs(self, hass, add, choose, unit, weight, apart):
        why = (ReasonPart(key="uncertain"), ReasonPart(key="lighter", person_id=ANNA, kg=15.2))
        # Whose it is stays open: somebody left since.
        await add(days=2, reason=why, candidates={"carl": 0.4, ANNA: 0.4, "nobody": 0.2})
        await choose(unit)
        [issue] = [each for each in ir.async_get(hass).issues.values() if each.domain == DOMAIN]
        flow = await async_create_fix_flow(hass, issue.issue_id, issue.data)
        flow.hass, flow.issue_id, flow.handler = hass, issue.issue_id, DOMAIN
        asked = (await flow.async_step_init())["description_placeholders"]
        for placeholders in (issue.translation_placeholders, asked):
            assert placeholders["weight"] == weight
            assert apart in placeholders["reason"]

    async def test_a_repair_about_a_time_to_come(self, hass, add, choose):
        await add(days=-40, person_id=ANNA)
        await choose("st_lb")
        [issue] = [each for each in ir.async_get(hass).issues.values() if each.domain == DOMAIN]
        assert "10 st 10.58 lb" in str(issue.translation_placeholders)

    @every_unit
    async def test_the_activity(self, hass, choose, unit, weight, change):
        described = []
        async_describe_events(hass, lambda domain, event, describe: described.append(describe))
        await choose(unit)
        data = {"weight_kg": 68.3, "before_kg": 69.1, "measured_at": None, "late": False}
        data |= {"name": "Ben", "person_id": BEN, "entity_id": None}
        [describe] = described
        assert describe(Event(data))["message"] == f"weighed {weight} ({change})"

    @pytest.mark.parametrize(
        ("unit", "text"),
        [
            ("lb", "150.58 lb"),
            ("st", "10.755 st"),
            ("st_lb", "10 st 10.58 lb"),
            ("jin", "136.60 jin"),
        ],
    )
    async def test_what_automations_read(self, hass, choose, act, unit, text):
        await choose(unit)
        await act("record_weighing", weight=68.3, unit="kg", person="Ben")
        attributes = hass.states.get("event.ben_weighing").attributes
        assert (attributes["weight_text"], attributes["weight"]) == (text, 68.3)

    async def test_a_choice_that_is_taken_back(self, hass, add, choose):
        await add()
        for unit, text in (("jin", "136.6 jin"), ("home", "68.3 kg")):
            await choose(unit)
            assert hass.states.get(SELECT).state.startswith(f"{text}, ")


class Event:
    def __init__(self, data):
        self.data = data


def clock(state):
    local = dt_util.as_local(dt_util.parse_datetime(state.attributes["measured_at"]))
    return f"{local.hour}:{local.minute:02}"


class TestTyping:
    @pytest.mark.parametrize(
        ("unit", "typed", "kg"),
        [
            ("kg", 68.3, "68.3"),
            ("lb", 150.6, Fraction("150.6") * POUND),
            ("st", 10.75, Fraction("10.75") * 14 * POUND),
            # A number alone is pounds.
            ("st_lb", 150.6, Fraction("150.6") * POUND),
            ("jin", 136.6, "68.3"),
        ],
    )
    async def test_actions_take_the_unit(self, household, choose, act, unit, typed, kg):
        await choose(unit)
        answer = await act("record_weighing", respond=True, weight=typed, person="Ben")
        await act("edit_weighing", weighing_id=answer["weighing_id"], weight=typed)
        [weighing] = everything(household)
        assert answer["weight"] == pytest.approx(float(kg), abs=0.001)
        assert weighing.weight_kg == pytest.approx(float(kg))
        assert answer["unit"] == {"st_lb": "lb"}.get(unit, unit)

    async def test_unless_told_otherwise(self, household, choose, act):
        await choose("jin")
        await act("record_weighing", weight=68.3, unit="kg", person="Ben")
        [weighing] = everything(household)
        assert weighing.weight_kg == 68.3

    @pytest.mark.parametrize(
        ("unit", "said"),
        [
            # 2 kg are 4.41 lb or 0.315 st, 300 kg are 661.39 lb or 47.242 st.
            ("kg", "between 2 kg and 300 kg"),
            ("lb", "between 5 lb and 661 lb"),
            ("st", "between 0.4 st and 47.2 st"),
            ("st_lb", "between 5 lb and 47 st 3 lb"),
            ("jin", "between 4 jin and 600 jin"),
        ],
    )
    async def test_errors_name_the_limits_in_it(self, choose, act, unit, said):
        await choose(unit)
        with pytest.raises(ServiceValidationError) as caught:
            await act("record_weighing", weight=9999)
        assert str(caught.value) == f"A weight is {said}"


@pytest.mark.usefixtures("recorder_mock")
async def test_sensors_and_statistics_stay(hass, choose, act):
    async def units():
        await hass.async_block_till_done(wait_background_tasks=True)
        await async_recorder_block_till_done(hass)
        statistic = f"{DOMAIN}:{BEN}_weight"
        [found] = await async_list_statistic_ids(hass, {statistic})
        state = hass.states.get("sensor.ben_weight")
        return (
            found["statistics_unit_of_measurement"],
            state.attributes["unit_of_measurement"],
            float(state.state),
        )

    await act("record_weighing", weight=68.3, unit="kg", person="Ben")
    assert await units() == ("kg", "kg", 68.3)
    for unit in ("st_lb", "jin", "lb"):
        await choose(unit)
        await act("record_weighing", weight=68.3, unit="kg", person="Ben")
        assert await units() == ("kg", "kg", 68.3)
