"""Brings what is shown, and the statistics, up to what was just written: one reread a write."""

from collections.abc import Iterable, Sequence
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..journal.writer import JournalWriter
from ..model import Weighing
from .statistics import LongTermStatistics
from .view import HouseholdView, read_snapshot

_LOGGER = logging.getLogger(__name__)


class Refresh:
    """Rereads the journal after writes."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        writer: JournalWriter,
        view: HouseholdView,
    ) -> None:
        """Take what is read from and what shows it."""
        self._writer = writer
        self._view = view
        self._statistics = LongTermStatistics(hass, entry, writer, view)

    async def after_adding(self, weighings: Sequence[Weighing]) -> None:
        """Show new weighings, or such as were nobody's so far."""
        await self._reread({weighing.person_id for weighing in weighings})

    async def after_correcting(self, people: Iterable[str]) -> None:
        """Show a corrected or deleted weighing of some people."""
        await self._reread(people)

    async def after_discarding(self) -> None:
        """Show some pending weighings no more."""
        await self._reread(())

    async def after_erasing(self, person_id: str) -> None:
        """Show nothing of a person any more; they may have been removed before."""
        await self._reread([person_id])

    async def _reread(self, people: Iterable[str | None]) -> None:
        known = [each for each in people if each is not None and each in self._view.people]
        # Noted in the journal by the write itself, whatever becomes of the reading.
        self.async_catch_up_statistics()
        snapshot = await self._writer.async_read(lambda database: read_snapshot(database, known))
        self._view.async_update(snapshot)

    async def after_renewal(self) -> None:
        """Show what another journal has of everybody."""
        await self._reread(self._view.people)

    @callback
    def async_catch_up_statistics(self) -> None:
        """Write the statistics that the recorder lacks, in the background."""
        try:
            self._statistics.async_catch_up()
        except Exception:
            # What is stored is shown all the same.
            _LOGGER.exception("Statistics can't be written; the next start does it")

    async def async_stop(self) -> None:
        """Write no more statistics."""
        await self._statistics.async_stop()
