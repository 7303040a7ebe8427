"""Eufy A1, C1 and P1 (T9120, T9146, T9147), what they broadcast: manufacturer data of 18 or 19 bytes.

The company id is the address' first two bytes.

| byte | meaning |
| --- | --- |
| 0–3 | the rest of the address |
| 4 | CF |
| 5–6 | impedance, u16, 0.1 ohm; 0 for none |
| 7–8 | weight, u16, 0.01 kg |
| 13 | 0 the weight is final, 1 it isn't, 2 overload |
| 14 | XOR of bytes 4–13 |

Integers are little-endian. Sources: a capture of an A1 (bdr99/eufylife-ble-client #6), layouts of that
project and of tony-fav/tasmota-blerry #60. A moving weight is captured; the rest is *unverified*.
"""

from functools import reduce
from operator import xor

from ..model import Frame, Traits
from .family import Advertisement, Family, Gives, Matcher
from .packet import Entry, address_of, newest_decoder, own

_COMPANY = 0x0FBC
"""How the address of the captured scale begins; others are discovered by name."""
_NAMES = {"eufy T9120": "Eufy A1", "eufy T9146": "Eufy C1", "eufy T9147": "Eufy P1"}
_BY_LENGTH = {18: "Eufy C1", 19: "Eufy A1"}
_LENGTHS = {"eufy T9120": 19, "eufy T9146": 18, "eufy T9147": 18}
_MARK = 0xCF
_FINAL, _OVERLOAD = 0, 2


def _is_own(advertisement: Advertisement, entry: Entry) -> bool:
    data = entry.data
    return (
        len(data) in _BY_LENGTH
        and len(data) == _LENGTHS.get(advertisement.name or "", len(data))
        and data[4] == _MARK
        and reduce(xor, data[4:14]) == data[14]
        and entry.whole[:6] == address_of(advertisement)
    )


def _model(advertisement: Advertisement, entry: Entry) -> str:
    return _NAMES.get(advertisement.name or "", _BY_LENGTH[len(entry.data)])


def _product(advertisement: Advertisement) -> str | None:
    for entry in own(advertisement, _is_own):
        return _model(advertisement, entry)
    return None


def _read(advertisement: Advertisement, entry: Entry) -> Frame:
    ohm, weight = (int.from_bytes(entry.data[begin : begin + 2], "little") for begin in (5, 7))
    state = entry.data[13]
    return Frame(
        _model(advertisement, entry),
        None if state == _OVERLOAD else weight / 100,
        stable=state == _FINAL,
        impedance=ohm / 10 if ohm and state == _FINAL else None,
    )


FAMILY = Family(
    name="eufy_c1_broadcast",
    title="Eufy A1, C1 and P1 (broadcast)",
    matchers=(
        {"connectable": False, "manufacturer_id": _COMPANY},
        *(Matcher(connectable=False, local_name=name) for name in _NAMES),
    ),
    traits=Traits(patience=10.0),
    product=_product,
    decoder=newest_decoder(_is_own, _read),
    models="A1 (T9120), C1 (T9146), P1 (T9147)",
    gives=(Gives.IMPEDANCE,),
    unverified="impedance; C1 and P1",
)
