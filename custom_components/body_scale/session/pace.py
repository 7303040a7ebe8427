"""How close to each other weighings of one scale can be. Pure.

Anything near a scale can send what looks like its frames, 25 a second and more. A person takes longer
to step off, and the next to step on and to stand still.
"""

from datetime import datetime, timedelta

from .clock import is_utc

_APART = timedelta(seconds=5)
"""A v1 scale settles about 6 s after stepping on (ble_monitor #292); stepping off comes on top."""
_MAX_LATE = 5
"""So many weighings that were apart by the scale's clock may arrive at once, after a hold-up."""


_QUICK_EVERY = timedelta(seconds=30)
"""One in this time may be closer: a settled weight is corrected, what lies on the scale is no weighing
and somebody steps on at once, or two people are quick."""


class Pace:
    """Admits at most one weighing in some seconds, now and then a quick one, and a few held up."""

    def __init__(self) -> None:
        """Begin with a scale of which nothing was heard."""
        self._at: datetime | None = None
        self._stamp: datetime | None = None
        self._late = 0
        self._quick_at: datetime | None = None

    def admits(self, stamp: datetime | None, at: datetime) -> bool:
        """Return whether a weighing that settled at `at` can be one more, and count it then."""
        apart = None if self._at is None else abs(at - self._at)
        if apart is None or apart >= _APART:
            # The first of these seconds are for this weighing itself.
            spare = 0 if apart is None else apart // _APART - 1
            self._late = max(0, self._late - spare)
        elif self._late < _MAX_LATE and self._was_apart(stamp):
            self._late += 1
        elif self._quick_at is None or abs(at - self._quick_at) >= _QUICK_EVERY:
            self._quick_at = at
        else:
            return False
        self._at, self._stamp = at, stamp
        return True

    def _was_apart(self, stamp: datetime | None) -> bool:
        """Return whether a weighing was apart from the one before by the scale's own clock."""
        if stamp is None or self._stamp is None or is_utc(stamp) != is_utc(self._stamp):
            return False
        return abs(stamp - self._stamp) >= _APART
