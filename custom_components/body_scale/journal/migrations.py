"""How a journal's file comes from one version to the next.

A migration is a function in `MIGRATIONS`; its number is its place there, from 1 on, and the file's
`PRAGMA user_version` says how many were applied. To add one, write a function and append it. One
that was released is never changed: files out there have been through it.
"""

from collections.abc import Callable
import sqlite3

type Migration = Callable[[sqlite3.Connection], None]


class JournalFromTheFutureError(Exception):
    """A later version of the integration wrote the file."""


def migrate(database: sqlite3.Connection) -> None:
    """Apply the migrations that a file lacks, each in a transaction of its own.

    Raises:
        JournalFromTheFutureError: The file has migrations that aren't known here.
    """
    [version] = database.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise JournalFromTheFutureError(version)
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        with database:
            database.execute("BEGIN")
            migration(database)
            database.execute(f"PRAGMA user_version = {number}")


def create_weighings_and_people(database: sqlite3.Connection) -> None:
    """Create what the household itself stores."""
    database.execute("""
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
        )
    """)
    database.execute("CREATE INDEX weighings_of_person ON weighings (person_id, measured_at)")
    database.execute("CREATE INDEX weighings_by_time ON weighings (measured_at)")
    database.execute("CREATE TABLE people (person_id TEXT PRIMARY KEY, name TEXT NOT NULL)")
    database.execute("""
        CREATE TABLE profiles (
            person_id TEXT NOT NULL,
            valid_from TEXT NOT NULL,
            sex TEXT NOT NULL,
            birth_date TEXT NOT NULL,
            height_cm REAL NOT NULL,
            athlete INTEGER NOT NULL,
            no_impedance_metrics INTEGER NOT NULL,
            PRIMARY KEY (person_id, valid_from)
        )
    """)
    database.execute("CREATE TABLE scales (address TEXT PRIMARY KEY, memory TEXT NOT NULL)")


def create_outbox(database: sqlite3.Connection) -> None:
    """Create what bridges have to deliver."""
    database.execute("""
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
        )
    """)
    database.execute("CREATE INDEX outbox_of_bridge ON outbox (bridge, delivered_at, sequence)")
    database.execute("CREATE INDEX outbox_of_target ON outbox (bridge, target, sequence)")


def name_retractions(database: sqlite3.Connection) -> None:
    """Tell the outbox what retracts an item, and which items do: only bridges read bodies."""
    database.execute("ALTER TABLE outbox ADD COLUMN retraction TEXT")
    database.execute("ALTER TABLE outbox ADD COLUMN retracts INTEGER NOT NULL DEFAULT 0")
    database.execute(
        "UPDATE outbox SET retracts = 1"
        " WHERE json_extract(body, '$.retain') AND json_extract(body, '$.payload') = ''"
    )
    database.execute(
        "UPDATE outbox"
        " SET retraction = json_set(body, '$.payload', '', '$.value', '', '$.question', NULL)"
        " WHERE json_extract(body, '$.retain') AND NOT retracts"
    )


def note_what_statistics_lack(database: sqlite3.Connection) -> None:
    """Note the hours whose statistics the recorder has still to be given, whatever changes them.

    The columns named here are those that a statistic is made of: a new one needs new triggers.
    """
    database.execute("""
        CREATE TABLE unrecorded (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            person_id TEXT NOT NULL,
            hour TEXT NOT NULL,
            UNIQUE (person_id, hour)
        )
    """)
    database.execute("""
        CREATE TABLE recorded (
            person_id TEXT PRIMARY KEY,
            made_by TEXT NOT NULL,
            rows INTEGER NOT NULL,
            starts REAL NOT NULL,
            means REAL NOT NULL
        )
    """)
    columns = (
        "person_id",
        "measured_at",
        "weight_kg",
        "impedance",
        "impedance_250khz",
        "heart_rate",
        "profile_id",
    )
    differs = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)
    _note_unrecorded(database, "added", "INSERT ON weighings", ("new",))
    _note_unrecorded(database, "changed", f"UPDATE ON weighings WHEN {differs}", ("old", "new"))
    _note_unrecorded(database, "deleted", "DELETE ON weighings", ("old",))


def _note_unrecorded(
    database: sqlite3.Connection, name: str, when: str, rows: tuple[str, ...]
) -> None:
    """Create a trigger that notes the hours of rows, which statistics lack then."""
    # Not `INSERT OR REPLACE`: the statement that fires a trigger overrules what it does then.
    notes = "".join(
        f"DELETE FROM unrecorded WHERE person_id = {row}.person_id"  # noqa: S608
        f" AND hour = substr({row}.measured_at, 1, 13);"
        f" INSERT INTO unrecorded (person_id, hour)"
        f" SELECT {row}.person_id, substr({row}.measured_at, 1, 13)"
        f" WHERE {row}.person_id <> 'guest';"
        for row in rows
    )
    database.execute(f"CREATE TRIGGER statistics_lack_{name} AFTER {when} BEGIN {notes} END")


def create_last_write(database: sqlite3.Connection) -> None:
    """Create the one row that tells which write was committed last."""
    database.execute("CREATE TABLE last_write (id INTEGER PRIMARY KEY, mark TEXT NOT NULL)")


def create_discarded(database: sqlite3.Connection) -> None:
    """Create the place of weighings that were deleted and can still be restored.

    It is a table of its own, so that nothing that reads weighings counts them, and the triggers take
    a discarded one for deleted and a restored one for new. A column that `weighings` gets, this
    table needs, too.
    """
    database.execute("""
        CREATE TABLE discarded (
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
            candidates TEXT NOT NULL,
            discarded_at TEXT NOT NULL
        )
    """)
    database.execute("CREATE INDEX discarded_by_time ON discarded (discarded_at)")


def create_bridge_facts(database: sqlite3.Connection) -> None:
    """Create what bridges learn of the other side."""
    database.execute("""
        CREATE TABLE bridge_facts (
            bridge TEXT NOT NULL,
            key TEXT NOT NULL,
            person_id TEXT NOT NULL,
            fact TEXT NOT NULL,
            PRIMARY KEY (bridge, key)
        )
    """)


def add_given(database: sqlite3.Connection) -> None:
    """Add what the scale itself said of the body, as JSON by the names of metrics."""
    for table in ("weighings", "discarded"):
        database.execute(f"ALTER TABLE {table} ADD COLUMN given TEXT")
    _note_unrecorded(
        database, "given", "UPDATE ON weighings WHEN old.given IS NOT new.given", ("new",)
    )


def add_battery_and_segments(database: sqlite3.Connection) -> None:
    """Add what is left in a scale's battery, in percent, and the ohm of body segments, as JSON.

    No statistic is made of them. Few weighings have a battery: the index is of those alone.
    """
    for table in ("weighings", "discarded"):
        database.execute(f"ALTER TABLE {table} ADD COLUMN battery INTEGER")
        database.execute(f"ALTER TABLE {table} ADD COLUMN segments TEXT")
    database.execute(
        "CREATE INDEX weighings_with_battery ON weighings (scale, measured_at, battery)"
        " WHERE battery IS NOT NULL"
    )


def add_time_estimated(database: sqlite3.Connection) -> None:
    """Note of a weighing that the scale's clock had never been set when it was taken."""
    for table in ("weighings", "discarded"):
        database.execute(
            f"ALTER TABLE {table} ADD COLUMN time_estimated INTEGER NOT NULL DEFAULT 0"
        )


def create_memberships(database: sqlite3.Connection) -> None:
    """Create since when and until when people were members; who is known by now always was one."""
    database.execute("""
        CREATE TABLE memberships (
            person_id TEXT NOT NULL,
            since TEXT,
            until TEXT
        )
    """)
    database.execute("CREATE INDEX memberships_of_person ON memberships (person_id)")
    database.execute("INSERT INTO memberships (person_id) SELECT person_id FROM people")


def add_stamp(database: sqlite3.Connection) -> None:
    """Add when a weighing was taken by the scale's clock: its memory is known again by that."""
    for table in ("weighings", "discarded"):
        database.execute(f"ALTER TABLE {table} ADD COLUMN stamp TEXT")
        database.execute(f"CREATE INDEX {table}_by_stamp ON {table} (scale, stamp)")


MIGRATIONS: tuple[Migration, ...] = (
    create_weighings_and_people,
    create_outbox,
    name_retractions,
    note_what_statistics_lack,
    create_last_write,
    create_discarded,
    create_bridge_facts,
    add_given,
    add_battery_and_segments,
    add_time_estimated,
    create_memberships,
    add_stamp,
)
