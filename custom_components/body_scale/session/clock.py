"""A scale's clock: how far it is off, and when a weighing was by it. Pure.

Most scales stamp records with a naive wall clock of unknown zone, often wrong. Some stamp them with UTC
seconds; such a stamp is frozen with its weighing, so it tells one record from every other.
"""

from datetime import UTC, datetime, timedelta

_ERROR = timedelta(seconds=60)
"""Clock error and way through the air together are less in live frames of a clock that is right."""
_NEVER_SET = timedelta(days=30)
"""No frame waits so long to be heard; a clock that is off by more was never set."""


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
