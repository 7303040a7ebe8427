"""What other programs say of a scale over MQTT, as they were seen to say it."""

from datetime import datetime
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale.model import Frame, Unit
from custom_components.body_scale.scales import FAMILIES
from custom_components.body_scale.sources.payloads import Format, Keys, read

# A run of xiaomi_mi_scale 0.3.5 with simulated advertisements.
XIAOMI_MI_SCALE = (
    '{"weight":85.15,"weight_unit":"kg","bmi":25.71,"basal_metabolism":1800.10,"visceral_fat":10.0,'
    '"impedance":428,"timestamp":"2026-11-22T08:00:12.000Z"}'
)
# OpenMQTTGateway #1123 and #1166: the second names no service.
GATEWAY_V2 = (
    '{"id":"0C:95:41:AD:77:17","name":"MIBFS","manufacturerdata":"57010c9541ad7717","rssi":-75,'
    '"servicedata":"07a4e60701040b073a00008601","servicedatauuid":"0x181b","brand":"Xiaomi",'
    '"model":"Miscale_v2","model_id":"XMTZC05HM","impedance":0}'
)
GATEWAY_V1 = (
    '{"id":"70:87:9E:5B:33:42","mac_type":0,"manufacturerdata":"570170879e5b3342","rssi":-79,'
    '"servicedata":"a2e45ce607020c001103"}'
)
# Tasmota's pull request #13517.
TASMOTA = (
    '{"Time":"2021-11-20T14:12:37","ATC8f6dc4":{"mac":"a4c1388f6dc4","Temperature":19.4,'
    '"Humidity":55.0,"DewPoint":10.1,"Battery":68,"RSSI":-85},"MISCALEV1568c44":'
    '{"mac":"70879e568c44","weight_removed":0,"stabilized":1,"weight_unit":"kg",'
    '"weight": 3,"RSSI":-55}}'
)


def frame_of(payload, wanted=Format.AUTO, keys=Keys()):  # noqa: B008
    text = payload if isinstance(payload, str) else json.dumps(payload)
    told = read(text, wanted, keys)
    return told and told.frame


@pytest.mark.parametrize("wanted", [Format.AUTO, Format.XIAOMI_MI_SCALE])
def test_xiaomi_mi_scale(wanted):
    frame = frame_of(XIAOMI_MI_SCALE, wanted)
    assert (frame.weight_kg, frame.impedance, frame.stable) == (85.15, 428, True)
    assert frame.stamp == datetime(2026, 11, 22, 8, 0, 12)


@pytest.mark.parametrize(
    ("unit", "weight", "kg", "shown"),
    [("lbs", 187.7, 85.139, Unit.LB), ("jin", 170.3, 85.15, Unit.JIN)],
)
def test_other_units_of_xiaomi_mi_scale(unit, weight, kg, shown):
    message = json.loads(XIAOMI_MI_SCALE) | {"weight_unit": unit, "weight": weight}
    frame = frame_of(message)
    assert frame.weight_kg == pytest.approx(kg, abs=1e-3)
    assert frame.unit is shown


@pytest.mark.parametrize("wanted", [Format.AUTO, Format.THEENGS])
def test_a_gateway_that_relays_the_advertisement(wanted):
    told = read(GATEWAY_V2, wanted, Keys())
    # 0x0186 hundredths of a pound, of an object.
    assert told.frame.weight_kg == pytest.approx(390 / 100 * 0.45359237)
    assert (told.frame.unit, told.frame.removed) == (Unit.LB, True)
    assert told.frame.stamp == datetime(2022, 1, 4, 11, 7, 58)
    assert told.traits == FAMILIES["mi_scale_v2"].traits


def test_a_gateway_that_names_no_service():
    told = read(GATEWAY_V1, Format.AUTO, Keys())
    assert (told.frame.weight_kg, told.frame.removed) == (0x5CE4 / 200, True)
    assert told.traits == FAMILIES["mi_scale_v1"].traits


DECODED = {"id": "0C:95:41:AD:77:17", "weighing_mode": "person", "unit": "kg", "weight": 85.15}


@pytest.mark.parametrize("mode", ["person", "object"])
def test_a_gateway_that_decodes(mode):
    message = DECODED | {"weighing_mode": mode}
    assert frame_of(message) == Frame("", 85.15, stable=True, small_object=mode == "object")
    assert frame_of(message | {"impedance": 428}).impedance == 428


@pytest.mark.parametrize("wanted", [Format.AUTO, Format.THEENGS])
@pytest.mark.parametrize("message", [DECODED, json.loads(GATEWAY_V2)])
def test_a_gateway_that_says_what_is_left_in_the_battery(message, wanted):
    assert frame_of(message, wanted).battery is None
    assert frame_of(message | {"batt": 0}, wanted).battery == 0
    assert frame_of(message | {"batt": 84}, wanted).battery == 84
    for other in (-1, 101, "full", True, None, [84], 1e300):
        found = frame_of(message | {"batt": other}, wanted)
        assert (found.battery, found.weight_kg) == (None, frame_of(message).weight_kg)


def test_a_battery_without_a_weight_is_nothing():
    assert frame_of({"id": "0C:95:41:AD:77:17", "weighing_mode": "person", "batt": 84}) is None


@pytest.mark.parametrize("wanted", [Format.AUTO, Format.THEENGS])
def test_tasmota(wanted):
    assert frame_of(TASMOTA, wanted) == Frame("", 3.0, stable=True)


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"stabilized": 0}, {"stable": False}),
        ({"weight_removed": 1}, {"removed": True}),
        ({"impedance": 428}, {"impedance": 428}),
        ({"ImpedanceFailed": 1}, {"impedance_failed": True}),
        ({"weight_unit": "lbs", "weight": 187.7}, {"unit": Unit.LB}),
    ],
)
def test_what_else_tasmota_says(more, fields):
    device = {"mac": "70879e568c44", "weight": 85.15, "weight_unit": "kg", "RSSI": -55} | more
    # Alone on a topic of its own, and among others.
    for message in (device, {"Time": "2026-11-22T08:00:00", "MISCALE568c44": device}):
        frame = frame_of(message)
        assert {key: getattr(frame, key) for key in fields} == fields


def test_a_generic_message_by_its_keys():
    message = {"body": {"mass": "85.15", "ohm": {"low": 428, "high": 390.5}}, "pulse": 71}
    keys = Keys(
        weight="body.mass",
        impedance="body.ohm.low",
        impedance_250khz="body.ohm.high",
        heart_rate="pulse",
    )
    frame = frame_of(message, Format.JSON, keys)
    assert (frame.weight_kg, frame.impedance, frame.impedance_250khz) == (85.15, 428, 390.5)
    assert frame.heart_rate == 71


def test_a_unit_of_the_form_and_one_of_the_message():
    pounds = Keys(unit=Unit.LB)
    assert frame_of({"weight": 100}, Format.JSON, pounds).weight_kg == pytest.approx(45.359237)
    stones = frame_of({"weight": 10, "unit": "ST"}, Format.JSON, pounds)
    assert (stones.weight_kg, stones.unit) == (pytest.approx(63.5029318), Unit.ST)


@pytest.mark.parametrize("ohm", [0, -5, 3000, 1e9, "much", None, True])
def test_what_is_no_impedance_is_left_out(ohm):
    assert frame_of({"weight": 85.15, "impedance": ohm}) == Frame("", 85.15, stable=True)


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "85.15",
        "[]",
        "null",
        "{",
        "[" * 100_000,
        {},
        {"weight": 0},
        {"weight": -1},
        {"weight": True},
        {"weight": [85]},
        {"weight": "heavy"},
        {"weight": 85, "unit": "stone masons"},
        '{"weight": NaN}',
        '{"weight": 1e999}',
        {"servicedata": "zz", "manufacturerdata": 5},
        {"servicedata": "00", "servicedatauuid": 7},
        {"weighing_mode": "person"},
        {"weight_unit": "kg", "timestamp": 5},
    ],
    ids=lambda p: str(p)[:30],
)
@pytest.mark.parametrize("wanted", Format)
def test_anything_else_is_nothing(payload, wanted):
    assert frame_of(payload, wanted) is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda each: (
        st.lists(each, max_size=3) | st.dictionaries(st.text(max_size=8), each, max_size=3)
    ),
)
NAMES = st.sampled_from(
    [
        *("weight", "unit", "weight_unit", "impedance", "heart_rate", "timestamp", "weighing_mode"),
        *("servicedata", "servicedatauuid", "manufacturerdata", "id", "name", "mac", "RSSI"),
        "batt",
    ]
)


@given(st.dictionaries(NAMES | st.text(max_size=5), VALUES), st.sampled_from(Format))
def test_whatever_comes_is_a_finite_frame_or_none(message, wanted):
    frame = frame_of(message, wanted)
    assert frame is None or frame.weight_kg is None or 0 <= frame.weight_kg < float("inf")
