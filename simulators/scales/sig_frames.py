"""What a simulated scale with the Bluetooth SIG's own services measures, and the bytes of it.

Layouts: GATT Specification Supplement; Weight Scale Service, Body Composition Service. Integers are
little-endian. A composition that is too long for an indication comes in two, with a flag in both.
"""

from datetime import datetime
from typing import NamedTuple

BF720_FIELDS = 0x0398
"""What a Beurer BF720's compositions have: metabolism, muscle, soft lean mass, water and impedance."""
ALL_FIELDS = 0x0FFE
_TWO_PACKETS = 0x1000
_WEIGHT_FIELDS = 0x0E
"""Time, user, BMI and height."""
_STEPS_PER_KG = 200


class Body(NamedTuple):
    """What is measured of a body.

    Attributes:
        fat: Percent.
        basal_kj: A day.
        muscle: Percent.
        soft_lean_kg: All that is neither fat nor bone mineral.
        water_kg: The body's water.
        ohm: The impedance.
    """

    fat: float
    basal_kj: int
    muscle: float
    soft_lean_kg: float
    water_kg: float
    ohm: float


class Measured(NamedTuple):
    """One measurement of a user of the scale.

    Attributes:
        when: What the scale's clock showed, naive.
        weight_kg: The weight.
        body: What was measured of the body.
        user: The number of the user.
        height_m: The height in the user's profile.
    """

    when: datetime
    weight_kg: float
    body: Body
    user: int
    height_m: float


def u16(value: float) -> bytes:
    """Return the nearest whole number as two bytes."""
    return round(value).to_bytes(2, "little")


def date_time(moment: datetime) -> bytes:
    """Return a Date Time."""
    parts = (moment.month, moment.day, moment.hour, moment.minute, moment.second)
    return u16(moment.year) + bytes(parts)


def weight(measured: Measured) -> bytes:
    """Return a Weight Measurement; a BF720 rounds the BMI down."""
    return (
        bytes((_WEIGHT_FIELDS,))
        + u16(measured.weight_kg * _STEPS_PER_KG)
        + date_time(measured.when)
        + bytes((measured.user,))
        + u16(measured.weight_kg / measured.height_m**2 * 10 // 1)
        + u16(measured.height_m * 1000)
    )


def composition(measured: Measured, fields: int, limit: int) -> list[bytes]:
    """Return a Body Composition Measurement, in two packets where one is too long.

    Each packet has the flags of what is in it, and the body fat; time and user are in the first.

    Args:
        measured: The measurement.
        fields: The flags of what is in it.
        limit: How many bytes a packet has at most, 20 or more.
    """
    kg, body = measured.weight_kg, measured.body
    by_bit = (
        date_time(measured.when),
        bytes((measured.user,)),
        u16(body.basal_kj),
        u16(body.muscle * 10),
        u16(kg * body.muscle / 100 * _STEPS_PER_KG),
        u16(kg * (1 - body.fat / 100) * _STEPS_PER_KG),
        u16(body.soft_lean_kg * _STEPS_PER_KG),
        u16(body.water_kg * _STEPS_PER_KG),
        u16(body.ohm * 10),
        u16(kg * _STEPS_PER_KG),
        u16(measured.height_m * 1000),
    )
    packets = [(0, u16(body.fat * 10))]
    for bit, value in enumerate(by_bit, 1):
        flags, data = packets[-1]
        if not fields & 1 << bit:
            continue
        if len(u16(flags) + data + value) > limit:
            flags, data = _TWO_PACKETS, u16(body.fat * 10)
            packets[0] = packets[0][0] | _TWO_PACKETS, packets[0][1]
            packets.append((flags, data))
        packets[-1] = flags | 1 << bit, data + value
    return [u16(flags) + data for flags, data in packets]
