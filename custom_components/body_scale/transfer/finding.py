"""Finds out whose the weighings of a file are, by the household as it is."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
import time

from ..household.identifier import Identifier
from ..household.past import Past
from ..model import Reading, Weighing, measured

_SLICE_S = 0.01
"""Seconds that the identification takes of the event loop at once."""
_MAX_ROUNDS = 3
"""What became certain teaches, so the rest is looked at once more; so often at most."""

type Progress = Callable[[float], None]
"""Is given the part that is done, from 0 to 1."""


class _Turns:
    """Lets the event loop turn every now and then."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        """Begin with so many steps to go."""
        self._total = total
        self._progress = progress
        self._done = 0
        self._until = time.perf_counter() + _SLICE_S

    async def step(self) -> None:
        """Count a step, and let the loop turn if it waited for long enough."""
        self._done += 1
        if time.perf_counter() < self._until:
            return
        if self._progress:
            self._progress(min(1.0, self._done / self._total))
        await asyncio.sleep(0)
        self._until = time.perf_counter() + _SLICE_S


async def identified(
    identifier: Identifier,
    weighings: Sequence[Weighing],
    to_find: Collection[str],
    progress: Progress | None = None,
) -> list[Weighing]:
    """Return weighings with the people they belong to, as far as that is certain, oldest first.

    Each is identified by what those before it in time teach, and what stays uncertain once more by
    what all others teach.

    Args:
        identifier: Knows the household.
        weighings: New ones, in any order.
        to_find: Ids of those whose person isn't given.
        progress: Is called every now and then.
    """
    in_order = sorted(weighings, key=lambda each: each.measured_at)
    past = await identifier.async_past(
        [_reading(each) for each in in_order if each.weighing_id in to_find]
    )
    turns = _Turns(len(in_order), progress)
    found: dict[str, Weighing] = {}
    for each in in_order:
        weighing = each
        if each.weighing_id in to_find:
            weighing = identifier.weighing(each.scale, _reading(each), past)
            weighing = replace(weighing, weighing_id=each.weighing_id)
        if weighing.person_id is None or weighing.person_id in identifier.people:
            past.learn(weighing)
        found[weighing.weighing_id] = weighing
        await turns.step()
    for _ in range(_MAX_ROUNDS):
        if not await _looked_again(identifier, found, to_find, past, turns):
            break
    return list(found.values())


async def _looked_again(
    identifier: Identifier,
    found: dict[str, Weighing],
    to_find: Collection[str],
    past: Past,
    turns: _Turns,
) -> bool:
    """Decide what is certain by now; return whether anything was."""
    rest = [found[each] for each in to_find if found[each].person_id is None]
    # The newest first: what is known is mostly after them.
    rest.sort(key=lambda each: each.measured_at, reverse=True)
    is_any = False
    for old in rest:
        others = [
            each
            for each in past.unanswered(old.measured_at)
            if (each.measured_at, each.weight_kg) != (old.measured_at, old.weight_kg)
        ]
        new = identifier.again(old, past, others)
        await turns.step()
        if new is not None:
            past.answer(new)
            past.learn(new)
            found[new.weighing_id] = new
            is_any = True
    return is_any


def _reading(weighing: Weighing) -> Reading:
    return Reading(
        **measured(weighing),
        measured_at=weighing.measured_at,
        origin=weighing.origin,
        time_estimated=weighing.time_estimated,
        stamp=weighing.stamp,
    )
