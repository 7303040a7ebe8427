"""Digoo DG-SO38H (`Mengii`), over a connection.

The scale notifies, in FFF1, of 20 bytes: 3–4 weight, 0.01 kg, big-endian; 5 bit 0 settled, bit 1 with a
body. It gives the body once a person was written to FFF2:

    09 10 12 11 0D 01, cm, age, sex (0 m, 1 f), unit (1 kg, 2 lb, 8 st), five times 00, sum from byte 3

Nobody needs the body of the guest, and there is no impedance; but the app writes this when the weight
has settled, and so it's written. *Unverified*: no capture was published. Source: oliexdev/openScale,
`DigooDGSO38HHandler`.
"""

from ..model import Frame, Sex, Traits, Unit
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import EVERYTHING, Family, by_name

_MODEL = "Digoo DG-SO38H"
_BY_NAME = by_name(_MODEL, "Mengii")
_SETTLED, _BODY = 0x01, 0x02
_REQUEST = bytes.fromhex("0910 12110d01")
_SEXES = {Sex.MALE: 0, Sex.FEMALE: 1}
_UNITS = {Unit.LB: 2, Unit.ST: 8}
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def records(payload: bytes) -> list[Frame]:
    """Return the weight in one notification."""
    if len(payload) != 20:
        return []
    weight, state = int.from_bytes(payload[3:5]) / 100, payload[5]
    return [Frame(_MODEL, weight, stable=state & (_SETTLED | _BODY) != 0, final=state & _BODY != 0)]


def _request(situation: Situation) -> bytes:
    guest, unit = situation.guest, _UNITS.get(situation.unit, 1)
    person = bytes((guest.height_cm, guest.age, _SEXES[guest.sex], unit)) + bytes(5)
    return _REQUEST + person + bytes((sum((_REQUEST + person)[3:]) & 0xFF,))


def converse(situation: Situation) -> Conversation:
    """Listen until nobody stands on the scale, and say whom it weighs once a weight has settled."""
    if not (yield from subscribe("fff1")):
        raise GaveUp("it has no characteristic FFF1")
    is_asked = False
    while heard := (yield from wait(_SILENCE_S)):
        frames = records(heard.data) if heard.uuid == "fff1" else []
        for frame in frames:
            yield Heard((frame,))
            if frame.stable and not is_asked:
                yield from write("fff2", _request(situation), response=True)
            is_asked = frame.stable


FAMILY = Family(
    name="digoo",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    traits=Traits(on_air=60.0, step=0.1, connects=True),
    product=_BY_NAME.product,
    records=records,
    conversation=converse,
    unverified=EVERYTHING,
)
