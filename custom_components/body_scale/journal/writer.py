"""Runs all journal writes, one at a time and in their order, each until it is written."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
import logging
import sqlite3
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN
from .database import FILE_NAME, Journal
from .migrations import JournalFromTheFutureError
from .once import Once

_LOGGER = logging.getLogger(__name__)

UNWRITABLE_ISSUE = "journal_unwritable"
_FIRST_PAUSE_S = 1.0
_MAX_PAUSE_S = 300.0
_MAX_BACKUP_S = 3600.0
FAULTS = (OSError, sqlite3.Error, JournalFromTheFutureError)
"""Of the file, the disk or another program: what reading raises."""
_HOPELESS = (
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.NotSupportedError,
    sqlite3.ProgrammingError,
)
"""Of a write that is wrong in itself, so that trying again doesn't help."""

type Work[T] = Callable[[sqlite3.Connection], T]
"""Runs in the executor, in one transaction; again from its beginning if that could not be written."""


class NotStoredError(HomeAssistantError):
    """A write could not be done in the time that its caller has; it was withdrawn."""

    def __init__(self) -> None:
        """Say that nothing was changed."""
        super().__init__(translation_domain=DOMAIN, translation_key="not_stored")


class JournalWriter:
    """Reads and writes a journal from the event loop.

    A write waits for those before it, even for one that waits for a full disk; a read doesn't.

    Attributes:
        is_failing: The last try to write failed.
    """

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Take the journal; it isn't opened yet."""
        self.hass = hass
        self.journal = journal
        self.is_failing = False
        self._is_closed = False
        self._write_lock = asyncio.Lock()
        self._journal_lock = asyncio.Lock()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._stop_waiting: CALLBACK_TYPE | None = None
        self._renewal_listeners: list[CALLBACK_TYPE] = []
        self._failure_listeners: list[CALLBACK_TYPE] = []

    @property
    def is_held_up(self) -> bool:
        """Return whether what is written now waits, for a disk or a backup."""
        return self.is_failing or not self._may_write.is_set()

    async def async_open[T](self, work: Work[T]) -> T:
        """Open the journal and do the first work in it, once.

        Raises:
            OSError, sqlite3.Error, JournalFromTheFutureError: It can't be opened, or not be written.
        """

        def open_and_work() -> T:
            self.journal.open()
            return self.journal.run(work)

        try:
            return await self.hass.async_add_executor_job(open_and_work)
        except BaseException:
            await self.hass.async_add_executor_job(self.journal.close)
            raise
        finally:
            self._report_file()

    async def async_read[T](self, work: Work[T]) -> T:
        """Read from the journal."""
        try:
            async with self._journal_lock:
                return await self.hass.async_add_executor_job(self.journal.run, work)
        finally:
            self._report_file()

    async def async_write[T](self, work: Work[T], *, deadline: float | None = None) -> T:
        """Write until it is written: a full disk and a backup are waited for.

        When the caller is cancelled, it either never will be written, or it is: then this returns, and
        the caller's next pause is cancelled.

        Args:
            work: What to write.
            deadline: The loop's time at which it is withdrawn; None for never.

        Raises:
            NotStoredError: It was withdrawn.
        """
        once = Once(work)
        try:
            async with asyncio.timeout_at(deadline), self._write_lock:
                result = await self._async_write(once)
        except TimeoutError:
            if once.worked and await self._async_is_done(once):
                return once.result
            raise NotStoredError from None
        task = asyncio.current_task()
        if task and task.cancelling():
            # It came in the middle of a commit: the caller learns of that first, and then ends.
            task.uncancel()
            task.cancel()
        return result

    async def _async_write[T](self, once: Once[T]) -> T:
        pause = _FIRST_PAUSE_S
        while True:
            await self._may_write.wait()
            if self._is_closed:
                raise NotStoredError
            try:
                result = await self._async_try(once)
            except FAULTS as error:
                if isinstance(error, _HOPELESS):
                    raise
                _LOGGER.debug("Not written, trying again in %s s: %s", pause, error)
                self._report_failure(error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _MAX_PAUSE_S)
            else:
                self.is_failing = False
                ir.async_delete_issue(self.hass, DOMAIN, UNWRITABLE_ISSUE)
                return result

    async def _async_try[T](self, once: Once[T]) -> T:
        """Try once; when cancelled meanwhile, wait until it is known what came of it."""
        async with self._journal_lock:
            job = self.hass.async_add_executor_job(self.journal.run, once)
            try:
                await asyncio.wait([job])
            except asyncio.CancelledError:
                once.withdraw()
                while not job.done():
                    with suppress(asyncio.CancelledError):
                        await asyncio.wait([job])
                if job.cancelled() or job.exception():
                    raise
            finally:
                self._report_file()
            return job.result()

    async def _async_is_done(self, once: Once[Any]) -> bool:
        """Return whether a write whose commit failed was committed all the same."""
        try:
            return await self.async_read(once.is_done)
        except FAULTS:
            return False

    async def async_close(self) -> None:
        """Close the journal after what is being written; what waits to be written is withdrawn."""
        self._is_closed = True
        async with self._journal_lock:
            await self.hass.async_add_executor_job(self.journal.close)
        if not self.is_failing:
            ir.async_delete_issue(self.hass, DOMAIN, UNWRITABLE_ISSUE)

    async def async_pause(self) -> None:
        """Hold all writing for a backup, until `async_resume` or for an hour at the most."""
        self._may_write.clear()
        self._end_waiting()
        self._stop_waiting = async_call_later(self.hass, _MAX_BACKUP_S, self.async_resume)
        async with self._journal_lock:
            # What was being written is written.
            return

    @callback
    def async_resume(self, _: datetime | None = None) -> None:
        """Write again."""
        self._end_waiting()
        self._may_write.set()

    @callback
    def async_add_renewal_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when the journal has other content than was written; return what ends that.

        A damaged one was set aside, or the file was replaced.
        """
        self._renewal_listeners.append(listener)
        return lambda: self._renewal_listeners.remove(listener)

    @callback
    def async_add_failure_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener after each try to write that failed; return what ends that."""
        self._failure_listeners.append(listener)
        return lambda: self._failure_listeners.remove(listener)

    @callback
    def _end_waiting(self) -> None:
        if self._stop_waiting:
            self._stop_waiting()
            self._stop_waiting = None

    @callback
    def _report_failure(self, error: Exception) -> None:
        self.is_failing = True
        self._issue(UNWRITABLE_ISSUE, {"file": FILE_NAME, "error": str(error)})
        for listener in tuple(self._failure_listeners):
            listener()

    @callback
    def _report_file(self) -> None:
        """Tell of a damaged file that was set aside, and of one that was replaced."""
        aside, renewed = self.journal.set_aside, self.journal.renewed
        self.journal.set_aside, self.journal.renewed = None, False
        if aside:
            self._issue("journal_damaged", {"file": aside.name}, persistent=True)
        if aside or renewed:
            for listener in tuple(self._renewal_listeners):
                listener()

    def _issue(self, key: str, placeholders: dict[str, str], *, persistent: bool = False) -> None:
        ir.async_create_issue(
            self.hass,
            DOMAIN,
            key,
            is_fixable=False,
            is_persistent=persistent,
            severity=ir.IssueSeverity.ERROR,
            translation_key=key,
            translation_placeholders=placeholders,
        )
