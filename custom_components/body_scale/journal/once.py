"""A write that is done once, however often it has to be tried.

A commit may be in doubt: the disk fails in the middle of it, or the file was replaced by a copy that
may have it already. So each write leaves its mark in its own transaction, where the next try finds it.
"""

from collections.abc import Callable
import sqlite3
from uuid import uuid4


class WithdrawnError(Exception):
    """The write was given up before it was committed."""


class Once[T]:
    """Work in a journal's transaction that is done once.

    Attributes:
        worked: It was done at least once, whether or not that was committed.
    """

    def __init__(self, work: Callable[[sqlite3.Connection], T]) -> None:
        """Take the work; it is done again from its beginning when it could not be committed."""
        self.worked = False
        self._work = work
        self._mark = uuid4().hex
        self._withdrawn = False
        self._result: list[T] = []

    def __call__(self, database: sqlite3.Connection) -> T:
        """Do the work, unless it was committed before.

        Raises:
            WithdrawnError: It was given up; the caller's transaction must be rolled back.
        """
        if self.is_done(database):
            return self.result
        before = database.total_changes
        self._check()
        self._result = [self._work(database)]
        if database.total_changes != before:
            _set_mark(database, self._mark)
        self.worked = True
        self._check()
        return self.result

    def is_done(self, database: sqlite3.Connection) -> bool:
        """Return whether it was committed last."""
        return self.worked and last_mark(database) == self._mark

    @property
    def result(self) -> T:
        """Return what the work returned last."""
        return self._result[-1]

    def withdraw(self) -> None:
        """Give it up, from any thread, unless it is being committed already."""
        self._withdrawn = True

    def _check(self) -> None:
        if self._withdrawn:
            raise WithdrawnError


def last_mark(database: sqlite3.Connection) -> str | None:
    """Return the mark of the write that was committed last."""
    row = database.execute("SELECT mark FROM last_write").fetchone()
    return row["mark"] if row else None


def _set_mark(database: sqlite3.Connection, mark: str) -> None:
    database.execute("INSERT OR REPLACE INTO last_write (id, mark) VALUES (0, ?)", (mark,))
