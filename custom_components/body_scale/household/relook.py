"""Looks again at weighings of which it wasn't certain whose they are, when something was learned."""

import asyncio
from bisect import insort
from collections.abc import Iterable, Sequence
import logging

from ..model import GUEST, Weighing
from .identifier import History, Identifier

_LOGGER = logging.getLogger(__name__)

_MAX_ROUNDS = 5
"""What became certain teaches, so the rest is looked at once more; so often at most."""


class Relook:
    """Decides whose weighings are that weren't certain before."""

    def __init__(self, identifier: Identifier, history: History) -> None:
        """Take what identifies, and what returns a member's weighings, oldest first."""
        self._identifier = identifier
        self._history = history

    async def decide(self, waiting: Iterable[Weighing]) -> list[Weighing]:
        """Return the weighings that became certain, as they are now.

        The event loop turns after each of them.

        Args:
            waiting: Oldest first, of nobody so far.
        """
        decided: list[Weighing] = []
        learned: dict[str, Sequence[Weighing]] = {}

        def history(person_id: str) -> Sequence[Weighing]:
            return learned.get(person_id) or self._history(person_id)

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
