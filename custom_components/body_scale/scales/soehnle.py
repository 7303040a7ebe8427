"""Soehnle Shape Sense Connect 100 and 200, Style Sense Connect 100, over a connection.

Beside the standard services they have one of their own, 352E3000-28E9-40B8-A361-6DB4CCA4147C: 3001
notifies, 3002 is written to. Written 09 and the number of a user (1–7), it notifies of all that it
remembers of that user:

| byte | meaning |
| --- | --- |
| 0 | 09 |
| 1 | user |
| 2–8 | year, u16; month, day, hour, minute, second |
| 9–10 | weight, u16, 0.1 kg |
| 11–12, 13–14 | resistance at 5 and at 50 kHz, u16, ohm |

Numbers are big-endian. While somebody stands on it, it notifies of 30 01 00 and the weight. Both
resistances are nonsense if one is; that at 5 kHz is the larger. The clock begins in 2016 when the
batteries were changed. Nothing is written but the time and these questions: 0B FF, which openScale
writes first, deletes all users.

*Unverified*: whole records were captured, no whole conversation. Sources: oliexdev/openScale #487,
vindolin/soehnle_scale2mqtt. Shape50 speaks the standard services alone.
"""

from datetime import datetime

from ..model import Frame, Traits
from .conversation import (
    Conversation,
    GaveUp,
    Heard,
    Situation,
    read,
    subscribe,
    wait,
    write,
)
from .family import Family, Gives, by_name
from .stored import Stored

_MODEL = "Soehnle scale"
_BY_NAME = by_name(_MODEL, "Shape100*", "Shape200*", "Style100*")
_SPEAKS, _COMMANDS, _ALSO = (f"352e300{n}-28e9-40b8-a361-6db4cca4147c" for n in (1, 2, 4))
_BATTERY, _TIME = "2a19", "2a2b"

_RECORD, _LENGTH = 0x09, 15
_LIVE = b"\x30\x01\x00"
_USERS = range(1, 8)
_OHM = range(100, 2000)
_CLOCK_UNSET = 2016

_ANALYSIS_S = 15.0
"""So long the body is measured after the scale was woken up."""
_ANSWER_S = 2.0
_SILENCE_S = 10.0


def _stamp(data: bytes) -> datetime | None:
    try:
        stamp = datetime(int.from_bytes(data[:2]), *data[2:7])  # noqa: DTZ001 - a wall clock
    except ValueError:
        return None
    return stamp if stamp.year > _CLOCK_UNSET else None


def _decode(data: bytes) -> Frame | None:
    """Return what a notification says; None for what isn't known."""
    if len(data) == 5 and data.startswith(_LIVE):
        return Frame(_MODEL, int.from_bytes(data[3:]) / 10)
    if len(data) != _LENGTH or data[0] != _RECORD:
        return None
    at_5, at_50 = int.from_bytes(data[11:13]), int.from_bytes(data[13:15])
    valid = at_5 in _OHM and at_50 in _OHM and at_5 >= at_50
    return Frame(
        _MODEL,
        int.from_bytes(data[9:11]) / 10,
        stable=True,
        impedance=float(at_50) if valid else None,
        impedance_failed=not valid,
        profile_id=data[1] if data[1] in _USERS else None,
        stamp=_stamp(data[2:9]),
        final=True,
    )


def records(payload: bytes) -> list[Frame]:
    """Return what one notification says."""
    frame = _decode(payload)
    return [frame] if frame else []


def _clock(now: datetime) -> bytes:
    """Return the time as the standard has it."""
    parts = (now.month, now.day, now.hour, now.minute, now.second, now.isoweekday(), 0, 0)
    return now.year.to_bytes(2, "little") + bytes(parts)


def converse(situation: Situation) -> Conversation:
    """Set the clock, wait for the body to be measured, and read the memory of all users."""
    level = yield from read(_BATTERY)
    battery = level[0] if level and level[0] <= 100 else None
    yield from write(_TIME, _clock(situation.now), response=True)
    if not (yield from subscribe(_SPEAKS)):
        raise GaveUp("it has no characteristic 352E3001")
    yield from subscribe(_ALSO)
    stored = Stored(situation.now)

    def listen(seconds: float) -> Conversation:
        while heard := (yield from wait(seconds)):
            frame = _decode(heard.data) if heard.uuid in {_SPEAKS, _ALSO} else None
            if frame is None:
                continue
            frame = frame._replace(battery=battery)
            if frame.stable:
                yield from stored.take(frame)
            else:
                yield Heard((frame,))

    yield from listen(_ANALYSIS_S)
    for user in _USERS:
        yield from write(_COMMANDS, bytes((_RECORD, user)), response=True)
        yield from listen(_ANSWER_S)
    yield from listen(_SILENCE_S)
    yield from stored.recall()


FAMILY = Family(
    name="soehnle",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    # The radio is off after 40 s.
    traits=Traits(patience=20.0, on_air=120.0, step=0.1, connects=True, slots=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    models="Shape Sense Connect 100 and 200, Style Sense Connect 100",
    gives=(Gives.IMPEDANCE, Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="the whole conversation",
)
