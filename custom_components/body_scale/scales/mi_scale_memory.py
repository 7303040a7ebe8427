"""What a Mi scale remembers, its clock, its unit and its battery, over a connection.

It broadcasts what it weighs; only its memory has to be asked for. Nobody needs to pair.

| characteristic | what it is |
| --- | --- |
| 2A9D (v1), 2A9C (v2) | what is weighed now: a connected scale doesn't advertise it |
| 2A2B | the clock: year, u16, month, day, hour, minute, second, day of the week, fractions, reason |
| 2A2F, Huami's | the memory |
| 1542, Huami's | settings; `06 04 00` and 00 for kg, 01 for lb, 02 for jin |
| 1543, Huami's | 01 01 when the battery is nearly empty |

The memory is asked and answers, both in 2A2F:

| written | answer | meaning |
| --- | --- | --- |
| 01, client | 01, how many (u16), client | how many records this client hasn't confirmed yet |
| 02 | records, then 03 | send them |
| 03 | | enough |
| 04, client | | this client has them |

Records have the layout of what is advertised, 10 or 13 bytes. A notification carries one, two of v1,
or pieces of them. Reading deletes nothing: the scale has a position for each client, so that a phone
app still gets what was read here. The answer to 01 may be late, and may be to somebody else's: it
counts if it names this client. Numbers are little-endian.

Sources: wiecosystem/Bluetooth, Gadgetbridge and openScale (their sources and issues #1209, #1223 and
#1293, whose captures the tests hold), grammatic/mi-scale. *Unverified*: the battery; what a scale of
which another client changed the unit answers.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from ..model import Frame, Unit
from .conversation import (
    BrokeOff,
    Conversation,
    Exchange,
    GaveUp,
    Heard,
    Learned,
    Notification,
    Recalled,
    Situation,
    huami_uuid,
    now,
    read,
    short_uuid,
    subscribe,
    wait,
    write,
)
from .current_time import CURRENT_TIME, current_time, time_of

_MEMORY, _SETTINGS, _BATTERY = huami_uuid("2a2f"), huami_uuid("1542"), huami_uuid("1543")
_MEMORY_SAYS = short_uuid(_MEMORY)

_HOW_MANY, _SEND, _ENOUGH, _CONFIRM = b"\x01", b"\x02", b"\x03", b"\x04"
_COUNT_LENGTH = 7
_SET_UNIT = b"\x06\x04\x00"
_UNITS = {Unit.KG: b"\x00", Unit.LB: b"\x01", Unit.JIN: b"\x02"}
_LOW = b"\x01\x01"

_ANSWER_S = 10.0
"""An answer was seen to come after more than a second."""
_NEXT_S = 5.0
"""Records follow each other in a fraction of a second."""
_AT_ONCE_S = 0.1
_END_S = 2.0
"""After the last record the scale says at once that there are no more."""
_MAX_OTHERS = 50
"""So many notifications that are no answer aren't waited through."""
_MAX_NOTIFICATIONS = 50_000
"""More than any memory has: a scale that never ends isn't listened to for ever."""


class Kind(NamedTuple):
    """What the versions differ in.

    Attributes:
        live: Where it says what is weighed now.
        size: Bytes of a record.
        read: Decodes one, of a scale that advertises this name; None for what is none.
    """

    live: str
    size: int
    read: Callable[[bytes, str], Frame | None]


class _SteppedOnError(Exception):
    """Somebody stands on the scale, which advertises what it weighs once it is let go."""


class _Records:
    """Puts records together of what is notified, in pieces of any length.

    Attributes:
        is_damaged: Something didn't fit, so that a record may be missing.
        begun: Bytes of a record that isn't whole yet.
    """

    def __init__(self, kind: Kind) -> None:
        self.is_damaged = False
        self.begun = b""
        self._kind = kind
        self._found: dict[bytes, tuple[datetime, Frame]] = {}

    @property
    def is_whole(self) -> bool:
        """Whether all that came are whole records."""
        return not self.begun and not self.is_damaged

    @property
    def lacks_a_byte(self) -> bool:
        """Whether a single byte may be the rest of a record."""
        return len(self.begun) == self._kind.size - 1

    def __len__(self) -> int:
        """Return how many records are whole; one that comes twice is one."""
        return len(self._found)

    def take(self, data: bytes) -> None:
        """Take a notification."""
        size = self._kind.size
        joined = self.begun + data
        if self.begun and len(data) % size == 0 and self._read(data[:size]):
            # It is whole by itself: what the record before still needed got lost.
            joined, self.is_damaged = data, True
        while len(joined) >= size:
            record, rest = joined[:size], joined[size:]
            if read := self._read(record):
                self._found[record] = read
                joined = rest
            else:
                joined, self.is_damaged = joined[1:], True
        self.begun = joined

    def _read(self, record: bytes) -> tuple[datetime, Frame] | None:
        """Return the time and the frame of a record; every one has a time."""
        frame = self._kind.read(record, "")
        return (frame.stamp, frame) if frame and frame.stamp else None

    def frames(self) -> tuple[Frame, ...]:
        """Return the weighings, oldest first."""
        return _weighings(sorted(self._found.values(), key=lambda row: row[0]))

    def frames_in_order(self) -> tuple[Frame, ...]:
        """Return the weighings that came before the first which is older than the one before it."""
        newest = datetime.min  # noqa: DTZ901 - the scale's clock has no zone
        ordered = []
        for stamp, frame in self._found.values():
            if stamp < newest:
                break
            newest = stamp
            ordered.append((stamp, frame))
        return _weighings(ordered)


def _weighings(rows: Iterable[tuple[datetime, Frame]]) -> tuple[Frame, ...]:
    """Return the frames of loads that had settled and were on the scale."""
    return tuple(
        frame
        for _, frame in rows
        if frame.stable and not frame.removed and frame.weight_kg is not None
    )


class _Talk:
    """What is said over one connection."""

    def __init__(self, kind: Kind, situation: Situation) -> None:
        self._kind = kind
        self._situation = situation

    def listen(self, seconds: float) -> Exchange[bytes | None]:
        """Return what the memory says next; None when nothing came in so many seconds.

        Raises:
            _SteppedOnError: Somebody is being weighed; that was handed over.
        """
        for _ in range(_MAX_OTHERS):
            said = yield from wait(seconds)
            if said is None:
                break
            if said.uuid == _MEMORY_SAYS:
                return said.data
            yield from self._take_live(said)
        return None

    def _live(self, said: Notification) -> Frame | None:
        """Return what is weighed now; None where something else is said."""
        if said.uuid != self._kind.live:
            return None
        # It is the product that its advertisements name.
        return self._kind.read(said.data, self._situation.name)

    def _take_live(self, said: Notification) -> Conversation:
        if frame := self._live(said):
            yield Heard((frame,))
            if frame.weight_kg and not frame.removed:
                raise _SteppedOnError

    def finish(self) -> Conversation:
        """Take what was said to the end: somebody may be stepping on."""
        for _ in range(_MAX_OTHERS):
            said = yield from wait(_AT_ONCE_S)
            if said is None:
                return
            if frame := self._live(said):
                yield Heard((frame,))

    def read_clock(self) -> Exchange[timedelta | None]:
        """Return how far the clock is ahead; None where it can't be read."""
        value = yield from read(CURRENT_TIME)
        stamp = time_of(value or b"")
        if stamp is None:
            return None
        yield Learned(clock=stamp)
        by_now = yield from now(self._situation)
        return stamp - by_now.replace(tzinfo=None)

    def look_around(self) -> Conversation:
        """Find out what the scale can, and how full its battery is."""
        sets_unit = yield from subscribe(_SETTINGS)
        battery = yield from read(_BATTERY)
        low = battery == _LOW if battery and len(battery) == len(_LOW) else None
        yield Learned(sets_unit=sets_unit, battery_low=low)

    def read_memory(self) -> Exchange[bool]:
        """Hand over what the memory holds, and confirm it; return whether that is done.

        Raises:
            GaveUp: It didn't answer, or not all of it came.
        """
        records, client = _Records(self._kind), self._situation.client
        if not (yield from write(_MEMORY, _HOW_MANY + client)):
            raise GaveUp("its memory takes no questions")
        announced = yield from self._count(records)
        ended = announced == 0
        if not ended:
            yield from write(_MEMORY, _SEND)
            announced, ended = yield from self._receive(records, announced)
        yield from write(_MEMORY, _ENOUGH)
        if announced is None and not ended and not records:
            raise GaveUp("its memory doesn't answer")
        whole = records.is_whole and (ended if announced is None else len(records) >= announced)
        if not whole and not self._situation.takes_gaps:
            of = "" if announced is None else f" of {announced}"
            raise BrokeOff(f"of its memory {len(records)}{of} records came")
        everything = whole or ended
        # Of a transfer that was cut, what is still to come may be older than the newest.
        frames = records.frames() if everything else records.frames_in_order()
        if (yield Recalled(frames, complete=everything)) is not True or not everything:
            return False
        return (yield from write(_MEMORY, _CONFIRM + client))

    def _count(self, records: _Records) -> Exchange[int | None]:
        """Return how many records are announced; None when nothing was said of that."""
        for _ in range(_MAX_OTHERS):
            data = yield from self.listen(_ANSWER_S)
            if data is None:
                break
            if (count := self._count_in(data)) is not None:
                return count
            if not _is_count(data):
                # It sends without a word; or a client before this one asked for it.
                records.take(data)
                break
        return None

    def _receive(
        self, records: _Records, announced: int | None
    ) -> Exchange[tuple[int | None, bool]]:
        """Take records; return how many are announced by now, and whether the scale said the end."""
        for _ in range(_MAX_NOTIFICATIONS):
            seconds = _NEXT_S if records else _ANSWER_S
            if announced is not None and len(records) >= announced:
                seconds = _END_S
            data = yield from self.listen(seconds)
            if data is None:
                break
            if data == _ENOUGH and not records.lacks_a_byte:
                return announced, True
            if (count := self._count_in(data)) is not None:
                announced = count
            elif records.begun or not _is_count(data):
                records.take(data)
        return announced, False

    def _count_in(self, data: bytes) -> int | None:
        """Return the number of records that is announced to this client; None in anything else."""
        own = _is_count(data) and data[3:] == self._situation.client
        return int.from_bytes(data[1:3], "little") if own else None

    def set_clock(self, ahead: timedelta | None) -> Conversation:
        """Set the clock if it is too far off.

        Args:
            ahead: How far it was ahead when it was read; None where it couldn't be read.
        """
        limit = self._situation.sets_clock
        if limit is None or (ahead is not None and abs(ahead.total_seconds()) <= limit):
            return
        by_now = yield from now(self._situation)
        value = current_time(by_now)
        taken = (yield from write(CURRENT_TIME, value, response=True)) or (
            # Some documents give the clock a byte less.
            yield from write(CURRENT_TIME, value[:-1], response=True)
        )
        stamp = time_of((yield from read(CURRENT_TIME)) or b"")
        if stamp or taken:
            yield Learned(clock=stamp or by_now.replace(tzinfo=None))

    def set_unit(self) -> Conversation:
        """Change the unit of the display."""
        unit = self._situation.shows
        if unit not in _UNITS:
            return
        taken = yield from write(_SETTINGS, _SET_UNIT + _UNITS[unit])
        yield Learned(unit=unit) if taken else Learned(sets_unit=False)


def _is_count(data: bytes) -> bool:
    return len(data) == _COUNT_LENGTH and data[:1] == _HOW_MANY


def converse(kind: Kind, situation: Situation) -> Conversation:
    """Read the clock, the memory and what else there is; then set the clock.

    The clock is set last: the times of all records are by the one that was read.
    """
    talk = _Talk(kind, situation)
    yield from subscribe(kind.live)
    remembers = yield from subscribe(_MEMORY)
    ahead = yield from talk.read_clock()
    yield from talk.look_around()
    yield from talk.set_unit()
    if not remembers:
        yield from talk.set_clock(ahead)
        raise GaveUp("it has no memory that can be read")
    try:
        if (yield from talk.read_memory()):
            yield from talk.set_clock(ahead)
    except _SteppedOnError:
        yield from write(_MEMORY, _ENOUGH)
    else:
        yield from talk.finish()
