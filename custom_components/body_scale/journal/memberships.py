"""Since when and until when people were members. Every function runs in its caller's transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
import json
import sqlite3
from typing import NamedTuple

from .weighings import utc_text


class Span(NamedTuple):
    """A time in which a person was a member.

    Attributes:
        since: Its beginning; None for always.
        until: Its end; None while it lasts.
    """

    since: datetime | None = None
    until: datetime | None = None


type Spans = Mapping[str, Sequence[Span]]
"""By person id, in their order."""


def spans(database: sqlite3.Connection) -> dict[str, list[Span]]:
    """Return the spans of all members, and of the former ones who weren't erased."""
    found = defaultdict(list)
    for row in database.execute("SELECT person_id, since, until FROM memberships ORDER BY rowid"):
        found[row["person_id"]].append(Span(_moment(row["since"]), _moment(row["until"])))
    return dict(found)


def store_spans(database: sqlite3.Connection, spans: Spans) -> None:
    """Let people have exactly these spans."""
    for person_id, each in spans.items():
        erase_spans(database, person_id)
        database.executemany(
            "INSERT INTO memberships (person_id, since, until) VALUES (?, ?, ?)",
            [(person_id, _text(since), _text(until)) for since, until in each],
        )


def let_be_members(database: sqlite3.Connection, people: Iterable[str], now: datetime) -> None:
    """Begin a span of those who have none that lasts, and end those of everybody else.

    Whoever isn't a member any more was one until their newest weighing: nothing says how much longer.
    """
    members = json.dumps(list(people))
    database.execute(
        "INSERT INTO memberships (person_id, since) SELECT value, ? FROM json_each(?)"
        " WHERE value NOT IN (SELECT person_id FROM memberships WHERE until IS NULL)",
        (utc_text(now), members),
    )
    others = "until IS NULL AND person_id NOT IN (SELECT value FROM json_each(?))"
    newest = (
        "SELECT MAX(measured_at) FROM weighings WHERE weighings.person_id = memberships.person_id"
        " AND (since IS NULL OR measured_at >= since)"
    )
    database.execute(f"UPDATE memberships SET until = ({newest}) WHERE {others}", (members,))  # noqa: S608
    database.execute(f"DELETE FROM memberships WHERE {others}", (members,))  # noqa: S608


def erase_spans(database: sqlite3.Connection, person_id: str) -> None:
    """Delete the spans of a person."""
    database.execute("DELETE FROM memberships WHERE person_id = ?", (person_id,))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else utc_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
