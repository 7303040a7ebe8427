"""The clock of a Mi scale, and its bytes in the characteristic 2A2B.

It shows the time of a wall and knows no zone, so it is wrong after a night when clocks change.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
import struct

_LENGTHS = (9, 10)  # an app's form without the reason, and the Bluetooth SIG's


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs on from what it was set to.

    Attributes:
        shown: What it was set to, without a zone.
        since: When that was, aware.
    """

    shown: datetime
    since: datetime

    def at(self, moment: datetime) -> datetime:
        """Return what it shows at a moment, which is aware."""
        return self.shown + (moment.astimezone(UTC) - self.since.astimezone(UTC))


def current_time(shown: datetime) -> bytes:
    """Return the value of 2A2B: the 10 bytes of the Bluetooth SIG."""
    moment = (shown.month, shown.day, shown.hour, shown.minute, shown.second)
    return struct.pack("<H8B", shown.year, *moment, shown.isoweekday(), 0, 0)


def time_of(data: bytes) -> datetime | None:
    """Return the time in what was written to 2A2B; None for what is no time."""
    if len(data) not in _LENGTHS:
        return None
    try:
        return datetime(*struct.unpack_from("<H5B", data))  # noqa: DTZ001 - it has no zone
    except ValueError:
        return None
