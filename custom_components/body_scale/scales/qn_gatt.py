"""QN scales (Yolanda, Qing Niu; sold as Renpho, Arboleaf, Etekcity, FITINDEX …), over a connection.

A frame is: operation, length of the frame, vendor byte, payload, sum of all bytes before. The vendor
byte is echoed: a scale ignores any other. The scale asks, again and again until it is answered:

    from the scale                       answer
    12 what it is                        13 unit
    14 settings taken                    20 time
    21 ready                             22 memory? (extended: first A0, a user's profile)
    A1 profile taken                     22 memory? (segmental: then A2, an expected weight)
    23 stored record, deleted with that
    10 weight                            1F end, once the weight has its resistances; segmental: A2
    B1, B4 result, stored result         1F end

Three dialects are read; the length of 12 tells them apart: basic (15, 17), extended (18) and segmental
(20; *unverified* but for its results). All numbers but times are big-endian; those of B1 and B4 aren't.
Newer chips let nothing pass before a challenge at AE02 is answered (`jieli.py`).

Where sources differ: the vendor byte is echoed, as by the vendor's app (one project writes 00 to
extended scales); the profile is always the guest's, never that of a user 1 that a transcript has;
the sub-operation A0 04 is left out, because it keeps some scales from sending live weights; the plain
time 02 comes only where a scale doesn't answer the unit, because most weigh without.

Sources: captures and layouts of ronnnnnnnnnnnnn/renpho-escs20m, ronnnnnnnnnnnnn/etekcity_esf551_ble
(ESF-24), PavelDemyanov/qn-scale, KristianP26/ble-scale-sync #235, #283 and oliexdev/openScale; the
tests hold the captures.
"""

from datetime import UTC, datetime, timedelta
from struct import Struct

from ..model import Frame, Given, Traits, Unit
from . import jieli
from .conversation import (
    Conversation,
    GaveUp,
    Heard,
    Notification,
    Recalled,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import Advertisement, Family, Gives
from .sig_scale import is_renpho

_MODEL = "QN Scale"
_NAMES = ("QN-Scale", "Renpho-Scale")

_ANSWERED_AT = {"fff1": ("fff2", "fff2"), "ffe1": ("ffe3", "ffe4"), "ffe2": ("ffe3", "ffe4")}
"""Where the scale speaks, and where it is answered: commands, and time and memory."""

_BASIC_LENGTHS, _EXTENDED_LENGTH, _SEGMENTAL_LENGTH = (15, 17), 18, 20
"""Of 12. Not understood: 19 (Arboleaf CS10E)."""
_BASIC_VENDOR, _USUAL_VENDOR = 0x15, 0xFF

_STEPS_PER_KG = 100
_MAX_OHM = 3000
# From byte 3: weight, status, resistances at 50 and 500 kHz. From byte 4: status, weight, resistances.
_BASIC, _EXTENDED = Struct(">HBHH"), Struct(">BHHH")
# Moving is 0. Settled: the resistances are being measured.
_BASIC_FINAL, _BASIC_SETTLED, _EXTENDED_FINAL, _EXTENDED_SETTLED = 0x01, 0x11, 2, 1
# Time (little-endian), weight, resistances, from byte 5; extended: from byte 6, after a user slot.
_STORED = Struct(">4sHHH")
_RESULT_HEAD, _RESULT = b"\xb1\x2c\x03\x01", Struct("<H")
_STORED_RESULT_HEAD, _STORED_RESULT = b"\xb4\x2c\x04\x01", Struct("<IH")
"""Weight from byte 5; time and weight from byte 7. The rest is what the segments measured, unread."""

_EPOCH = datetime(1999, 12, 31, 16, tzinfo=UTC)
"""Midnight of 2000 in UTC+8. A scale returns the seconds it was given; the vendor's apps count so."""
_CLOCK_UNSET_S = 5 * 365 * 86400
"""A clock that was never set counts from 0."""

_UNITS = {Unit.KG: 0x01, Unit.LB: 0x02, Unit.ST: 0x10}
_GUEST = bytes.fromhex("02 feffee 00 1e 06a4 00 02")
"""Slot and key of a guest, whose weighing changes no user of the scale; sex, age, height in mm; the
algorithm. Without one (00) the scale shows no body fat, so it doesn't matter whose the rest is."""

_FIRST_WORD_S = 2.0
"""Some Bluetooth stacks lose 12; then the host begins."""
_ANSWER_S = 3.0
"""A scale that doesn't take the unit in this time wants the plain time first."""
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _impedance(first: int, second: int) -> int | None:
    """Return the impedance at 50 kHz; None for none, and for a placeholder.

    Many models send two nearly equal numbers around 500 at random, whoever stands there;
    measured pairs differ by about 10 % and more.
    """
    placeholder = 480 < first < 520 and abs(first - second) < 0.04 * first
    return first if 0 < first < _MAX_OHM and not placeholder else None


def _final(raw: int, first: int, second: int) -> Frame:
    ohm = _impedance(first, second)
    return Frame(
        _MODEL,
        raw / _STEPS_PER_KG,
        stable=True,
        impedance=ohm,
        impedance_failed=ohm is None,
    )


def _weight(data: bytes) -> tuple[Frame, bool] | None:
    """Return the weight in a frame 10, and whether nothing more will come; None for other lengths."""
    if len(data) == _SEGMENTAL_LENGTH:
        return Frame(_MODEL, int.from_bytes(data[5:7], "big") / _STEPS_PER_KG), False
    if len(data) in {11, 12}:
        raw, status, first, second = _BASIC.unpack_from(data, 3)
        final, settled = status == _BASIC_FINAL, status == _BASIC_SETTLED
    elif len(data) in {14, 15}:
        status, raw, first, second = _EXTENDED.unpack_from(data, 4)
        final, settled = status == _EXTENDED_FINAL, status == _EXTENDED_SETTLED
    else:
        return None
    if final:
        frame = _final(raw, first, second)
        if len(data) >= 14 and (fat := int.from_bytes(data[11:13], "big")):
            frame = frame._replace(given=Given(body_fat=fat / 10))
        # In socks a final weight comes without resistances at first, or for good.
        return frame, first > 0
    return Frame(_MODEL, raw / _STEPS_PER_KG, stable=settled), False


def _stored(data: bytes, *, extended: bool) -> tuple[int, Frame] | None:
    """Return the scale's time and the weight in a frame 23; None for an empty memory."""
    if len(data) not in {19, 20} or data[3] == 0:
        return None
    time, raw, first, second = _STORED.unpack_from(data, 6 if extended else 5)
    seconds = int.from_bytes(time, "little")
    return seconds, _final(raw, first, second)._replace(stamp=_stamp(seconds))


def _stamp(seconds: int) -> datetime | None:
    return _EPOCH + timedelta(seconds=seconds) if seconds >= _CLOCK_UNSET_S else None


def _result(data: bytes) -> Frame | None:
    """Return the weight in a frame B1; the ones after it have no weight."""
    if len(data) != data[1] or not data.startswith(_RESULT_HEAD):
        return None
    (raw,) = _RESULT.unpack_from(data, 5)
    return Frame(_MODEL, raw / _STEPS_PER_KG, stable=True, final=True)


def _stored_result(data: bytes) -> tuple[int, Frame] | None:
    """Return the scale's time and the weight in a frame B4."""
    if len(data) != data[1] or not data.startswith(_STORED_RESULT_HEAD):
        return None
    seconds, raw = _STORED_RESULT.unpack_from(data, 7)
    frame = Frame(_MODEL, raw / _STEPS_PER_KG, stable=True, final=True, stamp=_stamp(seconds))
    return seconds, frame


def _looks_extended(data: bytes) -> bool:
    """Return whether a stored record is an extended one, which it doesn't say.

    Read as a basic one, its first resistance begins with the low byte of the weight.
    """
    if data[2] == _BASIC_VENDOR or len(data) != 19:
        return False
    return int.from_bytes(data[11:13], "big") >= _MAX_OHM


def _is_frame(data: bytes) -> bool:
    # A weight of 12 bytes says that it has 11.
    return len(data) >= 4 and len(data) - data[1] in {0, 1} and sum(data[:-1]) & 0xFF == data[-1]


def records(payload: bytes) -> list[Frame]:
    """Return the weight or the stored record in a frame of the scale."""
    if not _is_frame(payload):
        return []
    if payload[0] == 0x10 and (weight := _weight(payload)):
        return [weight[0]]
    if payload[0] == 0x23 and (stored := _stored(payload, extended=_looks_extended(payload))):
        return [stored[1]]
    if payload[0] == 0xB1 and (result := _result(payload)):
        return [result]
    if payload[0] == 0xB4 and (stored := _stored_result(payload)):
        return [stored[1]]
    return []


class _Talk:
    """What has been said over one connection."""

    def __init__(self, situation: Situation, speaks_at: str, *, is_gated: bool) -> None:
        self._situation = situation
        self._speaks_at = speaks_at
        self._is_gated = is_gated
        self._challenges = 0
        self._vendor = _USUAL_VENDOR
        self._extended = False
        self._segmental = False
        self._battery: int | None = None
        self.has_answered = False
        """Whether the scale said anything but what it is."""
        self._answered: set[int] = set()
        self._records: list[tuple[int, Frame]] = []
        self._complete = False

    def begin(self) -> Conversation:
        """Set the unit, which answers 12."""
        if self._is_gated:
            yield from write(jieli.ANSWERED_AT, jieli.HELLO)
        unit = _UNITS.get(self._situation.unit, _UNITS[Unit.KG])
        yield from self._send(0x13, bytes((unit, 0x10, 0, 0, 0)))

    def tell_time(self) -> Conversation:
        """Tell the time in the plain form, which has no sum, and in the usual one."""
        command, _ = _ANSWERED_AT[self._speaks_at]
        yield from write(command, b"\x02" + self._time())
        yield from self._send(0x20, self._time())

    def take(self, heard: Notification) -> Conversation:
        """Take what the scale says, and answer it."""
        data = heard.data
        if heard.uuid == jieli.SPEAKS_AT:
            self.has_answered = True
            yield from self._authenticate(data)
        if heard.uuid not in _ANSWERED_AT or not _is_frame(data):
            return
        self._speaks_at = heard.uuid
        self.has_answered = self.has_answered or data[0] != 0x12
        if data[0] < 0xA0:  # those have a sub-operation there
            self._vendor = data[2]
        if data[0] == 0x10:
            yield from self._weighed(data)
        elif data[0] == 0x23:
            yield from self._remembered(data)
        elif data[0] in {0xB1, 0xB4}:
            yield from self._resulted(data)
        elif data[0] not in self._answered:
            self._answered.add(data[0])
            yield from self._answer(data)

    def recall(self) -> Conversation:
        """Give out the stored records, oldest first: the scale has them no more."""
        found, self._records = sorted(self._records, key=lambda record: record[0]), []
        if found:
            yield Recalled(tuple(frame for _, frame in found))

    def _answer(self, data: bytes) -> Conversation:
        match data[0]:
            case 0x12:
                self._segmental = len(data) == _SEGMENTAL_LENGTH
                self._extended = self._segmental or len(data) == _EXTENDED_LENGTH
                if not self._extended and len(data) not in _BASIC_LENGTHS:
                    raise GaveUp(f"its dialect isn't known (12 of {len(data)} bytes)")
                yield from self.begin()
            case 0x14:
                yield from self._send(0x20, self._time())
                if self._is_gated:
                    yield from write(jieli.ANSWERED_AT, jieli.PASS)
            case 0x21:
                if len(data) > 5 and data[4] <= 100:
                    self._battery = data[4]
                if self._extended and len(data) > 4:
                    yield from self._send(0xA0, _GUEST)
                else:
                    yield from self._ask_memory()
            case 0xA1:
                yield from self._ask_memory()

    def _ask_memory(self) -> Conversation:
        yield from self._send(0x22, b"\x00\x01" if self._extended else b"")
        if self._segmental:
            # It weighs only who is about as heavy; each weight of its own is confirmed later.
            expected = round(self._situation.guest.weight_kg * _STEPS_PER_KG) % 2**16
            yield from self._send(0xA2, b"\x01" + expected.to_bytes(2, "big"))

    def _authenticate(self, data: bytes) -> Conversation:
        answer = jieli.answer(data)
        if answer and self._challenges < jieli.MAX_CHALLENGES:
            self._challenges += 1
            yield from write(jieli.ANSWERED_AT, answer)

    def _time(self) -> bytes:
        seconds = int((self._situation.now - _EPOCH).total_seconds()) % 2**32
        return seconds.to_bytes(4, "little")

    def _weighed(self, data: bytes) -> Conversation:
        found = _weight(data)
        if found is None:
            return
        frame, complete = found
        # A complete weight is repeated, each time with other resistances: the first counts.
        if not (complete and self._complete):
            yield Heard((frame._replace(battery=self._battery),))
        if complete and not self._complete:
            yield from self._send(0x1F, b"\x10")
        if self._segmental and len(data) == _SEGMENTAL_LENGTH:
            yield from self._send(0xA2, b"\x01" + data[5:7])
        self._complete = complete

    def _resulted(self, data: bytes) -> Conversation:
        """Take the result of a segmental scale, which is sent in several frames, some repeatedly."""
        if (stored := _stored_result(data)) and stored not in self._records:
            self._records.append(stored)
        if (frame := _result(data)) and not self._complete:
            self._complete = True
            yield Heard((frame._replace(battery=self._battery),))
            yield from self._send(0x1F, b"\x10")

    def _remembered(self, data: bytes) -> Conversation:
        if record := _stored(data, extended=self._extended):
            self._records.append(record)
            if len(self._records) >= data[3]:
                yield from self.recall()

    def _send(self, operation: int, payload: bytes) -> Conversation:
        # From A0 on, a sub-operation has the place of the vendor byte.
        body = payload if operation >= 0xA0 else bytes((self._vendor,)) + payload
        frame = bytes((operation, len(body) + 3)) + body
        command, timed = _ANSWERED_AT[self._speaks_at]
        uuid = timed if operation in {0x20, 0x22} else command
        yield from write(uuid, frame + bytes((sum(frame) & 0xFF,)))


def converse(situation: Situation) -> Conversation:
    """Set unit and time, empty the memory, and listen until nobody stands on the scale."""
    speaks_at = None
    # Which of the two services a scale advertises says nothing; where both are, FFF0 is the real one.
    for uuid in _ANSWERED_AT:
        if (yield from subscribe(uuid)):
            speaks_at = speaks_at or uuid
    if speaks_at is None:
        raise GaveUp("it has none of the characteristics FFF1, FFE1 and FFE2")
    is_gated = yield from subscribe(jieli.SPEAKS_AT)
    talk = _Talk(situation, speaks_at, is_gated=is_gated)
    heard = yield from wait(_FIRST_WORD_S)
    if heard is None:
        yield from talk.begin()
    else:
        yield from talk.take(heard)
    heard = yield from wait(_ANSWER_S)
    if heard is None:
        if not talk.has_answered:
            yield from talk.tell_time()
        heard = yield from wait(_SILENCE_S)
    while heard is not None:
        yield from talk.take(heard)
        heard = yield from wait(_SILENCE_S)
    yield from talk.recall()


def _product(advertisement: Advertisement) -> str | None:
    named = (advertisement.name or "").startswith(_NAMES)
    return _MODEL if named and not is_renpho(advertisement) else None


FAMILY = Family(
    name="qn_gatt",
    title=_MODEL,
    matchers=({"local_name": "QN-Scale*"}, {"local_name": "Renpho-Scale*"}),
    # The resistances come a few seconds after the weight has settled, and final weights are repeated
    # while the person stands there.
    traits=Traits(patience=10.0, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models=(
        "Renpho, Etekcity ESF-24, Arboleaf, FITINDEX, where their name is `QN-Scale` or "
        "`Renpho-Scale`"
    ),
    gives=(Gives.IMPEDANCE, Gives.BODY, Gives.MEMORY, Gives.BATTERY),
    unverified="battery; those that measure by segments",
)
