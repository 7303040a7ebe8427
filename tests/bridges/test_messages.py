"""The messages are those that the systems on the other side were seen to send or take."""

from dataclasses import replace
from datetime import UTC, date, datetime
import json
import re
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given, strategies as st
import pytest

from custom_components.body_scale.body.shown import shown
from custom_components.body_scale.bridges.domoticz import message as domoticz_message
from custom_components.body_scale.bridges.domoticz.message import Kind
from custom_components.body_scale.bridges.miscale import message as miscale_message
from custom_components.body_scale.bridges.openscale import message as openscale_message
from custom_components.body_scale.model import BodyType, Metrics, Profile, Sex, Unit, Weighing

DAY = date(2026, 11, 22)
JO = Profile(sex=Sex.MALE, birth_date=date(1980, 1, 1), height_cm=180.0)
BERLIN = ZoneInfo("Europe/Berlin")

# xiaomi_mi_scale 0.3.5 said this of the weighings below, on a machine in UTC.
WEIGHT_ONLY = (
    '{"weight":62.30,"weight_unit":"kg","bmi":19.23,"basal_metabolism":1255.20,'
    '"visceral_fat":7.14,"timestamp":"2026-11-22T13:57:11+00:00"}'
)
BAREFOOT = (
    '{"weight":62.30,"weight_unit":"kg","bmi":19.23,"basal_metabolism":1255.20,'
    '"visceral_fat":7.14,"lean_body_mass":55.49,"body_fat":12.22,"water":60.22,"bone_mass":2.78,'
    '"muscle_mass":51.90,"protein":23.10,"body_type":"Balanced-skinny","metabolic_age":23,'
    '"impedance":512,"timestamp":"2026-11-22T13:57:12+00:00"}'
)

# Names that look like what the escapes are.
ESCAPED = st.lists(
    st.sampled_from([*"%/+#2a\ufffe\ufdd0", "25", "2F", "2B", "23", "EF", "%EF%BF%BE", "F0"]),
    min_size=1,
).map("".join)


def read_back(level):
    """Return the name in a topic: of `%25…2F` one `%25` goes, and `%2F` is a character."""

    def character(match):
        return f"%{match[1][2:]}{match[2]}" if match[1] else unquote(match[0])

    code = "%((?:25)*)(2F|2B|23|EF(?:%[89AB][0-9A-F]){2}|F[0-4](?:%[89AB][0-9A-F]){3}|EF|F[0-4])"
    return re.sub(code, character, level)


def weighing(**changes):
    values = {
        "weighing_id": "01J",
        "scale": "5C:CA:D3:70:D4:A2",
        "measured_at": datetime(2026, 11, 22, 13, 57, 12, 345678, tzinfo=UTC),
        "weight_kg": 62.3,
        "impedance": 512.0,
        "person_id": "jo",
    }
    return Weighing(**values | changes)


def compute(profile=JO, own="mi_fit"):
    return lambda record, formula_set: shown(record, profile, DAY, formula_set or own)


def miscale(record, profile=JO, own="mi_fit", **options):
    return miscale_message.payload(record, compute(profile, own), BERLIN, **options)


class TestMiscale:
    def test_golden_line_without_impedance(self):
        second = datetime(2026, 11, 22, 13, 57, 11, tzinfo=UTC)
        assert miscale(weighing(impedance=None, measured_at=second)) == WEIGHT_ONLY

    def test_golden_line_with_impedance(self):
        assert miscale(weighing()) == BAREFOOT

    def test_legacy_stamp_is_local_time_marked_utc(self):
        told = miscale(weighing(), timestamp_format="legacy")
        assert told == BAREFOOT.replace("T13:57:12", "T14:57:12")

    def test_pounds_are_told_as_pounds(self):
        told = json.loads(miscale(weighing(weight_kg=110.2 * 0.45359237, unit=Unit.LB)))
        assert (told["weight"], told["weight_unit"]) == (110.2, "lbs")
        # That program's 49.99 kg, from 0.4536.
        assert told["bmi"] == round(49.99 / 1.8**2, 2)

    def test_jin(self):
        told = json.loads(miscale(weighing(weight_kg=62.3, unit=Unit.JIN)))
        assert (told["weight"], told["weight_unit"], told["bmi"]) == (124.6, "jin", 19.23)

    def test_own_numbers(self):
        told = json.loads(miscale(weighing(), numbers="own", own="mi_fit"))
        # Weight without fat, not the coefficient.
        assert told["lean_body_mass"] == pytest.approx(
            62.3 * (1 - told["body_fat"] / 100), abs=0.01
        )
        told = json.loads(miscale(weighing(), numbers="own", own="published"))
        assert not told.keys() & {"visceral_fat", "bone_mass", "body_type", "metabolic_age"}
        assert told["impedance"] == 512

    def test_a_child_gets_the_body_mass_index_alone(self):
        child = replace(JO, birth_date=date(2012, 1, 1))
        told = json.loads(miscale(weighing(), child))
        assert list(told) == ["weight", "weight_unit", "bmi", "timestamp"]

    def test_pregnancy_looks_like_a_weighing_in_socks(self):
        spared = replace(JO, no_impedance_metrics=True)
        assert miscale(weighing(), spared) == miscale(weighing(impedance=None))

    def test_what_that_program_loses_is_told_as_a_weight(self):
        giant = replace(JO, height_cm=230.0)
        told = json.loads(miscale(weighing(), giant))
        assert list(told) == ["weight", "weight_unit", "timestamp"]

    @pytest.mark.parametrize(
        ("name", "level"),
        [
            ("Jo", "Jo"),
            ("Big Bob", "Big Bob"),
            ('Zoë "Z" 😀', 'Zoë "Z" 😀'),
            ("100 %", "100 %"),
            ("A/B", "A%2FB"),
            ("A+#", "A%2B%23"),
            ("A%2FB", "A%252FB"),
            ("A%252FB", "A%25252FB"),
            ("A%25B", "A%25B"),
            ("A%EF%BF%BE", "A%25EF%BF%BE"),
            # Not characters: a broker throws out who says them in a topic.
            ("A\ufffe\ufdd0", "A%EF%BF%BE%EF%B7%90"),
        ],
    )
    def test_topic(self, name, level):
        assert miscale_message.topic("miscale", name) == f"miscale/{level}/weight"

    @given(*[st.text(min_size=1) | ESCAPED] * 2)
    @example("a%2Fb", "a%252Fb")
    @example("\ufffe", "%EF%BF%BE")
    def test_no_two_names_share_a_topic(self, one, other):
        topics = {miscale_message.topic("m", name) for name in (one, other)}
        assert len(topics) == len({one, other})
        assert all(topic.count("/") == 2 and not set("+#") & set(topic) for topic in topics)

    @given(st.text(min_size=1) | ESCAPED)
    def test_a_topic_says_whose_it_is(self, name):
        level = miscale_message.topic("m", name)[2:-7]
        assert read_back(level) == name

    @given(st.text(st.characters(exclude_characters="%/+#"), min_size=1))
    def test_other_names_are_topics_as_they_are(self, name):
        assume(
            not any(ord(each) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(each) <= 0xFDEF for each in name)
        )
        assert miscale_message.topic("m", name) == f"m/{name}/weight"


class TestOpenScale:
    def test_message(self):
        metrics = Metrics(body_fat=21.638, water=53.75)
        told = openscale_message.payload(weighing(), metrics)
        assert told == '{"date":1795355832345,"weight":62.3,"body_fat":21.64,"water":53.75}'
        assert openscale_message.topic(1, weighing()) == "openScaleSync/inbound/1/1795355832"

    def test_what_is_missing_is_left_out(self):
        told = json.loads(openscale_message.payload(weighing(), Metrics()))
        assert told.keys() == {"date", "weight"}


class TestDomoticz:
    def test_update(self):
        assert domoticz_message.update(1, "62.30") == '{"idx":1,"nvalue":0,"svalue":"62.30"}'
        assert domoticz_message.question(4) == '{"command":"getdeviceinfo","idx":4}'

    @pytest.mark.parametrize(("idx", "text"), [(1, ""), (0, "62.30"), (-1, "62.30")])
    def test_what_would_show_zero_is_refused(self, idx, text):
        with pytest.raises(ValueError, match="can't show"):
            domoticz_message.update(idx, text)

    @pytest.mark.parametrize(
        ("metric", "text"),
        [
            ("weight", "62.30"),
            ("body_fat", "21.64"),
            ("metabolic_age", "38"),
            ("body_type", "lack exercise"),
            ("water", None),
            ("protein", None),
            ("heart_rate", None),
        ],
    )
    def test_svalue(self, metric, text):
        metrics = Metrics(
            body_fat=21.638,
            metabolic_age=38.0,
            body_type=BodyType.LACK_EXERCISE,
            water=float("nan"),
            protein=float("inf"),
        )
        assert domoticz_message.svalue(metric, weighing(), metrics) == text

    def test_always_kg(self):
        pounds = weighing(unit=Unit.LB)
        assert domoticz_message.svalue("weight", pounds, Metrics()) == "62.30"

    def test_every_metric_has_a_sensor(self):
        for metric in domoticz_message.METRICS:
            assert domoticz_message.kinds(metric)
        assert domoticz_message.kinds("weight")[0] is Kind.SCALE
        assert domoticz_message.kinds("body_fat")[0] is Kind.PERCENTAGE
        assert domoticz_message.kinds("bmi")[0] is Kind.CUSTOM

    def test_answer(self):
        # As Domoticz 2025.1 gave it, shortened.
        told = domoticz_message.answer(
            '{"dtype":"Weight","hwid":"2","idx":1,"name":"Scale","nvalue":0,"stype":"BWR102",'
            '"svalue1":"72.35","unit":1}'
        )
        assert domoticz_message.kind_of(told) == Kind.SCALE
        assert (told["idx"], told["svalue1"]) == (1, "72.35")

    @pytest.mark.parametrize(
        "message",
        [
            *("", "offline", "[]", "{}", '{"idx":"1"}', '{"idx":1.0}', '{"idx":true}', "<html>"),
            *("[" * 100_000, '{"idx":' + "9" * 5000 + "}"),
        ],
    )
    def test_what_is_no_answer(self, message):
        assert domoticz_message.answer(message) is None
