"""ADE BA 1600, over a connection; the Trisa Body Analyze 4.0 speaks alike, and can't be used yet.

Frames are those of `transtek.py`. The scale says, in 8A82:

| from the scale | answer, in 8A81 |
| --- | --- |
| A1, four bytes | 20 and these bytes, exclusive-or with the scale's password; 02 and the time |
| A0, password | 21 and four bytes of a new name; only while the scale's button is held |

The ADE has no password: it takes its own bytes. Records are gone once they were read, and come one
after the other; 22 ends it. A Trisa sends nothing without its password, and it would have to be kept
from the pairing on; nothing keeps it. Both have the same names.

Sources: a capture of the ADE in KristianP26/ble-scale-sync #138 and the weights of a Trisa in the
openScale wiki, which the tests hold; what a Trisa is answered is *unverified*.
"""

from ..model import Frame, Traits
from .conversation import Conversation, GaveUp, Situation, subscribe, wait, write
from .family import Family, Gives, by_name
from .transtek import ANSWER, BODY, COMMAND, WEIGHTS, Pairs, set_clock, weight

_MODEL = "ADE BA 1600"
_BY_NAME = by_name(_MODEL, "01257B*", "11257B*")
_PASSWORD, _CHALLENGE = 0xA0, 0xA1
_RESPONSE, _END = 0x20, 0x22
_FIRST_WORD_S = 10.0
_SILENCE_S = 10.0


def converse(situation: Situation) -> Conversation:
    """Answer the scale, and take what comes until it has no more."""
    found = False
    for uuid in WEIGHTS:
        found = (yield from subscribe(uuid)) or found
    if not found:
        raise GaveUp("it has neither of the characteristics 8A21 and 8A24")
    for uuid in (BODY, ANSWER):
        yield from subscribe(uuid)
    pairs = Pairs(_MODEL, situation)
    seconds = _FIRST_WORD_S
    while heard := (yield from wait(seconds)):
        seconds = _SILENCE_S
        if heard.uuid != ANSWER:
            yield from pairs.take(heard)
        elif heard.data[:1] == bytes((_PASSWORD,)):
            raise GaveUp("it is being paired, and its password can't be kept")
        elif len(heard.data) == 5 and heard.data[0] == _CHALLENGE:
            yield from write(COMMAND, bytes((_RESPONSE,)) + heard.data[1:], response=True)
            yield from set_clock(situation)
    yield from pairs.recall()
    yield from write(COMMAND, bytes((_END,)), response=True)


def records(payload: bytes) -> list[Frame]:
    """Return the weight in one notification."""
    frame = weight(_MODEL, payload)
    return [frame] if frame else []


FAMILY = Family(
    name="trisa",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    traits=Traits(patience=5.0, on_air=120.0, step=0.1, connects=True, slots=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    models="not the Trisa Body Analyze, which has to be paired",
    gives=(Gives.IMPEDANCE, Gives.BODY, Gives.USER, Gives.MEMORY),
)
