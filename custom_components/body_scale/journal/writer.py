"""Runs all journal writes, one at a time and in their order, each until it is written."""

import asyncio
from collections.abc import Callable
from datetime import datetime
import logging
import sqlite3

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN
from .database import FILE_NAME, Journal

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE_S = 1.0
_MAX_PAUSE_S = 300.0
_MAX_BACKUP_S = 3600.0

type Work[T] = Callable[[sqlite3.Connection], T]
"""Runs in the executor, in one transaction; again from its beginning if that could not be written."""


class JournalWriter:
    """Reads and writes a journal from the event loop.

    A write waits for those before it, even for one that waits for a full disk; a read doesn't.
    """

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Take the journal; it isn't opened yet."""
        self.hass = hass
        self.journal = journal
        self._write_lock = asyncio.Lock()
        self._journal_lock = asyncio.Lock()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._stop_waiting: CALLBACK_TYPE | None = None
        self._damage_listeners: list[CALLBACK_TYPE] = []

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
            self._report_damage()

    async def async_read[T](self, work: Work[T]) -> T:
        """Read from the journal."""
        try:
            async with self._journal_lock:
                return await self.hass.async_add_executor_job(self.journal.run, work)
        finally:
            self._report_damage()

    async def async_write[T](self, work: Work[T]) -> T:
        """Write until it is written: a full disk and a backup are waited for."""
        async with self._write_lock:
            return await self._async_write(work)

    async def _async_write[T](self, work: Work[T]) -> T:
        pause = _FIRST_PAUSE_S
        while True:
            await self._may_write.wait()
            try:
                async with self._journal_lock:
                    result = await self.hass.async_add_executor_job(self.journal.run, work)
            except (OSError, sqlite3.OperationalError) as error:
                _LOGGER.debug("Not written, trying again in %s s: %s", pause, error)
                self._issue("journal_unwritable", {"file": FILE_NAME, "error": str(error)})
                await asyncio.sleep(pause)
                pause = min(2 * pause, _MAX_PAUSE_S)
            else:
                ir.async_delete_issue(self.hass, DOMAIN, "journal_unwritable")
                self._report_damage()
                return result

    async def async_close(self) -> None:
        """Close the journal after what is being written."""
        async with self._journal_lock:
            await self.hass.async_add_executor_job(self.journal.close)
        ir.async_delete_issue(self.hass, DOMAIN, "journal_unwritable")

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
    def async_add_damage_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when a damaged journal was set aside; return what ends that."""
        self._damage_listeners.append(listener)
        return lambda: self._damage_listeners.remove(listener)

    @callback
    def _end_waiting(self) -> None:
        if self._stop_waiting:
            self._stop_waiting()
            self._stop_waiting = None

    @callback
    def _report_damage(self) -> None:
        if self.journal.set_aside is None:
            return
        self._issue("journal_damaged", {"file": self.journal.set_aside.name}, persistent=True)
        self.journal.set_aside = None
        for listener in tuple(self._damage_listeners):
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
