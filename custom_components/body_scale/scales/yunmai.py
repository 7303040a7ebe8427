"""Yunmai Signal, Mini and SE, over a connection: service 0xFFE0, characteristic FFE4; written to FFE9.

A frame of the scale is 0D, its version, the length of the frame, the type, payload, and the XOR of all
bytes but the first and the last; one of the host has no version. All numbers are big-endian.

| type | frame of the scale |
| --- | --- |
| 01 | moving: 4–7 Unix time, 8–9 weight, 0.01 kg |
| 02 | final: 5–8 Unix time, 9–12 user, 13–14 weight, 15–16 impedance in ohm (0: none yet), 17–18 fat |

A final frame of 18 bytes has no body fat (0.01 %). The host writes the user (10), the time (11) and 13,
which starts. The scale computes the body fat for the user who was written to it; so that of our guest
isn't taken over, that of a user of the maker's app is.

Sources: captures of oliexdev/openScale #71, #472, #1286 and PR #519; the order of what is written is
that of its handler. No whole conversation was captured, so it is *unverified*.
"""

from datetime import UTC, datetime
from struct import Struct

from ..model import Frame, Given, Sex, Traits, Unit
from .checks import xored
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import Family, Gives, by_name

_TITLE = "Yunmai"
_BY_NAME = by_name(_TITLE, "YUNMAI-SIGNAL*", "YUNMAI-ISM*", "YUNMAI-ISSE*")
"""Others of the maker's (YUNMAI-X) broadcast."""
_SPEAKS_AT, _ANSWERED_AT = "ffe4", "ffe9"

_MARK = 0x0D
_MOVING, _FINAL = 0x01, 0x02
_MOVING_VALUE, _FINAL_VALUE = Struct(">IH"), Struct(">IIHH")
_MOVING_LENGTH, _FINAL_LENGTHS, _FAT_LENGTH = 11, (18, 20), 20
_STEPS_PER_KG = 100
_CLOCK_UNSET_S = 10 * 365 * 86400
"""A clock that was never set counts from 0."""

_USER = 1
_ACTIVITY = 3
_START = bytes.fromhex("0d05130016")
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _is_frame(data: bytes) -> bool:
    return len(data) > 4 and data[0] == _MARK and data[2] == len(data) and xored(data[1:]) == 0


def _moving(data: bytes) -> Frame | None:
    if len(data) != _MOVING_LENGTH:
        return None
    _, raw = _MOVING_VALUE.unpack_from(data, 4)
    return Frame(_TITLE, raw / _STEPS_PER_KG)


def _final(data: bytes) -> Frame | None:
    if len(data) not in _FINAL_LENGTHS:
        return None
    seconds, user, raw, ohm = _FINAL_VALUE.unpack_from(data, 5)
    fat = int.from_bytes(data[17:19], "big") if len(data) == _FAT_LENGTH else 0
    return Frame(
        _TITLE,
        raw / _STEPS_PER_KG,
        stable=True,
        impedance=ohm or None,
        stamp=datetime.fromtimestamp(seconds, UTC) if seconds >= _CLOCK_UNSET_S else None,
        final=ohm > 0,
        given=Given(body_fat=fat / 100) if fat and user != _USER else None,
    )


def records(payload: bytes) -> list[Frame]:
    """Return the weight in a frame of the scale."""
    if not _is_frame(payload):
        return []
    frame = {_MOVING: _moving, _FINAL: _final}.get(payload[3], lambda _: None)(payload)
    return [frame] if frame else []


def _written(kind: int, payload: bytes) -> bytes:
    frame = bytes((_MARK, len(payload) + 4, kind)) + payload
    return frame + bytes((xored(frame[1:]),))


def _introduction(situation: Situation) -> tuple[bytes, bytes]:
    """Return the frames that tell of the guest and of the time."""
    guest = situation.guest
    sex = 1 if guest.sex is Sex.MALE else 2
    unit = 1 if situation.unit in {Unit.KG, Unit.JIN} else 2
    user = bytes(
        (1, 0, 0, *_USER.to_bytes(2, "big"), guest.height_cm & 0xFF, sex, guest.age & 0xFF)
    )
    time = int(situation.now.timestamp()) % 2**32
    return (
        _written(0x10, user + bytes((0x55, 0x5A, 0, 0, unit, _ACTIVITY))),
        _written(0x11, time.to_bytes(4, "big") + bytes(5)),
    )


def converse(situation: Situation) -> Conversation:
    """Tell of a guest and the time, start, and listen until nobody stands on the scale."""
    for frame in _introduction(situation):
        yield from write(_ANSWERED_AT, frame)
    if not (yield from subscribe(_SPEAKS_AT)):
        raise GaveUp("it has no characteristic FFE4")
    yield from write(_ANSWERED_AT, _START)
    while heard := (yield from wait(_SILENCE_S)):
        if frames := records(heard.data):
            yield Heard(tuple(frames))


FAMILY = Family(
    name="yunmai",
    title=_TITLE,
    matchers=_BY_NAME.matchers,
    # The impedance comes within 4 s; there are units of the SE in whose frames it stays 0.
    traits=Traits(patience=5.0, step=0.01, on_air=60.0, connects=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    models="Signal, Mini, SE; body fat is that of users of its app",
    gives=(Gives.IMPEDANCE, Gives.BODY),
    unverified="what is written to it",
)
