"""Weighings page by page, the newest first. Every function runs in its caller's transaction.

A page is told by the weighing before it, not by a number: those who turn pages miss nothing and see
nothing twice, though weighings come and go meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
import sqlite3
from typing import NamedTuple, Self

from ..model import Weighing
from .weighings import COLUMNS, from_row, utc_text

_PLACE = "(measured_at, weighing_id)"
_SEPARATOR = " "


class Cursor(NamedTuple):
    """The last weighing of a page: the next one begins after it."""

    measured_at: str
    weighing_id: str

    @classmethod
    def of(cls, weighing: Weighing) -> Self:
        """Return the place of a weighing."""
        return cls(utc_text(weighing.measured_at), weighing.weighing_id)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what `str` was made of.

        Raises:
            ValueError: It is none.
        """
        moment, weighing_id = text.split(_SEPARATOR, 1)
        text.encode()
        return cls(utc_text(datetime.fromisoformat(moment)), weighing_id)

    def __str__(self) -> str:
        """Return it as a text."""
        return f"{self.measured_at}{_SEPARATOR}{self.weighing_id}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which weighings are asked for.

    Attributes:
        person_id: A person's id or `guest`; None for everybody's and the pending ones.
        start: The first moment; None for no limit.
        end: The first moment after it; None for no limit.
    """

    person_id: str | None = None
    start: datetime | None = None
    end: datetime | None = None

    @property
    def where(self) -> tuple[str, list[str]]:
        """Return the condition in SQL, and its values."""
        parts, values = ["1"], []
        if self.person_id is not None:
            parts.append("person_id = ?")
            values.append(self.person_id)
        if self.start is not None:
            parts.append("measured_at >= ?")
            values.append(utc_text(self.start))
        if self.end is not None:
            parts.append("measured_at < ?")
            values.append(utc_text(self.end))
        return " AND ".join(parts), values


type Entry = tuple[str, str, float, str | None, str]
"""Of a weighing, what is searched: id, UTC time as a text, kg, person id, scale."""


def count(database: sqlite3.Connection, selection: Selection) -> int:
    """Return how many weighings a selection has."""
    where, values = selection.where
    query = f"SELECT COUNT(*) FROM weighings WHERE {where}"  # noqa: S608
    [number] = database.execute(query, values).fetchone()
    return int(number)


def page(
    database: sqlite3.Connection, selection: Selection, before: Cursor | None, limit: int
) -> list[Weighing]:
    """Return so many weighings of a selection after a place, newest first."""
    where, values = selection.where
    if before is not None:
        where = f"{where} AND {_PLACE} < (?, ?)"
        values = [*values, *before]
    rows = database.execute(
        f"SELECT {', '.join(COLUMNS)} FROM weighings WHERE {where}"  # noqa: S608
        " ORDER BY measured_at DESC, weighing_id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [from_row(row) for row in rows]


def everything(database: sqlite3.Connection, selection: Selection) -> list[sqlite3.Row]:
    """Return the rows of a selection, oldest first, as `weighings.from_row` takes them."""
    where, values = selection.where
    return database.execute(
        f"SELECT {', '.join(COLUMNS)} FROM weighings WHERE {where}"  # noqa: S608
        " ORDER BY measured_at, weighing_id",
        values,
    ).fetchall()


def entries(database: sqlite3.Connection, selection: Selection) -> list[Entry]:
    """Return what is searched of a selection, newest first."""
    where, values = selection.where
    # There may be tens of thousands: made values of later, when the journal isn't locked.
    return database.execute(
        "SELECT weighing_id, measured_at, weight_kg, person_id, scale"  # noqa: S608
        f" FROM weighings WHERE {where} ORDER BY measured_at DESC, weighing_id DESC",
        values,
    ).fetchall()


def weights_before(
    database: sqlite3.Connection, weighings: Sequence[Weighing]
) -> Mapping[str, float]:
    """Return what people weighed at their weighing before each of these, by its id."""
    found = {}
    for each in weighings:
        row = database.execute(
            f"SELECT weight_kg FROM weighings WHERE person_id = ? AND {_PLACE} < (?, ?)"  # noqa: S608
            " ORDER BY measured_at DESC, weighing_id DESC LIMIT 1",
            (each.person_id, *Cursor.of(each)),
        ).fetchone()
        if row:
            found[each.weighing_id] = row[0]
    return found
