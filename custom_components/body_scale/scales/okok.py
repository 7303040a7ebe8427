"""OKOK scales (Chipsea; ADV, Chipsea-BLE, Yoda0, Yoda1, nameless ones): four ways to broadcast.

Company id 0x20CA ("V20"), 19 bytes:

| byte | meaning |
| --- | --- |
| 6 | bit 0 it is final, bit 2 the weight has two decimals, else one |
| 8–9 | weight, kg |
| 10–11 | r1 |
| 12 | XOR of 20 and bytes 0–11 |

Company id 0x11CA ("V11"), 23 bytes:

| byte | meaning |
| --- | --- |
| 1 | bit 0 it is final |
| 3–4 | weight |
| 9 | properties |
| 16 | XOR of CA, 11 and bytes 0–15 |

Company id 0xF0FF ("VF0"), 18 bytes:

| byte | meaning |
| --- | --- |
| 2–3 | weight, 0.1 kg, little-endian |
| 12–17 | address |

Company id 0x??C0 ("C0"), of which the high byte counts (`packet.py` tells the newest), 13 bytes:

| byte | meaning |
| --- | --- |
| 0–1 | weight |
| 2–3 | r1 |
| 6 | properties: bit 0 it is final, bit 5 is always set |
| 7–12 | address; zeros in a Yoda0 |

Integers are big-endian but for VF0. Properties: bits 1–2 decimals (0 one, 1 none, 2 two), bits 3–4 the
unit (kg, jin, lb, st: then stones in the first byte, pounds in the second).

r1 is meant to be an impedance, 0.1 ohm. But it is 600.0 or 500.0 to 500.9 in each of 16 captures of 10
scales, whoever stood there: these are no measurements. VF0 says nothing of being final: in its captures
the weight is the display's, and peers take the first one for the result. V11 is *unverified*: there is
one frame of a moving weight.

Sources: captures of oliexdev/openScale #410, #496, #930, #950, #1177 and #1191, custom-components/
ble_monitor #537 and #824, which KristianP26/ble-scale-sync collected, and of rrooggiieerr/okokscale.py.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor
from typing import NamedTuple

from ..model import KG_IN, Frame, Traits, Unit
from .family import Advertisement, Family, Gives, Matcher
from .packet import Entry, address_of, newest_decoder, own

_MODEL = "OKOK scale"
_V20, _V11, _VF0, _C0_LOW = 0x20CA, 0x11CA, 0xF0FF, 0xC0
_V20_KEY, _V11_KEY = 0x20, 0xCA ^ 0x11
_YODA, _NO_ADDRESS = "Yoda", bytes(6)
_FINAL = 0x01
_TWO_DECIMALS = 0x04
_DIVIDERS = {0: 10, 1: 1, 2: 100}
_UNITS = {0: Unit.KG, 1: Unit.JIN, 2: Unit.LB, 3: Unit.ST}
_POUNDS_A_STONE = 14
_C0_FIXED, _C0_MARK = 0xE0, 0x20
"""Of the properties: three bits that are alike in all captures."""


def _mass(data: bytes, properties: int) -> tuple[float, Unit] | None:
    """Return a weight of two bytes in kg, and the unit; None for decimals that aren't known."""
    divider, unit = _DIVIDERS.get(properties >> 1 & 3), _UNITS[properties >> 3 & 3]
    if divider is None:
        return None
    if unit is Unit.ST:
        pounds = data[0] * _POUNDS_A_STONE + data[1] / divider
        return pounds * KG_IN[Unit.LB], unit
    return int.from_bytes(data[:2], "big") / divider * KG_IN[unit], unit


def _r1(data: bytes) -> float | None:
    raw = int.from_bytes(data[:2], "big")
    return None if raw in {0, 6000} or 5000 <= raw < 5010 else raw / 10


def _is_v20(advertisement: Advertisement, data: bytes) -> bool:
    return len(data) == 19 and reduce(xor, data[:12], _V20_KEY) == data[12]


def _read_v20(data: bytes) -> Frame | None:
    return Frame(
        _MODEL,
        int.from_bytes(data[8:10], "big") / (100 if data[6] & _TWO_DECIMALS else 10),
        stable=data[6] & _FINAL != 0,
        impedance=_r1(data[10:12]) if data[6] & _FINAL else None,
    )


def _is_v11(advertisement: Advertisement, data: bytes) -> bool:
    return len(data) == 23 and reduce(xor, data[:16], _V11_KEY) == data[16]


def _read_v11(data: bytes) -> Frame | None:
    mass = _mass(data[3:5], data[9])
    return Frame(_MODEL, *mass, stable=data[1] & _FINAL != 0) if mass else None


def _is_vf0(advertisement: Advertisement, data: bytes) -> bool:
    return len(data) == 18 and data[12:] == address_of(advertisement)


def _read_vf0(data: bytes) -> Frame | None:
    return Frame(_MODEL, int.from_bytes(data[2:4], "little") / 10, stable=True)


def _is_c0(advertisement: Advertisement, data: bytes) -> bool:
    if len(data) != 13 or data[6] & _C0_FIXED != _C0_MARK:
        return False
    if data[7:] == _NO_ADDRESS:
        return (advertisement.name or "").startswith(_YODA)
    return data[7:] == address_of(advertisement)


def _read_c0(data: bytes) -> Frame | None:
    mass = _mass(data, data[6])
    if mass is None:
        return None
    final = data[6] & _FINAL != 0
    return Frame(_MODEL, *mass, stable=final, impedance=_r1(data[2:4]) if final else None)


class _Dialect(NamedTuple):
    is_own: Callable[[Advertisement, bytes], bool]
    read: Callable[[bytes], Frame | None]


_DIALECTS: Mapping[int, _Dialect] = {
    _V20: _Dialect(_is_v20, _read_v20),
    _V11: _Dialect(_is_v11, _read_v11),
    _VF0: _Dialect(_is_vf0, _read_vf0),
    **{low << 8 | _C0_LOW: _Dialect(_is_c0, _read_c0) for low in range(0x100)},
}


def _is_own(advertisement: Advertisement, entry: Entry) -> bool:
    dialect = _DIALECTS.get(entry.company)
    return dialect is not None and dialect.is_own(advertisement, entry.data)


def _product(advertisement: Advertisement) -> str | None:
    return next((_MODEL for _ in own(advertisement, _is_own)), None)


def _read(advertisement: Advertisement, entry: Entry) -> Frame | None:
    frame = _DIALECTS[entry.company].read(entry.data)
    if frame and frame.stable and not entry.certain:
        # It may be of a weighing of long ago.
        return frame._replace(removed=True)
    return frame


FAMILY = Family(
    name="okok_broadcast",
    title="OKOK (Chipsea)",
    # C0's company ids can't be listed: 256 ids of other makers would be looked at. Those scales are
    # discovered by name, and nameless ones are found in the list of what is heard, or typed.
    matchers=(
        *(Matcher(connectable=False, manufacturer_id=company) for company in (_V20, _V11, _VF0)),
        *(Matcher(connectable=False, local_name=name) for name in ("Yoda0*", "Yoda1*")),
    ),
    # Only its name tells a Yoda0, and that may come when asked for.
    traits=Traits(active=True),
    product=_product,
    decoder=newest_decoder(_is_own, _read),
    companies=tuple(_DIALECTS),
    models="ADV, Chipsea-BLE, Yoda0, Yoda1; nameless ones are chosen from the list of what is heard",
    gives=(Gives.IMPEDANCE,),
    unverified="impedance; V11",
)
