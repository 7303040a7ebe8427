"""What the identification compares with, in the journal: of each weighing just that.

There may be ten thousand, whose reasons and candidates would take seconds to read. Every function runs
in its caller's transaction.
"""

from datetime import datetime
import sqlite3
from typing import NamedTuple

from .weighings import moment_of, utc_text


class Outline(NamedTuple):
    """Of a weighing, what others are compared with."""

    measured_at: datetime
    weight_kg: float
    impedance: float | None
    profile_id: int | None


def around(
    database: sqlite3.Connection,
    person_id: str | None,
    first: datetime,
    last: datetime,
    *,
    before: int,
    after: int,
) -> list[Outline]:
    """Return the weighings of a person, or the pending ones (None), in a time and around it.

    Args:
        database: In a transaction.
        person_id: A person's id; None for the pending ones.
        first: The first moment of the time.
        last: The last moment of the time.
        before: How many at most that were taken before the time.
        after: How many at most that were taken after it.

    Returns:
        Oldest first.
    """
    begin, end = utc_text(first), utc_text(last)
    earlier = "measured_at < ? ORDER BY measured_at DESC, rowid DESC LIMIT ?"
    within = "measured_at BETWEEN ? AND ? ORDER BY measured_at, rowid"
    later = "measured_at > ? ORDER BY measured_at, rowid LIMIT ?"
    return [
        *reversed(_select(database, person_id, earlier, begin, before)),
        *_select(database, person_id, within, begin, end),
        *_select(database, person_id, later, end, after),
    ]


def _select(
    database: sqlite3.Connection, person_id: str | None, rest: str, *values: str | int
) -> list[Outline]:
    columns = ", ".join(Outline._fields)
    query = f"SELECT {columns} FROM weighings WHERE person_id IS ? AND {rest}"  # noqa: S608
    rows = database.execute(query, (person_id, *values)).fetchall()
    return [Outline(moment_of(moment), *others) for moment, *others in rows]
