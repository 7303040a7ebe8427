"""Weighings from elsewhere: which the journal has already, and which of them an import added.

Whoever imports a file twice, or one that another app made of the same stands on the scale, gets none of
them twice. Every function runs in its caller's transaction.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
import json
from operator import attrgetter
import sqlite3
from typing import NamedTuple

from ..model import GUEST, Origin, Weighing
from .weighings import EARLIEST, LATEST, utc_text

_SAME_INSTANT = timedelta(seconds=5)
"""Nobody steps on a scale twice within it; apps round times."""
_SAME_STAND = timedelta(minutes=2)
"""An app's clock, or when it heard of a weighing."""
_SAME_KG = 0.05 + 1e-6
"""By so much an app rounds."""
_IDS_AT_ONCE = 10_000
_TABLES = ("weighings", "discarded")
"""What was deleted or discarded isn't brought back by the next import."""


class _Known(NamedTuple):
    """Of a weighing in the journal, what others are compared with."""

    measured_at: str
    weighing_id: str
    weight_kg: float
    person_id: str | None
    scale: str
    stamp: str | None


def without_imported(database: sqlite3.Connection, weighings: Iterable[Weighing]) -> list[Weighing]:
    """Return those that the journal doesn't have, each id once, in their order.

    It has one with the same id; with the same stamp of the same scale; of the same person within a few
    seconds; or with the same weight within two minutes, unless both are known to be of different
    people. A weighing of the journal stands for one of these at most.
    """
    by_id = {each.weighing_id: each for each in reversed(list(weighings))}
    taken = set(_stored_ids(database, by_id))
    new = [each for key, each in reversed(by_id.items()) if key not in taken]
    if not new:
        return []
    known = _Index(_around(database, new), taken)
    return [each for each in new if not known.take(each)]


def _stored_ids(database: sqlite3.Connection, ids: Iterable[str]) -> Iterator[str]:
    for some in batched(ids, _IDS_AT_ONCE, strict=False):
        for table in _TABLES:
            rows = database.execute(
                f"SELECT weighing_id FROM {table}"  # noqa: S608
                " WHERE weighing_id IN (SELECT value FROM json_each(?))",
                (json.dumps(some),),
            )
            yield from (row[0] for row in rows)


def imported(
    database: sqlite3.Connection, ids: Iterable[str], person_id: str | None
) -> dict[str, str | None]:
    """Return which of some ids are of weighings that an import added, and whose those are now.

    Args:
        database: In a transaction.
        ids: Of what a file has, whosever it may be.
        person_id: Whose they are to be now; None for anybody's. What was deleted since counts, too.
    """
    found: dict[str, str | None] = {}
    for some in batched(ids, _IDS_AT_ONCE, strict=False):
        for table in _TABLES:
            found |= database.execute(
                f"SELECT weighing_id, person_id FROM {table} WHERE origin = ?"  # noqa: S608
                " AND (? IS NULL OR person_id = ?)"
                " AND weighing_id IN (SELECT value FROM json_each(?))",
                (Origin.IMPORT, person_id, person_id, json.dumps(some)),
            ).fetchall()
    return found


def remove(database: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Delete weighings for good, as if they had never come: the next import may bring them again."""
    for some in batched(ids, _IDS_AT_ONCE, strict=False):
        for table in _TABLES:
            database.execute(
                f"DELETE FROM {table}"  # noqa: S608
                " WHERE weighing_id IN (SELECT value FROM json_each(?))",
                (json.dumps(some),),
            )


def _around(database: sqlite3.Connection, weighings: Sequence[Weighing]) -> list[_Known]:
    """Return what the journal has of the time in which weighings were taken, in order."""
    moments = [each.measured_at for each in weighings]
    span = _earlier(min(moments)), _later(max(moments))
    columns = ", ".join(_Known._fields)
    return sorted(
        (
            _Known(*row)
            for table in _TABLES
            for row in database.execute(
                f"SELECT {columns} FROM {table} WHERE measured_at BETWEEN ? AND ?",  # noqa: S608
                span,
            )
        ),
        key=attrgetter("measured_at"),
    )


def _earlier(moment: datetime, by: timedelta = _SAME_STAND) -> str:
    return utc_text(max(moment, EARLIEST) - by)


def _later(moment: datetime, by: timedelta = _SAME_STAND) -> str:
    return utc_text(min(moment, LATEST) + by)


class _Index:
    """What the journal has of a time, in order."""

    def __init__(self, known: Sequence[_Known], taken: set[str]) -> None:
        """Take it, and the ids of what stands for another weighing already."""
        self._known = known
        self._taken = taken

    def take(self, weighing: Weighing) -> bool:
        """Return whether the journal has a weighing; what it has stands for no other one then."""
        first = bisect_left(
            self._known, _earlier(weighing.measured_at), key=attrgetter("measured_at")
        )
        end = _later(weighing.measured_at)
        near = (
            _earlier(weighing.measured_at, _SAME_INSTANT),
            _later(weighing.measured_at, _SAME_INSTANT),
        )
        for index in range(first, len(self._known)):
            each = self._known[index]
            if each.measured_at > end:
                break
            is_near = near[0] <= each.measured_at <= near[1]
            if each.weighing_id not in self._taken and _is_same(weighing, each, is_near=is_near):
                self._taken.add(each.weighing_id)
                return True
        return False


def _is_same(weighing: Weighing, known: _Known, *, is_near: bool) -> bool:
    if known.stamp is not None and weighing.stamp is not None and known.scale == weighing.scale:
        return known.stamp == weighing.stamp.isoformat()
    people = {weighing.person_id, known.person_id}
    if is_near and len(people) == 1 and people.isdisjoint({None, GUEST}):
        return True
    is_of_two = len(people - {None, GUEST}) == 2
    return abs(weighing.weight_kg - known.weight_kg) <= _SAME_KG and not is_of_two
