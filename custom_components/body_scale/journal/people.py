"""People's names and dated profiles in the journal: what is needed when someone is added again.

Every function that takes a connection runs in its caller's transaction.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
import sqlite3

from ..model import Profile, Sex
from .memberships import erase_spans
from .rows import Rows

_ROWS = Rows(
    Profile,
    to_column={"birth_date": date.isoformat, "valid_from": date.isoformat},
    from_column={
        "sex": Sex,
        "birth_date": date.fromisoformat,
        "athlete": bool,
        "no_impedance_metrics": bool,
        "valid_from": date.fromisoformat,
    },
)
_COLUMNS = _ROWS.columns
_INSERT = (
    f"INSERT INTO profiles (person_id, {', '.join(_COLUMNS)})"  # noqa: S608
    f" VALUES (:person_id, {', '.join(f':{name}' for name in _COLUMNS)})"
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM profiles WHERE person_id = ? ORDER BY valid_from"  # noqa: S608


def store_person(
    database: sqlite3.Connection, person_id: str, name: str, profiles: Sequence[Profile]
) -> None:
    """Store a person's name and all dated profiles; what is there already isn't written."""
    query = "SELECT name FROM people WHERE person_id = ?"
    known = database.execute(query, (person_id,)).fetchone()
    if known and known["name"] == name and profiles_of(database, person_id) == list(profiles):
        return
    database.execute("INSERT OR REPLACE INTO people VALUES (?, ?)", (person_id, name))
    database.execute("DELETE FROM profiles WHERE person_id = ?", (person_id,))
    rows = [{"person_id": person_id} | _ROWS.as_row(profile) for profile in profiles]
    database.executemany(_INSERT, rows)


def names(database: sqlite3.Connection) -> dict[str, str]:
    """Return person id to name of the members, and of the former ones who weren't erased."""
    return dict(database.execute("SELECT person_id, name FROM people").fetchall())


def known(database: sqlite3.Connection) -> set[str]:
    """Return the ids of the members, and of the former ones who weren't erased."""
    return set(names(database))


def profiles_of(database: sqlite3.Connection, person_id: str) -> list[Profile]:
    """Return a person's dated profiles, oldest first."""
    return [_ROWS.from_row(row) for row in database.execute(_SELECT, (person_id,))]


def erase(database: sqlite3.Connection, person_id: str) -> bool:
    """Delete a person's profiles, memberships and name; return whether they were known."""
    erase_spans(database, person_id)
    database.execute("DELETE FROM profiles WHERE person_id = ?", (person_id,))
    return database.execute("DELETE FROM people WHERE person_id = ?", (person_id,)).rowcount > 0


def former_people(path: Path) -> dict[str, str]:
    """Return person id to name as a journal file has them; empty when there is no readable one."""
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            return dict(database.execute("SELECT person_id, name FROM people"))
    except sqlite3.DatabaseError:
        return {}
