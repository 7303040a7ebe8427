"""A person's weighings of all time, each with what numbers are made of and nothing else.

There may be ten thousand, whose reasons, candidates and the rest would take far longer to read. Runs in
its caller's transaction.
"""

from datetime import datetime
import sqlite3

from ..model import Weighing
from .weighings import from_columns, utc_text

_COLUMNS = (
    "weighing_id",
    "measured_at",
    "scale",
    "origin",
    "weight_kg",
    "impedance",
    "impedance_250khz",
    "heart_rate",
    "given",
    "person_id",
)


def course(database: sqlite3.Connection, person_id: str, until: datetime) -> list[Weighing]:
    """Return a person's weighings up to a moment, oldest first; other fields have the defaults."""
    rows = database.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM weighings"  # noqa: S608
        " WHERE person_id = ? AND measured_at <= ? ORDER BY measured_at, rowid",
        (person_id, utc_text(until)),
    ).fetchall()
    return [from_columns(dict(zip(_COLUMNS, row, strict=True))) for row in rows]


def count(database: sqlite3.Connection) -> dict[str | None, int]:
    """Return how many weighings each person has, and how many nobody (None)."""
    return dict(
        database.execute("SELECT person_id, COUNT(*) FROM weighings GROUP BY person_id").fetchall()
    )
