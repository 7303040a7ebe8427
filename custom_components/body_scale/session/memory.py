"""What is remembered of a scale's records, so that a replay is known for one. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from ..model import Frame, Origin, Traits
from .clock import alike, corrected, delay, is_utc, offset, wall_clock

_MAX_RECORDS = 16
_MAX_FADED = 256
"""About 10 KB; so many live weighings of two months between two looks into the scale's memory."""
_CORRECTION_KG = 1.0
"""A UTC stamp with another weight than this is of a clock that shows the same time twice."""
_ANOTHER_TIME = timedelta(minutes=10)
"""Frames that were held up together arrive closer to each other."""
SAME_STAND = timedelta(seconds=60)
"""The stable frames of one stand follow each other closer than this."""
_CLOCK_SET = timedelta(days=300)
"""Nobody stays away so long; a clock without a battery begins in 1970."""


def is_up_to(stamp: datetime | None, newest: datetime | None) -> bool:
    """Return whether a stamp isn't later than another of the same kind of clock."""
    if stamp is None or newest is None or is_utc(stamp) != is_utc(newest):
        return False
    return stamp <= newest


def _same_weight(one: float | None, other: float | None, traits: Traits) -> bool:
    """Return whether two weights are one frozen display value."""
    return one is not None and other is not None and abs(one - other) < traits.step / 2


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

    @classmethod
    def of(cls, frame: Frame, heard_at: datetime, last_heard: datetime) -> Self:
        """Return what is remembered of a settled frame."""
        return cls(
            frame.weight_kg or 0.0,
            frame.impedance,
            frame.stamp,
            heard_at,
            wall_clock(frame.stamp),
            last_heard,
            ended=frame.removed,
        )

    def covers(
        self,
        frame: Frame,
        at: datetime,
        traits: Traits,
        *,
        newest: bool = False,
        replay: bool = False,
    ) -> bool:
        """Return whether a stable frame heard at `at` repeats or ends this record's stand.

        The newest record also covers what is heard shortly after it, if the clock was set meanwhile;
        without a clock, whatever repeats it as the first frame of a session, which is a `replay`.
        """
        if is_utc(frame.stamp) or is_utc(self.stamp):
            return self._is_named(frame)
        if not self._has_values_of(frame, traits):
            return False
        both = self.impedance is not None and frame.impedance is not None
        on_air = timedelta(seconds=traits.on_air)
        silence = at - self.last_heard
        guess = newest and self._was_set(frame)
        if frame.removed:
            return (guess and silence <= on_air) or self._spans(frame, SAME_STAND, on_air)
        if self.ended and frame.stamp and self.until and frame.stamp > self.until:
            return False
        if newest and replay and frame.stamp is self.stamp is None:
            return frame.impedance == self.impedance
        # A record known from its end alone began somewhat earlier.
        before = on_air if self.ended and both else SAME_STAND
        alive = guess and not self.ended and silence <= SAME_STAND
        return alive or self._spans(frame, before, SAME_STAND)

    def _has_values_of(self, frame: Frame, traits: Traits) -> bool:
        """Return whether weight and impedance are the same frozen display values."""
        ohms = {self.impedance, frame.impedance} - {None}
        return _same_weight(frame.weight_kg, self.weight_kg, traits) and len(ohms) < 2

    def _is_named(self, frame: Frame) -> bool:
        """Return whether a UTC stamp is this record's; a packet of it may lack the weight."""
        if frame.stamp is None or frame.stamp != self.stamp:
            return False
        return frame.weight_kg is None or abs(frame.weight_kg - self.weight_kg) <= _CORRECTION_KG

    def _was_set(self, frame: Frame) -> bool:
        """Return whether stamps don't tell: there are none, or the clock was set in between."""
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
    """What has to survive a restart.

    Attributes:
        records: The last accepted records, newest last.
        clock_offset: What added to the scale's stamp gives UTC: zone and drift together.
        recalled: The newest stamp read from the scale's own memory; what is older was read, too.
        faded: Stamp and weight of accepted records after `recalled` that `records` has no room for.
    """

    records: tuple[Record, ...] = ()
    clock_offset: timedelta | None = None
    recalled: datetime | None = None
    faded: tuple[tuple[datetime, float], ...] = ()

    @property
    def last(self) -> Record | None:
        """The record accepted last."""
        return self.records[-1] if self.records else None

    def find(
        self, frame: Frame, at: datetime, traits: Traits, *, replay: bool = False
    ) -> int | None:
        """Return the index of the accepted record that a stable frame belongs to."""
        newest = len(self.records) - 1
        for index in range(newest, -1, -1):
            covers = self.records[index].covers(
                frame, at, traits, newest=index == newest, replay=replay
            )
            if covers and not self._overtaken(index, frame):
                return index
        return None

    def _overtaken(self, index: int, frame: Frame) -> bool:
        """Return whether a newer record began before this frame, so that it can't be an older one's."""
        stamp, heard = wall_clock(self.records[index].stamp), wall_clock(frame.stamp)
        newer = (wall_clock(record.stamp) for record in self.records[index + 1 :])
        return any(stamp and start and heard and stamp < start <= heard for start in newer)

    def is_read(self, stamp: datetime | None) -> bool:
        """Return whether the record of a stamp came from the scale's own memory, or was there."""
        return is_up_to(stamp, self.recalled)

    def is_provably_new(self, frame: Frame) -> bool:
        """Return whether a removed record is later than all that is known, by the scale's clock."""
        last = self.last
        if last is None or last.until is None or frame.stamp is None:
            return False
        return frame.stamp > last.until

    def names(self, frame: Frame, at: datetime, traits: Traits) -> bool:
        """Return whether the record that a UTC stamp names is known."""
        if self.is_read(frame.stamp) or any(stamp == frame.stamp for stamp, _ in self.faded):
            return True
        return self.find(frame, at, traits) is not None

    def timed(
        self, stamp: datetime | None, at: datetime, origin: Origin
    ) -> tuple[datetime, Origin, Memory]:
        """Return when a record heard at `at` was taken, how it came, and what the clock says now.

        A live one was taken when it was heard; one that nobody heard, at its stamp.
        """
        if stamp is None:
            return at, origin, self
        if is_utc(stamp):
            origin = Origin.REMOVED if self._is_late(stamp, at) else origin
        measured = origin is Origin.LIVE if is_utc(stamp) else self.clock_offset is None
        memory = replace(self, clock_offset=offset(stamp, at)) if measured else self
        if origin is Origin.LIVE:
            return at, origin, memory
        taken = corrected(stamp, memory.clock_offset or timedelta())
        return min(at, taken or at), origin, memory

    def _is_late(self, stamp: datetime, at: datetime) -> bool:
        """Return whether a frame with a UTC stamp was heard long after its weighing.

        If the one before was late by the same time, the clock is behind instead.
        """
        late, last = delay(stamp, self.clock_offset, at), self.last
        if late is None or last is None or last.stamp is None or not is_utc(last.stamp):
            return late is not None
        again = at - last.heard_at > _ANOTHER_TIME
        return not (again and alike(offset(last.stamp, last.heard_at), late))

    def seen(self, index: int, frame: Frame, at: datetime) -> Memory:
        """Return this memory with another frame of a record heard."""
        records = list(self.records)
        records[index] = records[index].seen(frame, at)
        return replace(self, records=tuple(records))

    def plus(self, *newer: Record) -> Memory:
        """Return this memory with more records, newest last; of the oldest, stamp and weight stay."""
        records = (*self.records, *newer)
        faded = [
            *self.faded,
            *((old.stamp, old.weight_kg) for old in records[:-_MAX_RECORDS] if old.stamp),
        ]
        unread = [(stamp, weight) for stamp, weight in faded if not self.is_read(stamp)]
        return replace(self, records=records[-_MAX_RECORDS:], faded=tuple(unread[-_MAX_FADED:]))

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        error = self.clock_offset
        return {
            "clock_offset": None if error is None else error.total_seconds(),
            "recalled": self.recalled and self.recalled.isoformat(),
            "faded": [[stamp.isoformat(), weight] for stamp, weight in self.faded],
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
        error, recalled = data["clock_offset"], data.get("recalled")
        return cls(
            records=tuple(
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
            clock_offset=None if error is None else timedelta(seconds=error),
            recalled=recalled and datetime.fromisoformat(recalled),
            faded=tuple(
                (datetime.fromisoformat(stamp), weight) for stamp, weight in data.get("faded", ())
            ),
        )
