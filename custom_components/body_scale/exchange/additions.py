"""Values that a file has apart from the weights, at the same second: each in a record of its own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from .entry import Entry, values_of
from .inquiry import Inquiry
from .keys import Skipped
from .model import Row


class Additions:
    """Collects what belongs to weighings that come before or after it."""

    def __init__(self) -> None:
        """Begin with none."""
        self._entries: dict[datetime, list[Entry]] = {}

    def add(self, entry: Entry, inquiry: Inquiry) -> None:
        """Collect the values of an entry."""
        if entry.moment is None:
            inquiry.skip(entry.line, Skipped.NO_DATE)
        else:
            self._entries.setdefault(_second(entry.moment), []).append(entry)

    def completed(self, rows: Iterable[Row], inquiry: Inquiry) -> list[Row]:
        """Return rows with what was collected for them; note what has no weighing."""
        if not self._entries:
            return list(rows)
        found: set[datetime] = set()
        result = []
        for row in rows:
            second = _second(row.measured_at)
            given = dict(row.given)
            for entry in self._entries.get(second, ()):
                found.add(second)
                given |= values_of(entry, inquiry, row.weight_kg)
            result.append(replace(row, given=given))
        for second, entries in self._entries.items():
            if second not in found:
                for entry in entries:
                    inquiry.skip(entry.line, Skipped.NO_WEIGHT)
        return result


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
