"""ADE BA 1600 and Trisa Body Analyze 4.0, over a connection.

Frames are those of `transtek.py`. The scale says, in 8A82:

| from the scale | answer, in 8A81 |
| --- | --- |
| A0, password | 21 and four bytes of a new name; only while the scale's button is held |
| A1, four bytes | 20 and these bytes, exclusive-or with the scale's password; 02 and the time |

The ADE has no password: it takes its own bytes. A Trisa gives its password once, when it is paired, and
then sends nothing without. Both have the same names: who was answered without a password and says
nothing may want to be paired. Records are gone once they were read, and come one after the other; 22
ends it.

Sources: a capture of the ADE in KristianP26/ble-scale-sync #138 and the weights of a Trisa in the
openScale wiki, which the tests hold; pairing is by the description there, and *unverified*.
"""

from ..model import Frame, Traits
from .conversation import (
    Conversation,
    Exchange,
    GaveUp,
    Paired,
    PairingMissing,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import Family, Gives, by_name
from .transtek import ANSWER, BODY, COMMAND, WEIGHTS, Pairs, set_clock, weight

_MODEL = "ADE or Trisa scale"
_BY_NAME = by_name(_MODEL, "01257B*", "11257B*")
_PASSWORD, _CHALLENGE = b"\xa0", b"\xa1"
_RESPONSE, _NAME, _END = b"\x20", b"\x21", b"\x22"
_PASSWORD_BYTES = _NAME_BYTES = 4
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
    said = challenged = False
    while heard := (yield from wait(seconds)):
        seconds = _SILENCE_S
        operation, secret = heard.data[:1], heard.data[1:]
        if heard.uuid != ANSWER:
            said = True
            yield from pairs.take(heard)
        elif len(secret) == _PASSWORD_BYTES and operation == _PASSWORD:
            yield from _pair(secret, situation)
            break
        elif len(secret) == _PASSWORD_BYTES and operation == _CHALLENGE:
            challenged = yield from _respond(secret, situation)
            yield from set_clock(situation)
    yield from pairs.recall()
    yield from write(COMMAND, _END, response=True)
    if challenged and not said:
        raise PairingMissing("it asked for a password and said nothing; it may want to be paired")


def _pair(password: bytes, situation: Situation) -> Conversation:
    """Give the scale a new name; with that it takes us for somebody who knows its password."""
    if (yield from write(COMMAND, _NAME + situation.nonce[:_NAME_BYTES], response=True)):
        yield Paired(password)


def _respond(challenge: bytes, situation: Situation) -> Exchange[bool]:
    """Show the scale that its password is known; return whether it heard that."""
    password = situation.password or bytes(_PASSWORD_BYTES)
    response = bytes(one ^ other for one, other in zip(challenge, password, strict=False))
    return (yield from write(COMMAND, _RESPONSE + response, response=True))


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
    models="ADE BA 1600; Trisa Body Analyze 4.0, which [has to be paired](keys.md#pairing-a-trisa)",
    gives=(Gives.IMPEDANCE, Gives.BODY, Gives.USER, Gives.MEMORY),
    unverified="the pairing of a Trisa",
)
