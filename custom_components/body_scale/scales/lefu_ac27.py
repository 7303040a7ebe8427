"""Lefu and Icomon scales of the dialect AC 27 (Alpha Smart Scale Pro 3, Active Era BS-06), connected.

| byte | meaning |
| --- | --- |
| 0–1 | AC 27 |
| 2–17 | data |
| 18 | what it is |
| 19 | sum of bytes 2–18; the scale sends the lower 5 bits of it |

| byte 18 | from | bytes |
| --- | --- | --- |
| D0 | host | 2–5 Unix time; 9 height, cm; 12 age; 13 sex (1 m, 2 f); and more, see below |
| DF | host | 2–3: 01 begin; 04 and byte 18 of what was received |
| D5 | scale | 2 bit 7 settled; 3–5 weight |
| D6 | scale | 2 number of impedances; 4–5 impedance, ohm, 0 in socks; 7 bit 7 settled; 8–10 weight |
| D7 | scale | 3 heart rate |
| D8 | scale | stored: 3–6 Unix time; 7 bit 7 settled; 8–10 weight |
| D0 | scale | how the weight is spread over both feet |

Numbers are big-endian; the lower 18 bits of a weight are grams. What is stored is sent again until it
is acknowledged; it has no known impedance.

Sources: captures of the Alpha in oliexdev/openScale #1358 and #1534, which the tests hold. The Active
Era, whose D0 has other bytes, and the Ajido S5 Pro are *unverified*: from openScale's handler and
#1428.
"""

from ..model import Frame, Sex, Traits, Unit
from .conversation import (
    Conversation,
    GaveUp,
    Heard,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import Advertisement, Family, Gives
from .lefu import AC27_NAMES, LIVE, WRITE, grams, is_named, matchers
from .stored import Stored, from_unix

_MODEL = "Lefu scale (AC27)"
_ACTIVE_ERA = "AE BS-06"

_START = b"\xac\x27"
_PROFILE, _CONTROL = 0xD0, 0xDF
_LIVE, _RESULT, _HEART_RATE, _STORED = 0xD5, 0xD6, 0xD7, 0xD8
_BEGIN, _ACKNOWLEDGE = 1, 4
_IS_SETTLED = 0x80
_MAX_OHM = 1500
"""What is more isn't in ohm: openScale corrects it, and no capture shows whether rightly."""

_SEXES = {Sex.MALE: 1, Sex.FEMALE: 2}
_UNITS = {Unit.KG: 0, Unit.LB: 1, Unit.ST: 2}

_NO_MORE_STORED_S = 3.0
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _is_frame(data: bytes) -> bool:
    return len(data) == 20 and data.startswith(_START) and sum(data[2:19]) & 0x1F == data[19]


def _decode(data: bytes) -> Frame | None:
    """Return the weight in a whole frame; None for a heart rate and what isn't known."""
    match data[18]:
        case 0xD5:
            return Frame(_MODEL, grams(data[3:6]), stable=data[2] & _IS_SETTLED != 0)
        case 0xD6:
            ohm = int.from_bytes(data[4:6])
            valid = data[2] == 1 and 0 < ohm < _MAX_OHM
            return Frame(
                _MODEL,
                grams(data[8:11]),
                stable=data[7] & _IS_SETTLED != 0,
                impedance=float(ohm) if valid else None,
                impedance_failed=not valid,
            )
        case 0xD8:
            return Frame(
                _MODEL,
                grams(data[8:11]),
                stable=data[7] & _IS_SETTLED != 0,
                stamp=from_unix(int.from_bytes(data[3:7])),
            )
    return None


def records(payload: bytes) -> list[Frame]:
    """Return the weight or the stored record in one notification."""
    frame = _decode(payload) if _is_frame(payload) else None
    return [frame] if frame else []


def _frame(what: int, data: bytes) -> bytes:
    body = data.ljust(16, b"\x00") + bytes((what,))
    return _START + body + bytes((sum(body) & 0xFF,))


def _profile(situation: Situation) -> bytes:
    guest = situation.guest
    time = (int(situation.now.timestamp()) % 2**32).to_bytes(4)
    sex = _SEXES[guest.sex]
    if situation.name.startswith(_ACTIVE_ERA):
        kg = round(guest.weight_kg * 100).to_bytes(2)
        unit = _UNITS.get(situation.unit, 0)
        data = bytes((4, unit, 1, guest.height_cm, *kg, guest.age, sex, *kg, 3, 0))
    else:
        data = bytes((8, 0, 0, guest.height_cm, 0, 0, guest.age, sex, 0, 0, 3, 0))
    return _frame(_PROFILE, time + data)


class _Talk:
    """What has been said over one connection."""

    def __init__(self, situation: Situation) -> None:
        self._stored = Stored(situation.now)
        self._settled: Frame | None = None

    def take(self, data: bytes) -> Conversation:
        """Take a frame, and acknowledge it."""
        if data[18] in {_RESULT, _STORED}:
            yield from write(WRITE, _frame(_CONTROL, bytes((_ACKNOWLEDGE, data[18]))))
        frame = _decode(data)
        if data[18] == _HEART_RATE and self._settled and data[3]:
            yield Heard((self._settled._replace(heart_rate=data[3]),))
        elif frame and data[18] == _STORED:
            yield from self._stored.take(frame)
        elif frame:
            yield Heard((frame,))
            self._settled = frame if frame.stable else None

    def recall(self) -> Conversation:
        """Give out the stored records."""
        yield from self._stored.recall()


def converse(situation: Situation) -> Conversation:
    """Introduce ourselves, empty the memory, and listen until nobody stands on the scale."""
    if not (yield from subscribe(LIVE)):
        raise GaveUp("it has no characteristic FFB2")
    # As the vendor's app does.
    for command in (_profile(situation), _frame(_CONTROL, bytes((_BEGIN,))), _profile(situation)):
        yield from write(WRITE, command)
    talk = _Talk(situation)
    while True:
        heard = yield from wait(_NO_MORE_STORED_S)
        if heard is None:
            yield from talk.recall()
            heard = yield from wait(_SILENCE_S)
            if heard is None:
                return
        if heard.uuid == LIVE and _is_frame(heard.data):
            yield from talk.take(heard.data)


def _product(advertisement: Advertisement) -> str | None:
    return _MODEL if is_named(advertisement, AC27_NAMES) else None


FAMILY = Family(
    name="lefu_ac27",
    title=_MODEL,
    matchers=matchers(AC27_NAMES),
    # The impedance comes about 2 s after the settled weight.
    traits=Traits(patience=10.0, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models="Alpha Smart Scale Pro 3, Active Era BS-06, Ajido S5 Pro",
    gives=(Gives.IMPEDANCE, Gives.HEART_RATE, Gives.MEMORY),
    unverified="heart rate; Active Era, Ajido",
)
