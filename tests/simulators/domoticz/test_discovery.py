"""What a real Domoticz 2025.1 made of Home Assistant's discovery, row by row."""

import json

import pytest

from simulators.domoticz.devices import CUSTOM, DISCOVERY_GATEWAY, Database, NotKnownError
from simulators.domoticz.discovery import Discovery

STATE = "scale/anna/state"
CONFIG = {
    "name": "Weight",
    "unique_id": "anna_weight",
    "state_topic": STATE,
    "value_template": "{{ value_json.x }}",
    "unit_of_measurement": "kg",
    "device": {"name": "Anna", "identifiers": ["anna"]},
}


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def gateway(database):
    return Discovery(database, "domo", database.add_hardware("Discovery", DISCOVERY_GATEWAY))


def config(gateway, changes=(), *, object_id="weight", component="sensor", retain=True):
    """Announce a sensor; a None takes a key out."""
    made = {key: value for key, value in (CONFIG | dict(changes)).items() if value is not None}
    return gateway.receive(
        f"domo/{component}/anna/{object_id}/config", json.dumps(made).encode(), retain=retain
    )


def state(gateway, text, *, topic=STATE, retain=False):
    payload = text if isinstance(text, str) else json.dumps(text)
    return gateway.receive(topic, payload.encode(), retain=retain)


def shown(database):
    return [(str(device.kind), device.data) for device in database.devices.values()]


@pytest.mark.parametrize(
    ("changes", "value", "kind", "data"),
    [
        ({}, 62.345, "General/Custom Sensor", "62.345 kg"),
        ({"device_class": "weight"}, 62.345, "General/Custom Sensor", "62.345 kg"),
        ({"unit_of_measurement": "%"}, 21.64, "General/Percentage", "21.64%"),
        ({"unit_of_measurement": "kg/m2"}, 22.1, "General/Custom Sensor", "22.1 kg/m2"),
        ({"unit_of_measurement": "kg/m²"}, 22.1, "General/Custom Sensor", "22.1 kg/m²"),
        ({"unit_of_measurement": "kcal"}, 1349, "General/Custom Sensor", "1349 kcal"),
        ({"unit_of_measurement": "Ω"}, 541, "General/Custom Sensor", "541 Ω"),
        ({"unit_of_measurement": "y"}, 38, "General/Custom Sensor", "38 y"),
        ({"unit_of_measurement": None}, 38, "General/Custom Sensor", "38 ??"),
        ({"unit_of_measurement": None}, "obese", "General/Text", "obese"),
        (
            {"unit_of_measurement": None, "device_class": "timestamp"},
            "2026-11-22T13:52:10+01:00",
            "General/Text",
            "2026-11-22T13:52:10+01:00",
        ),
    ],
)
def test_kinds(database, gateway, changes, value, kind, data):
    config(gateway, changes)
    assert database.devices == {}  # with the first state, not before
    assert state(gateway, {"x": value}).updated == []
    assert shown(database) == [(kind, data)]
    [device] = database.devices.values()
    assert device.name == "Anna (Weight)"
    assert device.device_id == "anna_weight"
    assert device.used
    assert database.not_known == []


@pytest.mark.parametrize(
    ("changes", "object_id"),
    [
        ({"device_class": "humidity"}, "x"),
        ({}, "humidity"),
        ({"unique_id": "anna_humidity"}, "x"),
        ({"value_template": "{{ value_json.humidity }}"}, "x"),
        ({"state_topic": "anna/humidity"}, "x"),
    ],
)
def test_the_word_humidity(database, gateway, changes, object_id):
    changes = {"unit_of_measurement": "%"} | changes
    config(gateway, changes, object_id=object_id)
    state(gateway, {"x": 50, "humidity": 50}, topic=changes.get("state_topic", STATE))
    [device] = database.devices.values()
    assert device.kind.dtype == "Humidity"
    assert database.not_known  # what it shows


def test_a_binary_sensor_is_a_switch(database, gateway):
    config(gateway, {"unit_of_measurement": None}, component="binary_sensor")
    state(gateway, {"x": "ON"})
    [device] = database.devices.values()
    assert str(device.kind) == "Light/Switch/Switch"
    assert database.not_known  # what it shows


def test_not_enabled_is_hidden(database, gateway):
    config(gateway, {"enabled_by_default": False})
    state(gateway, {"x": 1})
    assert [device.used for device in database.devices.values()] == [False]


@pytest.mark.parametrize(
    "object_id",
    ["max_x", "min_x", "x_max", "x_min", "x_alarm", "x_calibration", "x_sensitivity", "x_address"],
)
def test_ids_that_make_no_device(database, gateway, object_id):
    assert config(gateway, object_id=object_id).subscribe == []
    state(gateway, {"x": 1})
    assert database.devices == {}


def test_a_battery_is_the_other_sensors_battery(database, gateway):
    config(gateway)
    config(gateway, {"unique_id": "b", "state_topic": "b"}, object_id="battery")
    state(gateway, {"x": 1})
    state(gateway, {"x": 42}, topic="b")
    [device] = database.devices.values()
    assert device.battery == 255
    state(gateway, {"x": 2})
    assert device.battery == 42


def test_abbreviations(database, gateway):
    short = {
        "~": "scale/anna",
        "name": "Weight",
        "uniq_id": "anna_weight",
        "stat_t": "~/state",
        "val_tpl": "{{ value_json.x | default(none) }}",
        "unit_of_meas": "kg",
        "dev": {"name": "Anna", "ids": "anna"},
    }
    reaction = gateway.receive(
        "domo/sensor/anna_weight/config", json.dumps(short).encode(), retain=True
    )
    assert reaction.subscribe == [(STATE, 0)]
    state(gateway, {"x": 62.3})
    [device] = database.devices.values()
    assert (device.name, device.device_id, device.data) == (
        "Anna (Weight)",
        "anna_weight",
        "62.3 kg",
    )


def test_nothing_is_calculated(database, gateway):
    config(gateway, {"value_template": "{{ value_json.x * 2 }}"})
    state(gateway, {"x": 31})
    assert database.devices == {}


@pytest.mark.parametrize("key", ["components", "cmps"])
def test_device_discovery_is_ignored(database, gateway, key):
    message = {"dev": CONFIG["device"], key: {"weight": CONFIG | {"p": "sensor"}}}
    reaction = gateway.receive("domo/device/anna/config", json.dumps(message).encode(), retain=True)
    assert reaction.subscribe == []
    state(gateway, {"x": 1})
    assert database.devices == {}
    assert database.log == []


def test_without_ids_it_is_another_device_at_each_start(database, gateway):
    lacking = {"unique_id": None, "device": None, "unit_of_measurement": None}
    for start in (1, 2):
        config(gateway, lacking)
        state(gateway, {"x": 1})
        assert shown(database) == [("General/Custom Sensor", "1 ??")] * start
        gateway.forget()


@pytest.mark.parametrize("kept", [{}, {"x": None}, {"x": ""}, {"y": 5}])
def test_what_is_missing_keeps_the_value(database, gateway, kept):
    config(gateway)
    state(gateway, {"x": 62.3})
    assert state(gateway, kept).updated == []
    assert database.devices[1].updates == ["62.3"]


@pytest.mark.parametrize(
    ("value", "data"), [("67.70", "67.7 kg"), ("unknown", "0 kg"), (67.7, "67.7 kg")]
)
def test_later_states(database, gateway, value, data):
    config(gateway)
    state(gateway, {"x": 62.3})
    assert state(gateway, {"x": value}).updated == [database.devices[1]]
    assert shown(database) == [("General/Custom Sensor", data)]
    assert database.devices[1].updates == ["62.3", str(value)]


def test_a_plain_state(database, gateway):
    config(gateway, {"value_template": None})
    state(gateway, "62.3")
    assert shown(database) == [("General/Custom Sensor", "62.3 kg")]


def test_a_changed_unit_is_a_second_device_and_a_changed_name_nothing(database, gateway):
    config(gateway)
    state(gateway, {"x": 62.3})
    config(gateway, {"name": "Mass"})
    state(gateway, {"x": 62.4})
    config(gateway, {"unit_of_measurement": "%"})
    state(gateway, {"x": 62.5})
    assert shown(database) == [
        ("General/Custom Sensor", "62.4 kg"),
        ("General/Percentage", "62.5%"),
    ]
    assert database.devices[1].name == "Anna (Weight)"


def test_an_empty_config_removes_nothing(database, gateway):
    config(gateway)
    state(gateway, {"x": 62.3})
    gateway.receive("domo/sensor/anna/weight/config", b"", retain=True)
    state(gateway, {"x": 62.4})
    assert database.devices[1].updates == ["62.3", "62.4"]


def test_a_retained_state_makes_a_device_but_updates_none(database, gateway):
    config(gateway)
    state(gateway, {"x": 62.3}, retain=True)
    assert shown(database) == [("General/Custom Sensor", "62.3 kg")]
    assert state(gateway, {"x": 62.4}, retain=True).updated == []
    assert shown(database) == [("General/Custom Sensor", "62.3 kg")]
    state(gateway, {"x": 62.5})
    assert shown(database) == [("General/Custom Sensor", "62.5 kg")]


def test_new_hardware_has_to_be_accepted(database, gateway):
    database.accept_new_hardware = False
    config(gateway)
    state(gateway, {"x": 62.3})
    assert database.devices == {}
    database.accept_new_hardware = True
    state(gateway, {"x": 62.3})
    assert len(database.devices) == 1


def test_after_a_lost_connection_configs_are_needed_again(database, gateway):
    assert config(gateway).subscribe == [(STATE, 0)]
    state(gateway, {"x": 62.3})
    assert config(gateway).subscribe == []
    gateway.forget()
    state(gateway, {"x": 62.4})
    assert database.devices[1].updates == ["62.3"]
    assert config(gateway).subscribe == [(STATE, 0)]
    state(gateway, {"x": 62.5})
    assert database.devices[1].updates == ["62.3", "62.5"]


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("domo/sensor/anna/weight/config", "no json"),
        ("domo/sensor/anna/weight/config", "[]"),
        ("domo/sensor/config", json.dumps(CONFIG)),
        ("domo/sensor/anna/weight/config", json.dumps(CONFIG | {"state_topic": ""})),
    ],
)
def test_faulty_configs_are_logged(database, gateway, topic, payload):
    assert gateway.receive(topic, payload.encode(), retain=True).subscribe == []
    assert len(database.log) == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda gateway: config(gateway, component="number"),
        lambda gateway: config(gateway, object_id="linkquality"),
        lambda gateway: config(gateway, {"value_template": "{{ value_json['x'][0] }}"}),
        lambda gateway: config(gateway, {"value_template": "{{ value }}"}),
        lambda gateway: gateway.receive("domo/sensor/a/b/c/config", b"{}", retain=True),
        lambda gateway: Discovery(Database(), "domo/anna", 2),
    ],
)
def test_configs_that_nobody_has_tried(gateway, call):
    with pytest.raises(NotKnownError):
        call(gateway)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"unit_of_measurement": "°C"}, {"x": 20}),
        ({"unit_of_measurement": "cm"}, {"x": 20}),
        ({"unique_id": "anna_temperature"}, {"x": 20}),
        ({"unit_of_measurement": None}, {"x": -20}),
        ({}, {"x": [1]}),
        ({}, {"x": 1, "battery": 5}),
    ],
)
def test_states_that_nobody_has_tried(database, gateway, changes, text):
    config(gateway, changes)
    state(gateway, text)
    assert len(database.not_known) == 1
    assert database.devices == {}


def test_sensors_of_one_topic_become_devices_in_the_order_of_their_ids(database, gateway):
    for key in ("b", "a"):
        config(gateway, {"unique_id": key, "value_template": f"{{{{ value_json.{key} }}}}"})
    state(gateway, {"a": 1, "b": 2})
    assert [device.device_id for device in database.devices.values()] == ["a", "b"]
    assert all(device.kind is CUSTOM for device in database.devices.values())
