"""One accepted record of a scale: which frames are of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from ..model import Frame, Traits
from .clock import is_utc, later, wall_clock

_MAX_STAMPS = 8
_CORRECTION_KG = 1.0
"""A UTC stamp with another weight than this is of a clock that shows the same time twice."""
RESETTLED_KG = 5.0
"""So much a settled weight is corrected if the load was heard all the time since."""
SAME_STAND = timedelta(seconds=60)
"""The stable frames of one stand follow each other closer than this."""
_CLOCK_SET = timedelta(days=300)
"""Nobody stays away so long; a clock without a battery begins in 1970."""


def with_stamp(stamps: tuple[datetime, ...], frame: Frame) -> tuple[datetime, ...]:
    """Return the newest wall clock's stamps, with that of a frame."""
    stamp = wall_clock(frame.stamp)
    return stamps if stamp is None or stamp in stamps else (*stamps, stamp)[-_MAX_STAMPS:]


def same_weight(one: float | None, other: float | None, traits: Traits) -> bool:
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
        stamps: The wall clock's stamps that were heard of it.
        profile_id: The user slot of the scale's own memory.
    """

    weight_kg: float
    impedance: float | None
    stamp: datetime | None
    heard_at: datetime
    until: datetime | None
    last_heard: datetime
    ended: bool = False
    stamps: tuple[datetime, ...] = ()
    profile_id: int | None = None

    @classmethod
    def of(
        cls,
        frame: Frame,
        heard_at: datetime,
        last_heard: datetime,
        stamps: tuple[datetime, ...] = (),
    ) -> Self:
        """Return what is remembered of a settled frame, with the stamps of those joined in it."""
        return cls(
            frame.weight_kg or 0.0,
            frame.impedance,
            frame.stamp,
            heard_at,
            wall_clock(frame.stamp),
            last_heard,
            ended=frame.removed,
            stamps=with_stamp(stamps, frame),
            profile_id=frame.profile_id,
        )

    def has(self, frame: Frame, traits: Traits) -> bool:
        """Return whether a frame was heard of this record before, by weight, impedance and stamp.

        A settled weight that was corrected afterwards has a stamp of its own.
        """
        if frame.stamp not in self.stamps or frame.weight_kg is None:
            return False
        if frame.stamp == self.stamp:
            return self._has_values_of(frame, traits)
        return abs(frame.weight_kg - self.weight_kg) <= RESETTLED_KG and self._has_ohms_of(frame)

    def lasted(self, stamp: datetime | None) -> bool:
        """Return whether this record's stand was on the scale at a time of the scale's clock."""
        begin = wall_clock(self.stamp)
        if stamp is None or begin is None or self.until is None:
            return False
        return begin - SAME_STAND <= stamp <= self.until

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
        # A frame from before it was heard: Home Assistant's clock was set back.
        guess = newest and self._was_set(frame) and at - self.heard_at >= -SAME_STAND
        if frame.removed:
            # The end of what was just heard, though the scale's clock was set before it.
            # Nobody stands for so long: since then only what was heard before was repeated.
            ends = newest and not self.ended and -SAME_STAND <= at - self.heard_at <= on_air
            still = ends or (guess and silence <= on_air)
            return still or self._spans(frame, SAME_STAND, on_air)
        if self.ended and frame.stamp and self.until and frame.stamp > self.until:
            return False
        if newest and replay and frame.stamp is self.stamp is None:
            return frame.impedance == self.impedance
        # A record known from its end alone began somewhat earlier.
        before = on_air if self.ended and both else SAME_STAND
        alive = guess and not self.ended and silence <= SAME_STAND
        return alive or self._spans(frame, before, SAME_STAND)

    def was_heard(self, frame: Frame, when: datetime, traits: Traits) -> bool:
        """Return whether this record, heard without a stamp, is a frame of a known time."""
        early, late = self.heard_at - when, when - self.last_heard
        return max(early, late) <= SAME_STAND and self._has_values_of(frame, traits)

    def _has_values_of(self, frame: Frame, traits: Traits) -> bool:
        """Return whether weight and impedance are the same frozen display values."""
        return same_weight(frame.weight_kg, self.weight_kg, traits) and self._has_ohms_of(frame)

    def _has_ohms_of(self, frame: Frame) -> bool:
        return len({self.impedance, frame.impedance} - {None}) < 2

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
        is_new = wall_clock(frame.stamp) is not None and frame.stamp not in self.stamps
        return replace(
            self,
            until=frame.stamp if is_new else self.until,
            last_heard=later(at, self.last_heard),
            ended=self.ended or frame.removed,
            stamps=with_stamp(self.stamps, frame),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "weight_kg": self.weight_kg,
            "impedance": self.impedance,
            "stamp": self.stamp and self.stamp.isoformat(),
            "heard_at": self.heard_at.isoformat(),
            "until": self.until and self.until.isoformat(),
            "last_heard": self.last_heard.isoformat(),
            "ended": self.ended,
            "stamps": [stamp.isoformat() for stamp in self.stamps],
            "profile_id": self.profile_id,
        }

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Self:
        """Return what `as_dict` wrote."""
        stamp, until = (row[key] and datetime.fromisoformat(row[key]) for key in ("stamp", "until"))
        known = {each for each in map(wall_clock, (stamp, until)) if each}
        # Version 0.1.0 stored no others.
        others = [datetime.fromisoformat(each) for each in row.get("stamps", ())]
        return cls(
            row["weight_kg"],
            row["impedance"],
            stamp,
            datetime.fromisoformat(row["heard_at"]),
            until,
            datetime.fromisoformat(row["last_heard"]),
            row["ended"],
            tuple(others or sorted(known)),
            row.get("profile_id"),
        )
