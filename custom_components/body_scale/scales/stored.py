"""What a scale remembered, and what it weighs now with a time of its own. Pure."""

from datetime import UTC, datetime, timedelta

from ..model import Frame
from .conversation import Conversation, Heard, Recalled

_A_MOMENT_AGO = timedelta(minutes=2)
_LONGEST = timedelta(minutes=15)
"""No connection lasts so long."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _is_of_now(stamp: datetime | None, now: datetime) -> bool:
    """Return whether a record is of the stand that woke the scale up, or of one after it.

    Args:
        stamp: The record's time, aware.
        now: When the conversation began, aware.
    """
    return stamp is not None and now - _A_MOMENT_AGO <= stamp <= now + _LONGEST


def _in_utc(stamp: datetime | None, now: datetime) -> datetime | None:
    """Return the time that a scale's clock showed; None where the calendar ends before it.

    Args:
        stamp: Naive for a wall clock: conversations set it to the time of the house, so it follows
            the rules of that zone, summer time included.
        now: When the conversation began, aware, in the zone of the house.
    """
    if stamp is None or stamp.tzinfo:
        return stamp
    try:
        return stamp.replace(tzinfo=now.tzinfo).astimezone(UTC)
    except OverflowError:
        return None


def from_unix(seconds: int, *, epoch: int = 0) -> datetime:
    """Return the time so many seconds, at most 32 bits, after an epoch given in Unix time."""
    return datetime.fromtimestamp(seconds + epoch, UTC)


_EMPTY_KG = 5.0
_SAME_KG = 0.5


class Stored:
    """The records of a scale's memory, in whatever order they come, and of the stands of now.

    What was stored is given out together: whoever takes it takes all records older than the newest
    for known.

    A weight without a time can't be told to be of the same stand as a record with one. So what settles
    while a record of it is still to come is given out as moving, and as settled only if none came.
    """

    def __init__(self, now: datetime) -> None:
        """Begin with none; the conversation began at `now`, aware, in the zone of the house."""
        self._now = now
        self._frames: list[Frame] = []
        self._settled: Frame | None = None
        self._known: float | None = None

    def weigh(self, frame: Frame) -> Conversation:
        """Take a weight of now, of which a record is to come."""
        kg = frame.weight_kg or 0.0
        if kg < _EMPTY_KG:
            self._known = None
        if frame.stable and not self._is_known(kg):
            pending = self._settled
            if pending and abs((pending.weight_kg or 0.0) - kg) > _SAME_KG:
                yield from self.settle()
            self._settled = frame
        yield Heard((frame._replace(stable=False),))

    def result(self, frame: Frame) -> Conversation:
        """Take the record of a stand of now."""
        self._settled, self._known = None, frame.weight_kg
        yield Heard((frame,))

    def settle(self) -> Conversation:
        """Give out the weight of which no record came."""
        if self._settled:
            yield from self.result(self._settled)

    def _is_known(self, kg: float) -> bool:
        return self._known is not None and abs(self._known - kg) <= _SAME_KG

    def add(self, frame: Frame) -> None:
        """Take a record; a memory has no weight that hasn't settled, so such a record is broken."""
        if frame.stable:
            self._frames.append(frame)

    def take(self, frame: Frame) -> Conversation:
        """Take a record, unless it is of now: then it is what was just weighed."""
        frame = frame._replace(stamp=_in_utc(frame.stamp, self._now))
        if _is_of_now(frame.stamp, self._now):
            yield from self.result(frame) if frame.stable else self.weigh(frame)
        else:
            self.add(frame)

    def recall(self) -> Conversation:
        """Give out what was gathered, oldest first."""
        frames, self._frames = self._frames, []
        if frames:
            frames.sort(key=_time)
            yield Recalled(tuple(frames))


def _time(frame: Frame) -> datetime:
    return frame.stamp or _LONG_AGO
