"""What a real Domoticz 2025.1 did with messages on its input topic, row by row."""

from datetime import datetime, timedelta, timezone
import json

import pytest

from simulators.domoticz.devices import (
    CUSTOM,
    KINDS,
    PERCENTAGE,
    SCALE,
    TEXT,
    Database,
    NotKnownError,
)
from simulators.domoticz.input import Input

NOW = datetime(2026, 11, 22, 13, 52, 10, tzinfo=timezone(timedelta(hours=1)))
INVALID = "Invalid/Unhandled data received!"


@pytest.fixture
def database():
    """Devices 1 to 4: a Scale, a Custom Sensor, a Percentage and a Text."""
    database = Database(lambda: NOW)
    hwid = database.add_hardware("Virtual")
    for kind in (SCALE, CUSTOM, PERCENTAGE, TEXT):
        unit = "kg" if kind is CUSTOM else ""
        database.add_device(kind, hwid=hwid, name=kind.stype, unit=unit)
    for device in database.devices.values():
        device.svalue = "50.0"
    return database


@pytest.fixture
def gateway(database):
    return Input(database)


@pytest.mark.parametrize(
    ("payload", "data"),
    [
        ('{"idx":1,"nvalue":0,"svalue":"62.52#35"}', "62.52 kg"),
        ('{"idx":1,"nvalue":0,"svalue":"62.3"}', "62.3 kg"),
        ('{"idx":1,"nvalue":0,"svalue":"62.30"}', "62.3 kg"),
        ('{"idx":1,"nvalue":0,"svalue":"62.345"}', "62.345 kg"),
        ('{"idx":1,"svalue":"70.05"}', "70.05 kg"),
        ('{"idx":1.0,"nvalue":0.0,"svalue":"70.3"}', "70.3 kg"),
        ('{"command":"udevice","idx":1,"nvalue":0,"svalue":"62.3"}', "62.3 kg"),
        ('{"idx":1,"nvalue":0,"svalue":"62.3","who":"Anna"}', "62.3 kg"),
        ('{"idx":1,"nvalue":71}', "0 kg"),
        ('{"idx":1,"nvalue":0}', "0 kg"),
        ('{"idx":3,"nvalue":0}', "0%"),
        ('{"idx":1,"nvalue":0,"svalue":null}', "0 kg"),
        ('{"idx":1,"nvalue":0,"svalue":""}', "0 kg"),
        ('{"idx":1,"nvalue":0,"svalue":"abc"}', "0 kg"),
        ('{"idx":1,"nvalue":0,"svalue":"70,5"}', "70 kg"),
        ('{"idx":3,"nvalue":0,"svalue":"21.64 %"}', "21.64%"),
        ('{"idx":3,"nvalue":0,"svalue":"62.345"}', "62.345%"),
        ('{"idx":2,"nvalue":0,"svalue":"62.345"}', "62.345 kg"),
        ('{"idx":2,"nvalue":0,"svalue":"1234567.89"}', "1.23457e+06 kg"),
        ('{"idx":2,"nvalue":0,"svalue":"-0.5"}', "-0.5 kg"),
        ('{"idx":4,"nvalue":0,"svalue":"<b>\\"ü;ö\\"</b>"}', '<b>"ü;ö"</b>'),
    ],
)
def test_accepted(database, gateway, payload, data):
    assert gateway.receive("domoticz/in", payload) == []  # no echo
    message = json.loads(payload)
    device = database.devices[message["idx"]]
    assert device.data == data
    assert device.svalue == (message.get("svalue") or "")  # stored as it is
    assert device.updates == [device.svalue]
    assert device.nvalue == message.get("nvalue", 0)
    assert database.log == []


@pytest.mark.parametrize(
    "payload",
    [
        '{"idx":true,"nvalue":0,"svalue":"62.3"}',
        '{"idx":1.5,"nvalue":0,"svalue":"62.3"}',
        '{"idx":01,"nvalue":+0,"svalue":"62.3"}',
        '\ufeff{"idx":1,"nvalue":0,"svalue":"62.3",} and more',
        '{"idx":1, // which\n"nvalue":0,/* "svalue":"1" */"svalue":"62.3"}',
        '{"idx":1,\r\n"nvalue":0,"svalue":"62.3\\u0000no more"}',
    ],
)
def test_what_is_hardly_json_is_taken(database, gateway, payload):
    assert gateway.receive("domoticz/in", payload) == []
    assert database.devices[1].updates == ["62.3"]
    gateway.receive("domoticz/in", '{"idx":4,"nvalue":0,"svalue":"a\nb // +01,}"}')
    assert database.devices[4].updates == ["a\nb // +01,}"]


@pytest.mark.parametrize(("sent", "battery"), [(-1, 255), (300, 44), (88, 88)])
def test_a_battery_has_eight_bits(database, gateway, sent, battery):
    gateway.receive("domoticz/in", json.dumps({"idx": 1, "svalue": "62.3", "Battery": sent}))
    assert database.devices[1].battery == battery


def test_the_idx_of_a_deleted_newest_device_is_the_next_ones(database):
    database.delete_device(4)
    water = database.add_device(CUSTOM, hwid=2, name="Water meter", unit="m3")
    assert (water.idx, water.device_id) == (4, "00082004")
    database.delete_device(2)
    assert database.add_device(SCALE, hwid=2, name="Ben").idx == 5


def test_a_new_sensor_is_logged_as_0(database, gateway):
    device = database.add_device(SCALE, hwid=2, name="Anna")
    database.log_values()
    gateway.receive("domoticz/in", '{"idx":5,"nvalue":0,"svalue":"62.3"}')
    database.log_values()
    assert device.history == ["0.0", "62.3"]


@pytest.mark.parametrize(
    ("payload", "line"),
    [
        ('{"idx":1,"nvalue":0,"svalue":"\\ud800"}', INVALID),
        ('{"idx":1,"nvalue":0,"svalue":62.3}', INVALID),
        ('{"idx":1,"nvalue":"0","svalue":"62.3"}', INVALID),
        ('{"idx":1,"nvalue":71.5,"svalue":"62.3"}', INVALID),
        ('{"idx":1,"nvalue":0,"svalue":"62.3","Battery":88.5}', INVALID),
        ('{"idx":1,"nvalue":0,"svalue":"62.3","Battery":"88"}', INVALID),
        ('{"idx":"1","nvalue":0,"svalue":"62.3"}', "Value is not convertible to Int64"),
        ('{"idx":9999,"nvalue":0,"svalue":"62.3"}', "unknown idx received! (idx 9999)"),
        ('{"nvalue":0,"svalue":"62.3"}', "unknown idx received! (idx 0)"),
        ('{"idx":-1,"nvalue":0,"svalue":"62.3"}', "unknown idx received!"),
        ('{"command":"getdeviceinfo","idx":9999}', "unknown idx received! (idx 9999)"),
        ("62.3 kg", INVALID),
        ('[{"idx":1,"nvalue":0,"svalue":"62.3"}]', INVALID),
        ('{"idx":1,"nvalue":0,"sva', INVALID),
        ('{"idx":1,"nvalue":0,"svalue":NaN}', INVALID),
        ('{"command":"weigh","idx":1}', "Unknown command received"),
        ('{"idx":1}', INVALID),
    ],
)
def test_refused(database, gateway, payload, line):
    before = [device.row() for device in database.devices.values()]
    assert gateway.receive("domoticz/in", payload) == []
    assert [device.row() for device in database.devices.values()] == before
    assert not any(device.updates for device in database.devices.values())
    [logged] = database.log
    assert line in logged


@pytest.mark.parametrize("topic", ["domoticz/in/sub", "domoticz", "domoticz/out"])
def test_other_topics_are_not_listened_to(database, gateway, topic):
    assert gateway.receive(topic, '{"idx":1,"nvalue":0,"svalue":"62.3"}') == []
    assert database.devices[1].updates == database.log == []


def test_battery_and_signal_last_for_one_message(database, gateway):
    gateway.receive("domoticz/in", '{"idx":1,"svalue":"62.3","Battery":88,"RSSI":7}')
    assert (database.devices[1].battery, database.devices[1].rssi) == (88, 7)
    gateway.receive("domoticz/in", '{"idx":1,"svalue":"62.3"}')
    assert (database.devices[1].battery, database.devices[1].rssi) == (255, 12)


def test_a_retained_message_is_taken_like_any_other(database, gateway):
    gateway.receive("domoticz/in", b'{"idx":1,"svalue":"60.1"}')
    gateway.receive("domoticz/in", b'{"idx":1,"svalue":"55.5"}', retain=True)
    assert database.devices[1].updates == ["60.1", "55.5"]


def test_an_empty_payload_is_nothing(database, gateway):
    assert gateway.receive("domoticz/in", b"") == []
    assert database.log == []


def test_it_tells_of_a_device_when_asked(gateway):
    gateway.receive("domoticz/in", '{"idx":1,"nvalue":0,"svalue":"72.35"}')
    [(topic, text)] = gateway.receive("domoticz/in", '{"command":"getdeviceinfo","idx":1}')
    assert topic == "domoticz/out"
    told = json.loads(text)
    # As it was received from the real one.
    assert told == {
        "Battery": 255,
        "LastUpdate": "2026-11-22 13:52:10",
        "RSSI": 12,
        "description": "",
        "dtype": "Weight",
        "hwid": "2",
        "id": "82001",
        "idx": 1,
        "name": "BWR102",
        "nvalue": 0,
        "org_hwid": "2",
        "stype": "BWR102",
        "svalue1": "72.35",
        "unit": 1,
    }
    assert list(told) == sorted(told)
    assert text.count("\n") == len(told) + 2


@pytest.mark.parametrize(
    ("svalue", "parts"),
    [
        ("a;b;c", {"svalue1": "a", "svalue2": "b", "svalue3": "c"}),
        ("", {}),
        ("ü", {"svalue1": "ü"}),
    ],
)
def test_the_svalue_is_told_in_parts(database, gateway, svalue, parts):
    gateway.receive("domoticz/in", json.dumps({"idx": 4, "nvalue": 0, "svalue": svalue}))
    [(_, text)] = gateway.receive("domoticz/in", '{"command":"getdeviceinfo","idx":4}')
    told = json.loads(text)
    assert {key: told[key] for key in told if key.startswith("svalue")} == parts


@pytest.mark.parametrize("kind", KINDS)
def test_type_and_subtype_are_told(database, gateway, kind):
    [device] = [each for each in database.devices.values() if str(each.kind) == kind]
    [(_, text)] = gateway.receive(
        "domoticz/in", json.dumps({"command": "getdeviceinfo", "idx": device.idx})
    )
    told = json.loads(text)
    assert f"{told['dtype']}/{told['stype']}" == kind


def test_a_hidden_device_is_not_told_of(database, gateway):
    database.devices[1].used = False
    assert gateway.receive("domoticz/in", '{"command":"getdeviceinfo","idx":1}') == []


def test_without_loop_prevention_an_update_is_told(database):
    gateway = Input(database, prevent_loop=False, topic_out="out")
    [(topic, text)] = gateway.receive("domoticz/in", '{"idx":1,"svalue":"62.3"}')
    assert topic == "out"
    assert json.loads(text)["svalue1"] == "62.3"


def test_a_log_message_is_logged(database, gateway):
    gateway.receive("domoticz/in", '{"command":"addlogmessage","message":"hello"}')
    assert "hello" in database.log[0]


@pytest.mark.parametrize(
    "payload",
    [
        b'{"idx":1,"svalue":"\xff"}',
        '{"idx":1e999,"svalue":"1"}',
        '{"idx":1,"nvalue":true,"svalue":"1"}',
        '{"idx":1,"svalue":"nan"}',
        '{"idx":2,"svalue":"-Infinity"}',
        '{"command":"switchlight","idx":1}',
        '{"command":7,"idx":1}',
        "[" * 1500,
    ],
)
def test_what_nobody_has_seen_is_not_guessed(database, gateway, payload):
    with pytest.raises(NotKnownError):
        gateway.receive("domoticz/in", payload)
    assert not any(device.updates for device in database.devices.values())


def test_a_device_needs_hardware(database):
    with pytest.raises(NotKnownError):
        database.add_device(SCALE, hwid=99, name="Anna")
