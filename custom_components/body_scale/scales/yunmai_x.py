"""Yunmai X (YMBS-M268): manufacturer data, 14 bytes; the address' last two are the company id.

| byte | meaning |
| --- | --- |
| 0–3 | the rest of the address, reversed |
| 4–6 | 0B 74 17 |
| 8 | 1 weighing, 2 settled, 3 settled, with the impedance |
| 9–10 | weight, u16, 0.01 kg |
| 11–12 | impedance, u16, ohm; 0 for none |
| 13 | XOR of bytes 7–12 |

Integers are big-endian. It has no name: service 0x1320 is what it is discovered by. *Unverified*: the
layout is oliexdev/openScale's, made from captures that weren't published.
"""

from functools import reduce
from operator import xor

from ..model import Frame, Traits
from .family import EVERYTHING, Advertisement, Family, Gives
from .packet import Entry, address_of, newest_decoder, own

_SERVICE = "00001320-0000-1000-8000-00805f9b34fb"
_LENGTH, _MARK = 14, b"\x0b\x74\x17"
_WEIGHING, _SETTLED, _COMPLETE = 1, 2, 3
_MODEL = "Yunmai X"


def _is_nameless(advertisement: Advertisement) -> bool:
    """Return whether there is no name: Home Assistant and BlueZ put the address in its place."""
    name = advertisement.name or advertisement.address
    return name.replace("-", ":").upper() == advertisement.address.upper()


def _is_own(advertisement: Advertisement, entry: Entry) -> bool:
    data, address = entry.data, address_of(advertisement)
    return (
        _SERVICE in advertisement.service_uuids
        and _is_nameless(advertisement)
        and len(data) == _LENGTH
        and data[4:7] == _MARK
        and data[8] in {_WEIGHING, _SETTLED, _COMPLETE}
        and reduce(xor, data[7:13]) == data[13]
        and address is not None
        and entry.whole[:6] == address[::-1]
    )


def _product(advertisement: Advertisement) -> str | None:
    return next((_MODEL for _ in own(advertisement, _is_own)), None)


def _read(advertisement: Advertisement, entry: Entry) -> Frame:
    raw, ohm = (int.from_bytes(entry.data[begin : begin + 2], "big") for begin in (9, 11))
    complete = entry.data[8] == _COMPLETE
    return Frame(
        _MODEL,
        raw / 100,
        stable=entry.data[8] != _WEIGHING,
        impedance=ohm or None if complete else None,
        impedance_failed=complete and not ohm,
        final=complete,
    )


FAMILY = Family(
    name="yunmai_x",
    title=_MODEL,
    matchers=({"connectable": False, "service_uuid": _SERVICE},),
    traits=Traits(patience=20.0, step=0.01),
    product=_product,
    decoder=newest_decoder(_is_own, _read),
    models="YMBS-M268",
    gives=(Gives.IMPEDANCE,),
    unverified=EVERYTHING,
)
