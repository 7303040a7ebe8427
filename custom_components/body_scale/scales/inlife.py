"""Inlife scales, over a connection.

| byte | meaning |
| --- | --- |
| 0 | 02 |
| 1 | what it is |
| 2–11 | data |
| 12 | exclusive-or of bytes 1–11 |
| 13 | AA |

| byte 1 | from | bytes |
| --- | --- | --- |
| D2 | host, FFF2 | 2 level (1–3), 3 sex (0 m, 1 f), 4 user, 5 age, 6 height, cm |
| DF | scale, FFF1 | takes that: 2 is 0 |
| D8 | scale | moving weight: 2–3, 0.1 kg |
| DD | scale | result: 2–3 weight; 4–6 lean mass; or, if 11 is 80 or 81, 4–7 impedance, ohm |
| D4 | host | the result was taken |
| 0F | scale | it switches off |

Numbers are big-endian. The lean mass and what comes after it are of the guest who was written to the
scale: they aren't used. *Unverified* as a whole: one result was captured. Source: oliexdev/openScale
#352.
"""

from functools import reduce
from operator import xor

from ..model import Frame, Sex, Traits
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import Family, Gives, by_name

_MODEL = "Inlife scale"
_BY_NAME = by_name(_MODEL, "000FatScale01", "000FatScale02", "042FatScale01")
_START, _END, _LENGTH = 0x02, 0xAA, 14
_PERSON, _TAKEN = 0xD2, 0xD4
_MOVING, _RESULT, _OFF = 0xD8, 0xDD, 0x0F
_SEXES = {Sex.MALE: 0, Sex.FEMALE: 1}
_HAS_IMPEDANCE = {0x80, 0x81}
_MAX_OHM = 3000
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _is_frame(data: bytes) -> bool:
    whole = len(data) == _LENGTH and data[0] == _START and data[-1] == _END
    return whole and reduce(xor, data[1:13]) == 0


def _decode(data: bytes) -> Frame | None:
    if not _is_frame(data) or data[1] not in {_MOVING, _RESULT}:
        return None
    weight = int.from_bytes(data[2:4]) / 10
    if data[1] == _MOVING:
        return Frame(_MODEL, weight)
    ohm = int.from_bytes(data[4:8]) if data[11] in _HAS_IMPEDANCE else None
    valid = ohm is not None and 0 < ohm < _MAX_OHM
    return Frame(
        _MODEL,
        weight,
        stable=True,
        impedance=float(ohm) if ohm and valid else None,
        impedance_failed=ohm is not None and not valid,
        final=True,
    )


def records(payload: bytes) -> list[Frame]:
    """Return the weight in one notification."""
    frame = _decode(payload)
    return [frame] if frame else []


def _send(*data: int) -> Conversation:
    body = bytes(data).ljust(11, b"\x00")
    yield from write("fff2", bytes((_START,)) + body + bytes((reduce(xor, body), _END)))


def converse(situation: Situation) -> Conversation:
    """Say whom the scale weighs, and listen until nobody stands on it."""
    if not (yield from subscribe("fff1")):
        raise GaveUp("it has no characteristic FFF1")
    guest = situation.guest
    yield from _send(_PERSON, 1, _SEXES[guest.sex], 1, guest.age, guest.height_cm)
    result: Frame | None = None
    while heard := (yield from wait(_SILENCE_S)):
        if heard.uuid != "fff1" or not _is_frame(heard.data):
            continue
        if heard.data[1] == _OFF:
            return
        if (frame := _decode(heard.data)) and frame != result:
            # A result is repeated until it was taken.
            result = frame if frame.stable else None
            yield Heard((frame,))
            if result:
                yield from _send(_TAKEN)


FAMILY = Family(
    name="inlife",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    traits=Traits(patience=10.0, on_air=60.0, step=0.1, connects=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    gives=(Gives.IMPEDANCE,),
    unverified="the whole conversation; impedance",
)
