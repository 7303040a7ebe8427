"""Hesley (`YunChen`), over a connection.

Asked in FFF1, the scale notifies, in FFF4, of 20 bytes, in which 2–3 are the weight, 0.01 kg,
big-endian. From byte 4 come fat, water, muscle and bone. Of whom isn't known: no source tells the scale
of a person, or else the person is in the question, which is always the same. So they aren't used. There
is no impedance and no check.

*Unverified*: no capture was published. Source: oliexdev/openScale, `HesleyHandler`.
"""

from ..model import Frame, Traits
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import EVERYTHING, Family, by_name

_MODEL = "Hesley scale"
_BY_NAME = by_name(_MODEL, "YunChen")
_QUESTION = bytes.fromhex("a5012cab505a29")
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def records(payload: bytes) -> list[Frame]:
    """Return the weight in one notification."""
    if len(payload) != 20:
        return []
    weight = int.from_bytes(payload[2:4]) / 100
    return [Frame(_MODEL, weight, stable=True, final=True)] if weight else []


def converse(situation: Situation) -> Conversation:
    """Ask, and listen until nobody stands on the scale."""
    if not (yield from subscribe("fff4")):
        raise GaveUp("it has no characteristic FFF4")
    yield from write("fff1", _QUESTION, response=True)
    last: list[Frame] = []
    while heard := (yield from wait(_SILENCE_S)):
        frames = records(heard.data) if heard.uuid == "fff4" else []
        if frames and frames != last:
            last = frames
            yield Heard(tuple(frames))


FAMILY = Family(
    name="hesley",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    traits=Traits(on_air=60.0, step=0.1, connects=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    unverified=EVERYTHING,
)
