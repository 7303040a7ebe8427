"""A person's weighings of a time, without why they are the person's.

There may be ten thousand, whose reasons and candidates would take longer to read than all the rest.
Runs in its caller's transaction.
"""

from datetime import datetime
import sqlite3

from ..model import Weighing
from .weighings import COLUMNS, from_columns, utc_text

_LEFT_OUT = frozenset({"reason", "candidates"})
_COLUMNS = tuple(name for name in COLUMNS if name not in _LEFT_OUT)


def course(
    database: sqlite3.Connection, person_id: str, until: datetime | None = None
) -> list[Weighing]:
    """Return a person's weighings up to a moment, oldest first, with neither reason nor candidates."""
    rows = database.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM weighings"  # noqa: S608
        " WHERE person_id = ? AND (? IS NULL OR measured_at <= ?) ORDER BY measured_at, rowid",
        (person_id, *[utc_text(until) if until else None] * 2),
    ).fetchall()
    return [from_columns(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def count(database: sqlite3.Connection) -> dict[str | None, int]:
    """Return how many weighings each person has, and how many nobody (None)."""
    return dict(
        database.execute("SELECT person_id, COUNT(*) FROM weighings GROUP BY person_id").fetchall()
    )
