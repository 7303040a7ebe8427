"""Looks again at weighings of which it wasn't certain whose they are, when something was learned."""

import asyncio
from bisect import insort
from collections.abc import Awaitable, Callable, Iterable, Sequence
import logging
import sqlite3

from homeassistant.core import callback

from ..journal import weighings as stored
from ..journal.writer import FAULTS, JournalWriter, NotStoredError
from ..model import GUEST, Weighing
from .changes import WriteHook
from .identifier import History, Identifier
from .turns import Turns
from .view import HouseholdView
from .work import BackgroundWork

_LOGGER = logging.getLogger(__name__)

_MAX_PENDING, _MAX_SET_ASIDE = 200, 50
"""The newest that are looked at again; older ones are asked about."""
_MAX_ROUNDS = 5
"""What became certain teaches, so the rest is looked at once more; so often at most."""


class Relook:
    """Decides whose weighings are that weren't certain before."""

    def __init__(
        self,
        identifier: Identifier,
        view: HouseholdView,
        *,
        turns: Turns,
        writer: JournalWriter,
        hook: WriteHook,
        work: BackgroundWork,
        show: Callable[[Sequence[Weighing]], Awaitable[None]],
    ) -> None:
        """Take what identifies, what is known, what is written to, and what shows the result."""
        self._identifier = identifier
        self._view = view
        self._turns = turns
        self._writer = writer
        self._hook = hook
        self._work = work
        self._show = show
        self._waits = False

    @callback
    def async_start(self) -> None:
        """Look in the background, once for everything that was learned until then."""
        undecided = self._view.undecided
        if (undecided.number or undecided.set_aside) and not (self._waits or self._turns.is_over):
            self._waits = True
            self._work.async_start(self.look())

    async def look(self) -> None:
        """Look at the newest weighings of nobody so far, and write what became certain."""
        async with self._turns.lock:
            self._waits = False
            try:
                waiting = await self._writer.async_read(
                    lambda database: stored.undecided(
                        database, pending=_MAX_PENDING, set_aside=_MAX_SET_ASIDE
                    )
                )
                if decided := await self._decide(waiting):
                    await self._write(decided)
            except (*FAULTS, NotStoredError):
                # They stay pending; the next thing that is learned lets them be looked at again.
                _LOGGER.debug("Pending weighings can't be looked at again now", exc_info=True)

    async def _write(self, decided: Sequence[Weighing]) -> None:
        def write(database: sqlite3.Connection) -> None:
            changes = [stored.change(database, weighing) for weighing in decided]
            self._hook.changed(database, changes)

        # Nobody waits for it: on a full disk actions have their turn.
        await self._writer.async_write(write, deadline=self._turns.deadline())
        await self._show(decided)

    async def _decide(self, waiting: Iterable[Weighing]) -> list[Weighing]:
        """Return the weighings that became certain, as they are now.

        The event loop turns after each of them.

        Args:
            waiting: Oldest first, of nobody so far.
        """
        decided: list[Weighing] = []
        learned: dict[str, Sequence[Weighing]] = {}

        def history(person_id: str) -> Sequence[Weighing]:
            return learned.get(person_id) or self._view.history(person_id)

        rest = list(waiting)
        for _ in range(_MAX_ROUNDS):
            before, rest = rest, []
            for old in before:
                await asyncio.sleep(0)
                others = [each for each in (*before, *rest) if each is not old]
                new = self._again(old, history, others)
                if new is None:
                    rest.append(old)
                    continue
                decided.append(new)
                if new.person_id and new.person_id != GUEST:
                    learned[new.person_id] = _with(history(new.person_id), new)
            if len(rest) == len(before):
                break
        return decided

    def _again(
        self, weighing: Weighing, history: History, others: Sequence[Weighing]
    ) -> Weighing | None:
        try:
            return self._identifier.again(weighing, history, others)
        except Exception:
            # The others aren't to wait for a mistake that one of them brings out.
            _LOGGER.exception("A pending weighing can't be identified")
            return None


def _with(history: Sequence[Weighing], weighing: Weighing) -> Sequence[Weighing]:
    """Return another history that has one more weighing, oldest first."""
    longer = list(history)
    insort(longer, weighing, key=lambda each: each.measured_at)
    return longer
