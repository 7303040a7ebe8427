"""Medisana BS410, BS430, BS440 and BS444, over a connection.

They send what they remember of all their users, newest weighing included, as soon as they know the
time, and delete nothing. Frames are those of `transtek.py`. The name tells from when the clock counts:
0203B… (BS430) from 1970, the others from 2010.

Sources: captures in the openScale wiki, keptenkurk/BS440, oliexdev/openScale. BS430 is *unverified*.
"""

from ..model import Frame, Traits
from .conversation import Conversation, GaveUp, Situation, subscribe, wait
from .family import Family, Gives, by_name
from .transtek import ANSWER, BODY, FROM_2010, WEIGHTS, Pairs, set_clock, weight

_MODEL = "Medisana BS4xx"
_FROM_1970 = "0203B"
_BY_NAME = by_name(_MODEL, "013197*", "013198*", "0202B6*", f"{_FROM_1970}*")
_SILENCE_S = 30.0
"""All records were seen to come within that."""


def converse(situation: Situation) -> Conversation:
    """Set the clock, and take what comes."""
    for uuid in (BODY, ANSWER):
        yield from subscribe(uuid)
    if not (yield from subscribe(WEIGHTS[0])):
        raise GaveUp("it has no characteristic 8A21")
    pairs = Pairs(_MODEL, situation)
    epoch = 0 if situation.name.startswith(_FROM_1970) else FROM_2010
    yield from set_clock(situation, epoch=epoch)
    while heard := (yield from wait(_SILENCE_S)):
        yield from pairs.take(heard)
    yield from pairs.recall()


def records(payload: bytes) -> list[Frame]:
    """Return the weight in one notification."""
    frame = weight(_MODEL, payload)
    return [frame] if frame else []


FAMILY = Family(
    name="medisana",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    traits=Traits(patience=5.0, on_air=120.0, step=0.1, connects=True, slots=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    models="BS410, BS430, BS440, BS444",
    gives=(Gives.IMPEDANCE, Gives.BODY, Gives.USER, Gives.MEMORY),
    unverified="BS430",
)
