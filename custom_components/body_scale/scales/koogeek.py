"""Koogeek S1, over a connection.

| byte | meaning |
| --- | --- |
| 0–3 | 55 AA 55 AA |
| 4 | what it is |
| 5 | from the host: 01 |
| | data |
| last | exclusive-or of all before |

| from the scale, FFF4 | answer, FFF3 |
| --- | --- |
| 01 what it is, again and again until it is answered | 81 01 01 |
| 02 moving weight | |
| 03 result: 9–10 weight, 0.1 kg; 11–12 impedance, ohm, 0 in socks | |
| 07, byte 6 a number | 87 01 and the number |

Numbers are big-endian. A moving weight is taken to be where the result has it; none was captured.
Source: captures of KristianP26/ble-scale-sync #270, which the tests hold; of the whole conversation all
but 02 and 07.
"""

from functools import reduce
from operator import xor

from ..model import Frame, Traits
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import Family, Gives, by_name

_MODEL = "Koogeek S1"
_BY_NAME = by_name(_MODEL, "Koogeek-S1*")
_START = b"\x55\xaa\x55\xaa"
_HELLO, _MOVING, _RESULT, _ASKED = 1, 2, 3, 7
_MAX_OHM = 3000
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _is_frame(data: bytes) -> bool:
    return len(data) > 6 and data.startswith(_START) and reduce(xor, data) == 0


def _decode(data: bytes) -> Frame | None:
    if not _is_frame(data) or data[4] not in {_MOVING, _RESULT} or len(data) < 14:
        return None
    weight, ohm = int.from_bytes(data[9:11]) / 10, int.from_bytes(data[11:13])
    if data[4] == _MOVING:
        return Frame(_MODEL, weight)
    valid = 0 < ohm < _MAX_OHM
    return Frame(
        _MODEL,
        weight,
        stable=True,
        impedance=float(ohm) if valid else None,
        impedance_failed=not valid,
        final=True,
    )


def records(payload: bytes) -> list[Frame]:
    """Return the weight in one notification."""
    frame = _decode(payload)
    return [frame] if frame else []


def _answer(*data: int) -> Conversation:
    body = _START + bytes(data)
    yield from write("fff3", body + bytes((reduce(xor, body),)))


def converse(situation: Situation) -> Conversation:
    """Answer the scale, and listen until nobody stands on it."""
    if not (yield from subscribe("fff4")):
        raise GaveUp("it has no characteristic FFF4")
    result: Frame | None = None
    while heard := (yield from wait(_SILENCE_S)):
        data = heard.data
        if heard.uuid != "fff4" or not _is_frame(data):
            continue
        if data[4] == _HELLO:
            yield from _answer(0x81, 1, 1)
        elif data[4] == _ASKED:
            yield from _answer(0x87, 1, data[6])
        elif (frame := _decode(data)) and frame != result:
            # A result may be repeated.
            result = frame if frame.stable else None
            yield Heard((frame,))


FAMILY = Family(
    name="koogeek",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    traits=Traits(patience=10.0, on_air=60.0, step=0.1, connects=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    gives=(Gives.IMPEDANCE,),
)
