"""What the recorder's statistics have of a person's weighings, and which hours they lack.

Triggers note every hour in which a weighing is added, changed or deleted, in the transaction that
does it; an hour is struck off when the recorder has it. Every function runs in its caller's
transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import json
import sqlite3
from typing import NamedTuple

from ..model import Weighing
from .weighings import EARLIEST, LATEST, between

_HOUR_LENGTH = 13
"""Of `2026-11-25T09`."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the recorder had of a person when all of it equalled the journal.

    Attributes:
        made_by: Stands for everything beside the weighings that the statistics follow from.
        rows: How many rows they have.
        starts: The sum of the times at which these begin.
        means: The sum of their means.
    """

    made_by: str
    rows: int
    starts: float
    means: float


class Batch(NamedTuple):
    """Some hours of a person that the recorder lacks.

    Attributes:
        person_id: Whose.
        sequences: By which they are struck off; an hour that changes meanwhile has another.
        hours: When each of them begins, in order.
        weighings: All weighings in these hours.
    """

    person_id: str
    sequences: list[int]
    hours: list[datetime]
    weighings: list[Weighing]


def recorded_of(database: sqlite3.Connection, person_id: str) -> Recorded | None:
    """Return what the recorder had of a person; None if they were never compared."""
    query = "SELECT made_by, rows, starts, means FROM recorded WHERE person_id = ?"
    row = database.execute(query, (person_id,)).fetchone()
    return Recorded(*row) if row else None


def begin_anew(
    database: sqlite3.Connection, person_id: str, found: Recorded, hours: Iterable[datetime]
) -> None:
    """Note that all hours of a person are to be compared.

    Args:
        database: In a transaction.
        person_id: Whose.
        found: What the recorder has now, and what it will be made by.
        hours: Those that the recorder has; all with weighings are added.
    """
    database.execute(
        "INSERT OR REPLACE INTO recorded VALUES (?, ?, ?, ?, ?)",
        (person_id, found.made_by, found.rows, found.starts, found.means),
    )
    texts = json.dumps([_text(hour) for hour in hours])
    database.execute("DELETE FROM unrecorded WHERE person_id = ?", (person_id,))
    database.execute(
        "INSERT INTO unrecorded (person_id, hour)"
        " SELECT ?1, hour FROM (SELECT value AS hour FROM json_each(?2)"
        " UNION SELECT substr(measured_at, 1, ?3) FROM weighings WHERE person_id = ?1)"
        " ORDER BY hour",
        (person_id, texts, _HOUR_LENGTH),
    )


def next_batch(database: sqlite3.Connection, people: Iterable[str], *, limit: int) -> Batch | None:
    """Return the hours that have been lacking longest, of one of some people; None for none."""
    row = database.execute(
        "SELECT person_id FROM unrecorded WHERE person_id IN (SELECT value FROM json_each(?))"
        " ORDER BY sequence LIMIT 1",
        (json.dumps(list(people)),),
    ).fetchone()
    if row is None:
        return None
    person_id: str = row["person_id"]
    rows = database.execute(
        "SELECT sequence, hour FROM unrecorded WHERE person_id = ? ORDER BY sequence LIMIT ?",
        (person_id, limit),
    ).fetchall()
    # Absurd times have no statistics; they are struck off with the others.
    texts = {row["hour"] for row in rows if EARLIEST <= _hour(row["hour"]) <= LATEST}
    hours = sorted(map(_hour, texts))
    weighings = []
    if hours:
        end = hours[-1] + timedelta(hours=1)
        weighings = [
            weighing
            for weighing in between(database, hours[0], end, person_id=person_id)
            if _text(weighing.measured_at) in texts
        ]
    return Batch(person_id, [row["sequence"] for row in rows], hours, weighings)


def strike_off(
    database: sqlite3.Connection, batch: Batch, *, rows: int, starts: float, means: float
) -> None:
    """Note that the recorder has the hours of a batch, and how much more it has by that.

    Args:
        database: In a transaction.
        batch: What was written.
        rows: The change of the number of rows.
        starts: The change of the sum of their times.
        means: The change of the sum of their means.
    """
    database.execute(
        "DELETE FROM unrecorded WHERE sequence IN (SELECT value FROM json_each(?))",
        (json.dumps(batch.sequences),),
    )
    database.execute(
        "UPDATE recorded SET rows = rows + ?, starts = starts + ?, means = means + ?"
        " WHERE person_id = ?",
        (rows, starts, means, batch.person_id),
    )


def erased_people(database: sqlite3.Connection) -> list[str]:
    """Return the ids of people who were erased, and of whom the recorder may still have something."""
    rows = database.execute(
        "SELECT person_id FROM (SELECT person_id FROM unrecorded UNION SELECT person_id FROM recorded)"
        " WHERE person_id NOT IN (SELECT person_id FROM people)"
    ).fetchall()
    return [row["person_id"] for row in rows]


def forget(database: sqlite3.Connection, person_id: str) -> None:
    """Delete everything that is noted here of a person: the recorder has nothing of them."""
    database.execute("DELETE FROM unrecorded WHERE person_id = ?", (person_id,))
    database.execute("DELETE FROM recorded WHERE person_id = ?", (person_id,))


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()[:_HOUR_LENGTH]


def _hour(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}:00:00+00:00")
