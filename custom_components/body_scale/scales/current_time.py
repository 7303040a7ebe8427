"""The standard's Current Time, 2A2B, as scales have it and take it (no family).

Ten bytes: year, u16, month, day, hour, minute, second, day of the week, 1 for Monday, fractions in
1/256 s, and why it is set, 1 for by hand. Little-endian. Source: the SIG GATT Specification Supplement.
"""

from datetime import datetime
from struct import Struct

CURRENT_TIME = "2a2b"
_DATE = Struct("<HBBBBB")
_MANUALLY = 0x01


def time_of(value: bytes) -> datetime | None:
    """Return the time that a clock gives, naive; None for what is none."""
    if len(value) < _DATE.size:
        return None
    try:
        return datetime(*_DATE.unpack(value[: _DATE.size]))  # noqa: DTZ001 - it has no zone
    except ValueError:
        return None


def current_time(time: datetime) -> bytes:
    """Return a time as it is written to a scale."""
    date = _DATE.pack(time.year, time.month, time.day, time.hour, time.minute, time.second)
    fractions = time.microsecond * 256 // 1_000_000
    return date + bytes((time.isoweekday(), fractions, _MANUALLY))
