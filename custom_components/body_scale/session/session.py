"""Frames become readings: one stand on a scale is exactly one. Pure; time is always an argument.

Frames may be lost, doubled, late or replayed: Home Assistant delivers changed advertisements only,
changes scanners in mid-weighing and replays the last frame at every registration, and a finished
record stays on air for twenty minutes. What tells them apart is the scale's own clock, however
wrong:

* moving frames carry its running time, so one that isn't newer than the last settled frame is late;
* a stable frame's stamp is frozen, so weight, impedance and stamp tell a record (`memory.py`);
* only a moving frame newer than that, or an unknown stable one, begins a new stand;
* a UTC stamp is frozen with its weighing and names it, whichever of its packets comes;
* without a clock, the first frame of a session is a replay if it repeats the last record;
* an exact record, the same weight, impedance and stamp, was heard before, whatever comes with it;
* a replayed moving frame comes at once with what follows it, by the scale's clock it was earlier;
* a load that shifts its weight, but isn't heard leaving or stepping on, is still the same.

A stand closes when it has the family's impedances, on its load being removed after a stable frame,
when the family's patience is over, or when another stand begins. Its reading is given once. While it
waits, what no load weighs is ignored: codes, more than a person, nothing.

The clock of this computer may be wrong, and be set in mid-weighing or between two: no moment noted
before is trusted that is far ahead.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ..model import Frame, Origin, Reading, Traits
from .clock import is_utc, later, offset, wall_clock
from .memory import Memory
from .pace import Pace
from .recall import recall
from .record import Record
from .stand import Stand, WeighingState, as_frame, is_left, is_part, is_plausible, reading_of

_LATE = timedelta(seconds=60)
"""A frame can be this late; a stamp further back means that the clock was set or restarted."""
_RESTLESS = timedelta(seconds=10)
"""A v1 scale settles about 6 s after stepping on."""
_LINGER = timedelta(seconds=30)
"""How long the outcome stays in `state`."""
_ECHO = timedelta(seconds=3)
"""Late moving frames of scales without a clock come within this time of closing."""


class Session:
    """The weighings of one scale.

    Feed every frame to `hear` and call `expire` at `deadline`. Both return the readings that are
    complete, oldest first; `memory` then includes them and has to be stored with them.

    Args:
        traits: The habits of the scale's family.
        memory: What an earlier session of this scale remembered.

    Attributes:
        completions: Of weighings that were heard without an impedance, with the one that the last
            `recall` found, oldest first.
    """

    def __init__(self, traits: Traits, memory: Memory | None = None) -> None:
        """Begin with an empty scale."""
        self.traits = traits
        self.memory = memory or Memory()
        self.state = WeighingState.IDLE
        self.live_weight: float | None = None
        self.completions: list[Reading] = []
        self._stand: Stand | None = None
        self._closed_at: datetime | None = None
        self._outcome: Reading | None = None
        self._part: tuple[Frame, datetime] | None = None
        """A packet that came before the weight of its weighing."""
        last = self.memory.last
        self._begins = last is not None
        """No frame was heard yet: the first may be the last one of before, replayed."""
        self._settled = last.until if last else None
        """The newest stamp of a stable frame: moving ones up to it are late."""
        self._settled_at = last.last_heard if last else None
        self._pace = Pace()

    @property
    def occupied(self) -> bool:
        """Whether a load is on the scale whose reading is still to come."""
        return self._stand is not None

    @property
    def is_settled(self) -> bool:
        """Whether a load's weight has settled, and only the rest of its weighing is waited for."""
        return self._stand is not None and self._stand.stable is not None

    @property
    def outcome(self) -> Reading | None:
        """What the last load became, as long as `state` is about it."""
        return None if self.occupied or self.state is WeighingState.IDLE else self._outcome

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
        frame = as_frame(frame)
        awaited = self._stand is not None and self._stand.awaits(frame)
        readings = [] if awaited else self.expire(at)
        readings += self._take(frame, at)
        self._begins = False
        return readings

    def recall(
        self, frames: Iterable[Frame], at: datetime, *, everything: bool = False
    ) -> list[Reading]:
        """Take what the scale's own memory held; return what wasn't known of it, oldest first.

        Args:
            frames: Its records, in any order; those without a stamp are left out.
            at: When they were read, aware, in the zone of the house.
            everything: Return also what was read before.
        """
        frame = self._stand.stable if self._stand else None
        standing = Record.of(frame, at, at) if frame else None
        readings, self.completions, self.memory = recall(
            self.memory, self.traits, frames, at, standing=standing, everything=everything
        )
        return readings

    def forget_recall(self, before: Memory, after: Memory) -> None:
        """Know nothing of what was recalled: it isn't stored.

        Args:
            before: `memory` as it was before.
            after: As it was afterwards; more may have been heard since.
        """
        self.memory = self.memory.unread(before, after)

    def read_clock(self, stamp: datetime, at: datetime) -> None:
        """Take what the scale's clock showed at `at`."""
        self.memory = self.memory.measured(offset(stamp, at), at)

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

    def _take(self, frame: Frame, at: datetime) -> list[Reading]:
        if is_utc(frame.stamp):
            return self._hear_named(frame, at)
        if is_part(frame, self.traits):
            return self._hear_part(frame, at)
        if not is_plausible(frame.weight_kg):
            return self._hear_implausible(frame, at)
        if frame.removed:
            return self._hear_removed(frame, at)
        if not frame.stable:
            return self._hear_moving(frame, at)
        return self._hear_stable(frame, at)

    def _hear_implausible(self, frame: Frame, at: datetime) -> list[Reading]:
        """Take what no person weighs; it neither ends nor splits a stand, unless the load left."""
        stand = self._stand
        if is_left(frame):
            return self._abandon(frame, at)
        if frame.removed or (frame.weight_kg or 0.0) < 0:
            return []
        if stand is None or (stand.stable is None and frame.weight_kg == 0 and not frame.stable):
            return self._hear_moving(frame, at)
        if frame.weight_kg == 0 and not frame.stable and not self._is_late(frame, at):
            stand.empty()
        return []

    def _hear_named(self, frame: Frame, at: datetime) -> list[Reading]:
        """Take a frame whose stamp is frozen with its weighing and so names the record."""
        stand = self._stand
        if not frame.stable and not frame.removed:
            # Zeros say that the load left; the rest of its packets may come after them.
            return self._take(frame._replace(stamp=None), at) if frame.weight_kg else []
        if self.memory.names(frame, at, self.traits):
            return []
        if not is_plausible(frame.weight_kg) or not frame.stable:
            if is_part(frame, self.traits):
                return self._hear_part(frame, at)
            own = is_left(frame) and stand and stand.is_of(frame.stamp)
            return self._abandon(frame, at) if own else []
        readings = []
        if stand and stand.stable and not stand.is_of(frame.stamp):
            if stand.is_newer(frame):
                return self._accept(frame, at, Origin.LIVE)
            readings = self._close(at)
        stand = self._stand = self._stand or Stand(frame, at, self.traits)
        return readings + self._settle(stand, frame, at)

    def _hear_part(self, frame: Frame, at: datetime) -> list[Reading]:
        """Take a packet that has only an impedance; it opens no stand."""
        stand = self._stand
        if stand and stand.stable and stand.is_of(frame.stamp):
            stand.settle(frame, at)
            return self._close(at) if stand.complete else []
        if frame.stamp or not self._is_recent(self._closed_at, at):
            self._part = frame, at
        return []

    def _settle(self, stand: Stand, frame: Frame, at: datetime) -> list[Reading]:
        """Give a stand its settled frame, and close it when nothing more can come."""
        stand.settle(frame, at)
        if self._part:
            part, heard_at = self._part
            if part.stamp == frame.stamp and (part.stamp or self._is_recent(heard_at, at)):
                stand.settle(part, at)
            self._part = None
        self._note_settled(frame, at)
        self.live_weight = frame.weight_kg
        if stand.complete or frame.removed:
            return self._close(at, stepped_off=frame.removed)
        self.state = stand.waiting
        return []

    def _is_recent(self, then: datetime | None, at: datetime) -> bool:
        """Return whether packets of one weighing can be so far apart."""
        return then is not None and abs((at - then).total_seconds()) <= self.traits.patience

    def _hear_moving(self, frame: Frame, at: datetime) -> list[Reading]:
        if self._is_late(frame, at):
            return []
        last, error = self.memory.last, None
        if frame.stamp:
            error = offset(frame.stamp, at)
            if not (last and last.until and frame.stamp <= last.until):
                self.memory, error = self.memory.measured(error, at), None
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
        # The scale's clock was set back, or this is a replay: that shows when it settles.
        self._stand.clock_error = error
        self._stand.move(frame, at)
        restless = at - self._stand.began > _RESTLESS
        self.state = WeighingState.STAND_STILL if restless else WeighingState.MEASURING
        return readings

    def _is_late(self, frame: Frame, at: datetime) -> bool:
        """Return whether a moving frame was overtaken by a settled one."""
        if frame.stamp and self._settled and self._settled_at:
            behind = self._settled - frame.stamp
            return timedelta() <= behind <= _LATE and abs(at - self._settled_at) <= _LATE
        return self._closed_at is not None and -_LATE <= at - self._closed_at <= _ECHO

    def _hear_stable(self, frame: Frame, at: datetime) -> list[Reading]:
        stand = self._stand
        if self._is_repeated(frame, at):
            return []
        if self._is_known(frame, at, own=stand is not None and stand.began_before(frame)):
            return []
        if stand and not stand.fits(frame) and stand.is_after(frame, _LATE):
            return self._accept(frame, at, Origin.LIVE)
        readings = []
        if stand and stand.stable and not stand.is_corrected_by(frame, at):
            readings = self._close(at)
            stand = None
        if stand is None:
            stand = self._stand = Stand(frame, at, self.traits)
        return readings + self._settle(stand, frame, at)

    def _is_known(self, frame: Frame, at: datetime, *, own: bool) -> bool:
        """Return whether a stable frame is of an accepted record, and note that it was heard.

        One that is the open stand's `own` is so only if that is a replay.
        """
        index, stand = self.memory.find(frame, at, self.traits, replay=self._begins), self._stand
        if index is None:
            return False
        if stand and own:
            overlaps = self.memory.records[index].lasted(stand.first_stamp)
            if not overlaps or stand.runs_with(frame, at):
                return False
            self._forget_stand()
        self._note_known(index, frame, at)
        return True

    def _is_repeated(self, frame: Frame, at: datetime) -> bool:
        """Return whether this very frame of an accepted record was heard before.

        Then a stand that began no later than it was a replay as well.
        """
        index = self.memory.find_exactly(frame, self.traits)
        if index is None and not self.memory.has_faded(frame, self.traits):
            return False
        if index is not None:
            self._note_known(index, frame, at)
        stand = self._stand
        if stand and stand.stable is None and stand.first_stamp and not stand.is_older(frame):
            self._forget_stand()
        return True

    def _forget_stand(self) -> None:
        """Take back a stand that turned out to be a replay."""
        self._stand = None
        self.live_weight = None
        self.state = WeighingState.IDLE

    def _note_known(self, index: int, frame: Frame, at: datetime) -> None:
        self.memory = self.memory.seen(index, frame, at)
        self._note_settled(frame, at)

    def _hear_removed(self, frame: Frame, at: datetime) -> list[Reading]:
        stand = self._stand
        if not frame.stable:
            return self._abandon(frame, at)
        own = stand is not None and not stand.is_older(frame) and stand.fits(frame)
        if self._is_repeated(frame, at) or self._is_known(frame, at, own=own):
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
        if self.memory.is_provably_new(frame):
            readings += self._accept(frame, at, Origin.REMOVED)
        return readings

    def _abandon(self, frame: Frame, at: datetime) -> list[Reading]:
        """Take a frame that says that the load left, without a result of its own."""
        stand = self._stand
        if stand is None or stand.is_older(frame):
            return []
        self.live_weight = None
        if readings := self._close(at, stepped_off=True):
            return readings
        self._stand = self._outcome = None
        self._closed_at = at
        self.state = WeighingState.REMOVED_EARLY
        return []

    def _close(self, at: datetime, *, stepped_off: bool = False) -> list[Reading]:
        """Give the reading of the open stand, if it has a stable frame."""
        stand = self._stand
        if stand is None or stand.stable is None:
            return []
        frame = stand.stable
        self._stand = None
        self._closed_at = at
        self.state = stand.outcome(stepped_off=stepped_off)
        if stand.clock_error is not None:
            self.memory = self.memory.measured(stand.clock_error, stand.stable_at)
        readings = self._accept(frame, stand.stable_at, Origin.LIVE, stand.stamps)
        self._outcome = readings[-1] if readings else None
        return readings

    def _accept(
        self, frame: Frame, at: datetime, origin: Origin, stamps: tuple[datetime, ...] = ()
    ) -> list[Reading]:
        """Make the reading and remember its record; nothing of what comes faster than people can."""
        if not self._pace.admits(frame.stamp, at):
            return []
        taken, origin, self.memory = self.memory.timed(frame.stamp, at, origin)
        last_heard = later(at, self._settled_at)
        self.memory = self.memory.plus(Record.of(frame, at, last_heard, stamps))
        self._note_settled(frame, at)
        return [reading_of(frame, taken, origin)]

    def _note_settled(self, frame: Frame, at: datetime) -> None:
        """Move on with the scale's clock, backwards too when it was set."""
        stamp, settled = wall_clock(frame.stamp), self._settled
        if stamp and (settled is None or not timedelta() <= settled - stamp <= _LATE):
            self._settled = stamp
        self._settled_at = at
