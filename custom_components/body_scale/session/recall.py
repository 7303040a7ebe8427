"""What a scale's own memory held becomes readings that aren't known yet. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ..model import Frame, Origin, Reading, Traits
from .clock import is_utc, taken_at, wall_clock, was_never_set
from .memory import Memory
from .record import SAME_STAND, Record
from .stand import as_frame, is_plausible, reading_of

_MAX_RECALLED = 5000
"""Records taken at once, the newest: several times what any scale's memory was seen to hold."""


class Recollection(NamedTuple):
    """What comes of records that were read.

    Attributes:
        readings: Of weighings that weren't known, oldest first.
        completions: Of weighings that were heard without an impedance, with it, oldest first.
        memory: What is known by now.
    """

    readings: list[Reading]
    completions: list[Reading]
    memory: Memory


def recall(
    memory: Memory,
    traits: Traits,
    frames: Iterable[Frame],
    at: datetime,
    *,
    standing: Record | None,
    everything: bool = False,
) -> Recollection:
    """Return what the records that aren't known come to, and the memory with them.

    A record that adds the impedance to a weighing heard without one isn't a new weighing, but completes
    it. Records without a stamp, of removed loads and of times to come are left out. One whose clock was
    never set, and was never compared with another since, was made at an unknown time; it counts as of
    now. Many scales that are connected to stamp what they remember, but not what they say at once: if
    the connection is lost before they know that it arrived, they say it again, from their memory.

    Args:
        memory: What is known of the scale's records.
        traits: The habits of the scale's family.
        frames: All records that the scale's memory held, in any order.
        at: When they were read, aware, in the zone of the house.
        standing: The record of a settled stand whose reading is still to be given.
        everything: What was read before counts as well: whoever stores it has to know it again.
    """
    # The clock of a scale that is connected to is set each time: it follows the zone of the house.
    errors = () if traits.connects else (memory.error(at), memory.former_offset)
    found = _dated(frames, errors, at)
    known = _Known(memory, traits, standing)
    new, completing = [], []
    for taken, frame in found:
        if not everything and memory.is_read(frame, taken):
            continue
        when = taken or at
        record = known.take(frame, when, at)
        if record is None:
            new.append((when, frame))
        elif record is not standing and record.impedance is None and frame.impedance is not None:
            completing.append((when, frame))
    memory = memory.read(found, at.astimezone(UTC))
    return Recollection(
        [reading_of(frame, when, Origin.HISTORY) for when, frame in new],
        [reading_of(frame, when, Origin.HISTORY) for when, frame in completing],
        _with_newest(memory, new, at),
    )


def _dated(
    frames: Iterable[Frame], errors: Iterable[timedelta | None], at: datetime
) -> list[tuple[datetime | None, Frame]]:
    """Return every settled record once, with its time if that is known; the newest, oldest first."""
    records: dict[tuple[datetime, float], Frame] = {}
    for frame in map(as_frame, frames):
        if frame.stamp and frame.weight_kg and frame.stable and not frame.removed:
            key = frame.stamp, frame.weight_kg
            records[key] = records[key].joined(frame) if key in records else frame
    dated = []
    for (stamp, weight), frame in records.items():
        taken = taken_at(stamp, errors, at)
        if is_plausible(weight) and (taken or was_never_set(stamp)):
            dated.append((taken, frame))
    dated.sort(key=lambda row: row[0] or at)
    return dated[-_MAX_RECALLED:]


class _Known:
    """The records that were heard; each stands for one record of the scale's memory."""

    def __init__(self, memory: Memory, traits: Traits, standing: Record | None) -> None:
        self._traits = traits
        # Those that were read before may not stand for new ones, only for themselves.
        self._read = [r for r in memory.records if memory.is_read(r, r.heard_at)]
        records = [r for r in memory.records if r not in self._read]
        records += [standing] if standing else []
        long_ago = datetime.min.replace(tzinfo=UTC)
        records += [
            Record(each.weight_kg, None, each.stamp, long_ago, wall_clock(each.stamp), long_ago)
            for each in memory.faded
        ]
        self._utc = _Timeline(r for r in records if is_utc(r.stamp))
        self._wall = _Timeline(r for r in records if wall_clock(r.stamp))
        self._unstamped = [r for r in records if r.stamp is None]
        self._before = timedelta(seconds=traits.on_air) + SAME_STAND

    def take(self, frame: Frame, when: datetime, at: datetime) -> Record | None:
        """Return the record that a frame stands for, once; `when` is its stamp by the right time."""
        if frame.stamp is None:
            return None
        # Since the clock was set back, it may seem to be of a later time.
        if exact := next((r for r in self._read if r.has(frame, self._traits)), None):
            return exact
        timeline = self._utc if is_utc(frame.stamp) else self._wall
        stamped = timeline.take(
            frame.stamp,
            self._before,
            SAME_STAND,
            lambda record: record.covers(frame, at, self._traits),
        )
        return stamped or self._take_unstamped(frame, when)

    def _take_unstamped(self, frame: Frame, when: datetime) -> Record | None:
        """Remove and return the first record heard at that time, with these values."""
        for record in self._unstamped:
            if record.was_heard(frame, when, self._traits):
                self._unstamped.remove(record)
                return record
        return None


class _Timeline:
    """Records by their stamps: a scale's memory of thousands is compared with the few around each."""

    def __init__(self, records: Iterable[Record]) -> None:
        found = [(_age(r.stamp), number, r) for number, r in enumerate(records) if r.stamp]
        self._rows = sorted(found, key=_age_of)
        spans = (r.until - r.stamp for _, _, r in found if r.until and r.stamp)
        self._longest = max(spans, default=timedelta())

    def take(
        self, stamp: datetime, before: timedelta, after: timedelta, wanted: Callable[[Record], bool]
    ) -> Record | None:
        """Remove and return the first wanted record that lasts near a stamp.

        It may last from `before` its own stamp to `after` its end.
        """
        age = _age(stamp)
        first = bisect_left(self._rows, age - after - self._longest, key=_age_of)
        end = bisect_right(self._rows, age + before, key=_age_of)
        near = sorted(self._rows[first:end], key=lambda row: row[1])
        found = next((row for row in near if wanted(row[2])), None)
        if found is None:
            return None
        self._rows.remove(found)
        return found[2]


def _age(stamp: datetime) -> timedelta:
    """Return a stamp as a number that can be moved without leaving the calendar."""
    return stamp - datetime.min.replace(tzinfo=stamp.tzinfo)


def _age_of(row: tuple[timedelta, int, Record]) -> timedelta:
    return row[0]


def _with_newest(memory: Memory, new: Iterable[tuple[datetime, Frame]], at: datetime) -> Memory:
    """Return a memory that knows the newest records, because they may still be on air."""
    last = memory.last and (memory.last.until or memory.last.stamp)
    records = []
    for when, frame in new:
        stamp = frame.stamp
        if last and stamp and (is_utc(last) != is_utc(stamp) or stamp <= last):
            continue
        records.append(Record.of(frame, at, when))
        last = stamp
    return memory.plus(*records)
