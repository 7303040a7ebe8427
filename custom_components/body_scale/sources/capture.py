"""The last minutes of what a scale sent, to attach to a report. No Home Assistant; time is an argument.

It holds bytes as they came, and so what they say of a body; addresses are blanked out. It is only in
memory, and leaves the house only in a file that somebody downloads.
"""

from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

MINUTES = 10
_PRIVATE = {
    # The PIN of a scale's user, behind a consent's operation and user.
    ("written", "2a9f"): 2,
    # A date of birth.
    ("said", "2a85"): 0,
    ("written", "2a85"): 0,
    # Everybody's weighings of years: what happened in these minutes is asked for.
    ("said", "2a2f"): 1,
    # A scale's password, and the challenge that together with our answer would tell it.
    ("said", "8a82"): 1,
}
"""How much of what is said or written there isn't blanked out, in bytes."""
_MOST = 500
"""Several weighings of a scale that shows each change."""


class _Row(NamedTuple):
    at: float
    how: str
    where: str
    data: bytes


class Capture:
    """What one scale sent, and was sent, by a clock that only runs."""

    def __init__(self, address: str) -> None:
        """Begin with nothing; the address is blanked out of what comes."""
        self._rows: deque[_Row] = deque(maxlen=_MOST)
        raw = bytes.fromhex(address.replace(":", "")) if address.count(":") == 5 else b""
        self._blanked = [each for each in (raw, raw[::-1]) if each]

    def advertised(
        self, at: float, service_data: Mapping[str, bytes], manufacturer_data: Mapping[int, bytes]
    ) -> None:
        """Note an advertisement; one that repeats the last of its kind isn't noted again."""
        for uuid, data in service_data.items():
            self._note(at, "service data", uuid, data)
        for company, data in manufacturer_data.items():
            self._note(at, "manufacturer data", f"0x{company:04x}", data)

    def said(self, at: float, uuid: str, data: bytes) -> None:
        """Note a notification, an indication or a value that was read."""
        self._rows.append(_Row(at, "said", uuid, bytes(data)))

    def written(self, at: float, uuid: str, data: bytes) -> None:
        """Note what was written to the scale."""
        self._rows.append(_Row(at, "written", uuid, bytes(data)))

    def _note(self, at: float, how: str, where: str, data: bytes) -> None:
        same = (row for row in reversed(self._rows) if (row.how, row.where) == (how, where))
        if (last := next(same, None)) is None or last.data != data:
            self._rows.append(_Row(at, how, where, bytes(data)))

    def rows(self, now: float) -> list[dict[str, str | float]]:
        """Return the last minutes, oldest first, as plain values."""
        return [
            {
                "seconds_ago": round(now - row.at, 1),
                "how": row.how,
                "where": row.where,
                "hex": self._blank(row).hex(),
            }
            for row in self._rows
            if now - row.at <= MINUTES * 60
        ]

    def _blank(self, row: _Row) -> bytes:
        """Replace the scale's address, in either order, and what is private by zeros."""
        data = row.data
        begin = _PRIVATE.get((row.how, row.where))
        if begin is not None:
            # A registration, operation 01, has the PIN behind that one byte.
            begin = min(begin, data[0] if data else 0)
            data = data[:begin] + bytes(len(data[begin:]))
        for secret in self._blanked:
            data = data.replace(secret, bytes(len(secret)))
        return data
