"""Writes to the journal, one job after the other, and each until it is written."""

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

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 300.0
_LONGEST_BACKUP = 3600.0


class Keeper:
    """The one who writes.

    Hold `turn` around everything that reads the household's state, writes, and follows what was
    written, so that two of these never mix.

    Attributes:
        on_damage: Called when a damaged journal was set aside while running.
    """

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Look after a journal."""
        self.hass = hass
        self.journal = journal
        self.turn = asyncio.Lock()
        self.on_damage: Callable[[], None] = lambda: None
        self._writing = asyncio.Lock()
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._stop_waiting: CALLBACK_TYPE | None = None

    async def async_open[T](self, read: Callable[[Journal], T]) -> T:
        """Open the journal and read from it.

        Raises:
            OSError, sqlite3.Error, JournalFromTheFutureError: It can't be opened.
        """

        def work() -> T:
            self.journal.open()
            return read(self.journal)

        try:
            return await self.hass.async_add_executor_job(work)
        except BaseException:
            await self.hass.async_add_executor_job(self.journal.close)
            raise
        finally:
            self._report_damage()

    async def async_read[T](self, read: Callable[[Journal], T]) -> T:
        """Read from the journal."""
        try:
            async with self._writing:
                return await self.hass.async_add_executor_job(read, self.journal)
        finally:
            if self._report_damage():
                self.on_damage()

    async def async_write(self, write: Callable[[Journal], None]) -> None:
        """Write until it is written: a full disk and a backup are waited for."""
        pause = _FIRST_PAUSE
        while True:
            await self._may_write.wait()
            try:
                async with self._writing:
                    await self.hass.async_add_executor_job(write, self.journal)
            except (OSError, sqlite3.OperationalError) as error:
                _LOGGER.debug("Not kept, trying again in %s s: %s", pause, error)
                self._issue("journal_unwritable", {"file": FILE_NAME, "error": str(error)})
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                ir.async_delete_issue(self.hass, DOMAIN, "journal_unwritable")
                if self._report_damage():
                    self.on_damage()
                return

    async def async_close(self) -> None:
        """Close the journal after what is being written."""
        async with self._writing:
            await self.hass.async_add_executor_job(self.journal.close)
        ir.async_delete_issue(self.hass, DOMAIN, "journal_unwritable")

    async def async_pause(self) -> None:
        """Hold all writing for a backup, until `async_resume` or for an hour at the most."""
        self._may_write.clear()
        self._end_waiting()
        self._stop_waiting = async_call_later(self.hass, _LONGEST_BACKUP, self.async_resume)
        async with self._writing:
            # What was being written is written.
            return

    @callback
    def async_resume(self, _: datetime | None = None) -> None:
        """Write again."""
        self._end_waiting()
        self._may_write.set()

    @callback
    def _end_waiting(self) -> None:
        if self._stop_waiting:
            self._stop_waiting()
            self._stop_waiting = None

    def _report_damage(self) -> bool:
        if self.journal.set_aside is None:
            return False
        self._issue("journal_damaged", {"file": self.journal.set_aside.name}, persistent=True)
        self.journal.set_aside = None
        return True

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
