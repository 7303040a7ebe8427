"""A scale's clock: how far it is off, and when a weighing was by it. Pure.

Most scales stamp records with a naive wall clock of unknown zone, often wrong. Some stamp them with UTC
seconds; such a stamp is frozen with its weighing, so it tells one record from every other.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

AHEAD = timedelta(days=1)
"""No zone is further off: what seems to come later than this was noted by a clock that was wrong."""
_FIRST_YEAR = datetime(2020, 1, 1, tzinfo=UTC)
"""A computer whose clock says less hasn't set it yet since it started."""
_ERROR = timedelta(seconds=60)
"""Clock error and way through the air together are less in live frames of a clock that is right."""
_BEFORE_SCALES = datetime(2010, 1, 1, tzinfo=UTC)
"""No scale with a radio is older; what seems to come from before was stamped by a clock never set."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ESTIMATED = timedelta(days=2)
"""Zone and drift together are less; a stamp that is off by more was made by a clock never set."""
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


def taken_at(stamp: datetime, errors: Iterable[timedelta | None], at: datetime) -> datetime | None:
    """Return when a record of a scale's memory was made; None where no clock's error gives a time.

    Args:
        stamp: By the scale's clock; in UTC it is taken as it is.
        errors: Of that clock, the likeliest first; None for one that isn't known. Without any the clock
            is right, in the zone of `at`.
        at: When the memory was read, aware.
    """
    if is_utc(stamp):
        moments: list[datetime | None] = [stamp]
        earliest = stamp
    else:
        moments = [corrected(stamp, error) for error in errors if error is not None]
        moments.append(_in_zone_of(at, stamp))
        earliest = _BEFORE_SCALES
    # Some scales delete what they delivered: it is taken though this computer doesn't know the date.
    limit = at + AHEAD if is_set(at) else None
    for moment in moments:
        if moment and moment >= earliest and (limit is None or moment <= limit):
            return moment if limit is None else min(at, moment)
    return None


def was_never_set(stamp: datetime) -> bool:
    """Return whether a stamp is of a wall clock that counts from 1970."""
    return not is_utc(stamp) and _EPOCH <= stamp.replace(tzinfo=UTC) < _BEFORE_SCALES


def _in_zone_of(at: datetime, stamp: datetime) -> datetime | None:
    try:
        return stamp.replace(tzinfo=at.tzinfo).astimezone(UTC)
    except OverflowError:
        return None


def is_estimate(stamp: datetime | None, taken: datetime) -> bool:
    """Return whether a record's time has little to do with its stamp: the clock was never set."""
    if stamp is None:
        return False
    return abs(taken - stamp.replace(tzinfo=stamp.tzinfo or UTC)) > _ESTIMATED


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
