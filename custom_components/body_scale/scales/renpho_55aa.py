"""Renpho ES-26BB, ES-CS20M, ES-32MD and R-MSC04, over a connection: service 0x1A10.

The scale speaks at 2A10, the R-MSC04 also at 2A12; it is written to at 2A11. A frame is 55 AA, command,
length of the payload (2 bytes), payload, sum of all bytes before. Numbers are big-endian; places are
those in the whole frame. What is too long for a notification comes in pieces: three bytes, then a part.

| from the scale | meaning |
| --- | --- |
| 11 | 5: 1 it begins, 0 it ends |
| 14 | 5: 01 or 11 final, 6–9 weight, 10–11 impedance |
| 15 | record: 5–8 weight, 9–10 impedance, 11–14 seconds since; comes again until 95 answers it |
| 19, 18 | 11–12 (18: 10–11) weight, then two impedances; 18 ends the measurement |
| 20 | R-MSC04: 5 number, 6 state; B0 answers it |
| 21, 24 | R-MSC04: the last two bytes are the weight, moving and final |

| dialect | the host writes |
| --- | --- |
| ES-26BB | 90 01 00 00 00 |
| ES-CS20M | 97, a time; 96, a profile; 90 01 00 01 00; each once the one before is answered (17, 16) |
| R-MSC04 | 90 as ES-26BB; after the first 20 a profile B2 and a time B3 |

Weights are in 0.01 kg. Every profile is a guest's: nothing that the scale computes for it is read, and
slot 9 of the R-MSC04 is no user of its app.

*Unverified*: frames of an R-MSC04 are captured (KristianP26/ble-scale-sync #117), also its B2 and B3
(#434); ES-CS20M and ES-26BB are as in oliexdev/openScale and that project.
"""

from collections.abc import Mapping
from datetime import UTC, timedelta
from enum import Enum

from ..model import Frame, Sex, Traits
from .checks import added
from .conversation import (
    Conversation,
    GaveUp,
    Heard,
    Notification,
    Recalled,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import EVERYTHING, Advertisement, Family, Gives

_TITLE = "Renpho ES-CS20M, ES-26BB, R-MSC04"
_SPEAKS_AT, _ALSO_SPEAKS_AT, _ANSWERED_AT = "2a10", "2a12", "2a11"
_HEAD, _OVERHEAD = b"\x55\xaa", 6
_PIECES, _PIECE_HEAD, _MAX_JOINED = range(0xAD, 0xB0), 3, 64
_FINAL_TYPES = (0x01, 0x11)

_COMPANY, _ANONYMOUS_LENGTH = 0x1A10, 12
_ANONYMOUS_ADDRESS = slice(4, 10)

_ANSWER_S = 3.0
"""Older scales don't answer all that is written before they start."""
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


class _Dialect(Enum):
    ES_26BB = "ES-26BB"
    ES_CS20M = "ES-CS20M"
    R_MSC04 = "R-MSC04"


_DIALECTS: Mapping[str, _Dialect] = {
    "ES-26BB": _Dialect.ES_26BB,
    "ES-CS20M": _Dialect.ES_CS20M,
    "ES-32MD": _Dialect.ES_CS20M,
    "113360_": _Dialect.ES_CS20M,  # some ES-32MD
    "R-MSC04": _Dialect.R_MSC04,
}


def _dialect(name: str) -> _Dialect | None:
    return next((found for start, found in _DIALECTS.items() if name.startswith(start)), None)


def _is_frame(data: bytes) -> bool:
    return (
        len(data) > _OVERHEAD
        and data.startswith(_HEAD)
        and len(data) == int.from_bytes(data[3:5], "big") + _OVERHEAD
        and added(data[:-1]) == data[-1]
    )


def _weighed(data: bytes, place: int, *, stable: bool, impedance_at: int | None = None) -> Frame:
    ohm = int.from_bytes(data[impedance_at : impedance_at + 2], "big") if impedance_at else 0
    return Frame(
        _TITLE,
        int.from_bytes(data[place : place + 2], "big") / 100,
        stable=stable,
        impedance=ohm or None,
    )


def _measured(data: bytes) -> Frame | None:
    """Return the weight in a frame of now; None for another."""
    size = len(data) - 1
    match data[2]:
        case 0x14 if size >= 10 and not any(data[6:8]):
            stable = data[5] in _FINAL_TYPES
            return _weighed(data, 8, stable=stable, impedance_at=10 if size >= 12 else None)
        case 0x19 if size >= 17:
            return _weighed(data, 11, stable=True, impedance_at=13)
        case 0x18 if size >= 16:
            return _weighed(data, 10, stable=True, impedance_at=12)._replace(final=True)
        case 0x21 if size >= 10:
            return _weighed(data, size - 2, stable=False)
        case 0x24 if size >= 11:
            return _weighed(data, size - 2, stable=True)._replace(final=True)
    return None


def _record(data: bytes) -> tuple[int, Frame] | None:
    """Return how many seconds ago a stored weight was measured, and the weight."""
    if data[2] != 0x15 or len(data) <= 15 or any(data[5:7]):
        return None
    frame = _weighed(data, 7, stable=True, impedance_at=9)._replace(final=True)
    return int.from_bytes(data[11:15], "big"), frame


def records(payload: bytes) -> list[Frame]:
    """Return the weight or the record in a frame of the scale; how old that is depends on the time."""
    if not _is_frame(payload):
        return []
    if frame := _measured(payload):
        return [frame]
    record = _record(payload)
    return [record[1]] if record else []


def _command(number: int, payload: bytes) -> bytes:
    frame = _HEAD + bytes((number,)) + len(payload).to_bytes(2, "big") + payload
    return frame + bytes((added(frame),))


def _u16(number: float) -> bytes:
    return (round(number) & 0xFFFF).to_bytes(2, "big")


class _Talk:
    """What has been said over one connection."""

    def __init__(self, situation: Situation, dialect: _Dialect) -> None:
        self._situation = situation
        self._dialect = dialect
        self._joined = b""
        self._to_start: list[bytes] = []
        self._introduced = False
        self._last: Frame | None = None
        self._records: list[tuple[int, Frame]] = []

    @property
    def has_to_start(self) -> bool:
        """Whether something is still to be written that the scale starts by."""
        return bool(self._to_start)

    def begin(self) -> Conversation:
        """Tell the scale the first thing that it starts by."""
        if self._dialect is _Dialect.ES_CS20M:
            start = _command(0x90, b"\x01\x00\x01\x00")
            self._to_start = [self._time(), self._profile(), start]
        else:
            self._to_start = [_command(0x90, b"\x01\x00\x00\x00")]
        yield from self.go_on()

    def go_on(self) -> Conversation:
        """Tell the scale the next thing that it starts by."""
        yield from write(_ANSWERED_AT, self._to_start.pop(0))

    def take(self, heard: Notification) -> Conversation:
        """Take what the scale says, and answer it."""
        data = self._whole(heard.data)
        if data is None:
            return
        if frame := _measured(data):
            self._last = None if frame.final else frame
            yield Heard((frame,))
        elif record := _record(data):
            if record not in self._records:
                self._records.append(record)
            yield from self._write(_command(0x95, b"\x01"))
        yield from self._answer(data)

    def recall(self) -> Conversation:
        """Give out the records, oldest first."""
        found, self._records = sorted(self._records, key=lambda record: -record[0]), []
        now = self._situation.now.astimezone(UTC)
        if found:
            yield Recalled(
                tuple(frame._replace(stamp=now - timedelta(seconds=age)) for age, frame in found)
            )

    def _whole(self, data: bytes) -> bytes | None:
        """Return a whole frame, of several pieces if need be; other frames may come between them."""
        if len(data) > _PIECE_HEAD and data[0] in _PIECES:
            piece = data[_PIECE_HEAD:]
            self._joined = piece if piece.startswith(_HEAD) else self._joined + piece
            data = self._joined
            if _is_frame(data) or len(data) > _MAX_JOINED:
                self._joined = b""
        return data if _is_frame(data) else None

    def _answer(self, data: bytes) -> Conversation:
        match data[2]:
            case 0x17 | 0x16 if self.has_to_start:
                yield from self.go_on()
            case 0x19:
                yield from self._write(_command(0x99, b"\x01"), self._profile())
            case 0x18:
                yield from self._write(self._profile(), self._profile())
            case 0x20:
                if not self._introduced:
                    self._introduced = True
                    yield from self._introduce()
                yield from self._write(_command(0xB0, data[5:6] + b"\x01"))
            case 0x11 if data[5] == 0 and self._last and self._last.weight_kg:
                # Some say only so that the weight before was the final one.
                frame, self._last = self._last, None
                yield Heard((frame._replace(stable=True, final=True),))

    def _write(self, *frames: bytes) -> Conversation:
        for frame in frames:
            yield from write(_ANSWERED_AT, frame)

    def _time(self) -> bytes:
        time = int(self._situation.now.timestamp()) % 2**32
        return _command(0x97, b"\x01\x00\x00" + time.to_bytes(4, "big") + b"\x01\x06")

    def _profile(self) -> bytes:
        guest = self._situation.guest
        sex = 0x11 if guest.sex is Sex.MALE else 0x21
        born = _u16(self._situation.now.year - guest.age) + b"\x01\x01"
        height, weight = _u16(guest.height_cm * 10), _u16(guest.weight_kg * 100)
        return _command(
            0x96, bytes((sex,)) + born + height + b"\x00\x00" + weight + b"\xaa\x01\x05"
        )

    def _introduce(self) -> Conversation:
        """Tell the R-MSC04 of a guest and of the time, without which it soon disconnects."""
        guest, now = self._situation.guest, self._situation.now
        height, weight = _u16(guest.height_cm * 10), _u16(guest.weight_kg * 100)
        yield from self._write(_command(0xB2, b"\x00\x09" + height + weight + b"\xa9\xff\x02"))
        offset = now.utcoffset() or timedelta()
        # How a zone west of UTC is written isn't known.
        zone = max(0, offset // timedelta(minutes=1))
        time = (int(now.timestamp()) % 2**32).to_bytes(4, "big")
        clock = b"\x01\x07\x01\x01" + time + zone.to_bytes(2, "big") + b"\x00"
        yield from self._write(_command(0xB3, clock))


def converse(situation: Situation) -> Conversation:
    """Start, answer, and listen until nobody stands on the scale."""
    if not (yield from subscribe(_SPEAKS_AT)):
        raise GaveUp("it has no characteristic 2A10")
    has_both = yield from subscribe(_ALSO_SPEAKS_AT)
    guessed = _Dialect.R_MSC04 if has_both else _Dialect.ES_CS20M
    talk = _Talk(situation, _dialect(situation.name) or guessed)
    yield from talk.begin()
    while True:
        heard = yield from wait(_ANSWER_S if talk.has_to_start else _SILENCE_S)
        if heard:
            yield from talk.take(heard)
        elif talk.has_to_start:
            yield from talk.go_on()
        else:
            break
    yield from talk.recall()


def _named(advertisement: Advertisement) -> str | None:
    found = _dialect(advertisement.name or "")
    return found and f"Renpho {found.value}"


def _anonymous(advertisement: Advertisement) -> str | None:
    """Return the product of a scale without a name, which says its own address."""
    data = advertisement.manufacturer_data.get(_COMPANY, b"")
    address = data[_ANONYMOUS_ADDRESS].hex(":").upper()
    is_own = len(data) == _ANONYMOUS_LENGTH and address == advertisement.address.upper()
    return "Renpho ES-CS20M" if is_own else None


NAMED = Family(
    name="renpho_55aa",
    title=_TITLE,
    matchers=tuple({"local_name": f"{name}*"} for name in _DIALECTS),
    # Some say first that a weight is final, and later with which impedance.
    traits=Traits(patience=15.0, step=0.01, on_air=60.0, connects=True),
    product=_named,
    records=records,
    conversation=converse,
    models="R-MSC04, ES-26BB, ES-CS20M, ES-32MD",
    gives=(Gives.IMPEDANCE, Gives.MEMORY),
    unverified="impedance, its memory; all but the R-MSC04",
)
ANONYMOUS = NAMED._replace(
    name="renpho_55aa_anonymous",
    title="Renpho ES-CS20M",
    matchers=({"manufacturer_id": _COMPANY},),
    product=_anonymous,
    models="without a name",
    unverified=EVERYTHING,
)
