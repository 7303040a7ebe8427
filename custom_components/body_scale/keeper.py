"""Writes to the journal, one job after the other, and each until it is written."""

import asyncio
from collections.abc import Callable
import logging
import sqlite3

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .journal import FILE_NAME, Journal

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 300.0


class Keeper:
    """The one who writes.

    Hold `turn` around everything that reads the household's state, writes, and follows what was
    written, so that two of these never mix.
    """

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Look after a journal."""
        self.hass = hass
        self.journal = journal
        self.turn = asyncio.Lock()

    async def async_open[T](self, read: Callable[[Journal], T]) -> T:
        """Open the journal and read from it.

        Raises:
            OSError, sqlite3.Error, JournalFromTheFutureError: It can't be opened.
        """

        def work() -> T:
            self.journal.open()
            return read(self.journal)

        result = await self.hass.async_add_executor_job(work)
        self._report_damage()
        return result

    async def async_read[T](self, read: Callable[[Journal], T]) -> T:
        """Read from the journal."""
        result = await self.hass.async_add_executor_job(read, self.journal)
        self._report_damage()
        return result

    async def async_write(self, write: Callable[[Journal], None]) -> None:
        """Write until it is written: a full disk is waited for."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self.hass.async_add_executor_job(write, self.journal)
            except (OSError, sqlite3.OperationalError) as error:
                _LOGGER.debug("Not kept, trying again in %s s: %s", pause, error)
                self._issue("journal_unwritable", {"file": FILE_NAME, "error": str(error)})
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                ir.async_delete_issue(self.hass, DOMAIN, "journal_unwritable")
                self._report_damage()
                return

    async def async_close(self) -> None:
        """Close the journal after what is being written."""
        async with self.turn:
            await self.hass.async_add_executor_job(self.journal.close)

    async def async_pause(self) -> None:
        """Hold all writing and bring the journal into one file, for a backup."""
        await self.turn.acquire()
        await self.hass.async_add_executor_job(self.journal.checkpoint)

    @callback
    def async_resume(self) -> None:
        """Write again."""
        if self.turn.locked():
            self.turn.release()

    def _report_damage(self) -> None:
        if self.journal.set_aside:
            self._issue("journal_damaged", {"file": self.journal.set_aside.name}, persistent=True)
            self.journal.set_aside = None

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
