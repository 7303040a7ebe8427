"""The bytes of a Mi scale: service data, and the AD structures around it.

Layouts: a SIG Weight Measurement (v1, 10 bytes) and a SIG Body Composition Measurement without its
body fat (v2, 13 bytes), with the vendor's meanings for the reserved flags.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
import struct
from typing import NamedTuple

from . import advertising

IMPEDANCE_FAILED = 0xFFFD
"""In place of the impedance: no current through the feet, as with socks."""

_HUAMI = 0x0157
_STEP = 10  # raw counts that the display moves in; one for small objects


class Model(StrEnum):
    """The scales that can be simulated, by their maker's name."""

    V1 = "XMTZC04HM"
    V2 = "XMTZC05HM"


class Unit(StrEnum):
    """What the display shows."""

    KG = "kg"
    LB = "lb"
    JIN = "jin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Display:
    """What a scale says at one moment.

    Attributes:
        weight_kg: The load.
        stamp: By the scale's own clock.
        stable: The weight has settled.
        removed: The load has left.
        small_object: It isn't a person.
        impedance: Ohm; 0 while unknown; `IMPEDANCE_FAILED`.
    """

    weight_kg: float
    stamp: datetime
    stable: bool = False
    removed: bool = False
    small_object: bool = False
    impedance: int = 0


class _Bits(NamedTuple):
    """Where a flag is, bit 0 being the lowest of the first byte."""

    pounds: int
    jin: int
    stable: int
    removed: int
    small_object: int
    always: int


class _Outside(NamedTuple):
    """What a model puts around its service data."""

    service: int
    name: str
    maker_in_scan_response: bool


_COUNTS_PER_KG: Mapping[Unit, float] = {Unit.KG: 200, Unit.LB: 100 / 0.45359237, Unit.JIN: 200}

_TIME_STAMP = 1 << 1
_WEIGHT = 1 << 10
_IMPEDANCE = 1 << 9

_BITS: Mapping[Model, _Bits] = {
    Model.V1: _Bits(0, 4, 5, 7, 6, always=_TIME_STAMP),
    Model.V2: _Bits(0, 14, 13, 15, 2, always=_TIME_STAMP | _WEIGHT),
}

_OUTSIDE: Mapping[Model, _Outside] = {
    Model.V1: _Outside(0x181D, "MI SCALE2", maker_in_scan_response=False),
    Model.V2: _Outside(0x181B, "MIBFS", maker_in_scan_response=True),
}


def payload(model: Model, unit: Unit, display: Display) -> bytes:
    """Return the service data for what the scale says."""
    flags = _flags(_BITS[model], unit, display)
    step = 1 if display.small_object else _STEP
    weight = round(display.weight_kg * _COUNTS_PER_KG[unit] / step) * step
    moment = display.stamp
    clock = (moment.month, moment.day, moment.hour, moment.minute, moment.second)
    if model is Model.V1:
        return struct.pack("<BHH5B", flags, weight, moment.year, *clock)
    if 0 < display.impedance < IMPEDANCE_FAILED:
        flags |= _IMPEDANCE
    return struct.pack("<HH5BHH", flags, moment.year, *clock, display.impedance, weight)


def has_settled(model: Model, shown: bytes) -> bool:
    """Return whether service data says that the weight has settled."""
    return _has(model, shown, _BITS[model].stable)


def has_left(model: Model, shown: bytes) -> bool:
    """Return whether service data says that the load has left."""
    return _has(model, shown, _BITS[model].removed)


def stored(model: Model, settled: bytes) -> bytes:
    """Return the record that a scale stores of a weighing, from the service data of that.

    A v1 scale calls everybody a small object in it (captures: openScale #1223 and its wiki).
    """
    if model is Model.V2:
        return settled
    return bytes((settled[0] | 1 << _BITS[model].small_object, *settled[1:]))


def advertising_data(model: Model, address: str, service_data: bytes) -> bytes:
    """Return the AD structures of an advertisement: 31 bytes for v1, 24 for v2."""
    outside = _OUTSIDE[model]
    return b"".join(
        (
            advertising.flags(),
            advertising.services(outside.service),
            b"" if outside.maker_in_scan_response else _maker(address),
            advertising.service_data(outside.service, service_data),
        )
    )


def service(model: Model) -> int:
    """Return the 16-bit UUID of the service a model has."""
    return _OUTSIDE[model].service


def local_name(model: Model) -> str:
    """Return the name a model gives itself."""
    return _OUTSIDE[model].name


def scan_response(model: Model, address: str) -> bytes:
    """Return the AD structures that only an active scanner gets."""
    name = advertising.name(local_name(model))
    return name + (_maker(address) if _OUTSIDE[model].maker_in_scan_response else b"")


def _has(model: Model, shown: bytes, bit: int) -> bool:
    flags = int.from_bytes(shown[: 1 if model is Model.V1 else 2], "little")
    return bool(flags >> bit & 1)


def _flags(bits: _Bits, unit: Unit, display: Display) -> int:
    return (
        bits.always
        | (unit is Unit.LB) << bits.pounds
        | (unit is Unit.JIN) << bits.jin
        | display.stable << bits.stable
        | display.removed << bits.removed
        | display.small_object << bits.small_object
    )


def _maker(address: str) -> bytes:
    return advertising.manufacturer_data(_HUAMI, bytes.fromhex(address.replace(":", "")))
