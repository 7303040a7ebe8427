"""Lefu and Icomon scales of the third dialect, over a connection.

A message is cut into frames of 20 bytes, in both directions:

| byte | meaning |
| --- | --- |
| 0 | running number of the message |
| 1 | length of the message without its first byte |
| 2 | which part it is, from 0 |
| 3–18 | part of the message, filled up with 00 |
| 19 | lower 5 bits: sum of bytes 3–18; upper 3: not understood, the host gives back the scale's |

| message | from | bytes |
| --- | --- | --- |
| A0, B0 | scale, host | 1 number of the message that is acknowledged |
| A1 | scale | what it is |
| A2 | scale | 1 state: 3 and 4 settled; 2–5 weight; 6 heart rate |
| A3 | scale | 1–4 weight; 5 heart rate; 6–7 impedance, ohm, 0 in socks |
| A4 | scale | stored: 1–4 Unix time; 5 flags; 6–8 weight |
| A7 | scale | with handles: 1–4 Unix time; 5 flags; 6–8 weight; 10 how many impedances; those |
| B1, B8, BA | host | 1–4 Unix time; 5–6 minutes east of UTC, bit 15 for west; a person |
| B2, B4 | host | a person |

Numbers are big-endian; the lower 18 bits of a weight are grams. A person is: slot (BA: four bytes), cm,
u16 weight to be expected in 0.01 kg, bit 7 male and years. What the peers take for an app's identity in
B1, B2, B4 and B8 is such a person. What isn't acknowledged is sent again.

A scale with handles has an impedance of each limb and of the trunk in place of that from foot to foot;
they aren't used. The order of the bytes was in dispute; big-endian, in tenths of an ohm, Speediance's
are 20.6 (trunk) and 296.7.

| scale | what it wants to hear first | state |
| --- | --- | --- |
| Robi S9 | B1, B2 and BD, else it disconnects | captured: KristianP26/ble-scale-sync #228, #248 |
| Runstar R6 | nothing | captured in part: oliexdev/openScale, `RunstarR6Handler` |
| Speediance | B8 and B4, else it measures no impedance | captured: ble-scale-sync #383 |
| Relaxmedic | BA, else it shows no weight | *unverified*: openScale, `RelaxmedicHandler` |

Speediance's app also sends the address of its server, in BD; whether the scale wants it isn't known,
and it isn't sent.
"""

from collections.abc import Callable, Iterator
from functools import partial

from ..model import Frame, Sex, Traits
from .conversation import (
    Conversation,
    Exchange,
    GaveUp,
    Notification,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import EVERYTHING, Advertisement, Family, Gives
from .lefu import (
    LIVE,
    RELAXMEDIC_NAMES,
    RESULT,
    ROBI_NAMES,
    RUNSTAR_NAMES,
    SPEEDIANCE_NAMES,
    WRITE,
    grams,
    is_named,
    matchers,
)
from .stored import Stored, from_unix

_LENGTH, _PART = 20, 16
_SETTLED = {3, 4}
_ONE_IMPEDANCE = 8
"""The length of an A3 with one impedance in ohm; a longer one has those of limbs, in tenths."""
_MAX_OHM = 3000

_WHAT_IT_IS, _WEIGHED, _STORED, _SEGMENTS = 0xA1, 0xA3, 0xA4, 0xA7
_ACKNOWLEDGED = {_WHAT_IT_IS, _WEIGHED, _STORED, _SEGMENTS}

_FIRST_WORDS, _FIRST_WORD_S = 8, 2.0
_NO_MORE_STORED_S = 3.0
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _is_frame(data: bytes) -> bool:
    return len(data) == _LENGTH and sum(data[3:19]) & 0x1F == data[19] & 0x1F


def _message(data: bytes) -> bytes | None:
    """Return what a first part has of its message, without what it is filled up with."""
    if not _is_frame(data) or data[2] != 0:
        return None
    return data[3 : min(4 + data[1], 19)]


def _ohm(raw: int) -> float | None:
    return float(raw) if 0 < raw < _MAX_OHM else None


def _decode(model: str, length: int, message: bytes) -> Frame | None:
    """Return the weight in a message, of which the first part is enough."""
    if len(message) < 8:
        return None
    match message[0]:
        case 0xA2:
            settled, rate = message[1] in _SETTLED, message[6] or None
            return Frame(model, grams(message[2:6]), stable=settled, heart_rate=rate)
        case 0xA3:
            ohm = _ohm(int.from_bytes(message[6:8])) if length == _ONE_IMPEDANCE else None
            return Frame(
                model,
                grams(message[1:5]),
                stable=True,
                impedance=ohm,
                heart_rate=message[5] or None,
                impedance_failed=length == _ONE_IMPEDANCE and ohm is None,
                final=True,
            )
        case 0xA4 | 0xA7 if len(message) >= 9:
            return Frame(
                model,
                grams(message[6:9]),
                stable=True,
                stamp=from_unix(int.from_bytes(message[1:5])),
                final=True,
            )
    return None


def records(model: str, payload: bytes) -> list[Frame]:
    """Return the weight or the stored record in one notification."""
    message = _message(payload)
    frame = _decode(model, payload[1], message) if message else None
    return [frame] if frame else []


def _person(situation: Situation) -> bytes:
    guest = situation.guest
    male = 0x80 if guest.sex is Sex.MALE else 0
    return bytes((guest.height_cm, *round(guest.weight_kg * 100).to_bytes(2), male | guest.age))


def _target(situation: Situation) -> bytes:
    return round(situation.guest.target_kg * 100).to_bytes(2)


def _time(situation: Situation) -> bytes:
    offset = situation.now.utcoffset()
    minutes = int(offset.total_seconds()) // 60 if offset else 0
    zone = abs(minutes) | (0x8000 if minutes < 0 else 0)
    return (int(situation.now.timestamp()) % 2**32).to_bytes(4) + zone.to_bytes(2)


type Introduction = Callable[[Situation], Iterator[bytes]]


def _robi(situation: Situation) -> Iterator[bytes]:
    """Say what the app said, which says most of it several times."""
    person = b"\x01" + _person(situation)
    # The frame has no room for the last byte, which the length counts.
    profile = b"\xb1" + _time(situation) + person + b"\x0f" + _target(situation) + b"\x14\x00"
    short = b"\xb2" + person + b"\x00"
    yield from (profile, profile, short, b"\xbd\x09\x00", profile, profile, short, profile)


def _speediance(situation: Situation) -> Iterator[bytes]:
    name = b"icomon"
    rest = _target(situation) + b"\x0f\x00\x00\x00\x00" + bytes((len(name),)) + name + b"\x00"
    person = b"\x01" + _person(situation)
    yield b"\xb8" + _time(situation) + person + rest
    yield b"\xb4\x01" + person + rest


def _relaxmedic(situation: Situation) -> Iterator[bytes]:
    yield b"\xba" + _time(situation) + bytes(4) + _person(situation) + b"\x2f\x0f"


def _silent(situation: Situation) -> Iterator[bytes]:
    yield from ()


class _Talk:
    """What has been said over one connection."""

    def __init__(self, model: str, situation: Situation) -> None:
        self._model = model
        self._stored = Stored(situation.now)
        self._number = 0
        self._upper_bits = 0
        self._weighed = b""

    def send(self, message: bytes) -> Conversation:
        """Send a message in as many frames as it needs; one of 17 bytes loses the last."""
        length = len(message) - 1
        parts = 1 if len(message) == _PART + 1 else -(-len(message) // _PART)
        for part in range(parts):
            body = message[part * _PART : (part + 1) * _PART].ljust(_PART, b"\x00")
            check = sum(body) & 0x1F | self._upper_bits
            frame = bytes((self._number, length, part)) + body + bytes((check,))
            yield from write(WRITE, frame, response=True)
        self._number = (self._number + 1) & 0xFF

    def take(self, heard: Notification) -> Exchange[int | None]:
        """Take what the scale says, acknowledge it, and return what it is."""
        data = heard.data
        message = _message(data) if heard.uuid in {LIVE, RESULT} else None
        if message is None:
            return None
        self._upper_bits = data[19] & 0xE0
        kind = message[0]
        if kind in _ACKNOWLEDGED:
            yield from self.send(bytes((0xB0, data[0], 0, 0)))
        frame = _decode(self._model, data[1], message)
        if frame is None:
            return kind
        if kind in {_STORED, _SEGMENTS}:
            yield from self._stored.take(frame)
        elif kind == _WEIGHED and message != self._weighed:
            yield from self._stored.result(frame)
        elif kind != _WEIGHED:
            yield from self._stored.weigh(frame)
        # A result is repeated until the acknowledgement arrives.
        if kind == _WEIGHED:
            self._weighed = message
        elif not frame.stable:
            self._weighed = b""
        return kind

    def recall(self) -> Conversation:
        """Give out the stored records."""
        yield from self._stored.recall()

    def settle(self) -> Conversation:
        """Give out a weight of which no record came."""
        yield from self._stored.settle()


def _converse(model: str, introduction: Introduction, situation: Situation) -> Conversation:
    """Introduce ourselves, empty the memory, and listen until nobody stands on the scale."""
    live = yield from subscribe(LIVE)
    result = yield from subscribe(RESULT)
    if not (live and result):
        raise GaveUp("it lacks one of the characteristics FFB2 and FFB3")
    talk = _Talk(model, situation)
    # It says what it is first, and is answered.
    for _ in range(_FIRST_WORDS):
        heard = yield from wait(_FIRST_WORD_S)
        if heard is None or (yield from talk.take(heard)) == _WHAT_IT_IS:
            break
    for message in introduction(situation):
        yield from talk.send(message)
    while True:
        heard = yield from wait(_NO_MORE_STORED_S)
        if heard is None:
            yield from talk.recall()
            heard = yield from wait(_SILENCE_S)
            if heard is None:
                yield from talk.settle()
                return
        yield from talk.take(heard)


def _family(name: str, title: str, names: tuple[str, ...], introduction: Introduction) -> Family:
    def product(advertisement: Advertisement) -> str | None:
        return title if is_named(advertisement, names) else None

    return Family(
        name=name,
        title=title,
        matchers=matchers(names),
        # A result comes within a few seconds of the settled weight, with handles later.
        traits=Traits(patience=15.0, on_air=60.0, connects=True),
        product=product,
        records=partial(records, title),
        conversation=partial(_converse, title, introduction),
    )


ROBI = _family("lefu_a2a3", "Robi S9", ROBI_NAMES, _robi)._replace(
    gives=(Gives.IMPEDANCE, Gives.HEART_RATE, Gives.MEMORY),
    unverified="impedance, heart rate, its memory",
)
RUNSTAR = _family("lefu_runstar", "Runstar R6", RUNSTAR_NAMES, _silent)._replace(
    gives=(Gives.IMPEDANCE, Gives.HEART_RATE, Gives.MEMORY), unverified="its memory"
)
SPEEDIANCE = _family("lefu_speediance", "Speediance", SPEEDIANCE_NAMES, _speediance)._replace(
    gives=(Gives.MEMORY,)
)
RELAXMEDIC = _family("lefu_relaxmedic", "Relaxmedic", RELAXMEDIC_NAMES, _relaxmedic)._replace(
    gives=(Gives.MEMORY,), unverified=EVERYTHING
)
