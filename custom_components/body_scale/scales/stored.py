"""What a scale remembered, and what it weighs now with a time of its own. Pure."""

from datetime import UTC, datetime, timedelta

from ..model import Frame
from .conversation import Conversation, Heard, Recalled

_A_MOMENT_AGO = timedelta(minutes=2)
_LONGEST = timedelta(minutes=15)
"""No connection lasts so long."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def is_of_now(stamp: datetime | None, now: datetime) -> bool:
    """Return whether a record is of the stand that woke the scale up, or of one after it.

    Args:
        stamp: The record's time; naive for the scale's wall clock.
        now: When the conversation began, aware.
    """
    if stamp is None:
        return False
    begun = now if stamp.tzinfo else now.replace(tzinfo=None)
    return begun - _A_MOMENT_AGO <= stamp <= begun + _LONGEST


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
        """Begin with none; the conversation began at `now`, aware."""
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
        if is_of_now(frame.stamp, self._now):
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
    stamp = frame.stamp or _LONG_AGO
    return stamp if stamp.tzinfo else stamp.replace(tzinfo=UTC)
