"""A scale's clock: how far it is off, and when a weighing was by it. Pure.

Most scales stamp records with a naive wall clock of unknown zone, often wrong. Some stamp them with UTC
seconds; such a stamp is frozen with its weighing, so it tells one record from every other.
"""

from datetime import UTC, datetime, timedelta

AHEAD = timedelta(days=1)
"""No zone is further off: what seems to come later than this was noted by a clock that was wrong."""
_FIRST_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
"""A computer whose clock says less hasn't set it yet since it started."""
_ERROR = timedelta(seconds=60)
"""Clock error and way through the air together are less in live frames of a clock that is right."""
_NEVER_SET = timedelta(days=30)
"""No frame waits so long to be heard; a clock that is off by more was never set."""


def is_set(now: datetime) -> bool:
    """Return whether the clock of this computer may be right, as far as the year says."""
    return now >= _FIRST_YEAR


def is_believable(noted: datetime, now: datetime) -> bool:
    """Return whether a moment in the past was noted by a clock of this computer that was right."""
    return is_set(noted) and noted - now <= AHEAD


def later(now: datetime, noted: datetime | None) -> datetime:
    """Return the later of now and of a moment in the past, unless a wrong clock noted that."""
    return now if noted is None or noted - now > AHEAD else max(now, noted)


def is_utc(stamp: datetime | None) -> bool:
    """Return whether a stamp is a time in UTC, not a wall clock."""
    return stamp is not None and stamp.tzinfo is not None


def wall_clock(stamp: datetime | None) -> datetime | None:
    """Return a stamp if it's a naive wall clock."""
    return None if is_utc(stamp) else stamp


def offset(stamp: datetime, at: datetime) -> timedelta:
    """Return what has to be added to a stamp to give UTC, if it was made at `at`."""
    if is_utc(stamp):
        return at - stamp
    return at.astimezone(UTC).replace(tzinfo=None) - stamp


def corrected(stamp: datetime, error: timedelta) -> datetime | None:
    """Return when a stamp was made, by its clock's error; None where that is no date.

    A UTC clock that is right within a minute is taken as it is.
    """
    if is_utc(stamp) and abs(error) <= _ERROR:
        return stamp
    try:
        return stamp.replace(tzinfo=stamp.tzinfo or UTC) + error
    except OverflowError:
        return None


def delay(stamp: datetime, error: timedelta | None, at: datetime) -> timedelta | None:
    """Return how late a frame with a UTC stamp was heard; None when it was heard live.

    Args:
        stamp: In UTC.
        error: The clock's error when it was last measured.
        at: When the frame was heard.
    """
    lag = at - stamp
    late = lag - (error or timedelta())
    if abs(lag) <= _ERROR or not _ERROR < late <= _NEVER_SET:
        return None
    return lag


def alike(one: timedelta, other: timedelta) -> bool:
    """Return whether two delays are one clock's error: no two frames are late by the same time."""
    return abs(one - other) <= _ERROR
