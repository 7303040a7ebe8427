"""What a scale's own memory held becomes readings that aren't known yet. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..model import Frame, Origin, Reading, Traits
from .clock import AHEAD, corrected, is_set, is_utc, wall_clock
from .memory import Memory, is_up_to
from .record import SAME_STAND, Record
from .stand import as_frame, is_plausible, reading_of

_MAX_RECALLED = 5000
"""Records taken at once, the newest: several times what any scale's memory was seen to hold."""


def recall(
    memory: Memory,
    traits: Traits,
    frames: Iterable[Frame],
    at: datetime,
    *,
    standing: Record | None,
) -> tuple[list[Reading], Memory]:
    """Return the readings of records that aren't known, oldest first, and the memory with them.

    A record that adds the impedance to a weighing heard without one isn't a new weighing. Records
    without a stamp, of removed loads and of times to come are left out. Many scales that are
    connected to stamp what they remember, but not what they say at once: if the connection is lost
    before they know that it arrived, they say it again, from their memory.

    Args:
        memory: What is known of the scale's records.
        traits: The habits of the scale's family.
        frames: All records that the scale's memory held, in any order.
        at: When they were read, aware.
        standing: The record of a settled stand whose reading is still to be given.
    """
    found = [(when, frame) for frame, when in _stamped(memory, frames, at)]
    found.sort(key=lambda row: row[0])
    del found[:-_MAX_RECALLED]
    known = _Known(memory, traits, standing)
    new = [(when, frame) for when, frame in found if not known.covers(frame, when, at)]
    recalled = memory.recalled
    for _, frame in found:
        if not is_up_to(frame.stamp, recalled):
            recalled = frame.stamp
    memory = replace(memory, recalled=recalled)
    return (
        [reading_of(frame, when, Origin.HISTORY) for when, frame in new],
        _with_newest(memory, new, at),
    )


def _stamped(
    memory: Memory, frames: Iterable[Frame], at: datetime
) -> Iterable[tuple[Frame, datetime]]:
    """Return every settled record once, with its time."""
    records: dict[tuple[datetime, float], Frame] = {}
    for frame in map(as_frame, frames):
        if frame.stamp and frame.weight_kg and frame.stable and not frame.removed:
            key = frame.stamp, frame.weight_kg
            records[key] = records[key].joined(frame) if key in records else frame
    error = memory.error(at) or timedelta()
    # Some scales delete what they delivered: it is taken though this computer doesn't know the date.
    limit = at + AHEAD if is_set(at) else None
    for (stamp, weight), frame in records.items():
        when = stamp if is_utc(stamp) else corrected(stamp, error)
        if when and is_plausible(weight) and (limit is None or when <= limit):
            yield frame, when if limit is None else min(at, when)


class _Known:
    """The records that are known; each stands for one record of the scale's memory."""

    def __init__(self, memory: Memory, traits: Traits, standing: Record | None) -> None:
        self._memory, self._traits = memory, traits
        # Those that were read before are known by their stamps, and may not stand for new ones.
        records = [r for r in memory.records if not memory.is_read(r.stamp)]
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

    def covers(self, frame: Frame, when: datetime, at: datetime) -> bool:
        """Return whether a record is known; `when` is its stamp by the right time."""
        if frame.stamp is None or self._memory.is_read(frame.stamp):
            return frame.stamp is not None
        timeline = self._utc if is_utc(frame.stamp) else self._wall
        stamped = timeline.take(
            frame.stamp,
            self._before,
            SAME_STAND,
            lambda record: record.covers(frame, at, self._traits),
        )
        return stamped or self._take_unstamped(frame, when)

    def _take_unstamped(self, frame: Frame, when: datetime) -> bool:
        """Remove the first record heard at that time, with these values; return whether one was."""
        for record in self._unstamped:
            if record.was_heard(frame, when, self._traits):
                self._unstamped.remove(record)
                return True
        return False


class _Timeline:
    """Records by their stamps: a scale's memory of thousands is compared with the few around each."""

    def __init__(self, records: Iterable[Record]) -> None:
        found = [(_age(r.stamp), number, r) for number, r in enumerate(records) if r.stamp]
        self._rows = sorted(found, key=_age_of)
        spans = (r.until - r.stamp for _, _, r in found if r.until and r.stamp)
        self._longest = max(spans, default=timedelta())

    def take(
        self, stamp: datetime, before: timedelta, after: timedelta, wanted: Callable[[Record], bool]
    ) -> bool:
        """Remove the first wanted record that may last from `before` its stamp to `after` its end."""
        age = _age(stamp)
        first = bisect_left(self._rows, age - after - self._longest, key=_age_of)
        end = bisect_right(self._rows, age + before, key=_age_of)
        near = sorted(self._rows[first:end], key=lambda row: row[1])
        found = next((row for row in near if wanted(row[2])), None)
        if found:
            self._rows.remove(found)
        return found is not None


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
