"""What scales of Transtek and Lifesense have in common: Medisana, Trisa, ADE.

A weight comes in 8A21 or 8A24:

| byte | meaning |
| --- | --- |
| 0 | bit 0 time, 1 and 2 first and second resistance, 3 user, 4 state; 5–6 unit: 0 kg, 1 lb, 2 st |
| 1–4 | weight, kg |
| | those of these that there are: time, u32; resistances, ohm; user, u8; state, u8 |

State: bit 0 settled, bit 4 a body follows in 8A22:

| byte | meaning |
| --- | --- |
| 0 | bit 1 energy |
| 1–4 | time, as the weight has it |
| 5 | user |
| | if there is: energy, u16, kcal |
| | fat, water, muscle, %, and bone, kg: u16, of which the lower 12 bits are tenths |

Numbers are little-endian. A weight or a resistance is a mantissa of 24 bits and a power of ten, one
signed byte. A weight is in kg whatever the unit: a Trisa that shows stones was captured, and gave the
same as one that shows kg. A time counts from 2010 or from 1970, by the scale; no date of a weighing
fits both. The first resistance is 0 in all captures, the second fits a body's. That bone is in kg, not
in percent, is concluded from how peers show it. Energy is what the user needs in a day, not at rest: it
isn't read. User 255 is a guest, without a body.

Sources: the openScale wiki (Trisa, Medisana), keptenkurk/BS440, KristianP26/ble-scale-sync #138; the
tests hold the captures.
"""

from datetime import datetime

from ..model import Frame, Given, Unit
from .conversation import Conversation, Notification, Situation, write
from .stored import Stored, from_unix

WEIGHTS, BODY, COMMAND, ANSWER = ("8a21", "8a24"), "8a22", "8a81", "8a82"
FROM_2010 = 1262304000
"""The beginning of 2010 in Unix time."""

_TIME, _FIRST, _SECOND, _USER, _STATE = 0x01, 0x02, 0x04, 0x08, 0x10
_SETTLED = 0x01
_ENERGY = 0x02
_UNITS = {0: Unit.KG, 1: Unit.LB, 2: Unit.ST}
_MAX_OHM = 3000
_MAX_KG = 500
"""No scale shows as much; its frames have no sum that would tell a broken one."""
_NO_TIME = b"\xff\xff\xff\xff"
_EXPONENTS = range(-4, 3)
_SET_CLOCK = 0x02


def _number(data: bytes) -> float | None:
    """Return mantissa and exponent as a number; None for an exponent that no scale has."""
    exponent = int.from_bytes(data[3:4], signed=True)
    if exponent not in _EXPONENTS:
        return None
    return float(f"{int.from_bytes(data[:3], 'little')}e{exponent}")


def _stamp(data: bytes) -> datetime:
    seconds = int.from_bytes(data, "little")
    return from_unix(seconds, epoch=0 if seconds >= FROM_2010 else FROM_2010)


def weight(model: str, data: bytes) -> Frame | None:
    """Return the weight in a frame; None for one that isn't whole, or of what no scale says."""
    if len(data) < 5:
        return None
    flags, rest = data[0], data[5:]
    kg, unit = _number(data[1:5]), _UNITS.get(flags >> 5 & 3)
    if unit is None or (kg is not None and kg > _MAX_KG):
        return None
    found: dict[int, bytes] = {}
    for bit, length in ((_TIME, 4), (_FIRST, 4), (_SECOND, 4), (_USER, 1), (_STATE, 1)):
        if flags & bit:
            found[bit], rest = rest[:length], rest[length:]
            if len(found[bit]) < length:
                return None
    if found.get(_TIME) == _NO_TIME:
        return None
    ohm = _number(found[_SECOND]) if _SECOND in found else None
    valid = ohm is not None and 0 < ohm < _MAX_OHM
    user = found.get(_USER, b"\x00")[0]
    return Frame(
        model,
        kg,
        unit,
        stable=found.get(_STATE, b"\x01")[0] & _SETTLED != 0,
        impedance=ohm if valid else None,
        impedance_failed=_SECOND in found and not valid,
        profile_id=user if 0 < user < 0xFF else None,
        stamp=_stamp(found[_TIME]) if _TIME in found else None,
        final=True,
    )


def body(data: bytes, kg: float) -> Given | None:
    """Return what a frame says of a body of a weight; None for one that isn't whole."""
    at = 8 if data and data[0] & _ENERGY else 6
    if len(data) < at + 8:
        return None
    fat, water, muscle, bone = (
        (int.from_bytes(data[n : n + 2], "little") & 0xFFF) / 10 for n in range(at, at + 8, 2)
    )
    given = Given(
        body_fat=fat or None,
        water=water or None,
        muscle_mass=round(kg * muscle / 100, 3) or None,
        bone_mass=bone or None,
    )
    return given if any(given) else None


class Pairs:
    """Weights, each with the body that follows it."""

    def __init__(self, model: str, situation: Situation) -> None:
        """Begin with none."""
        self._model = model
        self._stored = Stored(situation.now)
        self._weights: dict[bytes, Frame] = {}

    def take(self, heard: Notification) -> Conversation:
        """Take a weight or a body."""
        data = heard.data
        if heard.uuid in WEIGHTS and (frame := weight(self._model, data)):
            key = data[5:9]
            if key in self._weights:
                yield from self._stored.take(self._weights[key])
            self._weights[key] = frame
        elif heard.uuid == BODY and (found := self._weights.pop(data[1:5], None)):
            given = body(data, found.weight_kg or 0.0)
            yield from self._stored.take(found._replace(given=given))

    def recall(self) -> Conversation:
        """Give out the records, those without a body, too."""
        for frame in self._weights.values():
            yield from self._stored.take(frame)
        self._weights.clear()
        yield from self._stored.recall()


def set_clock(situation: Situation, *, epoch: int = FROM_2010) -> Conversation:
    """Set the scale's clock."""
    seconds = (int(situation.now.timestamp()) - epoch) % 2**32
    yield from write(COMMAND, bytes((_SET_CLOCK,)) + seconds.to_bytes(4, "little"), response=True)
