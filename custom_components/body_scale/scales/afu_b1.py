"""AFU B1 (AFU-BH-TZ-B1), a scale by Icomon, over a connection.

| byte | meaning |
| --- | --- |
| 0–1 | AF 45 |
| 2–17 | command and data |
| 18 | what it is |
| 19 | lower 5 bits of the sum of bytes 2–18 |

| byte 18 | from | bytes |
| --- | --- | --- |
| 5F | host | 2–7: 16, Unix time, quarters of an hour east of UTC |
| 5F | host | 2–5: 12, byte 18 of what is acknowledged, 0, its number |
| 5F | host | 2: 14 asks for a report, which comes encrypted in 5F and isn't read |
| 62 | host | 2–3: 04, 0 or 1; two users: slot, person, 0 |
| 61 | host | 2 what for; 3–6 Unix time; 8 slot; 9–13 person; 14–15 target, 0.01 kg; 16: 03 |
| 51 | scale | 2–5 weight, bit 31 settled |
| 52 | scale | 2: 01 valid; 4–5 impedance, ohm |
| 54 | scale | stored: 2 number × 4; 3–6 Unix time; 7–10 weight, bit 31 settled; 13–14 impedance, ohm |

A person is: cm, u16 weight in 0.01 kg, years, sex (1 m, 2 f). Numbers are little-endian; the lower 18
bits of a weight are grams. 61 is for: 3F a weighing; 4B and 5B to get what was just weighed once nobody
stands on the scale; 8E all that is stored. A 61 sent too early keeps what is stored from coming. What
openScale has as constants of one session in 61 and 62 are persons, and the 20 in 5F 16 is UTC+8; here
the guest is in all slots.

Where the scale speaks isn't noted in any source: whatever notifies is subscribed to. *Unverified* as a
whole: the beginning and a stored record were captured. Source: oliexdev/openScale #1485.
"""

from ..model import Frame, Sex, Traits
from .conversation import (
    EVERYWHERE,
    Conversation,
    GaveUp,
    Situation,
    long_uuid,
    subscribe,
    wait,
    write,
)
from .family import Advertisement, Family, Gives
from .stored import Stored, from_unix

_MODEL = "AFU B1"
_NAME = "AFU-BH-TZ-B1"
_SERVICE = long_uuid("fc50")
_WRITE = "af000002-9f2d-4c8a-8d6f-6a7b45f90000"

_START = b"\xaf\x45"
_CONTROL, _PROFILE, _USERS = 0x5F, 0x61, 0x62
_CLOCK, _ACKNOWLEDGE, _REPORT = 0x16, 0x12, 0x14
_WEIGH, _AGAIN, _ONCE_MORE, _ALL = 0x3F, 0x4B, 0x5B, 0x8E
_LIVE, _IMPEDANCE, _STORED = 0x51, 0x52, 0x54
_SETTLED, _GRAMS = 1 << 31, 0x3FFFF
_MAX_OHM = 3000
_SEXES = {Sex.MALE: 1, Sex.FEMALE: 2}

_IDLE_S = 2.0
"""Nobody stands on a scale that says nothing for so long after a settled weight."""
_SILENCE_S = 30.0


def _is_frame(data: bytes) -> bool:
    return len(data) == 20 and data.startswith(_START) and sum(data[2:19]) & 0x1F == data[19]


def _weight(data: bytes) -> Frame:
    word = int.from_bytes(data, "little")
    return Frame(_MODEL, (word & _GRAMS) / 1000, stable=word & _SETTLED != 0)


def _with(frame: Frame, ohm: int) -> Frame:
    valid = 0 < ohm < _MAX_OHM
    return frame._replace(
        impedance=float(ohm) if valid else None, impedance_failed=not valid, final=True
    )


def _decode(data: bytes) -> Frame | None:
    """Return the weight in a whole frame; None for one that has none."""
    if data[18] == _LIVE:
        return _weight(data[2:6])
    if data[18] == _STORED:
        frame = _with(_weight(data[7:11]), int.from_bytes(data[13:15], "little"))
        return frame._replace(stamp=from_unix(int.from_bytes(data[3:7], "little")))
    return None


def records(payload: bytes) -> list[Frame]:
    """Return the weight or the stored record in one notification."""
    frame = _decode(payload) if _is_frame(payload) else None
    return [frame] if frame else []


class _Talk:
    """What has been said over one connection."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._stored = Stored(situation.now)
        self._is_asked = False
        self.settled: Frame | None = None

    def synchronise(self) -> Conversation:
        """Set the clock, and say who uses the scale."""
        offset = self._situation.now.utcoffset()
        quarters = int(offset.total_seconds()) // 900 if offset else 0
        yield from self._send(_CONTROL, bytes((_CLOCK,)) + self._time() + bytes((quarters & 0xFF,)))
        for half in (0, 1):
            users = [bytes((2 * half + n,)) + self._person() + b"\x00" for n in (1, 2)]
            yield from self._send(_USERS, bytes((0x04, half)) + b"".join(users))

    def ask(self, purpose: int) -> Conversation:
        """Say whom the scale weighs, and what for."""
        target = round(self._situation.guest.target_kg * 100).to_bytes(2, "little")
        data = bytes((purpose,)) + self._time() + b"\x00\x01" + self._person() + target + b"\x03"
        yield from self._send(_PROFILE, data)

    def commit(self) -> Conversation:
        """Get what was just weighed."""
        self.settled = None
        yield from self.synchronise()
        yield from self.ask(_AGAIN)
        yield from self.ask(_ONCE_MORE)
        yield from self._send(_CONTROL, bytes((_REPORT,)))

    def take(self, data: bytes) -> Conversation:
        """Take a frame, and acknowledge it."""
        frame = _decode(data)
        match data[18]:
            case 0x54 if frame:
                yield from self._acknowledge(_STORED, data[2] >> 2)
                yield from self._stored.take(frame)
            case 0x51 if frame:
                yield from self._weighed(frame)
            case 0x52:
                yield from self._acknowledge(_IMPEDANCE)
                if self.settled and data[2] == 1:
                    ohm = int.from_bytes(data[4:6], "little")
                    yield from self._stored.result(_with(self.settled, ohm))
            case 0x5F if data[2] == _REPORT:
                yield from self._acknowledge(_REPORT)

    def recall(self) -> Conversation:
        """Give out the stored records."""
        yield from self._stored.recall()

    def settle(self) -> Conversation:
        """Give out a weight of which no record came."""
        yield from self._stored.settle()

    def _weighed(self, frame: Frame) -> Conversation:
        if not self._is_asked:
            self._is_asked = True
            yield from self.ask(_WEIGH)
        if frame.stable and self.settled is None:
            yield from self._acknowledge(_LIVE)
        self.settled = frame if frame.stable else None
        yield from self._stored.weigh(frame)

    def _acknowledge(self, what: int, number: int = 0) -> Conversation:
        yield from self._send(_CONTROL, bytes((_ACKNOWLEDGE, what, 0, number)))

    def _send(self, what: int, data: bytes) -> Conversation:
        body = data.ljust(16, b"\x00") + bytes((what,))
        yield from write(_WRITE, _START + body + bytes((sum(body) & 0x1F,)))

    def _time(self) -> bytes:
        return (int(self._situation.now.timestamp()) % 2**32).to_bytes(4, "little")

    def _person(self) -> bytes:
        guest = self._situation.guest
        kg = round(guest.weight_kg * 100).to_bytes(2, "little")
        return bytes((guest.height_cm, *kg, guest.age, _SEXES[guest.sex]))


def converse(situation: Situation) -> Conversation:
    """Set the clock, empty the memory, and listen until nobody stands on the scale."""
    if not (yield from subscribe(EVERYWHERE)):
        raise GaveUp("it has nothing that notifies")
    talk = _Talk(situation)
    yield from talk.synchronise()
    yield from talk.ask(_ALL)
    while True:
        heard = yield from wait(_IDLE_S)
        if heard is None and talk.settled:
            yield from talk.commit()
        if heard is None:
            yield from talk.recall()
            heard = yield from wait(_SILENCE_S)
        if heard is None:
            yield from talk.settle()
            return
        if _is_frame(heard.data):
            yield from talk.take(heard.data)


def _product(advertisement: Advertisement) -> str | None:
    named = (advertisement.name or "").startswith(_NAME)
    return _MODEL if named and _SERVICE in advertisement.service_uuids else None


FAMILY = Family(
    name="afu_b1",
    title=_MODEL,
    matchers=({"local_name": f"{_NAME}*", "service_uuid": _SERVICE},),
    # The impedance comes after the person has stepped off.
    traits=Traits(patience=30.0, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    gives=(Gives.IMPEDANCE, Gives.MEMORY),
    unverified="the whole conversation",
)
