"""Weighings in the journal. Every function runs in its caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
import json
import sqlite3
from typing import NamedTuple

from ..model import AssignedBy, Origin, Unit, Weighing
from .rows import Rows

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Nobody who is weighed was born before."""
_LATEST = datetime(2999, 12, 31, tzinfo=UTC)
_AFTER_ALL = ":"
"""Sorts after the digits of any time."""


def _utc_text(moment: datetime) -> str:
    """Return a moment so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> datetime:
    """Return a stored moment, within what clocks and calendars of all zones can show."""
    return min(max(datetime.fromisoformat(text), EARLIEST), _LATEST)


def _candidates_text(candidates: Mapping[str, float]) -> str:
    return json.dumps(dict(candidates))


def _assigned_by(text: str | None) -> AssignedBy | None:
    return AssignedBy(text) if text else None


_ROWS = Rows(
    Weighing,
    to_column={"measured_at": _utc_text, "candidates": _candidates_text},
    from_column={
        "measured_at": _moment,
        "unit": Unit,
        "origin": Origin,
        "assigned_by": _assigned_by,
        "candidates": json.loads,
    },
)
_COLUMNS = _ROWS.columns
_INSERT = (
    f"INSERT INTO weighings ({', '.join(_COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM weighings"  # noqa: S608
_CHANGES = ", ".join(f"{name} = :{name}" for name in _COLUMNS if name != "weighing_id")
_UPDATE = f"UPDATE weighings SET {_CHANGES} WHERE weighing_id = :weighing_id"  # noqa: S608
_NEWEST_FIRST = " ORDER BY measured_at DESC, rowid DESC LIMIT ?"

as_columns = _ROWS.as_row
"""Return a weighing as plain JSON values, by column."""
from_columns = _ROWS.from_columns
"""Return the weighing of such values."""

type _Value = str | int | None


class Change(NamedTuple):
    """What became of one weighing; `old` is None for a new one, `new` for a deleted one."""

    old: Weighing | None
    new: Weighing | None


def add(database: sqlite3.Connection, weighings: Iterable[Weighing]) -> list[Change]:
    """Insert new weighings.

    Raises:
        sqlite3.IntegrityError: One of their ids is taken.
    """
    added = list(weighings)
    database.executemany(_INSERT, [_ROWS.as_row(weighing) for weighing in added])
    return [Change(None, weighing) for weighing in added]


def missing(database: sqlite3.Connection, weighings: Iterable[Weighing]) -> list[Weighing]:
    """Return those that aren't stored, by their ids."""
    return [each for each in weighings if by_id(database, each.weighing_id) is None]


def change(database: sqlite3.Connection, weighing: Weighing) -> Change:
    """Update a weighing, found by its id."""
    old = by_id(database, weighing.weighing_id)
    database.execute(_UPDATE, _ROWS.as_row(weighing))
    return Change(old, weighing)


def delete(database: sqlite3.Connection, weighing_id: str) -> Change:
    """Delete a weighing."""
    old = by_id(database, weighing_id)
    database.execute("DELETE FROM weighings WHERE weighing_id = ?", (weighing_id,))
    return Change(old, None)


def erase(database: sqlite3.Connection, person_id: str) -> None:
    """Delete a person's weighings, and their chances in those of others."""
    database.execute("DELETE FROM weighings WHERE person_id = ?", (person_id,))
    database.execute(
        "UPDATE weighings SET candidates = json_remove(candidates, ?)", (f'$."{person_id}"',)
    )


def by_id(database: sqlite3.Connection, weighing_id: str) -> Weighing | None:
    """Return one weighing; None if there is none, or can't be any with such an id."""
    try:
        weighing_id.encode()
    except UnicodeEncodeError:
        return None
    return _one(database, " WHERE weighing_id = ?", weighing_id)


def last_added(database: sqlite3.Connection) -> Weighing | None:
    """Return the weighing that was inserted last."""
    return _one(database, " ORDER BY rowid DESC LIMIT 1")


def newest(database: sqlite3.Connection, person_id: str) -> Weighing | None:
    """Return a person's newest weighing."""
    return _one(database, f" WHERE person_id = ?{_NEWEST_FIRST}", person_id, 1)


def of_person(
    database: sqlite3.Connection, person_id: str | None, *, limit: int = -1
) -> list[Weighing]:
    """Return the newest weighings of a person, of `guest`, or the pending ones (None), oldest first."""
    return _oldest_first(database, f" WHERE person_id IS ?{_NEWEST_FIRST}", person_id, limit)


def between(
    database: sqlite3.Connection,
    start: datetime | None,
    end: datetime | None,
    *,
    person_id: str | None = None,
    limit: int = -1,
) -> list[Weighing]:
    """Return the newest weighings of a time, of a person or (None) of everybody, oldest first.

    Args:
        database: In a transaction.
        start: The first moment; None for no limit.
        end: The first moment after it; None for no limit.
        person_id: A person's id or `guest`.
        limit: How many at most; -1 for all.
    """
    return _oldest_first(
        database,
        " WHERE measured_at >= ? AND measured_at < ? AND (? IS NULL OR person_id = ?)"
        + _NEWEST_FIRST,
        _utc_text(start) if start else "",
        _utc_text(end) if end else _AFTER_ALL,
        person_id,
        person_id,
        limit,
    )


def _one(database: sqlite3.Connection, rest: str, *values: _Value) -> Weighing | None:
    row = database.execute(_SELECT + rest, values).fetchone()
    return _ROWS.from_row(row) if row else None


def _oldest_first(database: sqlite3.Connection, rest: str, *values: _Value) -> list[Weighing]:
    rows = database.execute(_SELECT + rest, values).fetchall()
    return [_ROWS.from_row(row) for row in reversed(rows)]
