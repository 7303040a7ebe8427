"""Finds out whose the weighings of a file are, by the household as it is."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
import time

from ..household.identifier import Identifier
from ..household.past import Past
from ..identification.candidates import Measured
from ..model import Reading, Weighing, measured

_SLICE_S = 0.01
"""Seconds that the identification takes of the event loop at once."""
_MAX_ROUNDS = 3
"""What became certain teaches, so the rest is looked at once more; so often at most."""

type Progress = Callable[[float], None]
"""Is given the part that is done, from 0 to 1."""


class Finding:
    """Identifies the new weighings of a file.

    Each is identified by what those before it in time teach, and what stays uncertain once more by
    what all others teach.

    Attributes:
        found: All of them, oldest first.
        uncertain: Those that are nobody's so far, the newest first.
    """

    def __init__(self, identifier: Identifier, weighings: Sequence[Weighing]) -> None:
        """Take new weighings, at least one, oldest first."""
        self._identifier = identifier
        self._weighings = weighings
        self._past: Past | None = None
        self._until = 0.0
        self.found: list[Weighing] = []
        self.uncertain: list[Weighing] = []

    async def run(self, to_find: Collection[str], progress: Progress | None = None) -> None:
        """Identify them.

        Args:
            to_find: Ids of those whose person isn't given.
            progress: Is called every now and then.
        """
        weighings = self._weighings
        past = self._past = await self._identifier.async_past((weighings[0], weighings[-1]))
        self._until = time.perf_counter() + _SLICE_S
        for each in weighings:
            is_to_find = each.weighing_id in to_find
            weighing = self._identified(each, past) if is_to_find else each
            if weighing.person_id is None or weighing.person_id in self._identifier.people:
                past.learn(weighing)
            self.found.append(weighing)
            if is_to_find and weighing.person_id is None:
                self.uncertain.append(weighing)
            await self._turn(progress)
        # What is known is mostly after them.
        self.uncertain.reverse()
        await self._look_again(past)

    def _identified(self, weighing: Weighing, past: Past) -> Weighing:
        found = self._identifier.weighing(weighing.scale, _reading(weighing), past)
        return replace(found, weighing_id=weighing.weighing_id)

    async def _look_again(self, past: Past) -> None:
        """Decide what has become certain."""
        decided: dict[str, Weighing] = {}
        for _ in range(_MAX_ROUNDS):
            before, self.uncertain = self.uncertain, []
            for old in before:
                new = self._identifier.again(old, past, _others(past, old))
                if new is None:
                    self.uncertain.append(old)
                else:
                    past.answer(new)
                    past.learn(new)
                    decided[new.weighing_id] = new
                await self._turn()
            if len(self.uncertain) == len(before):
                break
        if decided:
            self.found = [decided.get(each.weighing_id, each) for each in self.found]

    async def _turn(self, progress: Progress | None = None) -> None:
        """Let the event loop turn if it waited for long enough."""
        if time.perf_counter() < self._until:
            return
        if progress:
            progress(len(self.found) / len(self._weighings))
        await asyncio.sleep(0)
        self._until = time.perf_counter() + _SLICE_S


def _others(past: Past, weighing: Weighing) -> list[Measured]:
    what = (weighing.measured_at, weighing.weight_kg)
    near = past.unanswered(weighing.measured_at)
    return [each for each in near if (each.measured_at, each.weight_kg) != what]


def _reading(weighing: Weighing) -> Reading:
    return Reading(
        **measured(weighing),
        measured_at=weighing.measured_at,
        origin=weighing.origin,
        time_estimated=weighing.time_estimated,
        stamp=weighing.stamp,
    )
