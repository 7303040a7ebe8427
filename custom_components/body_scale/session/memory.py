"""What is remembered of a scale's records, so that a replay is known for one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from ..model import Frame

_KEPT = 16
_SAME_WEIGHT = 0.02
"""kg; less than half of the smallest step a scale sends for a person, 0.05 kg."""
_SAME_STAND = timedelta(seconds=60)
"""The stable frames of one stand follow each other closer than this."""
_CLOCK_SET = timedelta(days=300)
"""Nobody stays away so long; a clock without a battery begins in 1970."""
_ON_AIR = timedelta(minutes=20)
"""So long a finished record stays on air; one unit was seen to stamp it anew after 2:34."""


def same_weight(one: float | None, other: float | None) -> bool:
    """Say whether two weights are one frozen display value."""
    return one is not None and other is not None and abs(one - other) < _SAME_WEIGHT


@dataclass(frozen=True, slots=True)
class Record:
    """An accepted record: what tells it from another, and what was heard of it.

    Attributes:
        weight_kg: As displayed.
        impedance: Ohm, if it was measured.
        stamp: Of the frame it was accepted from.
        heard_at: When that was heard.
        until: The latest stamp heard of it.
        last_heard: When it was heard last.
        ended: Its load was heard leaving.
    """

    weight_kg: float
    impedance: float | None
    stamp: datetime | None
    heard_at: datetime
    until: datetime | None
    last_heard: datetime
    ended: bool = False

    def covers(self, frame: Frame, at: datetime, *, newest: bool) -> bool:
        """Say whether a stable frame heard at `at` repeats or ends this record's stand.

        The newest record also covers what is heard shortly after it, if the clock was set meanwhile.
        """
        if not same_weight(frame.weight_kg, self.weight_kg):
            return False
        both = self.impedance is not None and frame.impedance is not None
        if both and self.impedance != frame.impedance:
            return False
        silence = at - self.last_heard
        guess = newest and self._was_set(frame)
        if frame.removed:
            return (guess and silence <= _ON_AIR) or self._spans(frame, _SAME_STAND, _ON_AIR)
        if self.ended and frame.stamp and self.until and frame.stamp > self.until:
            return False
        # A record known from its end alone began somewhat earlier.
        before = _ON_AIR if self.ended and both else _SAME_STAND
        alive = guess and not self.ended and silence <= _SAME_STAND
        return alive or self._spans(frame, before, _SAME_STAND)

    def _was_set(self, frame: Frame) -> bool:
        """Say whether stamps don't tell: there are none, or the clock was set in between."""
        if frame.stamp is None or self.stamp is None:
            return frame.stamp is self.stamp
        return not timedelta() <= frame.stamp - self.stamp <= _CLOCK_SET

    def _spans(self, frame: Frame, before: timedelta, after: timedelta) -> bool:
        if frame.stamp is None or self.stamp is None or self.until is None:
            return False
        return frame.stamp - self.stamp >= -before and frame.stamp - self.until <= after

    def seen(self, frame: Frame, at: datetime) -> Record:
        """Return this record with another frame of it heard."""
        return replace(
            self,
            until=frame.stamp or self.until,
            last_heard=max(at, self.last_heard),
            ended=self.ended or frame.removed,
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What has to survive a restart: the last accepted records, newest last, and the clock's error.

    `clock_offset` added to the scale's naive stamp gives UTC (zone and drift together).
    """

    records: tuple[Record, ...] = ()
    clock_offset: timedelta | None = None

    @property
    def last(self) -> Record | None:
        """The record accepted last."""
        return self.records[-1] if self.records else None

    def find(self, frame: Frame, at: datetime) -> int | None:
        """Return the index of the accepted record that a stable frame belongs to."""
        newest = len(self.records) - 1
        for index in range(newest, -1, -1):
            record = self.records[index]
            if record.covers(frame, at, newest=index == newest) and not self._overtaken(
                index, frame
            ):
                return index
        return None

    def _overtaken(self, index: int, frame: Frame) -> bool:
        """Say whether a newer record began before this frame, so that it can't be an older one's."""
        stamp = self.records[index].stamp
        return any(
            stamp and newer.stamp and frame.stamp and stamp < newer.stamp <= frame.stamp
            for newer in self.records[index + 1 :]
        )

    def seen(self, index: int, frame: Frame, at: datetime) -> Memory:
        """Return this memory with another frame of a record heard."""
        records = list(self.records)
        records[index] = records[index].seen(frame, at)
        return Memory(tuple(records), self.clock_offset)

    def plus(self, record: Record) -> Memory:
        """Return this memory with one more record; the oldest is forgotten."""
        return Memory((*self.records, record)[-_KEPT:], self.clock_offset)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        offset = self.clock_offset
        return {
            "clock_offset": None if offset is None else offset.total_seconds(),
            "records": [
                {
                    "weight_kg": record.weight_kg,
                    "impedance": record.impedance,
                    "stamp": record.stamp and record.stamp.isoformat(),
                    "heard_at": record.heard_at.isoformat(),
                    "until": record.until and record.until.isoformat(),
                    "last_heard": record.last_heard.isoformat(),
                    "ended": record.ended,
                }
                for record in self.records
            ],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return what `as_dict` wrote."""
        offset = data["clock_offset"]
        return cls(
            tuple(
                Record(
                    row["weight_kg"],
                    row["impedance"],
                    row["stamp"] and datetime.fromisoformat(row["stamp"]),
                    datetime.fromisoformat(row["heard_at"]),
                    row["until"] and datetime.fromisoformat(row["until"]),
                    datetime.fromisoformat(row["last_heard"]),
                    row["ended"],
                )
                for row in data["records"]
            ),
            None if offset is None else timedelta(seconds=offset),
        )
