"""What a scale remembered, gathered until it has all come. Pure."""

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


class Stored:
    """The records of a scale's memory, in whatever order they come.

    They are given out together: whoever takes them takes all records older than the newest for known.
    """

    def __init__(self, now: datetime) -> None:
        """Begin with none; the conversation began at `now`, aware."""
        self._now = now
        self._frames: list[Frame] = []

    def add(self, frame: Frame) -> None:
        """Take a record."""
        self._frames.append(frame)

    def take(self, frame: Frame) -> Conversation:
        """Take a record, unless it is of now: then it is what was just weighed."""
        if is_of_now(frame.stamp, self._now):
            yield Heard((frame,))
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
