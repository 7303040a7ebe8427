"""The journal's file: its connection, its transactions, and what is done when it is damaged.

What has been written is committed, with full synchronisation, when `Journal.run` returns. It blocks:
call it in the executor.

A connection is to a file, not to a name: when the file is replaced or removed, SQLite goes on with the
one that nobody will ever find again. So each transaction begins by looking at what is there now.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
import logging
import os
from pathlib import Path
import sqlite3
from threading import Lock
from typing import NamedTuple

from .migrations import MIGRATIONS, migrate
from .once import Once, last_mark

_LOGGER = logging.getLogger(__name__)

FILE_NAME = "body_scale.db"
_PAGE_BYTES = 4096
_LOCKED_S = 10
"""Seconds to wait for another process that reads the file."""
_MAX_TRIES = 4
"""Of one transaction: after damage on a new connection, and then on a new file."""
_MISTAKES = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_MISUSE,
    sqlite3.SQLITE_RANGE,
    sqlite3.SQLITE_TOOBIG,
}
"""Primary result codes of statements that fail on any file."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_DISCONNECTED = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
"""Primary result codes of a connection that may never work again, while a new one does."""


class _Stamp(NamedTuple):
    """What tells whether another program touched the file since."""

    device: int
    inode: int
    size: int
    modified_ns: int

    def is_file_of(self, other: _Stamp | None) -> bool:
        """Return whether it is the same file, with whatever content."""
        return other is not None and self[:2] == other[:2]


class _ReplacedError(sqlite3.OperationalError):
    """What was committed went into a file that isn't there any more."""


class Journal:
    """The household's file.

    Attributes:
        path: Where it is.
        set_aside: Where a damaged file was moved, if one was found.
        renewed: The file has other content than what was written here last: it was replaced or begun
            anew since it was opened.
    """

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self.path = path
        self.set_aside: Path | None = None
        self.renewed = False
        self._database: sqlite3.Connection | None = None
        self._is_open = False
        self._stamp: _Stamp | None = None
        self._mark: str | None = None
        # One connection has one transaction: another thread's reading would commit half a write.
        self._lock = Lock()

    def open(self) -> None:
        """Open the file, made or migrated as needed; a damaged one is set aside, never overwritten.

        Raises:
            JournalFromTheFutureError: A later version wrote it; it is left alone.
            sqlite3.OperationalError: The disk doesn't let it be opened.
        """
        with self._lock:
            self._is_open = True
            self._database = self._begin(None)
            self.renewed = False

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._is_open = False
            self._disconnect()

    def run[T](self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work in one transaction; on a file found damaged or replaced, again on the one there is.

        Raises:
            JournalFromTheFutureError: The file was replaced by that of a later version.
            sqlite3.OperationalError: The journal is closed, or the disk doesn't let it be written.
        """
        once: Once[T] = work if isinstance(work, Once) else Once(work)
        with self._lock:
            tries = 1
            while True:
                database = self._connected()
                try:
                    with _readable_errors():
                        return self._transact(database, once)
                except sqlite3.DatabaseError as error:
                    if tries == _MAX_TRIES or not self._heal(error, tries):
                        raise
                    _LOGGER.debug("The journal is connected to anew: %s", error)
                    tries += 1

    def _transact[T](self, database: sqlite3.Connection, once: Once[T]) -> T:
        before = database.total_changes
        try:
            with database:
                result = once(database)
                mark = last_mark(database)
        finally:
            self._note()
        if database.total_changes != before and self._is_replaced():
            raise _ReplacedError("the journal's file was replaced")
        self._mark = mark
        return result

    def _heal(self, error: sqlite3.DatabaseError, tries: int) -> bool:
        """Do what lets a transaction that failed be tried again; return whether anything does."""
        if self._is_replaced():
            return True
        if _is_damage(error):
            self._disconnect()
            if tries > 1:
                # The check when connecting found nothing, and yet it is damaged.
                self._move_aside()
            return True
        if _code(error) in _DISCONNECTED:
            self._disconnect()
            return True
        return False

    def _connected(self) -> sqlite3.Connection:
        """Return a connection to the file that is there now."""
        if not self._is_open:
            raise sqlite3.OperationalError("the journal is closed")
        old = self._database
        if old is not None and self._stamp == self._look():
            return old
        # The old connection stays until there is a new one: it may have the only copy. Without one,
        # the disk didn't let it be opened so far.
        database = self._begin(old if self._is_replaced() else None)
        self._database = database
        if old is not None:
            old.close()
        return database

    def _begin(self, old: sqlite3.Connection | None) -> sqlite3.Connection:
        """Connect to the file, after setting aside a damaged one.

        Args:
            old: A connection to what was the journal before the file was replaced.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self._is_cut():
            self._move_aside()
        try:
            database = self._open_or_rescue(old)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self._move_aside()
            database = self._open_or_rescue(old)
        self._stamp = self._look()
        if last_mark(database) != self._mark:
            self.renewed = True
            self._mark = last_mark(database)
        return database

    def _open_or_rescue(self, old: sqlite3.Connection | None) -> sqlite3.Connection:
        """Connect to the file; where there is none, to a copy of what the old connection has."""
        if old is not None and not self.path.exists():
            try:
                self._rescue(old)
            except sqlite3.DatabaseError as error:
                if not _is_damage(error):
                    raise
        return self._connect()

    def _rescue(self, old: sqlite3.Connection) -> None:
        """Write a whole copy of the old connection's file in the place of the journal."""
        _LOGGER.warning("%s was removed; it is written anew from what is still open", self.path)
        copy = self.path.with_name(self.path.name + ".rescued")
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(copy)) as target:
            old.backup(target)
        copy.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self.path, timeout=_LOCKED_S, check_same_thread=False)
        try:
            database.row_factory = sqlite3.Row
            # A power cut right after a commit must not undo it. Writes are few, so there is no
            # need for a write-ahead log, and the one file is whole between them.
            with _readable_errors():
                database.execute("PRAGMA journal_mode = DELETE")
                database.execute("PRAGMA synchronous = FULL")
                _check(database)
                migrate(database)
        except BaseException:
            database.close()
            raise
        return database

    def _disconnect(self) -> None:
        if self._database:
            self._database.close()
            self._database = None

    def _look(self) -> _Stamp | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return _Stamp(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)

    def _note(self) -> None:
        """Remember the file as a transaction of this connection left it."""
        now = self._look()
        if now and now.is_file_of(self._stamp):
            self._stamp = now

    def _is_replaced(self) -> bool:
        """Return whether another file, or none, is where the connected one was."""
        return self._stamp is not None and not self._stamp.is_file_of(self._look())

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


@contextmanager
def _readable_errors() -> Iterator[None]:
    """Take an error that quotes a damaged file, and so can't be decoded itself, for damage."""
    try:
        yield
    except UnicodeDecodeError as error:
        raise sqlite3.DatabaseError("the file is unreadable") from error


def _check(database: sqlite3.Connection) -> None:
    """Look for damage, and for the tables: what another program wrote isn't a journal.

    Raises:
        sqlite3.DatabaseError: It isn't a whole journal, nor a new one.
    """
    [verdict] = database.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    [version] = database.execute("PRAGMA user_version").fetchone()
    names = {row["name"] for row in database.execute("SELECT name FROM sqlite_master")}
    # A later version may have other tables.
    is_known = 0 < version <= len(MIGRATIONS)
    if (is_known and "weighings" not in names) or (version == 0 and names):
        raise sqlite3.DatabaseError("not a journal")


def _code(error: sqlite3.Error) -> int | None:
    """Return the primary result code; None for what wasn't raised by SQLite itself."""
    return error.sqlite_errorcode & 0xFF if hasattr(error, "sqlite_errorcode") else None


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Tell a broken file from a full disk, a lock or a mistake of this code."""
    code = _code(error)
    if code is None:
        # Raised here: the verdict of the check, or that the journal is closed.
        return not isinstance(error, sqlite3.OperationalError)
    return code in _DAMAGED


def is_mistake(error: Exception) -> bool:
    """Return whether a statement is wrong, not the file or the disk: trying again doesn't help."""
    if not isinstance(error, sqlite3.Error):
        return True
    code = _code(error)
    if code is None:
        # Raised by the module, which can't bind a value, say.
        return isinstance(error, sqlite3.InterfaceError | sqlite3.ProgrammingError)
    return code in _MISTAKES
