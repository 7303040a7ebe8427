"""What simulated people go on doing: now and then somebody steps on a scale."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, cycle
from random import Random
from typing import NamedTuple

from .scales.player import Radio, weigh
from .scales.scale import Scale, Stand

GUEST = "Somebody"

_PAUSE_S = (25.0, 55.0)
"""From one weighing to the next; with the weighing itself it is about a minute."""
_GUEST_EVERY = 5
_FIRST_GUEST = 2
"""How many people of the household come before."""
_GUEST_KG = (72.0, 75.0)
"""Nobody's: who it was has to be asked."""
_GUEST_OHM = 495.0
_SIP_KG = 0.08
"""Standard deviation of what somebody gains or loses from one time to the next."""
_STAYS = 0.8
"""How much of that is still there the next time, so that nobody drifts away."""
_OHM = 3.0


class Visit(NamedTuple):
    """Somebody who steps on.

    Attributes:
        name: Who; `GUEST` for nobody of the household.
        stand: What the scale gets of them.
    """

    name: str
    stand: Stand


def visits(people: Mapping[str, Stand], rng: Random) -> Iterator[Visit]:
    """Yield who steps on next, without an end: people in turns, now and then a guest.

    Args:
        people: By name what they weigh now; they stay near it.
        rng: What makes the small differences.
    """
    turns = cycle(people.items())
    changes = dict.fromkeys(people, 0.0)
    for number in count():
        if number % _GUEST_EVERY == _FIRST_GUEST:
            yield Visit(GUEST, _stand(rng.uniform(*_GUEST_KG), _GUEST_OHM, rng))
        else:
            name, usual = next(turns)
            changes[name] = _STAYS * changes[name] + rng.gauss(0, _SIP_KG)
            yield Visit(name, _stand(usual.weight_kg + changes[name], usual.impedance, rng))


async def go_on_weighing(
    people: Mapping[str, Stand],
    scales: Sequence[tuple[str, Scale]],
    radio: Radio,
    say: Callable[[str], None],
    rng: Random,
) -> None:
    """Let people step on the scales, one about each minute, in real time and without an end.

    Args:
        people: By name what they weigh now.
        scales: With their names; used in turns.
        radio: What hears the scales.
        say: Where it is told.
        rng: Decides what is different each time.
    """
    for visit, (name, scale) in zip(visits(people, rng), cycle(scales), strict=False):
        await asyncio.sleep(rng.uniform(*_PAUSE_S))
        say(f"{visit.name} steps on: {visit.stand.weight_kg} kg ({name})")
        await weigh(scale, visit.stand, radio)
        if visit.name == GUEST:
            say("Whose it is isn't clear: the dashboard asks who it was")


def _stand(weight_kg: float, impedance: float | None, rng: Random) -> Stand:
    ohm = None if impedance is None else round(impedance + rng.gauss(0, _OHM))
    return Stand(weight_kg=round(weight_kg, 1), impedance=ohm)
