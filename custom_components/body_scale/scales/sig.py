"""Measurements as the Bluetooth SIG has them: Weight 0x2A9D and Body Composition 0x2A9C. Pure.

Weight Measurement:

| bytes | field |
| --- | --- |
| 1 | flags: bit 0 imperial, 1 time, 2 user, 3 BMI and height; 4 (Detecto) below zero |
| 2 | weight; FFFF: unsuccessful |
| 7 | time: year, u16; month, day, hour, minute, second |
| 1 | user; FF: unknown |
| 2 + 2 | BMI, 0.1; height |

Body Composition Measurement:

| bytes | field |
| --- | --- |
| 2 | flags: bit 0 imperial, 1 time, 2 user, 3 to 11 the others in this order, 12 two packets |
| 2 | body fat, 0.1 %; FFFF: unsuccessful |
| 7, 1 | time and user, as above |
| 2 | basal metabolism, kJ |
| 2 | muscle, 0.1 % |
| 2 each | muscle mass, fat-free mass, soft lean mass, mass of body water |
| 2 | impedance, 0.1 ohm |
| 2 + 2 | weight; height |

Integers are little-endian, not SFLOAT. Masses are in 0.005 kg or 0.01 lb. A measurement of two packets
has bit 12 in both. Some scales describe in each packet's flags what is in it, others in both what is in
the whole: either is read. Sources: the SIG's GATT Specification Supplement; captures of
KristianP26/ble-scale-sync #168 and #229, oliexdev/openScale #219 and #1303.
"""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import NamedTuple

from ..model import KG_IN, Given, Unit

_STEP_KG = 0.005
_STEP_LB = 0.01 * KG_IN[Unit.LB]
_KJ_IN_KCAL = 4.184
_UNSUCCESSFUL = 0xFFFF
_UNKNOWN_USER = 0xFF
_MAX_OHM = 3000.0
_KCAL = range(300, 10000)
_BONE_KG = (0.3, 10.0)

_IMPERIAL, _TIME, _USER = 0x01, 0x02, 0x04
_BMI, _BELOW_ZERO, _WEIGHT_RESERVED = 0x08, 0x10, 0xE0
_TWO_PACKETS, _BODY_RESERVED = 0x1000, 0xE000
_FIELDS = (
    (0x0008, "basal_kj"),
    (0x0010, "muscle"),
    (0x0020, "muscle_mass"),
    (0x0040, "fat_free_mass"),
    (0x0080, "soft_lean_mass"),
    (0x0100, "water_mass"),
    (0x0200, "ohm"),
    (0x0400, "weight"),
    (0x0800, "height"),
)
_LEAST_BODY = 4


class Layout(NamedTuple):
    """In what a scale departs from the standard.

    Attributes:
        step_kg: In what it gives a weight in kg.
        reserved: Flags of a weight that it uses although the standard doesn't.
        body: It keeps to the standard in the other fields of a body composition.
    """

    step_kg: float = _STEP_KG
    reserved: int = 0
    body: bool = True


STANDARD = Layout()


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A Weight Measurement.

    Attributes:
        weight_kg: None for one that was unsuccessful.
        unit: In what it was sent.
        stamp: The scale's wall clock, naive; None where it isn't sent or isn't a date.
        user: The number of the scale's own user; None where that isn't known.
        bmi: None where it isn't sent.
        flags: As sent.
    """

    weight_kg: float | None
    unit: Unit = Unit.KG
    stamp: datetime | None = None
    user: int | None = None
    bmi: float | None = None
    flags: int = 0

    @property
    def says_user(self) -> bool:
        """Return whether it says whose it is, if only that the scale doesn't know."""
        return self.flags & _USER != 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A Body Composition Measurement; None for what isn't sent, unsuccessful or 0.

    Attributes:
        fat: Percent.
        muscle: Percent.
        basal_kj: A day.
        failed: The scale says that it couldn't measure the body.
        flags: As sent; of two packets those of both.
    """

    unit: Unit = Unit.KG
    stamp: datetime | None = None
    user: int | None = None
    fat: float | None = None
    basal_kj: float | None = None
    muscle: float | None = None
    muscle_mass: float | None = None
    fat_free_mass: float | None = None
    soft_lean_mass: float | None = None
    water_mass: float | None = None
    ohm: float | None = None
    weight_kg: float | None = None
    failed: bool = False
    flags: int = 0

    @property
    def says_user(self) -> bool:
        """Return whether it says whose it is, if only that the scale doesn't know."""
        return self.flags & _USER != 0

    @property
    def is_part(self) -> bool:
        """Return whether it is one of two packets."""
        return self.flags & _TWO_PACKETS != 0

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was measured: a stand-in that comes with records of long ago."""
        masses = (self.muscle_mass, self.fat_free_mass, self.soft_lean_mass, self.water_mass)
        measured = (self.fat, self.muscle, self.ohm, self.weight_kg, *masses)
        return not self.failed and not any(measured)

    def joined(self, newer: Body) -> Body:
        """Return two packets of one measurement as one."""
        names = [each.name for each in fields(self)]
        ours, theirs = ({name: getattr(each, name) for name in names} for each in (self, newer))
        merged = {name: theirs[name] if ours[name] is None else ours[name] for name in names}
        merged |= {"failed": self.failed and newer.failed, "flags": self.flags | newer.flags}
        return Body(**merged)

    def given(self, weight_kg: float | None) -> Given | None:
        """Return what the scale says of a body of this weight.

        Water and, of many scales, muscle come as what the other is in `Given`: that takes the weight.
        Soft lean mass is all that is neither fat nor bone mineral.
        """
        kg = weight_kg or 0.0

        def mass(value: float | None) -> float | None:
            return value if value and (not kg or value <= kg) else None

        muscle, water, soft = map(mass, (self.muscle_mass, self.water_mass, self.soft_lean_mass))
        if muscle is None and self.muscle and kg:
            muscle = kg * self.muscle / 100
        bone = kg * (1 - self.fat / 100) - soft if kg and soft and self.fat else None
        if bone is not None and not _BONE_KG[0] <= bone <= _BONE_KG[1]:
            bone = None
        kcal = round(self.basal_kj / _KJ_IN_KCAL) if self.basal_kj else None
        given = Given(
            body_fat=self.fat,
            lean_body_mass=_rounded(mass(self.fat_free_mass)),
            water=_rounded(water / kg * 100 if water and kg else None),
            muscle_mass=_rounded(muscle),
            bone_mass=_rounded(bone),
            basal_metabolism=kcal if kcal in _KCAL else None,
        )
        return given if any(given) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _stamp(data: bytes) -> datetime | None:
    try:
        return datetime(_u16(data, 0), *data[2:7])  # noqa: DTZ001 - a wall clock
    except ValueError:
        return None


def _user(number: int) -> int | None:
    return None if number == _UNKNOWN_USER else number


def weight_of(data: bytes, layout: Layout = STANDARD) -> Weight | None:
    """Return a Weight Measurement; None for what isn't a whole one."""
    if not data or data[0] & _WEIGHT_RESERVED & ~layout.reserved:
        return None
    flags = data[0]
    size = 3 + (7 if flags & _TIME else 0) + bool(flags & _USER) + (4 if flags & _BMI else 0)
    if len(data) != size:
        return None
    raw, at = _u16(data, 1), 3
    step = _STEP_LB if flags & _IMPERIAL else layout.step_kg
    stamp = user = bmi = None
    if flags & _TIME:
        stamp, at = _stamp(data[at:]), at + 7
    if flags & _USER:
        user, at = _user(data[at]), at + 1
    if flags & _BMI:
        bmi = round(_u16(data, at) * 0.1, 1) or None
    return Weight(
        weight_kg=None if raw == _UNSUCCESSFUL or flags & _BELOW_ZERO else round(raw * step, 4),
        unit=Unit.LB if flags & _IMPERIAL else Unit.KG,
        stamp=stamp,
        user=user,
        bmi=bmi,
        flags=flags,
    )


def _body_size(flags: int) -> int:
    size = _LEAST_BODY + (7 if flags & _TIME else 0) + bool(flags & _USER)
    return size + 2 * sum(flags & bit != 0 for bit, _ in _FIELDS)


def body_of(data: bytes, layout: Layout = STANDARD) -> Body | None:
    """Return a Body Composition Measurement; None for what isn't a whole one.

    Bytes beyond what the flags announce are a maker's own; then the other fields aren't the
    standard's, but where the impedance was found there.
    """
    flags = _u16(data, 0)
    if len(data) < _LEAST_BODY or flags & _BODY_RESERVED or len(data) < _body_size(flags):
        return None
    fat, at = _u16(data, 2), _LEAST_BODY
    stamp = user = None
    if flags & _TIME:
        stamp, at = _stamp(data[at:]), at + 7
    if flags & _USER:
        user, at = _user(data[at]), at + 1
    raw: dict[str, int] = {}
    for bit, name in _FIELDS:
        if flags & bit:
            raw[name], at = _u16(data, at), at + 2
    own = len(data) > at
    imperial = flags & _IMPERIAL
    step = _STEP_LB if imperial else _STEP_KG

    def value(name: str, factor: float, limit: float = 1000.0) -> float | None:
        number = raw.get(name, 0)
        found = round(number * factor, 4)
        return found if 0 < found <= limit and number != _UNSUCCESSFUL else None

    body = Body(
        unit=Unit.LB if imperial else Unit.KG,
        stamp=stamp,
        ohm=value("ohm", 0.1, _MAX_OHM) if layout.body else None,
        flags=flags,
    )
    if own:
        return body
    failed = fat == _UNSUCCESSFUL
    percent = round(fat * 0.1, 1)
    measured = {"user": user, "fat": percent if 0 < percent <= 100 else None, "failed": failed}
    measured["muscle"] = value("muscle", 0.1, 100.0)
    measured["weight_kg"] = value("weight", _STEP_LB if imperial else layout.step_kg)
    if layout.body:
        measured["basal_kj"] = value("basal_kj", 1.0, _UNSUCCESSFUL)
        for name in ("muscle_mass", "fat_free_mass", "soft_lean_mass", "water_mass"):
            measured[name] = value(name, step)
    return _with(body, measured)


def _with(body: Body, measured: dict[str, float | int | None]) -> Body:
    return Body(
        **{each.name: measured.get(each.name, getattr(body, each.name)) for each in fields(body)}
    )


class Bodies:
    """Puts the packets of a scale's Body Composition Measurements together."""

    def __init__(self, layout: Layout = STANDARD) -> None:
        """Begin with none."""
        self._layout = layout
        self._first = b""

    def take(self, data: bytes) -> Body | None:
        """Take a packet; return what is known of the measurement by now, None for nothing.

        The first of two packets is given out, too, where it says itself what is in it: the other may
        never come.
        """
        first, self._first = self._first, b""
        flags = _u16(data, 0)
        if not flags & _TWO_PACKETS:
            return body_of(data, self._layout)
        if first and (whole := self._joined(first, data)):
            return whole
        self._first = data
        return body_of(data, self._layout)

    def _joined(self, first: bytes, second: bytes) -> Body | None:
        """Return two packets as one measurement; None where the second begins another."""
        ours, theirs = body_of(first, self._layout), body_of(second, self._layout)
        if ours and theirs:
            return None if ours.flags == theirs.flags else ours.joined(theirs)
        if first[:2] != second[:2]:
            return None
        # Both have the flags of the whole; whether the body fat is repeated, too, its length tells.
        for begin in (2, _LEAST_BODY):
            data = first + second[begin:]
            if len(data) == _body_size(_u16(data, 0)):
                return body_of(data, self._layout)
        return None


_CLOSE = timedelta(seconds=10)


def is_close(one: datetime | None, other: datetime | None) -> bool:
    """Return whether two stamps, where both are known, are of the same stand."""
    return one is None or other is None or abs(one - other) <= _CLOSE
