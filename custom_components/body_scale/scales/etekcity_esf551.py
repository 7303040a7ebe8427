"""Etekcity ESF-551, over a connection. The frames are those of `etekcity_a5.py`, in the clear.

The host sets the unit (operation A163); the scale sends A161, 22 bytes:

| byte | meaning |
| --- | --- |
| 10–12 | weight, u24, g |
| 13–14 | impedance, u16, ohm; 0 for none |
| 15–18 | Unix time, of a clock that drifts, unread |
| 19 | 1 when the weight has settled |
| 20 | 1 when the impedance is final; also where there is none yet |
| 21 | unit: 0 kg, 1 lb, 2 st |

Numbers are little-endian. Sources: a capture of KristianP26/ble-scale-sync #385, of a moving weight;
ronnnnnnnnnnnnn/etekcity_esf551_ble. The ESF-93, in which byte 19 stays 0, isn't known here.
"""

from ..model import Frame, Traits, Unit
from . import etekcity_a5 as a5
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import Advertisement, Family, Gives

_MODEL = "Etekcity ESF-551"
_PRODUCTS = (1, 2)
_WEIGHT, _UNIT = 0xA161, 0xA163
_NUMBER, _FLAGS = 3, 0x22
_BODY_LENGTH = 12
_UNITS = {number: unit for unit, number in a5.UNITS.items()}
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _read(message: a5.Message | None) -> Frame | None:
    if message is None or message.operation != _WEIGHT or len(message.body) != _BODY_LENGTH:
        return None
    body = message.body
    stable, complete = body[9] == 1, body[10] == 1
    ohm = int.from_bytes(body[3:5], "little")
    return Frame(
        _MODEL,
        int.from_bytes(body[:3], "little") / 1000,
        _UNITS.get(body[11], Unit.KG),
        stable=stable,
        impedance=ohm or None if stable and complete else None,
        final=stable and complete and ohm > 0,
    )


def records(payload: bytes) -> list[Frame]:
    """Return the weight in a frame of the scale."""
    frame = _read(a5.parsed(payload))
    return [frame] if frame else []


def converse(situation: Situation) -> Conversation:
    """Set the unit, and listen until nobody stands on the scale."""
    if not (yield from subscribe(a5.SPEAKS_AT)):
        raise GaveUp("it has no characteristic FFF1")
    unit = bytes((a5.UNITS.get(situation.unit, 0),))
    yield from write(a5.WRITTEN_AT, a5.built(_NUMBER, _UNIT, unit, flags=_FLAGS), response=False)
    joiner = a5.Joiner()
    while heard := (yield from wait(_SILENCE_S)):
        for message in joiner.add(heard.data):
            if frame := _read(message):
                yield Heard((frame,))


def _product(advertisement: Advertisement) -> str | None:
    return _MODEL if a5.product(advertisement) in _PRODUCTS else None


FAMILY = Family(
    name="etekcity_esf551",
    title=_MODEL,
    matchers=({"manufacturer_data_start": [1], "manufacturer_id": a5.COMPANY},),
    traits=Traits(patience=10.0, step=0.01, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    gives=(Gives.IMPEDANCE,),
    unverified="impedance",
)
