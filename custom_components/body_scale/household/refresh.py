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

    async def after_correcting(
        self, old: Weighing, new: Weighing | None, people: Iterable[str]
    ) -> None:
        """Show a corrected or (None) deleted weighing of some people."""
        last = self._view.last
        was_last = last is not None and last.weighing_id == old.weighing_id
        await self._reread(people, forget_last=new is None and was_last)

    async def after_discarding(self, deleted: Sequence[Weighing]) -> None:
        """Show some pending weighings no more, given the newest of them."""
        last = self._view.last
        was_last = last is not None and last.weighing_id in {w.weighing_id for w in deleted}
        await self._reread((), forget_last=was_last)

    async def after_erasing(self, person_id: str) -> None:
        """Show nothing of a person any more; they may have been removed before."""
        last = self._view.last
        was_last = last is not None and last.person_id == person_id
        await self._reread([person_id], forget_last=was_last)

    async def _reread(self, people: Iterable[str | None], *, forget_last: bool = False) -> None:
        known = [each for each in people if each is not None and each in self._view.people]
        # Noted in the journal by the write itself, whatever becomes of the reading.
        self.async_catch_up_statistics()
        snapshot = await self._writer.async_read(lambda database: read_snapshot(database, known))
        self._view.async_update(snapshot, forget_last=forget_last)

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
