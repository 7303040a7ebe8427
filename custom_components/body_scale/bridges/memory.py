"""What a bridge learned of the other side, in the journal's database.

Every function works in its caller's transaction. A fact has a key, by which its bridge knows it, the
person whom it is about (or an empty text), and plain JSON values.
"""

from collections.abc import Collection, Mapping
import json
import sqlite3
from typing import Any, NamedTuple


class Fact(NamedTuple):
    """Something learned, and about whom."""

    person_id: str
    values: Mapping[str, Any]


type Facts = Mapping[str, Fact]


def read(database: sqlite3.Connection, bridge: str) -> Facts:
    """Return what a bridge learned, by key."""
    rows = database.execute("SELECT * FROM bridge_facts WHERE bridge = ?", (bridge,)).fetchall()
    return {row["key"]: Fact(row["person_id"], json.loads(row["fact"])) for row in rows}


def write(database: sqlite3.Connection, bridge: str, facts: Facts) -> None:
    """Replace what a bridge learned."""
    database.execute("DELETE FROM bridge_facts WHERE bridge = ?", (bridge,))
    database.executemany(
        "INSERT INTO bridge_facts (bridge, key, person_id, fact) VALUES (?, ?, ?, ?)",
        [
            (bridge, key, person_id, json.dumps(values, sort_keys=True))
            for key, (person_id, values) in facts.items()
        ],
    )


def erase(database: sqlite3.Connection, person_id: str) -> None:
    """Delete what is about a person."""
    database.execute("DELETE FROM bridge_facts WHERE person_id = ?", (person_id,))


def delete_others(database: sqlite3.Connection, bridges: Collection[str]) -> None:
    """Delete what other bridges than these learned: they were removed."""
    database.execute(
        "DELETE FROM bridge_facts WHERE bridge NOT IN (SELECT value FROM json_each(?))",
        (json.dumps(list(bridges)),),
    )
