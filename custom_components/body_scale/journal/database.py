"""What is kept: weighings, dated profiles and each scale's last records, in one SQLite file.

Every method that writes has committed, with full synchronisation, when it returns. All of them
block: call them in the executor, one at a time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
import json
import logging
from pathlib import Path
import sqlite3
from threading import Lock
from typing import Any, NamedTuple, Protocol

from ..model import AssignedBy, Origin, Profile, Sex, Unit, Weighing

_LOGGER = logging.getLogger(__name__)

FILE_NAME = "body_scale.db"
_PAGE = 4096

_MIGRATIONS = (
    """
    CREATE TABLE weighings (
        weighing_id TEXT PRIMARY KEY,
        scale TEXT NOT NULL,
        measured_at TEXT NOT NULL,
        weight_kg REAL NOT NULL,
        unit TEXT NOT NULL,
        impedance REAL,
        impedance_250khz REAL,
        heart_rate INTEGER,
        profile_id INTEGER,
        origin TEXT NOT NULL,
        person_id TEXT,
        assigned_by TEXT,
        confidence REAL,
        reason TEXT NOT NULL,
        candidates TEXT NOT NULL
    );
    CREATE INDEX weighings_of_person ON weighings (person_id, measured_at);
    CREATE INDEX weighings_by_time ON weighings (measured_at);
    CREATE TABLE people (person_id TEXT PRIMARY KEY, name TEXT NOT NULL);
    CREATE TABLE profiles (
        person_id TEXT NOT NULL,
        valid_from TEXT NOT NULL,
        sex TEXT NOT NULL,
        birth_date TEXT NOT NULL,
        height_cm REAL NOT NULL,
        athlete INTEGER NOT NULL,
        no_impedance_metrics INTEGER NOT NULL,
        PRIMARY KEY (person_id, valid_from)
    );
    CREATE TABLE scales (address TEXT PRIMARY KEY, memory TEXT NOT NULL);
    """,
    """
    CREATE TABLE outbox (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        bridge TEXT NOT NULL,
        target TEXT NOT NULL,
        key TEXT NOT NULL,
        weighing_id TEXT NOT NULL,
        person_id TEXT NOT NULL,
        body TEXT NOT NULL,
        created_at TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        delivered_at TEXT
    );
    CREATE INDEX outbox_of_bridge ON outbox (bridge, delivered_at, sequence);
    CREATE INDEX outbox_of_target ON outbox (bridge, target, sequence);
    """,
    # Only bridges read bodies: the outbox knows what takes an item back, and what does so.
    """
    ALTER TABLE outbox ADD COLUMN retraction TEXT;
    ALTER TABLE outbox ADD COLUMN retracts INTEGER NOT NULL DEFAULT 0;
    UPDATE outbox SET retracts = 1
        WHERE json_extract(body, '$.retain') AND json_extract(body, '$.payload') = '';
    UPDATE outbox SET retraction = json_set(body, '$.payload', '', '$.value', '', '$.question', NULL)
        WHERE json_extract(body, '$.retain') AND NOT retracts;
    """,
)
"""Each brings the file from the version of its index to the next."""

_ADD_WEIGHING = """
INSERT INTO weighings (
    weighing_id, scale, measured_at, weight_kg, unit, impedance, impedance_250khz, heart_rate,
    profile_id, origin, person_id, assigned_by, confidence, reason, candidates
) VALUES (
    :weighing_id, :scale, :measured_at, :weight_kg, :unit, :impedance, :impedance_250khz,
    :heart_rate, :profile_id, :origin, :person_id, :assigned_by, :confidence, :reason,
    :candidates
)
"""
_ADD_PROFILE = """
INSERT INTO profiles (
    person_id, valid_from, sex, birth_date, height_cm, athlete, no_impedance_metrics
) VALUES (
    :person_id, :valid_from, :sex, :birth_date, :height_cm, :athlete, :no_impedance_metrics
)
"""

_CHANGE_WEIGHING = """
UPDATE weighings SET
    measured_at = :measured_at, weight_kg = :weight_kg, person_id = :person_id,
    assigned_by = :assigned_by, confidence = :confidence, reason = :reason
WHERE weighing_id = :weighing_id
"""

_WEIGHING = tuple(field.name for field in fields(Weighing))


class Change(NamedTuple):
    """What became of one weighing; `old` is None for a new one, `new` for a deleted one."""

    old: Weighing | None
    new: Weighing | None


class Follower(Protocol):
    """Writes what follows from what is written, within its transaction."""

    def changed(self, database: sqlite3.Connection, changes: Sequence[Change]) -> None:
        """Follow changes of weighings."""

    def erased(self, database: sqlite3.Connection, person_id: str) -> None:
        """Follow the erasing of a person."""


class JournalFromTheFutureError(Exception):
    """A later version of the integration wrote the file."""


class Journal:
    """The household's records.

    Attributes:
        set_aside: Where a damaged file was moved, if one was found.
        follower: Who writes down, all or nothing with the weighings, what is to become of them.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self.path = path
        self.set_aside: Path | None = None
        self.follower: Follower | None = None
        self._database: sqlite3.Connection | None = None
        self._wanted = False
        # One connection has one transaction: the end of somebody's reading would commit half a write.
        self._lock = Lock()

    def open(self) -> None:
        """Open the file, made or migrated as needed; a damaged one is set aside, never overwritten.

        Raises:
            JournalFromTheFutureError: A later version wrote it; it is left alone.
            sqlite3.OperationalError: The disk doesn't let it be opened.
        """
        self._wanted = True
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._is_cut():
            self._move_aside()
        try:
            self._database = self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._move_aside()
            self._database = self._connect()

    def close(self) -> None:
        """Close the file."""
        self._wanted = False
        self._drop()

    def _drop(self) -> None:
        with self._lock:
            if self._database:
                self._database.close()
                self._database = None

    def _is_cut(self) -> bool:
        """Say whether there is less than a page of it, which SQLite would take for a new file."""
        if self.path.exists():
            return self.path.stat().st_size < _PAGE
        return self.path.with_name(self.path.name + "-journal").exists()

    def add(
        self, weighings: Iterable[Weighing], scale: str, memory: Mapping[str, Any] | None = None
    ) -> None:
        """Keep new weighings and what their scale remembers, if it is one, all or nothing."""
        added = list(weighings)

        def write(database: sqlite3.Connection) -> None:
            database.executemany(_ADD_WEIGHING, [_row(weighing) for weighing in added])
            if memory is not None:
                database.execute(
                    "INSERT OR REPLACE INTO scales VALUES (?, ?)", (scale, json.dumps(memory))
                )
            self._follow(database, [Change(None, weighing) for weighing in added])

        self._run(write)

    def change(self, weighing: Weighing) -> None:
        """Keep a correction: another time, weight or person."""

        def write(database: sqlite3.Connection) -> None:
            old = _weighing_by_id(database, weighing.weighing_id)
            database.execute(_CHANGE_WEIGHING, _row(weighing))
            self._follow(database, [Change(old, weighing)])

        self._run(write)

    def delete(self, weighing_id: str) -> None:
        """Forget a weighing."""

        def write(database: sqlite3.Connection) -> None:
            old = _weighing_by_id(database, weighing_id)
            database.execute("DELETE FROM weighings WHERE weighing_id = ?", (weighing_id,))
            self._follow(database, [Change(old, None)])

        self._run(write)

    def erase(self, person_id: str) -> None:
        """Forget a person: weighings, profiles, name, and their chances in others' weighings."""

        def write(database: sqlite3.Connection) -> None:
            for table in ("weighings", "profiles", "people"):
                database.execute(f"DELETE FROM {table} WHERE person_id = ?", (person_id,))  # noqa: S608
            if self.follower:
                self.follower.erased(database, person_id)
            path = f'$."{person_id}"'
            database.execute(
                "UPDATE weighings SET candidates = json_remove(candidates, ?)", (path,)
            )

        self._run(write)

    def weighing(self, weighing_id: str) -> Weighing | None:
        """Return one weighing."""
        return self._run(lambda database: _weighing_by_id(database, weighing_id))

    def last_added(self) -> Weighing | None:
        """Return the weighing that came to be known last."""
        row = self._one("SELECT * FROM weighings ORDER BY rowid DESC LIMIT 1", ())
        return _weighing(row) if row else None

    def between(
        self,
        start: datetime | None,
        end: datetime | None,
        *,
        person_id: str | None = None,
        limit: int = -1,
    ) -> list[Weighing]:
        """Return everybody's weighings of a time, or one person's: the newest, oldest first."""
        rows = self._all(
            "SELECT * FROM weighings WHERE measured_at >= ? AND measured_at < ?"
            " AND (? IS NULL OR person_id = ?) ORDER BY measured_at DESC, rowid DESC LIMIT ?",
            (
                _utc_text(start) if start else "",
                _utc_text(end) if end else "9999",
                person_id,
                person_id,
                limit,
            ),
        )
        return [_weighing(row) for row in reversed(rows)]

    def memory(self, scale: str) -> dict[str, Any] | None:
        """Return what a scale remembered last."""
        row = self._one("SELECT memory FROM scales WHERE address = ?", (scale,))
        return json.loads(row["memory"]) if row else None

    def weighings(self, person_id: str | None, *, limit: int = -1) -> list[Weighing]:
        """Return the newest weighings of a person, `guest` or (None) pending, oldest first."""
        rows = self._all(
            "SELECT * FROM weighings WHERE person_id IS ?"
            " ORDER BY measured_at DESC, rowid DESC LIMIT ?",
            (person_id, limit),
        )
        return [_weighing(row) for row in reversed(rows)]

    def keep_person(self, person_id: str, name: str, profiles: Sequence[Profile]) -> None:
        """Keep a person's name and all dated profiles; nothing is written that is there."""
        known = self._one("SELECT name FROM people WHERE person_id = ?", (person_id,))
        if known and known["name"] == name and self.profiles(person_id) == list(profiles):
            return
        rows = [
            {
                **asdict(profile),
                "person_id": person_id,
                "birth_date": profile.birth_date.isoformat(),
                "valid_from": profile.valid_from.isoformat(),
            }
            for profile in profiles
        ]

        def write(database: sqlite3.Connection) -> None:
            database.execute("INSERT OR REPLACE INTO people VALUES (?, ?)", (person_id, name))
            database.execute("DELETE FROM profiles WHERE person_id = ?", (person_id,))
            database.executemany(_ADD_PROFILE, rows)

        self._run(write)

    def profiles(self, person_id: str) -> list[Profile]:
        """Return a person's dated profiles, oldest first."""
        rows = self._all(
            "SELECT * FROM profiles WHERE person_id = ? ORDER BY valid_from", (person_id,)
        )
        return [
            Profile(
                sex=Sex(row["sex"]),
                birth_date=date.fromisoformat(row["birth_date"]),
                height_cm=row["height_cm"],
                athlete=bool(row["athlete"]),
                no_impedance_metrics=bool(row["no_impedance_metrics"]),
                valid_from=date.fromisoformat(row["valid_from"]),
            )
            for row in rows
        ]

    def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do the work of another room on its own tables, in one transaction."""
        return self._run(work)

    def _follow(self, database: sqlite3.Connection, changes: Sequence[Change]) -> None:
        """Let others write what follows; no fault of theirs loses a weighing."""
        if self.follower is None or not changes:
            return
        database.execute("SAVEPOINT follow")
        try:
            self.follower.changed(database, changes)
        except sqlite3.Error:
            raise
        except Exception:
            _LOGGER.exception("What follows from a weighing could not be written")
            database.execute("ROLLBACK TO follow")
        database.execute("RELEASE follow")

    def _one(self, query: str, values: tuple[Any, ...]) -> sqlite3.Row | None:
        rows = self._all(query, values)
        return rows[0] if rows else None

    def _all(self, query: str, values: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        return self._run(lambda database: database.execute(query, values).fetchall())

    def _run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work in one transaction; on a file found damaged, again on a new one."""
        try:
            return self._transact(work)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _LOGGER.debug("The journal is damaged: %s", error)
        self._drop()
        self._move_aside()
        return self._transact(work)

    def _transact[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            if self._database is None:
                if not self._wanted:
                    raise sqlite3.OperationalError("the journal is closed")
                # A damaged file was set aside, and the disk may not have let a new one be made so far.
                self._database = self._connect()
            with self._database:
                return work(self._database)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=10, check_same_thread=False)
        try:
            database.row_factory = sqlite3.Row
            # A power cut right after a commit must not take it back. Writes are few, so there is no
            # need for a write-ahead log, and the one file is whole between them.
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA synchronous = FULL")
            _check(database)
            _migrate(database)
        except BaseException:
            database.close()
            raise
        return database

    def _move_aside(self) -> None:
        """Give the damaged files another name, so that somebody can rescue them."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        self.set_aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        for suffix in ("-journal", ""):
            part = self.path.with_name(self.path.name + suffix)
            if part.exists():
                part.rename(self.set_aside.with_name(self.set_aside.name + suffix))


def newest(database: sqlite3.Connection, person_id: str) -> Weighing | None:
    """Return a person's newest weighing, within somebody's transaction."""
    row = database.execute(
        "SELECT * FROM weighings WHERE person_id = ? ORDER BY measured_at DESC, rowid DESC LIMIT 1",
        (person_id,),
    ).fetchone()
    return _weighing(row) if row else None


def former_people(path: Path) -> dict[str, str]:
    """Return person id to name as a journal file has them; empty when there is no readable one."""
    if not path.exists():
        return {}
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
            return dict(database.execute("SELECT person_id, name FROM people"))
    except sqlite3.DatabaseError:
        return {}


def _check(database: sqlite3.Connection) -> None:
    [verdict] = database.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _migrate(database: sqlite3.Connection) -> None:
    [version] = database.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise JournalFromTheFutureError(version)
    for number in range(version, len(_MIGRATIONS)):
        database.executescript(
            f"BEGIN; {_MIGRATIONS[number]} PRAGMA user_version = {number + 1}; COMMIT;"
        )


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell a broken file from a full disk, a lock or a mistake of ours."""
    if not hasattr(error, "sqlite_errorcode"):
        # Ours: the verdict of quick_check, or that the journal is closed.
        return not isinstance(error, sqlite3.OperationalError)
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _utc_text(moment: datetime) -> str:
    """Return a moment so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _weighing_by_id(database: sqlite3.Connection, weighing_id: str) -> Weighing | None:
    query = "SELECT * FROM weighings WHERE weighing_id = ?"
    row = database.execute(query, (weighing_id,)).fetchone()
    return _weighing(row) if row else None


def _row(weighing: Weighing) -> dict[str, Any]:
    values = {name: getattr(weighing, name) for name in _WEIGHING}
    values["measured_at"] = _utc_text(weighing.measured_at)
    values["candidates"] = json.dumps(dict(weighing.candidates))
    return values


def _weighing(row: sqlite3.Row) -> Weighing:
    values = {name: row[name] for name in _WEIGHING}
    values["measured_at"] = datetime.fromisoformat(row["measured_at"])
    values["unit"] = Unit(row["unit"])
    values["origin"] = Origin(row["origin"])
    values["assigned_by"] = row["assigned_by"] and AssignedBy(row["assigned_by"])
    values["candidates"] = json.loads(row["candidates"])
    return Weighing(**values)
