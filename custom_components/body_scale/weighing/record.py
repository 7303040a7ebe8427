"""What is remembered of a scale's records, so that a replay is known for one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from ..model import Frame

_KEPT = 16
_SAME_WEIGHT = 0.02
"""kg; less than half of the smallest step a scale sends for a person, 0.05 kg."""
_SAME_STAND = timedelta(seconds=60)
"""The stable frames of one stand lie closer than this, by the scale's clock."""
_STEP_OFF = timedelta(minutes=3)
"""A removed record comes so long after the stable one (captures: 4 to 27 s)."""
_ON_AIR = timedelta(minutes=20)
"""So long a finished record stays on air; one unit was seen to stamp it anew after 2:34."""


def same_weight(one: float | None, other: float | None) -> bool:
    """Say whether two weights are one frozen display value."""
    return one is not None and other is not None and abs(one - other) < _SAME_WEIGHT


@dataclass(frozen=True, slots=True)
class Record:
    """An accepted record: what tells it from another, and when it was heard."""

    weight_kg: float
    impedance: float | None
    stamp: datetime | None
    heard_at: datetime

    def covers(self, frame: Frame, at: datetime) -> bool:
        """Say whether a stable frame heard at `at` repeats or ends this record's stand."""
        if not same_weight(frame.weight_kg, self.weight_kg):
            return False
        both = self.impedance is not None and frame.impedance is not None
        if both and self.impedance != frame.impedance:
            return False
        if self.stamp is None or frame.stamp is None:
            return self.stamp is frame.stamp and abs(at - self.heard_at) <= _SAME_STAND
        later = frame.stamp - self.stamp
        if not frame.removed:
            return abs(later) <= _SAME_STAND
        return -_SAME_STAND <= later <= (_ON_AIR if both else _STEP_OFF)


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

    def knows(self, frame: Frame, at: datetime) -> bool:
        """Say whether a stable frame belongs to an accepted record: its neighbours by stamp."""
        stamp = frame.stamp
        stamps = [record.stamp for record in self.records if record.stamp]
        before = max((each for each in stamps if stamp and each <= stamp), default=None)
        after = min((each for each in stamps if stamp and each > stamp), default=None)
        return any(
            record.covers(frame, at)
            for record in self.records
            if record.stamp is None or record.stamp in {before, after}
        )

    def plus(self, record: Record) -> Memory:
        """Return this memory with one more record; the oldest is forgotten."""
        return Memory((*self.records, record)[-_KEPT:], self.clock_offset)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "clock_offset": self.clock_offset and self.clock_offset.total_seconds(),
            "records": [
                {
                    "weight_kg": record.weight_kg,
                    "impedance": record.impedance,
                    "stamp": record.stamp and record.stamp.isoformat(),
                    "heard_at": record.heard_at.isoformat(),
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
                )
                for row in data["records"]
            ),
            None if offset is None else timedelta(seconds=offset),
        )
