"""One load on the scale, from its first frame until its reading. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from ..model import Frame, Origin, Reading, Traits, measured
from .clock import AHEAD, is_estimate, is_utc, wall_clock
from .record import RESETTLED_KG, with_stamp

_MAX_PERSON_KG = 300.0
_CORRECTION_KG = 1.0
"""So much a settled weight is corrected before its reading is given."""
_IN_STEP = timedelta(seconds=2)
"""Frames are this late at most for their spacing to be told from that of replayed ones."""
_GIVE_UP = timedelta(seconds=30)
"""Nothing heard of a moving load for so long: it is gone."""
_SET_BACK = timedelta(seconds=60)
"""No frame of a stand is received so long before its first: the clock was set back meanwhile."""


class WeighingState(StrEnum):
    """What the scale is doing, for displays and spoken help."""

    IDLE = "idle"
    MEASURING = "measuring"
    STABLE = "stable"
    STAND_STILL = "stand_still"
    DONE = "done"
    NO_IMPEDANCE = "no_impedance"
    REMOVED_EARLY = "removed_early"


def as_frame(heard: object) -> Frame:
    """Return anything with a frame's attributes as one, with defaults for those it lacks."""
    if isinstance(heard, Frame):
        return heard
    defaults = {"model": "", **Frame._field_defaults}
    return Frame._make(getattr(heard, name, defaults[name]) for name in Frame._fields)


def is_plausible(weight: float | None) -> bool:
    """Return whether a person can weigh that."""
    return weight is not None and 0 < weight <= _MAX_PERSON_KG


def is_left(frame: Frame) -> bool:
    """Return whether a frame says that the load left, with what little the scale still shows."""
    weight = frame.weight_kg
    return (
        frame.removed and not frame.stable and weight is not None and 0 <= weight <= _MAX_PERSON_KG
    )


def is_part(frame: Frame, traits: Traits) -> bool:
    """Return whether a frame is a packet with an impedance alone."""
    impedances = (frame.impedance, frame.impedance_250khz)
    return (
        traits.impedances > 1
        and frame.stable
        and frame.weight_kg is None
        and impedances != (None, None)
    )


def reading_of(frame: Frame, measured_at: datetime, origin: Origin) -> Reading:
    """Return the reading of a settled frame."""
    weight = frame.weight_kg or 0.0
    return Reading(
        **measured(frame) | {"weight_kg": weight},
        measured_at=measured_at,
        stamp=frame.stamp,
        time_estimated=origin is not Origin.LIVE and is_estimate(frame.stamp, measured_at),
        origin=origin,
    )


class Stand:
    """A load on the scale that no reading was given of yet."""

    def __init__(self, frame: Frame, at: datetime, traits: Traits) -> None:
        """Begin with the first frame heard of it."""
        self.traits = traits
        self.began = at
        self.first_stamp = wall_clock(frame.stamp)
        self.heard_at = at
        self.moving_weight = frame.weight_kg
        self.lightest: float | None = None
        self.stable: Frame | None = None
        self.stable_at = at
        self.stamps: tuple[datetime, ...] = ()
        self.clock_error: timedelta | None = None
        """What its moving frames say of the scale's clock, if they may have been replayed."""
        self._emptied = False

    def is_older(self, frame: Frame) -> bool:
        """Return whether a frame comes from before this stand, by the scale's clock."""
        return bool(frame.stamp and self.first_stamp and frame.stamp < self.first_stamp)

    def is_after(self, frame: Frame, limit: timedelta) -> bool:
        """Return whether a frame is of a stand up to `limit` earlier, of which nothing else arrived."""
        if not (frame.stamp and self.first_stamp):
            return False
        return timedelta() < self.first_stamp - frame.stamp <= limit

    def began_before(self, frame: Frame) -> bool:
        """Return whether a stable frame is certainly of this stand and not of an earlier record."""
        if frame.stamp and self.first_stamp:
            return not self.is_older(frame)
        if frame.stamp or self.first_stamp or self.lightest is None or frame.weight_kg is None:
            return False
        # Without a clock: a load that was much lighter stepped on anew, and doesn't only stir.
        return frame.weight_kg - self.lightest > _CORRECTION_KG

    def runs_with(self, frame: Frame, at: datetime) -> bool:
        """Return whether as much time passed for the scale as here since this stand's first frame.

        What is replayed comes at once.
        """
        if not (frame.stamp and self.first_stamp):
            return False
        return abs((frame.stamp - self.first_stamp) - (at - self.began)) <= _IN_STEP

    def is_of(self, stamp: datetime | None) -> bool:
        """Return whether a record's own stamp is this stand's, or may become it."""
        return self.stable is None or self.stable.stamp == stamp

    def is_newer(self, frame: Frame) -> bool:
        """Return whether a record with a UTC stamp was taken before this stand's."""
        own = self.stable.stamp if self.stable else None
        return bool(own and frame.stamp and is_utc(own) and frame.stamp < own)

    def move(self, frame: Frame, at: datetime) -> None:
        """Take a moving frame; one without a load keeps nobody standing."""
        if frame.weight_kg:
            self.heard_at = at
        weight = self.moving_weight = frame.weight_kg
        if weight is not None:
            self.lightest = min(weight, self.lightest or weight)
        if self.is_older(frame):
            # The clock was set.
            self.first_stamp = frame.stamp

    def empty(self) -> None:
        """Take a moving frame without a load: whoever comes now with another weight is another."""
        self._emptied = True

    def settle(self, frame: Frame, at: datetime) -> None:
        """Take a stable frame, or a packet that completes one."""
        gap = at - self.stable_at
        if self.stable is None or gap < -_SET_BACK or gap > AHEAD:
            # In the last two cases the clock of this computer was wrong until now.
            self.stable_at = at
        self.stamps = with_stamp(self.stamps, frame)
        self.stable = self.stable.joined(frame) if self.stable else frame
        self.heard_at = at

    @property
    def complete(self) -> bool:
        """Whether nothing more can come: it has as many impedances as the family sends."""
        if self.stable is None:
            return False
        impedances = (self.stable.impedance, self.stable.impedance_250khz)
        found = sum(impedance is not None for impedance in impedances)
        return found >= max(1, self.traits.impedances)

    def fits(self, frame: Frame) -> bool:
        """Return whether a weight is this stand's, give or take a correction."""
        own = self.stable.weight_kg if self.stable else self.moving_weight
        most = self.traits.step / 2 if self._emptied else _CORRECTION_KG
        return (
            own is not None and frame.weight_kg is not None and abs(own - frame.weight_kg) <= most
        )

    def wobbles(self, frame: Frame, at: datetime) -> bool:
        """Return whether the load just moved after the weight had settled.

        It may shift its weight; one that isn't heard stepping on anew is still the same.
        """
        if self.stable is None or frame.weight_kg is None:
            return False
        goes_on = self._goes_on(frame, at)
        if self.fits(frame):
            return goes_on or self.awaits(frame)
        own = self.stable.weight_kg or 0.0
        return goes_on and not self._emptied and abs(own - frame.weight_kg) < own / 2

    def is_corrected_by(self, frame: Frame, at: datetime) -> bool:
        """Return whether another settled weight is of the same load, which hasn't left since."""
        own = self.stable.weight_kg if self.stable else None
        if self.fits(frame) or own is None or frame.weight_kg is None or self._emptied:
            return self.fits(frame)
        return abs(own - frame.weight_kg) <= RESETTLED_KG and self._goes_on(frame, at)

    def _goes_on(self, frame: Frame, at: datetime) -> bool:
        """Return whether a frame is heard so soon that nobody stepped off and on meanwhile."""
        return self._follows(frame, self._settle) or at - self.heard_at <= self._settle

    def awaits(self, frame: Frame) -> bool:
        """Return whether a frame may come from this stand, which waits, whatever time it is.

        The clock of this computer may be set while the stand waits. The scale's clock says how long
        that really was; without one, whoever calls `expire` at the deadline has said so.
        """
        if self.stable is None or not self._patience or self.complete:
            return False
        if is_utc(frame.stamp) or is_utc(self.stable.stamp):
            return frame.stamp == self.stable.stamp
        if not self.fits(frame):
            return False
        clockless = frame.stamp is None and self.stable.stamp is None
        return clockless or self._follows(frame, timedelta(seconds=self._patience))

    def _follows(self, frame: Frame, limit: timedelta) -> bool:
        """Return whether a frame is of the time up to `limit` after settling, by the scale's clock."""
        begin = wall_clock(self.stable.stamp if self.stable else None)
        stamp = wall_clock(frame.stamp)
        return bool(begin and stamp and timedelta() <= stamp - begin <= limit)

    def ends_with(self, frame: Frame) -> bool:
        """Return whether a stable record of a removed load is this stand's."""
        if self.fits(frame):
            return True
        # Only its beginning was heard: then the clock says it.
        return bool(
            self.stable is None and frame.stamp and self.first_stamp and not self.is_older(frame)
        )

    @property
    def waiting(self) -> WeighingState:
        """What to show of a settled stand that may get more."""
        if self.stable and self.stable.impedance_failed:
            return WeighingState.NO_IMPEDANCE
        return WeighingState.STAND_STILL if self._patience else WeighingState.STABLE

    def outcome(self, *, stepped_off: bool) -> WeighingState:
        """What to show of a stand that gets its reading."""
        frame = self.stable
        if frame is None or frame.impedance is not None or not self.traits.patience:
            return WeighingState.DONE
        failed = frame.impedance_failed
        if frame.final and not failed:
            return WeighingState.DONE
        early = stepped_off and not failed
        return WeighingState.REMOVED_EARLY if early else WeighingState.NO_IMPEDANCE

    @property
    def deadline(self) -> datetime:
        """When to stop waiting."""
        if self.stable is None:
            return self.heard_at + _GIVE_UP
        return self.stable_at + max(self._settle, timedelta(seconds=self._patience))

    @property
    def _patience(self) -> float:
        """Return for how many seconds more may come."""
        return 0.0 if self.stable and self.stable.final else self.traits.patience

    @property
    def _settle(self) -> timedelta:
        return timedelta(seconds=self.traits.settle)
