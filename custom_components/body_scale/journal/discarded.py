"""Weighings that were deleted or discarded, and can be restored until their time is over.

They are in a table of their own: nothing that reads weighings knows of them. Every function runs in
its caller's transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
import sqlite3

from ..model import Weighing
from ..session import is_believable, is_set
from .weighings import COLUMNS, Change, add, by_id, from_row, utc_text

RESTORABLE_FOR = timedelta(days=30)
"""So long a discarded weighing stays."""

_NAMES = ", ".join(COLUMNS)
_SELECT = f"SELECT {_NAMES} FROM discarded"  # noqa: S608


def discard(database: sqlite3.Connection, weighing_id: str, at: datetime) -> Change:
    """Set a weighing aside, as if it were deleted."""
    old = by_id(database, weighing_id)
    _move(database, "weighing_id = ?", weighing_id, at)
    return Change(old, None)


def discard_pending(
    database: sqlite3.Connection, before: datetime, at: datetime, *, listed: int
) -> list[Weighing]:
    """Set the weighings without a person aside that were taken before a moment.

    Returns:
        The newest of them, at most so many as are to be listed, oldest first.
    """
    where = "person_id IS NULL AND measured_at < ?"
    rows = database.execute(
        f"SELECT {_NAMES} FROM weighings WHERE {where}"  # noqa: S608
        " ORDER BY measured_at DESC, rowid DESC LIMIT ?",
        (utc_text(before), listed),
    ).fetchall()
    _move(database, where, utc_text(before), at)
    return [from_row(row) for row in reversed(rows)]


def _move(database: sqlite3.Connection, where: str, value: str, at: datetime) -> None:
    database.execute(
        f"INSERT OR REPLACE INTO discarded ({_NAMES}, discarded_at)"  # noqa: S608
        f" SELECT {_NAMES}, ? FROM weighings WHERE {where}",
        (utc_text(at), value),
    )
    database.execute(f"DELETE FROM weighings WHERE {where}", (value,))  # noqa: S608


def restore(database: sqlite3.Connection, weighing_id: str) -> Change | None:
    """Put a discarded weighing back as it was; return None if there is none with this id."""
    try:
        weighing_id.encode()
    except UnicodeEncodeError:
        return None
    row = database.execute(f"{_SELECT} WHERE weighing_id = ?", (weighing_id,)).fetchone()
    if row is None:
        return None
    [change] = add(database, [from_row(row)])
    database.execute("DELETE FROM discarded WHERE weighing_id = ?", (weighing_id,))
    return change


def newest_discarded(database: sqlite3.Connection, limit: int) -> Sequence[Weighing]:
    """Return what was discarded last, the last one first."""
    rows = database.execute(
        f"{_SELECT} ORDER BY discarded_at DESC, measured_at DESC, rowid DESC LIMIT ?", (limit,)
    ).fetchall()
    return [from_row(row) for row in rows]


def is_purge_due(database: sqlite3.Connection, now: datetime) -> bool:
    """Return whether `purge` would change anything."""
    first, last = database.execute(
        "SELECT MIN(discarded_at), MAX(discarded_at) FROM discarded"
    ).fetchone()
    if first is None or not is_set(now):
        return False
    is_over = datetime.fromisoformat(first) <= now - RESTORABLE_FOR
    return is_over or not is_believable(datetime.fromisoformat(last), now)


def purge(database: sqlite3.Connection, now: datetime) -> None:
    """Delete for good what was discarded long enough ago.

    What a wrong clock noted counts from now on: nobody had the whole time to restore it.
    """
    if not is_set(now):
        return
    moments = database.execute("SELECT DISTINCT discarded_at FROM discarded").fetchall()
    database.executemany(
        "UPDATE discarded SET discarded_at = ? WHERE discarded_at = ?",
        [
            (utc_text(now), noted)
            for [noted] in moments
            if not is_believable(datetime.fromisoformat(noted), now)
        ],
    )
    last = utc_text(now - RESTORABLE_FOR)
    database.execute("DELETE FROM discarded WHERE discarded_at <= ?", (last,))
