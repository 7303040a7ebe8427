"""What programs say about a scale in a message of a broker becomes a frame. No Home Assistant.

* `xiaomi_mi_scale`: `weight` in `weight_unit` (`kg`, `lbs`, `jin`), `impedance`, `timestamp`. Seen in a
  run of its version 0.3.5.
* `theengs`: Theengs and OpenMQTTGateway (issues #1123, #1166 of the latter) relay the advertisement
  itself in `servicedata` and `manufacturerdata`, or say `weight` in `unit`, `impedance` and
  `weighing_mode`; either may say `batt`, percent. Tasmota (its pull requests #13517, #25049) sends an
  object a device with `weight`, `weight_unit`, `stabilized`, `weight_removed` and `impedance`.
* `json`: any object; the form says by which keys.

Theengs repeats a weighing for as long as the scale does, up to twenty minutes. The advertisement itself
tells such a repetition by its stamp; without it only an uninterrupted one is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
import json
import math
from typing import Any

from .. import scales
from ..model import KG_IN, Frame, Traits, Unit
from ..scales.conversation import long_uuid

_MAX_IMPEDANCE = 3000.0
_UNITS: Mapping[str, Unit] = {
    "kg": Unit.KG,
    "lb": Unit.LB,
    "lbs": Unit.LB,
    "jin": Unit.JIN,
    "catty": Unit.JIN,
    "st": Unit.ST,
}
_LENGTHS = {10: "181d", 13: "181b"}
"""Service data without a UUID is of a Mi scale if it is as long as theirs."""
_LATER = Traits(patience=20.0)
"""A message without the impedance comes first."""
_AT_ONCE = Traits(settle=0.0)
"""Who tells of a weighing has waited for all of it."""


class Format(StrEnum):
    """What kind of messages come."""

    AUTO = "auto"
    XIAOMI_MI_SCALE = "xiaomi_mi_scale"
    THEENGS = "theengs"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Keys:
    """By which keys a generic message says what; dots lead into objects.

    Attributes:
        weight: The weight's.
        unit: The unit of the weight, where a key doesn't say it.
        unit_key: The unit's, such as `kg` or `lb`.
        impedance: The impedance's at 50 kHz, ohm.
        impedance_250khz: The impedance's at 250 kHz, ohm.
        heart_rate: The heart rate's.
    """

    weight: str = "weight"
    unit: Unit = Unit.KG
    unit_key: str = "unit"
    impedance: str = "impedance"
    impedance_250khz: str = "impedance_250khz"
    heart_rate: str = "heart_rate"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A frame, and the traits of what sent it."""

    frame: Frame
    traits: Traits


@dataclass(frozen=True, slots=True)
class _Relayed:
    """An advertisement that a gateway relays."""

    address: str
    name: str
    service_data: Mapping[str, bytes]
    manufacturer_data: Mapping[int, bytes]
    service_uuids: tuple[str, ...] = ()


def read(payload: str, wanted: Format, keys: Keys) -> Parsed | None:
    """Return what a message says about a scale; None for anything else, whatever the bytes.

    Args:
        payload: Of the message.
        wanted: Its format.
        keys: The keys of a generic one.
    """
    message = _object(payload)
    if message is None:
        return None
    if wanted is Format.JSON:
        return _generic(message, keys)
    if wanted is Format.XIAOMI_MI_SCALE:
        return _xiaomi_mi_scale(message)
    if found := _theengs(message):
        return found
    if wanted is Format.THEENGS:
        return None
    return _xiaomi_mi_scale(message) or _generic(message, Keys())


def _object(payload: str) -> dict[str, Any] | None:
    """Return a JSON object; None for anything else."""
    try:
        message = json.loads(payload)
    except ValueError, RecursionError:
        return None
    return message if isinstance(message, dict) else None


def _theengs(message: Mapping[str, Any]) -> Parsed | None:
    if "servicedata" in message or "manufacturerdata" in message:
        found = _relayed(message)
    elif "weighing_mode" in message:
        found = _decoded(message)
    else:
        return _tasmota(message)
    if found is None or found.frame.battery is not None:
        return found
    battery = _number(message.get("batt"))
    if battery is None or not 0 <= battery <= 100:
        return found
    return replace(found, frame=found.frame._replace(battery=round(battery)))


def _decoded(message: Mapping[str, Any]) -> Parsed | None:
    frame = _frame(message, Keys(unit_key="unit"))
    if frame is None:
        return None
    return Parsed(frame._replace(small_object=message["weighing_mode"] == "object"), _LATER)


def _relayed(message: Mapping[str, Any]) -> Parsed | None:
    """Read the advertisement that a message brings."""
    service_data, manufacturer_data = {}, {}
    if data := _bytes(message.get("servicedata")):
        uuid = message.get("servicedatauuid")
        short = uuid.removeprefix("0x") if isinstance(uuid, str) else _LENGTHS.get(len(data), "")
        service_data[long_uuid(short)] = data
    if data := _bytes(message.get("manufacturerdata")):
        manufacturer_data[int.from_bytes(data[:2], "little")] = data[2:]
    advertisement = _Relayed(
        str(message.get("id", "")), str(message.get("name", "")), service_data, manufacturer_data
    )
    try:
        frame = scales.decode(advertisement)
    except scales.EncryptionError:
        return None
    family = scales.family_of(advertisement)
    return Parsed(frame, family.traits) if frame and family else None


def _bytes(text: object) -> bytes:
    try:
        return bytes.fromhex(text) if isinstance(text, str) else b""
    except ValueError:
        return b""


def _tasmota(message: Mapping[str, Any]) -> Parsed | None:
    """Read an object a device: the first that has a weight; or one device that is sent alone."""
    for each in (*message.values(), message):
        if not isinstance(each, dict):
            continue
        device = {str(key).lower(): value for key, value in each.items()}
        if "mac" not in device and "rssi" not in device:
            continue
        frame = _frame(device, Keys(unit_key="weight_unit"))
        if frame is None:
            continue
        stable = bool(device.get("stabilized", device.get("weight_stabilized", 1)))
        removed = bool(device.get("weight_removed", 0))
        failed = bool(device.get("impedancefailed", 0))
        return Parsed(
            frame._replace(stable=stable, removed=removed, impedance_failed=failed), _LATER
        )
    return None


def _xiaomi_mi_scale(message: Mapping[str, Any]) -> Parsed | None:
    if "weight_unit" not in message or "timestamp" not in message:
        return None
    frame = _frame(message, Keys(unit_key="weight_unit"))
    if frame is None:
        return None
    return Parsed(frame._replace(stamp=_stamp(message["timestamp"])), _AT_ONCE)


def _stamp(text: object) -> datetime | None:
    """Return the time in a message as a wall clock's: that program marks local time as UTC."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=None)
    except ValueError:
        return None


def _generic(message: Mapping[str, Any], keys: Keys) -> Parsed | None:
    frame = _frame(message, keys)
    return Parsed(frame, _AT_ONCE) if frame else None


def _frame(message: Mapping[str, Any], keys: Keys) -> Frame | None:
    """Return a settled frame; None without a weight that can be one's."""
    number = _number(_at(message, keys.weight))
    if number is None or number <= 0:
        return None
    named = _at(message, keys.unit_key)
    unit = keys.unit if named is None else _UNITS.get(str(named).strip().lower())
    if unit is None:
        return None
    at_50, at_250 = (
        ohm
        if (ohm := _number(_at(message, key))) is not None and 0 < ohm < _MAX_IMPEDANCE
        else None
        for key in (keys.impedance, keys.impedance_250khz)
    )
    heart_rate = _number(_at(message, keys.heart_rate))
    return Frame(
        "",
        number * KG_IN[unit],
        unit,
        stable=True,
        impedance=at_50,
        impedance_250khz=at_250,
        heart_rate=round(heart_rate) if heart_rate and 20 <= heart_rate <= 300 else None,
    )


def _at(message: Mapping[str, Any], path: str) -> object:
    """Return what a path of keys leads to; a key may itself contain dots."""
    if path in message or "." not in path:
        return message.get(path)
    found: object = message
    for key in path.split("."):
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _number(value: object) -> float | None:
    """Return a finite number, also one that is written as a text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError, OverflowError:
        return None
    return number if math.isfinite(number) else None
