"""How a stand-in for Domoticz reads discovery configs, and values out of states. Pure.

As the real one's "MQTT Auto Discovery" gateway does (2025.1; "source" is hardware/
MQTTAutoDiscover.cpp): the form of Home Assistant's discovery, but not all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json
import re
from typing import Any
import uuid

from .devices import CUSTOM, PERCENTAGE, TEXT, Kind, NotKnownError

HUMIDITY = Kind("Humidity", "LaCrosse WS2300", 0, "")
SWITCH = Kind("Light/Switch", "Switch", 0, "")

# These have types of their own (source), which a body scale has no use for.
_OTHER_UNITS = frozenset(
    {
        *("hpa", "kpa", "ppm", "v", "mv", "a", "w", "kwh", "wh", "wm", "lx", "lux", "cm", "l"),
        *("liter", "l/hr", "db", "dba", "dbm", "m³", "cubic meters", "pulses", "mm", "mm/h"),
        *("°c", "c", "?c", "°f", "f", "?f", "text"),
    }
)
_OTHER_WORDS = ("pressure", "temperature", "illuminance", "dew_point")
_IGNORED = re.compile(r"^(max_|min_)|(_max|_min)$|_alarm|_calibration|_sensitivity|_address")
_OTHER_IDS = frozenset({"action", "linkquality", "last_seen", "sensitivity", "update_available"})

_SHORT = {
    "unit_of_meas": "unit_of_measurement",
    "uniq_id": "unique_id",
    "stat_t": "state_topic",
    "val_tpl": "value_template",
    "dev": "device",
    "dev_cla": "device_class",
}
_SHORT_DEVICE = {"ids": "identifiers"}


class InvalidConfigError(Exception):
    """Domoticz refuses the config."""


@dataclass(slots=True)
class Sensor:
    """What a config announced."""

    component: str
    object_id: str
    unique_id: str
    device: str
    """The identifier that sensors of one thing share."""
    name: str
    state_topic: str
    template: str
    unit: str
    used: bool
    qos: int
    words: str = field(repr=False)
    """Where Domoticz looks for the word humidity."""
    battery: int = 255

    @property
    def is_battery(self) -> bool:
        """Whether it tells of the batteries of the other sensors instead of being one (source)."""
        return "battery" in self.object_id

    def kind(self, value: str) -> Kind:
        """Return the kind of device a value makes."""
        if self.component == "binary_sensor":
            return SWITCH
        unit = self.unit.lower()
        if unit in _OTHER_UNITS or any(word in self.words for word in _OTHER_WORDS):
            raise NotKnownError(f"a discovered sensor with {self.unit!r}, {self.words!r}")
        if unit == "%":
            return HUMIDITY if "humidity" in self.words else PERCENTAGE
        return TEXT if not unit and not is_number(value) else CUSTOM


def read_config(topic: str, payload: str) -> Sensor | None:
    """Read a config.

    Args:
        topic: What follows the prefix.
        payload: What it says.

    Returns:
        None for one that Domoticz ignores.

    Raises:
        InvalidConfigError: It logs an error.
        NotKnownError: Nobody knows what it does.
    """
    parts = topic.split("/")
    if len(parts) < 3:
        raise InvalidConfigError
    component = parts[0]
    if component in {"device", "device_automation"}:
        return None  # the newer form, one config for all sensors: not understood
    if component not in {"sensor", "binary_sensor"}:
        raise NotKnownError(f"discovery of a {component}")
    if len(parts) > 4 or parts[-1] != "config":
        raise NotKnownError(f"discovery topic {topic}")
    try:
        config = json.loads(payload)
    except ValueError as error:
        raise InvalidConfigError from error
    if not isinstance(config, dict):
        raise InvalidConfigError
    object_id = parts[-2]
    if component == "sensor" and _IGNORED.search(object_id):
        return None
    if object_id in _OTHER_IDS:
        raise NotKnownError(f"discovery of {object_id}")
    return _sensor(component, object_id, _resolve(config))


def _sensor(component: str, object_id: str, config: Mapping[str, Any]) -> Sensor:
    # Without one it is another device at each start.
    unique_id = str(config.get("unique_id") or uuid.uuid4())
    device = _long(config.get("device") or {}, _SHORT_DEVICE)
    identifiers = device.get("identifiers") or unique_id
    identifier = str(identifiers[0] if isinstance(identifiers, list) else identifiers)
    state_topic = str(config.get("state_topic") or "")
    if not state_topic:
        raise InvalidConfigError("A sensor should have a state_topic!")
    template = str(config.get("value_template") or "")
    name = config.get("name") or unique_id
    words = (object_id, str(config.get("device_class") or ""), state_topic, unique_id, template)
    return Sensor(
        component,
        object_id,
        unique_id,
        identifier,
        f"{device.get('name') or identifier} ({name})" if device else str(name),
        state_topic,
        _clean(template),
        str(config.get("unit_of_measurement") or "").strip(),
        bool(config.get("enabled_by_default", True)),
        int(config.get("qos") or 0),
        " ".join(words),
    )


def _resolve(config: Mapping[str, Any]) -> dict[str, Any]:
    """Write abbreviations and the base topic out."""
    full = _long(config, _SHORT)
    base = full.get("~")
    if not base:
        return full
    return {
        key: value.replace("~", base)
        if isinstance(value, str) and key != "~" and (value[:1] == "~" or value[-1:] == "~")
        else value
        for key, value in full.items()
    }


def _long(config: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {names.get(key, key): value for key, value in config.items()}


def _clean(template: str) -> str:
    """Return what Domoticz makes of a template: filters are cut off, nothing is calculated."""
    cleaned = re.sub(r"[{}'\"]", "", template).partition("|")[0].strip()
    if not cleaned:
        return ""
    if not re.fullmatch(r"value_json\.[^\[(]+", cleaned) or "endif" in cleaned:
        raise NotKnownError(f"value_template {template}")
    return cleaned.removeprefix("value_json.")


def value_of(sensor: Sensor, payload: str) -> str | None:
    """Read a sensor's value out of a state; None when that leaves it as it was."""
    try:
        state = json.loads(payload)
    except ValueError:
        return payload
    if not isinstance(state, dict) or not sensor.template:
        return payload
    if state.keys() & {"battery", "linkquality"}:
        raise NotKnownError("a state with battery or linkquality")
    for key in sensor.template.split("."):
        state = state.get(key) if isinstance(state, dict) else None
    match state:
        case None | "" | [] | {}:
            return None
        case bool():
            return str(state).lower()
        case int() | float():
            return f"{state:g}"  # source
        case str():
            return state
    raise NotKnownError(f"the value {state!r}")


def is_number(text: str) -> bool:
    """Say whether Domoticz takes a text for a number; of signs and exponents nobody has seen it."""
    if re.fullmatch(r"\d+(\.\d*)?", text):
        return True
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
        raise NotKnownError(f"a sensor without a unit that shows {text}")
    return False
