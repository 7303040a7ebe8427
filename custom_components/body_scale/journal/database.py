"""The journal's file: its connection, its transactions, and what is done when it is damaged.

What has been written is committed, with full synchronisation, when `Journal.run` returns. It blocks:
call it in the executor.
"""

from collections.abc import Callable
from datetime import UTC, datetime
import logging
from pathlib import Path
import sqlite3
from threading import Lock

from .migrations import migrate

_LOGGER = logging.getLogger(__name__)

FILE_NAME = "body_scale.db"
_PAGE_BYTES = 4096
_LOCKED_S = 10
"""Seconds to wait for another process that reads the file."""
_MISTAKES = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE,
    sqlite3.SQLITE_TOOBIG,
}
"""Primary result codes of statements that fail on any file."""


class Journal:
    """The household's file.

    Attributes:
        path: Where it is.
        set_aside: Where a damaged file was moved, if one was found.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self.path = path
        self.set_aside: Path | None = None
        self._database: sqlite3.Connection | None = None
        self._is_open = False
        # One connection has one transaction: another thread's reading would commit half a write.
        self._lock = Lock()

    def open(self) -> None:
        """Open the file, made or migrated as needed; a damaged one is set aside, never overwritten.

        Raises:
            JournalFromTheFutureError: A later version wrote it; it is left alone.
            sqlite3.OperationalError: The disk doesn't let it be opened.
        """
        self._is_open = True
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
        self._is_open = False
        self._disconnect()

    def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work in one transaction; on a file found damaged, again on a new one.

        Raises:
            sqlite3.OperationalError: The journal is closed, or the disk doesn't let it be written.
        """
        try:
            return self._transact(work)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            _LOGGER.debug("The journal is damaged: %s", error)
        self._disconnect()
        self._move_aside()
        return self._transact(work)

    def _transact[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            if self._database is None:
                if not self._is_open:
                    raise sqlite3.OperationalError("the journal is closed")
                # A damaged file was set aside, and the disk may not have let a new one be made so far.
                self._database = self._connect()
            with self._database:
                return work(self._database)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=_LOCKED_S, check_same_thread=False)
        try:
            database.row_factory = sqlite3.Row
            # A power cut right after a commit must not undo it. Writes are few, so there is no
            # need for a write-ahead log, and the one file is whole between them.
            database.execute("PRAGMA journal_mode = DELETE")
            database.execute("PRAGMA synchronous = FULL")
            _check(database)
            migrate(database)
        except BaseException:
            database.close()
            raise
        return database

    def _disconnect(self) -> None:
        with self._lock:
            if self._database:
                self._database.close()
                self._database = None

    def _is_cut(self) -> bool:
        """Return whether there is less than a page of it, which SQLite would take for a new file."""
        if self.path.exists():
            return self.path.stat().st_size < _PAGE_BYTES
        return self.path.with_name(self.path.name + "-journal").exists()

    def _move_aside(self) -> None:
        """Give the damaged files another name, so that they can be rescued."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        self.set_aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
        for suffix in ("-journal", ""):
            part = self.path.with_name(self.path.name + suffix)
            if part.exists():
                part.rename(self.set_aside.with_name(self.set_aside.name + suffix))


def _check(database: sqlite3.Connection) -> None:
    [verdict] = database.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell a broken file from a full disk, a lock or a mistake of this code."""
    if not hasattr(error, "sqlite_errorcode"):
        # Raised here: the verdict of quick_check, or that the journal is closed.
        return not isinstance(error, sqlite3.OperationalError)
    return error.sqlite_errorcode & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_mistake(error: Exception) -> bool:
    """Return whether a statement is wrong, not the file or the disk: trying again doesn't help."""
    if not isinstance(error, sqlite3.Error):
        return True
    if not hasattr(error, "sqlite_errorcode"):
        # Raised by the module, which can't bind a value, say.
        return isinstance(error, sqlite3.InterfaceError | sqlite3.ProgrammingError)
    return error.sqlite_errorcode & 0xFF in _MISTAKES
