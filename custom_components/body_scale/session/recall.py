"""What a scale's own memory held becomes readings that aren't known yet. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..model import Frame, Origin, Reading, Traits
from .clock import corrected, is_utc, wall_clock
from .memory import Memory, Record
from .stand import as_frame, is_plausible, reading_of

_NEAR_KG = 1.0
"""One record isn't known by two weights further apart than this."""
_AHEAD = timedelta(days=1)
"""No zone is further ahead: a later stamp is of a clock that nothing is known about."""


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
    without a stamp, of removed loads and of times to come are left out.

    Args:
        memory: What is known of the scale's records.
        traits: The habits of the scale's family.
        frames: All records that the scale's memory held, in any order.
        at: When they were read, aware.
        standing: The record of a settled stand whose reading is still to be given.
    """
    found = [(when, frame) for frame, when in _stamped(memory, frames, at)]
    found.sort(key=lambda row: row[0])
    known = _Known(memory, traits, standing)
    new = [(when, frame) for when, frame in found if not known.covers(frame, at)]
    for _, frame in found:
        if not memory.is_read(frame.stamp):
            memory = replace(memory, recalled=frame.stamp)
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
    error = memory.clock_offset or timedelta()
    for (stamp, weight), frame in records.items():
        when = stamp if is_utc(stamp) else corrected(stamp, error)
        if when and when <= at + _AHEAD and is_plausible(weight):
            yield frame, min(at, when)


class _Known:
    """The records that are known; each stands for one record of the scale's memory."""

    def __init__(self, memory: Memory, traits: Traits, standing: Record | None) -> None:
        self._memory, self._traits = memory, traits
        # Those that were read before are known by their stamps, and may not stand for new ones.
        self._records = [r for r in memory.records if not memory.is_read(r.stamp)]
        self._records += [standing] if standing else []
        long_ago = datetime.min.replace(tzinfo=UTC)
        self._records += [
            Record(weight, None, stamp, long_ago, wall_clock(stamp), long_ago)
            for stamp, weight in memory.faded
        ]

    def covers(self, frame: Frame, at: datetime) -> bool:
        """Return whether a record is known."""
        if self._memory.is_read(frame.stamp):
            return True
        weight = frame.weight_kg or 0.0
        for record in self._records:
            # Most are of another weight: with thousands of records the quick look counts.
            near = -_NEAR_KG <= record.weight_kg - weight <= _NEAR_KG
            if near and record.covers(frame, at, self._traits):
                self._records.remove(record)
                return True
        return False


def _with_newest(memory: Memory, new: Iterable[tuple[datetime, Frame]], at: datetime) -> Memory:
    """Return a memory that knows the newest records, because they may still be on air."""
    for when, frame in new:
        last = memory.last and (memory.last.until or memory.last.stamp)
        stamp = frame.stamp
        if last and stamp and (is_utc(last) != is_utc(stamp) or stamp <= last):
            continue
        memory = memory.plus(Record.of(frame, at, when))
    return memory
