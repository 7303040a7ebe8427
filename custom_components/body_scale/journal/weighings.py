"""Weighings in the journal. Every function runs in its caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
import json
import sqlite3
from typing import NamedTuple

from ..model import ERASED, GUEST, AssignedBy, Given, Origin, Reason, ReasonPart, Unit, Weighing
from .rows import Rows

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
"""Nobody who is weighed was born before."""
LATEST = datetime(2999, 12, 31, tzinfo=UTC)
_AFTER_ALL = ":"
"""Sorts after the digits of any time."""


def utc_text(moment: datetime) -> str:
    """Return a moment so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_of(text: str) -> datetime:
    """Return a stored moment, within what clocks and calendars of all zones can show."""
    return min(max(datetime.fromisoformat(text), EARLIEST), LATEST)


def _candidates_text(candidates: Mapping[str, float]) -> str:
    return json.dumps(dict(candidates))


def _reason_text(reason: Reason) -> str:
    if isinstance(reason, str):
        return reason
    return json.dumps(
        [{k: v for k, v in asdict(part).items() if v not in (None, ())} for part in reason]
    )


def _reason(text: str) -> Reason:
    """Return the parts of a reason; the sentence that earlier versions stored as it is."""
    try:
        rows = json.loads(text)
        return tuple(ReasonPart(**{**row, "notes": tuple(row.get("notes", ()))}) for row in rows)
    except AttributeError, TypeError, ValueError:
        return text


def _given_text(given: Given | None) -> str | None:
    if given is None:
        return None
    return json.dumps({key: value for key, value in given._asdict().items() if value is not None})


def _given(text: str | None) -> Given | None:
    return Given(**json.loads(text)) if text else None


def _segments_text(segments: tuple[float, ...] | None) -> str | None:
    return None if segments is None else json.dumps(segments)


def _segments(text: str | None) -> tuple[float, ...] | None:
    return tuple(json.loads(text)) if text else None


def _stamp_text(stamp: datetime | None) -> str | None:
    return stamp.isoformat() if stamp else None


def _stamp(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _assigned_by(text: str | None) -> AssignedBy | None:
    return AssignedBy(text) if text else None


_ROWS = Rows(
    Weighing,
    to_column={
        "given": _given_text,
        "segments": _segments_text,
        "measured_at": utc_text,
        "stamp": _stamp_text,
        "reason": _reason_text,
        "candidates": _candidates_text,
    },
    from_column={
        "given": _given,
        "segments": _segments,
        "measured_at": moment_of,
        "unit": Unit,
        "origin": Origin,
        "assigned_by": _assigned_by,
        "reason": _reason,
        "candidates": json.loads,
        "time_estimated": bool,
        "stamp": _stamp,
    },
)
COLUMNS = _ROWS.columns
_INSERT = (
    f"INSERT INTO weighings ({', '.join(COLUMNS)})"  # noqa: S608
    f" VALUES ({', '.join(f':{name}' for name in COLUMNS)})"
)
_SELECT = f"SELECT {', '.join(COLUMNS)} FROM weighings"  # noqa: S608
_CHANGES = ", ".join(f"{name} = :{name}" for name in COLUMNS if name != "weighing_id")
_UPDATE = f"UPDATE weighings SET {_CHANGES} WHERE weighing_id = :weighing_id"  # noqa: S608
_SET_ASIDE = "(person_id IS ? AND assigned_by IS ?)"
_SET_ASIDE_VALUES = (GUEST, AssignedBy.AUTO)
"""A person gives to nobody what is a guest's; the identification only sets it aside."""
_NEWEST_FIRST = " ORDER BY measured_at DESC, rowid DESC LIMIT ?"

as_columns = _ROWS.as_row
"""Return a weighing as plain JSON values, by column."""
from_columns = _ROWS.from_columns
"""Return the weighing of such values."""
from_row = _ROWS.from_row
"""Return the weighing of a row that has `COLUMNS`, in their order."""

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
    """Return those that aren't stored, by their ids; a discarded one was."""
    query = "SELECT 1 FROM discarded WHERE weighing_id = ?"
    return [
        each
        for each in weighings
        if by_id(database, each.weighing_id) is None
        and database.execute(query, (each.weighing_id,)).fetchone() is None
    ]


def change(database: sqlite3.Connection, weighing: Weighing) -> Change:
    """Update a weighing, found by its id."""
    old = by_id(database, weighing.weighing_id)
    database.execute(_UPDATE, _ROWS.as_row(weighing))
    return Change(old, weighing)


def erase(database: sqlite3.Connection, person_id: str) -> None:
    """Delete a person's weighings, discarded ones too, and what those of others say about the person.

    That the person was a candidate stays, as `ERASED`: such a weighing isn't another's for that.
    """
    for table in ("weighings", "discarded"):
        _erase_from(database, table, person_id)


def _erase_from(database: sqlite3.Connection, table: str, person_id: str) -> None:
    database.execute(f"DELETE FROM {table} WHERE person_id = ?", (person_id,))  # noqa: S608
    # As `without_person`: there may be tens of thousands, whose reading would take seconds.
    database.execute(
        f"UPDATE {table} SET"  # noqa: S608
        " candidates = iif(json_type(candidates, :path) IS NULL, candidates, json_set("
        "  json_remove(candidates, :path), :erased, json_extract(candidates, :path))),"
        " reason = iif(json_valid(reason) AND substr(reason, 1, 1) = '[',"
        "  (SELECT json_group_array(json(value)) FROM json_each(iif(json_valid(reason), reason, '[]'))"
        "   WHERE value ->> 'person_id' IS NOT :person_id), '[]')"
        " WHERE instr(candidates, :person_id) OR instr(reason, :person_id)",
        {"person_id": person_id, "path": f'$."{person_id}"', "erased": f'$."{ERASED}"'},
    )


def without_person(weighing: Weighing, person_id: str) -> Weighing:
    """Return a weighing that says nothing about a person but that there was one more candidate."""
    candidates = dict(weighing.candidates)
    if person_id in candidates:
        candidates[ERASED] = candidates.pop(person_id)
    reason: Reason = ()  # A sentence may have the person's name.
    if not isinstance(weighing.reason, str):
        reason = tuple(part for part in weighing.reason if part.person_id != person_id)
    return replace(weighing, candidates=candidates, reason=reason)


def by_id(database: sqlite3.Connection, weighing_id: str) -> Weighing | None:
    """Return one weighing; None if there is none, or can't be any with such an id."""
    try:
        weighing_id.encode()
    except UnicodeEncodeError:
        return None
    return _one(database, " WHERE weighing_id = ?", weighing_id)


def newest_measured(database: sqlite3.Connection, until: datetime) -> Weighing | None:
    """Return the weighing that was taken last up to a moment; what was set aside doesn't count."""
    where = f" WHERE NOT {_SET_ASIDE} AND measured_at <= ?{_NEWEST_FIRST}"
    return _one(database, where, *_SET_ASIDE_VALUES, utc_text(until), 1)


def newest(database: sqlite3.Connection, person_id: str, until: datetime) -> Weighing | None:
    """Return a person's newest weighing of those up to a moment."""
    where = f" WHERE person_id = ? AND measured_at <= ?{_NEWEST_FIRST}"
    return _one(database, where, person_id, utc_text(until), 1)


def of_person(
    database: sqlite3.Connection, person_id: str | None, *, limit: int = -1
) -> list[Weighing]:
    """Return the newest weighings of a person, of `guest`, or the pending ones (None), oldest first."""
    return _oldest_first(database, f" WHERE person_id IS ?{_NEWEST_FIRST}", person_id, limit)


@dataclass(frozen=True, slots=True)
class Undecided:
    """How much no person has or gave to nobody.

    Attributes:
        newest: The newest pending weighings, oldest first.
        oldest: The oldest pending weighings, oldest first.
        number: How many are pending.
        set_aside: Whether any is set aside.
    """

    newest: Sequence[Weighing] = ()
    oldest: Sequence[Weighing] = ()
    number: int = 0
    set_aside: bool = False


def count_undecided(database: sqlite3.Connection, *, newest: int, oldest: int) -> Undecided:
    """Return how much is pending, with at most so many of the newest and of the oldest."""
    [number] = database.execute("SELECT COUNT(*) FROM weighings WHERE person_id IS NULL").fetchone()
    [set_aside] = database.execute(
        f"SELECT EXISTS (SELECT 1 FROM weighings WHERE {_SET_ASIDE})",  # noqa: S608
        _SET_ASIDE_VALUES,
    ).fetchone()
    first = database.execute(
        _SELECT + " WHERE person_id IS NULL ORDER BY measured_at, rowid LIMIT ?", (oldest,)
    ).fetchall()
    return Undecided(
        newest=of_person(database, None, limit=newest),
        oldest=[from_row(row) for row in first],
        number=number,
        set_aside=bool(set_aside),
    )


def undecided(database: sqlite3.Connection, *, pending: int, set_aside: int) -> list[Weighing]:
    """Return the newest weighings that are pending, and those set aside, oldest first.

    Each up to its own number: guests keep no question waiting.
    """
    aside = _oldest_first(
        database, f" WHERE {_SET_ASIDE}{_NEWEST_FIRST}", *_SET_ASIDE_VALUES, set_aside
    )
    found = [*aside, *of_person(database, None, limit=pending)]
    return sorted(found, key=lambda weighing: weighing.measured_at)


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
        utc_text(start) if start else "",
        utc_text(end) if end else _AFTER_ALL,
        person_id,
        person_id,
        limit,
    )


def _one(database: sqlite3.Connection, rest: str, *values: _Value) -> Weighing | None:
    row = database.execute(_SELECT + rest, values).fetchone()
    return from_row(row) if row else None


def _oldest_first(database: sqlite3.Connection, rest: str, *values: _Value) -> list[Weighing]:
    rows = database.execute(_SELECT + rest, values).fetchall()
    return [from_row(row) for row in reversed(rows)]
