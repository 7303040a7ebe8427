"""1byone's newer scale, over a connection: service 0xFFB0, speaks at FFB2, is written to at FFB1.

Each frame has 20 bytes and begins with AB 2A; numbers are big-endian.

| byte 2 | meaning |
| --- | --- |
| 80 | weight: 3–5, the lower 18 bits, g |
| 01 | its impedance: 4–5, ohm; the weight came before |
| 00 with 80 in byte 7 | a record: 3–6 Unix time, 8–10 weight, 15–16 impedance |

The host begins with a frame of zeros that ends with D7, and tells nothing of a person.

*Unverified*: layout of KristianP26/ble-scale-sync and oliexdev/openScale, which begins with a profile
in this frame; no capture was published.
"""

from datetime import UTC, datetime

from ..model import Frame, Traits
from .conversation import (
    Conversation,
    GaveUp,
    Heard,
    Recalled,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import EVERYTHING, Advertisement, Family, Gives

_TITLE = "1byone scale"
_SPEAKS_AT, _ANSWERED_AT = "ffb2", "ffb1"
_HEAD, _LENGTH = b"\xab\x2a", 20
_WEIGHT, _IMPEDANCE, _RECORD = 0x80, 0x01, 0x00
_IS_RECORD = 0x80
_GRAMS = 0x03FFFF
_START = _HEAD + bytes(_LENGTH - 3) + b"\xd7"
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _kg(data: bytes) -> float:
    return (int.from_bytes(data, "big") & _GRAMS) / 1000


def _weight(data: bytes) -> Frame:
    return Frame(_TITLE, _kg(data[3:6]), stable=True)


def _record(data: bytes) -> Frame:
    return Frame(
        _TITLE,
        _kg(data[8:11]),
        stable=True,
        impedance=int.from_bytes(data[15:17], "big") or None,
        stamp=datetime.fromtimestamp(int.from_bytes(data[3:7], "big"), UTC),
        final=True,
    )


def _kind(data: bytes) -> int | None:
    """Return what a frame has; None for one that isn't whole or says nothing."""
    if len(data) != _LENGTH or not data.startswith(_HEAD):
        return None
    if data[2] == _RECORD and data[7] != _IS_RECORD:
        return None
    return data[2]


def records(payload: bytes) -> list[Frame]:
    """Return the weight or the record in a frame of the scale; an impedance alone is none."""
    kind = _kind(payload)
    if kind == _WEIGHT:
        return [_weight(payload)]
    return [_record(payload)] if kind == _RECORD else []


def converse(situation: Situation) -> Conversation:
    """Start, and listen until nobody stands on the scale."""
    if not (yield from subscribe(_SPEAKS_AT)):
        raise GaveUp("it has no characteristic FFB2")
    yield from write(_ANSWERED_AT, _START)
    weighed: Frame | None = None
    found: list[Frame] = []
    while heard := (yield from wait(_SILENCE_S)):
        kind = _kind(heard.data)
        if kind == _WEIGHT:
            weighed = _weight(heard.data)
            yield Heard((weighed,))
        elif kind == _IMPEDANCE and weighed:
            ohm = int.from_bytes(heard.data[4:6], "big")
            failed = ohm == 0
            yield Heard(
                (weighed._replace(impedance=ohm or None, impedance_failed=failed, final=True),)
            )
            weighed = None
        elif kind == _RECORD:
            found.append(_record(heard.data))
    if found:
        found.sort(key=lambda frame: frame.stamp or datetime.min.replace(tzinfo=UTC))
        yield Recalled(tuple(found))


def _product(advertisement: Advertisement) -> str | None:
    return _TITLE if (advertisement.name or "").lower() == _TITLE else None


FAMILY = Family(
    name="onebyone_new",
    title=_TITLE,
    matchers=({"local_name": "1byone scale"}, {"local_name": "1byone Scale"}),
    traits=Traits(patience=15.0, step=0.01, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models="`1byone scale`",
    gives=(Gives.IMPEDANCE, Gives.MEMORY),
    unverified=EVERYTHING,
)
