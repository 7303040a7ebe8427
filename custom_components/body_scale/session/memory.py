"""What is remembered of a scale's records, so that a replay is known for one. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Self

from ..model import Frame, Origin, Traits, Unit
from .clock import alike, corrected, delay, is_believable, is_utc, offset, wall_clock
from .record import SAME_STAND, Record, same_weight

_MAX_RECORDS = 16
_MAX_RECENT = 64
"""More than a household weighs in the hours by which a clock is off."""
_MAX_FADED = 256
"""About 30 KB; so many live weighings of two months between two looks into the scale's memory."""
_SET = timedelta(minutes=1)
"""A clock whose error changes by more was set, or began anew."""
_ANOTHER_TIME = timedelta(minutes=10)
"""Frames that were held up together arrive closer to each other."""


def is_up_to(stamp: datetime | None, newest: datetime | None) -> bool:
    """Return whether a stamp isn't later than another of the same kind of clock."""
    if stamp is None or newest is None or is_utc(stamp) != is_utc(newest):
        return False
    return stamp <= newest


class Read(NamedTuple):
    """A record that was read of a scale's own memory."""

    stamp: datetime
    weight_kg: float


class Faded(NamedTuple):
    """What is still remembered of an old record: enough to know it again."""

    stamp: datetime
    weight_kg: float
    others: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """What has to survive a restart.

    Attributes:
        records: The last accepted records, newest last.
        clock_offset: What added to the scale's stamp gives UTC: zone and drift together.
        recalled: By user slot, or None, the newest stamp read from the scale's own memory; what is
            older was read, too. Scales that know their users give out what they remember of one after
            the other.
        read_at: When the scale's own memory was read last. A record made later is new though its stamp
            isn't: a clock that was set back, or began anew, shows the same hours again.
        recent: The records that were read last: a clock that was set makes them seem later.
        unit: What the scale's display showed last.
        battery_low: The scale said last that its battery is nearly empty, or isn't.
        undated: Stamps of records read there whose time nothing tells.
        faded: Stamp, weight and other stamps of accepted records after `recalled` that `records` has no
            room for.
        offset_at: When `clock_offset` was measured, by the clock of this computer.
        former_offset: What it was before the clock was set, or began anew.
    """

    records: tuple[Record, ...] = ()
    clock_offset: timedelta | None = None
    recalled: Mapping[int | None, datetime] = field(default_factory=dict)
    faded: tuple[Faded, ...] = ()
    offset_at: datetime | None = None
    former_offset: timedelta | None = None
    undated: tuple[datetime, ...] = ()
    read_at: datetime | None = None
    recent: tuple[Read, ...] = ()
    unit: Unit | None = None
    battery_low: bool | None = None

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

    def find_exactly(self, frame: Frame, traits: Traits) -> int | None:
        """Return the index of the accepted record of which this very frame was heard."""
        newest = len(self.records) - 1
        return next((i for i in range(newest, -1, -1) if self.records[i].has(frame, traits)), None)

    def has_faded(self, frame: Frame, traits: Traits) -> bool:
        """Return whether a stable frame is of an accepted record that `records` has no room for."""
        return any(
            frame.stamp in {each.stamp, *each.others}
            and same_weight(each.weight_kg, frame.weight_kg, traits)
            for each in self.faded
        )

    def error(self, at: datetime) -> timedelta | None:
        """Return `clock_offset`, unless it was measured by a clock of this computer that was wrong."""
        believable = self.offset_at is None or is_believable(self.offset_at, at)
        return self.clock_offset if believable else None

    def measured(self, error: timedelta, at: datetime) -> Memory:
        """Return this memory with what a frame heard at `at` says of the scale's clock."""
        former, last = self.former_offset, self.error(at)
        if last is not None and abs(last - error) > _SET:
            former = last
        return replace(self, clock_offset=error, offset_at=at, former_offset=former)

    def _overtaken(self, index: int, frame: Frame) -> bool:
        """Return whether a newer record began before this frame, so that it can't be an older one's."""
        stamp, heard = wall_clock(self.records[index].stamp), wall_clock(frame.stamp)
        newer = (wall_clock(record.stamp) for record in self.records[index + 1 :])
        return any(stamp and start and heard and stamp < start <= heard for start in newer)

    def is_read(self, record: Frame | Record, taken: datetime | None = None) -> bool:
        """Return whether a record came from the scale's own memory, or was there.

        Args:
            record: As it was heard or read.
            taken: When it was made, where that is known.
        """
        if record.stamp in self.undated or (record.stamp, record.weight_kg) in self.recent:
            return True
        later_on = taken and self.read_at and taken > self.read_at + SAME_STAND
        return is_up_to(record.stamp, self.recalled.get(record.profile_id)) and not later_on

    def read(self, rows: Iterable[tuple[datetime | None, Frame]], at: datetime) -> Memory:
        """Return this memory after records were read.

        Args:
            rows: When each was made, None where nothing tells, and the record.
            at: When they were read, aware.
        """
        recalled, undated, recent = dict(self.recalled), [*self.undated], [*self.recent]
        for taken, frame in rows:
            stamp, user = frame.stamp, frame.profile_id
            if stamp is None:
                continue
            if taken is None:
                undated.append(stamp)
                continue
            recent.append(Read(stamp, frame.weight_kg or 0.0))
            if not is_up_to(stamp, recalled.get(user)):
                recalled[user] = stamp
        up_to = recalled.values()
        return replace(
            self,
            recalled=recalled,
            undated=tuple(dict.fromkeys(undated))[-_MAX_FADED:],
            recent=tuple(dict.fromkeys(recent))[-_MAX_RECENT:],
            # What was heard so far was in there, or is too old for the scale.
            faded=tuple(f for f in self.faded if not any(is_up_to(f.stamp, s) for s in up_to)),
            read_at=at,
        )

    def unread(self, before: Memory, after: Memory) -> Memory:
        """Return this memory as if nothing had been read between two others; it couldn't be stored."""
        read = [each for each in after.records if each not in before.records]
        return replace(
            self,
            records=tuple(each for each in self.records if each not in read),
            recalled=before.recalled,
            undated=before.undated,
            recent=before.recent,
            faded=before.faded,
            read_at=before.read_at,
        )

    def is_provably_new(self, frame: Frame) -> bool:
        """Return whether a removed record is later than all that is known, by the scale's clock."""
        last = self.last
        if last is None or last.until is None or frame.stamp is None:
            return False
        return frame.stamp > last.until

    def names(self, frame: Frame, at: datetime, traits: Traits) -> bool:
        """Return whether the record that a UTC stamp names is known."""
        if self.is_read(frame) or any(each.stamp == frame.stamp for each in self.faded):
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
        error = self.error(at)
        measured = origin is Origin.LIVE if is_utc(stamp) else error is None
        if measured:
            error = offset(stamp, at)
        memory = self.measured(error, at) if measured and error is not None else self
        if origin is Origin.LIVE:
            return at, origin, memory
        taken = corrected(stamp, error or timedelta())
        return min(at, taken or at), origin, memory

    def _is_late(self, stamp: datetime, at: datetime) -> bool:
        """Return whether a frame with a UTC stamp was heard long after its weighing.

        If the one before was late by the same time, the clock is behind instead.
        """
        late, last = delay(stamp, self.error(at), at), self.last
        if late is None or last is None or last.stamp is None or not is_utc(last.stamp):
            return late is not None
        again = abs(at - last.heard_at) > _ANOTHER_TIME
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
            *(
                Faded(old.stamp, old.weight_kg, tuple({*old.stamps} - {old.stamp}))
                for old in records[:-_MAX_RECORDS]
                if old.stamp and not self.is_read(old, old.heard_at)
            ),
        ]
        return replace(self, records=records[-_MAX_RECORDS:], faded=tuple(faded[-_MAX_FADED:]))

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        error, former = self.clock_offset, self.former_offset
        return {
            "clock_offset": None if error is None else error.total_seconds(),
            "recalled": [[user, stamp.isoformat()] for user, stamp in self.recalled.items()],
            "unit": self.unit,
            "battery_low": self.battery_low,
            "recent": [[each.stamp.isoformat(), each.weight_kg] for each in self.recent],
            "faded": [
                [each.stamp.isoformat(), each.weight_kg, *(o.isoformat() for o in each.others)]
                for each in self.faded
            ],
            "offset_at": self.offset_at and self.offset_at.isoformat(),
            "former_offset": None if former is None else former.total_seconds(),
            "read_at": self.read_at and self.read_at.isoformat(),
            "undated": [stamp.isoformat() for stamp in self.undated],
            "records": [record.as_dict() for record in self.records],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Return what `as_dict` wrote."""
        error, offset_at = data["clock_offset"], data.get("offset_at")
        former, read_at = data.get("former_offset"), data.get("read_at")
        return cls(
            records=tuple(Record.from_dict(row) for row in data["records"]),
            clock_offset=None if error is None else timedelta(seconds=error),
            recalled=_recalled(data.get("recalled")),
            faded=tuple(
                Faded(
                    datetime.fromisoformat(stamp),
                    weight,
                    tuple(map(datetime.fromisoformat, others)),
                )
                for stamp, weight, *others in data.get("faded", ())
            ),
            offset_at=offset_at and datetime.fromisoformat(offset_at),
            former_offset=None if former is None else timedelta(seconds=former),
            undated=tuple(map(datetime.fromisoformat, data.get("undated", ()))),
            read_at=read_at and datetime.fromisoformat(read_at),
            unit=Unit(data["unit"]) if data.get("unit") else None,
            battery_low=data.get("battery_low"),
            recent=tuple(
                Read(datetime.fromisoformat(stamp), weight)
                for stamp, weight in data.get("recent", ())
            ),
        )


def _recalled(data: str | Iterable[tuple[int | None, str]] | None) -> dict[int | None, datetime]:
    """Return up to where a scale's own memory was read; an earlier version had one stamp of all."""
    if isinstance(data, str):
        data = [(None, data)]
    return {user: datetime.fromisoformat(stamp) for user, stamp in data or ()}
