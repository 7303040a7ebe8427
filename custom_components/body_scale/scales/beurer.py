"""Beurer BF700, BF710 and BF800, Sanitas SBF70 and SBF75, Runtastic Libra, AICDSCALE1, connected.

One characteristic, FFE1, carries commands and answers. A frame begins with a byte whose upper half is
E or F, by the scale; the lower half is 6 to begin, 9 for the time, A to end and 7 for the rest (`S`):

| host | scale | meaning |
| --- | --- | --- |
| x6 01 | x6 00 20 | begin |
| x9, Unix time | | set the clock |
| S 4F, eight bytes | S F0 4F, 1 byte, battery %, 2 bytes, unit (1 kg, 2 lb, 4 st) | state |
| S 33 | S F0 33 00, users; S 34, count, number, user (8 bytes), name, year of birth | list users |
| S 41, user | S F0 41, parts; S 42, parts, number, 11 bytes | the user's stored records |
| S 46 | S F0 46 00; S 47, count, number, place, time, weight, impedance | records of nobody known |
| | S 58, 1 moving or 0, weight | weight |
| | S 59, 3, 1, 1 byte, user; S 59, 3, 2 and 3, 11 bytes | result |
| S F1, bytes 1–3 of it | | acknowledges a part of a list or of a weighing, else no other comes |
| xA 02 | | end |

Two parts together are a record: Unix time, weight, impedance, fat, water and muscle in 0.1 %, bone,
basal and active metabolism, BMI in 0.1. All numbers are big-endian, weights are in 50 g. Bone isn't
read: in 50 g, as the wiki has it, captures give 14 kg. Names don't tell which of the two first bytes a
scale wants; its first answer does.

No user is made on the scale, none is weighed in the name of another, and nothing is deleted, so that
the vendor's app finds everything. The scale tells its users apart and stores what it weighed; so the
memory is read again when somebody stepped off.

*Unverified* as a whole: there are captures of the beginning, of the state, and of records, not of a
whole conversation, and none of a scale that somebody stood on before a user was chosen. Sources: the
openScale wiki, oliexdev/openScale #319, #416, #488, #552, KristianP26/ble-scale-sync #211, #335.
"""

from struct import Struct

from ..model import Frame, Given, Traits, Unit
from .conversation import (
    Conversation,
    Exchange,
    GaveUp,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import Family, Gives, by_name
from .stored import Stored, from_unix

_MODEL = "Beurer or Sanitas scale"
_BY_NAME = by_name(
    _MODEL,
    "BEURER BF70*",
    "BEURER BF71*",
    "BEURER BF80*",
    "Beurer BF70*",
    "Beurer BF71*",
    "Beurer BF80*",
    "BF-700*",
    "BF-800*",
    "BF700*",
    "BF710*",
    "BF800*",
    "RT-Libra-*",
    "RT-LIBRA-*",
    "Libra-B*",
    "Libra-W*",
    "SANITAS SBF70*",
    "Sanitas SBF70*",
    "SBF75*",
    "SANITAS SBF75*",
    "AICDSCALE1*",
)
_BEGIN_WITH_F = ("BF-", "RT-", "Libra", "BEURER BF80", "Beurer BF80", "BF800")

_CHARACTERISTIC = "ffe1"
_E, _F = 0xE0, 0xF0
_BEGIN, _COMMAND, _TIME, _END = 0x06, 0x07, 0x09, 0x0A
_STATE, _USERS, _USER, _SAVED, _SAVED_PART = 0x4F, 0x33, 0x34, 0x41, 0x42
_UNKNOWN, _UNKNOWN_RECORD, _ASSIGNED_PART = 0x46, 0x47, 0x4C
_WEIGHT, _RESULT = 0x58, 0x59
_ANSWER, _ACKNOWLEDGE = 0xF0, 0xF1
_ACKNOWLEDGED = {
    _USER,
    _SAVED_PART,
    _UNKNOWN_RECORD,
    _ASSIGNED_PART,
    _WEIGHT,
    _RESULT,
}

_RECORD = Struct(">IHHHHHHHHH")
_NOBODYS = Struct(">IHH")
_HALF = 11
_PER_KG = 20
_MAX_OHM = 3000
_UNITS = {1: Unit.KG, 2: Unit.LB, 4: Unit.ST}

_ANSWER_S = 3.0
_MOST_FRAMES = 200
"""A scale that says so much and not what it was asked is asked something else."""
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long; a result comes 12 s after the weight."""


def _ohm(raw: int) -> float | None:
    return float(raw) if 0 < raw < _MAX_OHM else None


def _decode(record: bytes) -> Frame:
    """Return a whole record; the scale's own numbers are all 0 where it knew nobody."""
    seconds, raw, ohm, fat, water, muscle, _, basal, _, bmi = _RECORD.unpack(record)
    kg = raw / _PER_KG
    given = Given(
        bmi=bmi / 10 or None,
        body_fat=fat / 10 or None,
        water=water / 10 or None,
        muscle_mass=round(kg * muscle / 1000, 3) or None,
        basal_metabolism=basal or None,
    )
    return Frame(
        _MODEL,
        kg,
        stable=True,
        impedance=_ohm(ohm),
        impedance_failed=_ohm(ohm) is None,
        stamp=from_unix(seconds),
        final=True,
        given=given if any(given) else None,
    )


class _Talk:
    """What has been said over one connection."""

    def __init__(self, situation: Situation) -> None:
        self.start = _F if situation.name.startswith(_BEGIN_WITH_F) else _E
        self.weighed = False
        self._spoke = False
        self._users: list[bytes] = []
        self._stored = Stored(situation.now)
        self._first: tuple[int, int, bytes] | None = None
        self._unit = Unit.KG
        self._battery: int | None = None

    def begin(self) -> Conversation:
        """Say hello in one way, then in the other."""
        yield from self.ask(b"\x01", kind=_BEGIN)
        if not self._spoke:
            self.start ^= _E ^ _F
            yield from self.ask(b"\x01", kind=_BEGIN)
        if not self._spoke:
            raise GaveUp("it doesn't answer")

    def ask(self, data: bytes, *, kind: int = _COMMAND) -> Exchange[bytes | None]:
        """Send a frame, and return its answer; None when none came."""
        yield from self.say(data, kind=kind)
        return (yield from self.hear(kind, data[0]))

    def say(self, data: bytes, *, kind: int = _COMMAND) -> Conversation:
        """Send a frame."""
        yield from write(_CHARACTERISTIC, bytes((self.start | kind,)) + data, response=True)

    def hear(self, kind: int, command: int) -> Exchange[bytes | None]:
        """Take what the scale says up to an answer, and return that."""
        for _ in range(_MOST_FRAMES):
            data = yield from self.listen(_ANSWER_S)
            if data is None:
                return None
            if kind == _BEGIN and data[0] & 0x0F == _BEGIN:
                return data
            if kind == _COMMAND and data[1] == _ANSWER and data[2] == command:
                return data
        return None

    def hear_all(self, command: int) -> Conversation:
        """Take what the scale says up to the last part of a list."""
        for _ in range(_MOST_FRAMES):
            data = yield from self.listen(_ANSWER_S)
            if data is None or (data[1] == command and data[2:3] == data[3:4]):
                return

    def listen(self, seconds: float) -> Exchange[bytes | None]:
        """Take the next frame of the scale, and return it; None when none came."""
        for _ in range(_MOST_FRAMES):
            heard = yield from wait(seconds)
            if heard is None:
                return None
            data = heard.data
            if heard.uuid == _CHARACTERISTIC and len(data) >= 3 and data[0] & 0xF0 in {_E, _F}:
                self.start, self._spoke = data[0] & 0xF0, True
                if data[0] & 0x0F == _COMMAND:
                    yield from self._take(data)
                return data
        return None

    def recall(self) -> Conversation:
        """Read the memory of all users and of nobody."""
        for user in self._users:
            parts = yield from self.ask(bytes((_SAVED,)) + user)
            if parts is None:
                break
            if len(parts) > 3 and parts[3]:
                yield from self.hear_all(_SAVED_PART)
        if (yield from self.ask(bytes((_UNKNOWN,)))):
            yield from self.hear_all(_UNKNOWN_RECORD)
        yield from self._stored.recall()

    def settle(self) -> Conversation:
        """Give out a weight of which no record came."""
        yield from self._stored.settle()

    def _take(self, data: bytes) -> Conversation:
        if data[1] in _ACKNOWLEDGED and len(data) > 3:
            yield from self.say(bytes((_ACKNOWLEDGE,)) + data[1:4])
        match data[1]:
            case 0xF0 if data[2] == _STATE and len(data) >= 8:
                self._battery = data[4] if data[4] <= 100 else None
                self._unit = _UNITS.get(data[7], Unit.KG)
            case 0x34 if len(data) >= 12 and data[4:12] not in self._users:
                self._users.append(data[4:12])
            case 0x42 | 0x4C | 0x59:
                yield from self._part(data)
            case 0x47 if len(data) >= 13:
                seconds, raw, ohm = _NOBODYS.unpack_from(data, 5)
                frame = Frame(_MODEL, raw / _PER_KG, stable=True, impedance=_ohm(ohm))
                yield from self._record(frame._replace(stamp=from_unix(seconds)))
            case 0x58 if len(data) >= 5:
                self.weighed = True
                kg = int.from_bytes(data[3:5]) / _PER_KG
                frame = Frame(_MODEL, kg, stable=data[2] == 0)
                yield from self._stored.weigh(self._ours(frame))

    def _part(self, data: bytes) -> Conversation:
        """Take half a record; the second must follow the first."""
        first, self._first = self._first, None
        if len(data) != 4 + _HALF:
            return
        command, count, number, half = data[1], data[2], data[3], data[4:]
        # A result begins with the user.
        if number % 2 == (0 if command == _RESULT else 1):
            self._first = command, number, half
        elif first and first[:2] == (command, number - 1) and number <= count:
            frame = _decode(first[2] + half)
            if command == _RESULT:
                self.weighed = False
                yield from self._stored.result(self._ours(frame))
            else:
                yield from self._record(frame)

    def _record(self, frame: Frame) -> Conversation:
        yield from self._stored.take(self._ours(frame))

    def _ours(self, frame: Frame) -> Frame:
        return frame._replace(unit=self._unit, battery=self._battery)


def converse(situation: Situation) -> Conversation:
    """Set the clock, read the memory, and listen until nobody stands on the scale."""
    if not (yield from subscribe(_CHARACTERISTIC)):
        raise GaveUp("it has no characteristic FFE1")
    talk = _Talk(situation)
    yield from talk.begin()
    seconds = int(situation.now.timestamp()) % 2**32
    yield from talk.say(seconds.to_bytes(4), kind=_TIME)
    yield from talk.ask(bytes((_STATE,)) + bytes(8))
    users = yield from talk.ask(bytes((_USERS,)))
    if users and len(users) > 4 and users[4]:
        yield from talk.hear_all(_USER)
    yield from talk.recall()
    while (yield from talk.listen(_SILENCE_S)) is not None:
        pass
    if talk.weighed:
        yield from talk.recall()
        yield from talk.settle()
    yield from talk.say(b"\x02", kind=_END)


FAMILY = Family(
    name="beurer_sanitas",
    title=_MODEL,
    matchers=_BY_NAME.matchers,
    traits=Traits(patience=20.0, on_air=120.0, connects=True),
    product=_BY_NAME.product,
    conversation=converse,
    models="Beurer BF700, BF710, BF800, Sanitas SBF70, SBF75, Runtastic Libra",
    gives=(Gives.IMPEDANCE, Gives.BODY, Gives.MEMORY, Gives.BATTERY),
    unverified="the whole conversation",
)
