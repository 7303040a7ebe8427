"""Looks again at weighings of which it wasn't certain whose they are, when something was learned."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
import logging
import sqlite3

from homeassistant.core import callback

from ..journal import weighings as stored
from ..journal.weighings import Change
from ..journal.writer import FAULTS, JournalWriter, NotStoredError
from ..model import Weighing
from .changes import WriteHook
from .consequences import Consequence, Consequences
from .identifier import Identifier
from .past import Past
from .turns import Turns
from .view import HouseholdView
from .work import BackgroundWork

_LOGGER = logging.getLogger(__name__)

_MAX_PENDING, _MAX_SET_ASIDE = 200, 50
"""The newest that are looked at again; older ones are asked about."""
_MAX_ROUNDS = 5
"""What became certain teaches, so the rest is looked at once more; so often at most."""

type _Identify = Callable[[Weighing, Past, Sequence[Weighing]], Weighing | None]


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
        consequences: Consequences,
        show: Callable[[Sequence[Weighing]], Awaitable[None]],
    ) -> None:
        """Take what identifies, what is known, what is written to, and what shows the result."""
        self._identifier = identifier
        self._view = view
        self._turns = turns
        self._writer = writer
        self._hook = hook
        self._work = work
        self._consequences = consequences
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
                waiting = await self._undecided()
                decided = await self._decide(waiting) if waiting else []
                if decided:
                    await self._write(decided)
                before = {each.weighing_id: each for each in waiting}
                self._consequences.applied(
                    Consequence(before[each.weighing_id], each) for each in decided
                )
                if decided:
                    await self._show(decided)
            except (*FAULTS, NotStoredError):
                # They stay pending; the next thing that is learned lets them be looked at again.
                _LOGGER.debug("Pending weighings can't be looked at again now", exc_info=True)

    async def anew(self, changes: Sequence[Change]) -> Sequence[Weighing]:
        """Identify anew what is of nobody so far, after more of it came to be known, and write that.

        The caller has the turn, and shows what is returned: all that changed, but not what is set
        aside as before.
        """
        aside = {old.weighing_id for old, _ in changes if old and old.is_set_aside}
        found = {new.weighing_id: new for _, new in changes if new}
        undecided = [w for w in found.values() if w.person_id is None or w.is_set_aside]
        if undecided:
            found |= {each.weighing_id: each for each in await self._anew(undecided)}
        return [w for w in found.values() if not (w.is_set_aside and w.weighing_id in aside)]

    async def _anew(self, weighings: Sequence[Weighing]) -> Sequence[Weighing]:
        try:
            others = await self._undecided()
            past = await self._identifier.async_past_of(weighings)
            found = []
            for old in weighings:
                await asyncio.sleep(0)
                rest = [each for each in others if each.weighing_id != old.weighing_id]
                new = self._identified(self._identifier.anew, old, past, rest) or old
                past.learn(new)
                found.append(new)
            await self._write(found)
        except (*FAULTS, NotStoredError):
            _LOGGER.debug("Weighings can't be identified anew now", exc_info=True)
            return weighings
        return found

    async def asked_about(self, weighing: Weighing) -> Weighing:
        """Return a weighing of anybody as it is when a person is to answer whose it is.

        The caller has the turn, and writes it.

        Raises:
            NotStoredError: The journal can't be read.
        """
        considered = self._identifier.considered(weighing)
        try:
            others = await self._undecided()
            past = await self._identifier.async_past_of([considered])
        except FAULTS as fault:
            raise NotStoredError from fault
        past.unlearn(weighing)
        rest = [each for each in others if each.weighing_id != weighing.weighing_id]
        return self._identifier.asked_about(considered, past, rest)

    async def _undecided(self) -> list[Weighing]:
        return await self._writer.async_read(
            lambda database: stored.undecided(
                database, pending=_MAX_PENDING, set_aside=_MAX_SET_ASIDE
            )
        )

    async def _write(self, decided: Sequence[Weighing]) -> None:
        def write(database: sqlite3.Connection) -> None:
            changes = [stored.change(database, weighing) for weighing in decided]
            self._hook.changed(database, changes)

        # Nobody waits for it: on a full disk actions have their turn.
        await self._writer.async_write(write, deadline=self._turns.deadline())

    async def _decide(self, waiting: Sequence[Weighing]) -> list[Weighing]:
        """Return the weighings that became certain, as they are now.

        The event loop turns after each of them.

        Args:
            waiting: Oldest first, of nobody so far.
        """
        decided: list[Weighing] = []
        past = await self._identifier.async_past_of(waiting)
        rest = list(waiting)
        for _ in range(_MAX_ROUNDS):
            before, rest = rest, []
            for old in before:
                await asyncio.sleep(0)
                others = [each for each in (*before, *rest) if each is not old]
                new = self._identified(self._identifier.again, old, past, others)
                if new is None:
                    rest.append(old)
                    continue
                decided.append(new)
                past.learn(new)
            if len(rest) == len(before):
                break
        return decided

    def _identified(
        self, identify: _Identify, weighing: Weighing, past: Past, others: Sequence[Weighing]
    ) -> Weighing | None:
        try:
            return identify(weighing, past, others)
        except Exception:
            # The others aren't to wait for a mistake that one of them brings out.
            _LOGGER.exception("A pending weighing can't be identified")
            return None
