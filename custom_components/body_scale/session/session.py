"""Frames become readings: one stand on a scale is exactly one. Pure; time is always an argument.

Frames may be lost, doubled, late or replayed: Home Assistant delivers changed advertisements only,
changes scanners in mid-weighing and replays the last frame at every registration, and a finished
record stays on air for twenty minutes. What tells them apart is the scale's own clock, however
wrong:

* moving frames carry its running time, so one that isn't newer than the last settled frame is late;
* a stable frame's stamp is frozen, so weight, impedance and stamp tell a record (`record.py`);
* only a moving frame newer than that, or an unknown stable one, begins a new stand.

A stand closes on a valid impedance, on its load being removed after a stable frame, when the
family's patience is over, or when another stand begins. It is told once and never reopened.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ..model import Frame, Origin, Reading, Traits
from .memory import Memory, Record
from .stand import Stand

_MAX_PERSON = 300.0
_SMALL_OBJECT_BELOW = 10.0
"""kg; a capture shows the object bit with 94.3 kg, so the bit alone doesn't make it one."""
_LATE = timedelta(seconds=60)
"""A frame can be this late; a stamp further back means that the clock was set or restarted."""
_RESTLESS = timedelta(seconds=10)
"""A v1 scale settles about 6 s after stepping on."""
_LINGER = timedelta(seconds=30)
"""How long the outcome stays in `state`."""
_ECHO = timedelta(seconds=3)
"""Late moving frames of scales without a clock come within this time of closing."""


class WeighingState(StrEnum):
    """What the scale is doing, for displays and spoken help."""

    IDLE = "idle"
    MEASURING = "measuring"
    STABLE = "stable"
    STAND_STILL = "stand_still"
    DONE = "done"
    NO_IMPEDANCE = "no_impedance"
    REMOVED_EARLY = "removed_early"


class Session:
    """The weighings of one scale.

    Feed every frame to `hear` and call `expire` at `deadline`. Both return the readings that are
    complete, oldest first; `memory` then includes them and has to be kept with them.

    Args:
        traits: The habits of the scale's family.
        memory: What an earlier session of this scale remembered.
    """

    def __init__(self, traits: Traits, memory: Memory | None = None) -> None:
        """Begin with an empty scale."""
        self.traits = traits
        self.memory = memory or Memory()
        self.state = WeighingState.IDLE
        self.live_weight: float | None = None
        self._stand: Stand | None = None
        self._closed_at: datetime | None = None
        last = self.memory.last
        self._settled = last.until if last else None
        """The newest stamp of a stable frame: moving ones up to it are late."""
        self._settled_at = last.last_heard if last else None

    @property
    def occupied(self) -> bool:
        """Whether somebody stands on the scale and isn't done."""
        return self._stand is not None

    @property
    def deadline(self) -> datetime | None:
        """When `expire` has something to do; None for never."""
        if self._stand:
            return self._stand.deadline
        if self._closed_at:
            return self._closed_at + _LINGER
        return None

    def hear(self, frame: Frame, at: datetime) -> list[Reading]:
        """Take a frame.

        Args:
            frame: What the scale said.
            at: When it was received, aware.
        """
        readings = self.expire(at)
        if frame.removed:
            return readings + self._hear_removed(frame, at)
        if frame.stable and _plausible(frame.weight_kg):
            return readings + self._hear_stable(frame, at)
        return readings + self._hear_moving(frame, at)

    def expire(self, at: datetime) -> list[Reading]:
        """Close what has waited long enough at `at`."""
        if self.deadline is None or at < self.deadline:
            return []
        if readings := self._close(at):
            return readings
        self._stand = self._closed_at = None
        self.live_weight = None
        self.state = WeighingState.IDLE
        return []

    def finish(self, at: datetime) -> list[Reading]:
        """Close an open stand that has settled, because nobody will listen any more."""
        return self._close(at)

    def _hear_moving(self, frame: Frame, at: datetime) -> list[Reading]:
        if self._is_late(frame, at):
            return []
        if frame.stamp:
            self.memory = Memory(self.memory.records, _offset(frame, at))
            if self._settled and frame.stamp < self._settled:
                self._settled = None
        self.live_weight = frame.weight_kg
        if self._stand and self._stand.wobbles(frame, at):
            self._stand.heard_at = at
            return []
        readings = self._close(at)
        if self._stand is None:
            if not frame.weight_kg:
                return readings
            self._stand = Stand(frame, at, self.traits)
        self._stand.move(frame, at)
        restless = at - self._stand.began > _RESTLESS
        self.state = WeighingState.STAND_STILL if restless else WeighingState.MEASURING
        return readings

    def _is_late(self, frame: Frame, at: datetime) -> bool:
        """Say whether a moving frame was overtaken by a settled one."""
        if frame.stamp and self._settled and self._settled_at:
            behind = self._settled - frame.stamp
            return timedelta() <= behind <= _LATE and at - self._settled_at <= _LATE
        return self._closed_at is not None and at - self._closed_at <= _ECHO

    def _hear_stable(self, frame: Frame, at: datetime) -> list[Reading]:
        stand = self._stand
        own = stand and frame.stamp and stand.first_stamp and not stand.is_older(frame)
        if not own and self._is_known(frame, at):
            return []
        if stand and not stand.fits(frame) and self._is_straggler(frame, stand):
            return [self._accept(frame, at, Origin.LIVE)]
        readings = []
        if stand and stand.stable and not stand.fits(frame):
            readings = self._close(at)
            stand = None
        if stand is None:
            stand = self._stand = Stand(frame, at, self.traits)
        stand.settle(frame, at)
        self._note_settled(frame, at)
        self.live_weight = frame.weight_kg
        if frame.impedance is not None:
            return readings + self._close(at)
        self.state = self._waiting_state(frame)
        return readings

    def _waiting_state(self, frame: Frame) -> WeighingState:
        if frame.impedance_failed:
            return WeighingState.NO_IMPEDANCE
        return WeighingState.STAND_STILL if self.traits.patience else WeighingState.STABLE

    def _is_straggler(self, frame: Frame, stand: Stand) -> bool:
        """Say whether a frame is of an earlier stand of which nothing else arrived."""
        if not (frame.stamp and stand.first_stamp):
            return False
        return timedelta() < stand.first_stamp - frame.stamp <= _LATE

    def _is_known(self, frame: Frame, at: datetime) -> bool:
        """Say whether a stable frame is of an accepted record, and note that it was heard."""
        index = self.memory.find(frame, at)
        if index is None:
            return False
        self.memory = self.memory.seen(index, frame, at)
        self._note_settled(frame, at)
        return True

    def _hear_removed(self, frame: Frame, at: datetime) -> list[Reading]:
        stand = self._stand
        if not frame.stable or not _plausible(frame.weight_kg):
            return self._abandon(frame, at)
        own = stand and not stand.is_older(frame) and stand.fits(frame)
        if not own and self._is_known(frame, at):
            self.live_weight = None if stand is None else self.live_weight
            return []
        if stand and stand.ends_with(frame):
            stand.settle(frame, at)
            self._note_settled(frame, at)
            self.live_weight = None
            return self._close(at, stepped_off=True)
        readings = []
        if stand and stand.stable and not stand.is_older(frame):
            readings = self._close(at, stepped_off=True)
        if self._is_provably_new(frame):
            readings.append(self._accept(frame, at, Origin.REMOVED))
        return readings

    def _abandon(self, frame: Frame, at: datetime) -> list[Reading]:
        """Take the word of the scale that the load left without a result of its own."""
        stand = self._stand
        if stand is None or stand.is_older(frame):
            return []
        self.live_weight = None
        if readings := self._close(at, stepped_off=True):
            return readings
        self._stand = None
        self._closed_at = at
        self.state = WeighingState.REMOVED_EARLY
        return []

    def _is_provably_new(self, frame: Frame) -> bool:
        """Say whether somebody weighed while nobody listened."""
        last = self.memory.last
        if last is None or last.until is None or frame.stamp is None:
            return False
        return frame.stamp > last.until

    def _close(self, at: datetime, *, stepped_off: bool = False) -> list[Reading]:
        """Tell of the open stand, if it has a stable frame."""
        stand = self._stand
        if stand is None or stand.stable is None:
            return []
        frame = stand.stable
        self._stand = None
        self._closed_at = at
        if frame.impedance is not None or not self.traits.patience:
            self.state = WeighingState.DONE
        elif stepped_off and not frame.impedance_failed:
            self.state = WeighingState.REMOVED_EARLY
        else:
            self.state = WeighingState.NO_IMPEDANCE
        return [self._accept(frame, stand.stable_at, Origin.LIVE)]

    def _accept(self, frame: Frame, at: datetime, origin: Origin) -> Reading:
        """Make the reading and remember its record."""
        weight = frame.weight_kg or 0.0
        if self.memory.clock_offset is None:
            # No moving frame was ever heard; a settled one's clock stopped a moment ago.
            self.memory = Memory(self.memory.records, _offset(frame, at))
        stamp, heard = frame.stamp, self._settled_at or at
        record = Record(
            weight, frame.impedance, stamp, at, stamp, max(at, heard), ended=frame.removed
        )
        self.memory = self.memory.plus(record)
        self._note_settled(frame, at)
        return Reading(
            weight_kg=weight,
            measured_at=self._taken_at(frame, at) if origin is Origin.REMOVED else at,
            unit=frame.unit,
            impedance=frame.impedance,
            impedance_250khz=frame.impedance_250khz,
            heart_rate=frame.heart_rate,
            profile_id=frame.profile_id,
            origin=origin,
            small_object=frame.small_object and weight < _SMALL_OBJECT_BELOW,
        )

    def _taken_at(self, frame: Frame, at: datetime) -> datetime:
        """Return when an unheard weighing was: its stamp, by the offset last measured."""
        stamp, offset = frame.stamp, self.memory.clock_offset
        if stamp is None or offset is None:
            return at
        try:
            return min(at, stamp.replace(tzinfo=UTC) + offset)
        except OverflowError:
            # A clock that shows no year of ours.
            return at

    def _note_settled(self, frame: Frame, at: datetime) -> None:
        """Move on with the scale's clock, backwards too when it was set."""
        stamp, settled = frame.stamp, self._settled
        if stamp and (settled is None or not timedelta() <= settled - stamp <= _LATE):
            self._settled = stamp
        self._settled_at = at


def _offset(frame: Frame, at: datetime) -> timedelta | None:
    """Return how far the scale's clock is behind UTC."""
    if frame.stamp is None:
        return None
    return at.astimezone(UTC).replace(tzinfo=None) - frame.stamp.replace(tzinfo=None)


def _plausible(weight: float | None) -> bool:
    return weight is not None and 0 < weight <= _MAX_PERSON
