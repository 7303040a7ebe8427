"""Lefu and Icomon scales of the third dialect, over a connection.

`lefu_v3_messages.py` reads what the scale says; this module knows what it has to be told.

| message to the scale | bytes |
| --- | --- |
| B0 | 1 number of the message that is acknowledged; 2 00 |
| B1, B8, BA | 1–4 Unix time; 5–6 minutes east of UTC, bit 15 for west; a person |
| B2, B4 | a person |

A person is: slot (BA: four bytes), cm, u16 weight to be expected in 0.01 kg, bit 7 male and years. What
the peers take for an app's identity in B1, B2, B4 and B8 is such a person. What isn't acknowledged is
sent again: A1, A3, A4 and A7 are acknowledged, and A0 acknowledges.

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
from itertools import batched

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
from .family import Advertisement, Family, Gives
from .lefu import (
    LIVE,
    RELAXMEDIC_NAMES,
    RESULT,
    ROBI_NAMES,
    RUNSTAR_NAMES,
    SPEEDIANCE_NAMES,
    WRITE,
    is_named,
    matchers,
)
from .lefu_v3_messages import (
    PART,
    STORED,
    WEIGHED,
    WHAT_IT_IS,
    WITH_HANDLES,
    Message,
    Parts,
    beginning,
    check,
    frame_of,
    is_frame,
)
from .stored import Stored

_ACKNOWLEDGED = {WHAT_IT_IS, WEIGHED, STORED, WITH_HANDLES}

_FIRST_WORDS, _FIRST_WORD_S = 8, 2.0
_NO_MORE_STORED_S = 3.0
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def records(model: str, payload: bytes) -> list[Frame]:
    """Return the weight or the stored record in one notification."""
    message = beginning(payload)
    frame = frame_of(model, message) if message else None
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
    profile = b"\xb1" + _time(situation) + person + b"\x0f" + _target(situation) + b"\x14"
    short = b"\xb2" + person
    yield from (profile, profile, short, b"\xbd\x09", profile, profile, short, profile)


def _speediance(situation: Situation) -> Iterator[bytes]:
    name = b"icomon"
    rest = _target(situation) + b"\x0f\x00\x00\x00\x00" + bytes((len(name),)) + name
    person = b"\x01" + _person(situation)
    yield b"\xb8" + _time(situation) + person + rest
    yield b"\xb4\x01" + person + rest


def _relaxmedic(situation: Situation) -> Iterator[bytes]:
    yield b"\xba" + _time(situation) + bytes(4) + _person(situation) + b"\x2f"


def _silent(situation: Situation) -> Iterator[bytes]:
    yield from ()


class _Talk:
    """What has been said over one connection."""

    def __init__(self, model: str, situation: Situation) -> None:
        self._model = model
        self._stored = Stored(situation.now)
        self._parts = Parts()
        self._number = 0
        self._upper_bits = 0
        self._weighed = b""

    def send(self, message: bytes) -> Conversation:
        """Send a message in as many frames as it needs."""
        for part, piece in enumerate(batched(message, PART, strict=False)):
            body = bytes(piece).ljust(PART, b"\x00")
            head = bytes((self._number, len(message), part))
            yield from write(
                WRITE, head + body + bytes((check(body) | self._upper_bits,)), response=True
            )
        self._number = (self._number + 1) & 0xFF

    def take(self, heard: Notification) -> Exchange[int | None]:
        """Take what the scale says, and return what it is about."""
        if heard.uuid not in {LIVE, RESULT} or not is_frame(heard.data):
            return None
        self._upper_bits = heard.data[19] & 0xE0
        kind = None
        for message in self._parts.take(heard.data):
            kind = message.kind
            yield from self._take(message)
        return kind

    def give_up(self) -> Conversation:
        """Take the beginning of a message whose rest doesn't come."""
        for message in self._parts.give_up():
            yield from self._take(message)

    def _take(self, message: Message) -> Conversation:
        """Acknowledge a message, and give out what is in it."""
        kind = message.kind
        if kind in _ACKNOWLEDGED:
            yield from self.send(bytes((0xB0, message.number, 0)))
        frame = frame_of(self._model, message)
        if frame is None:
            return
        begin = message.body[:PART]
        if kind in {STORED, WITH_HANDLES}:
            yield from self._stored.take(frame)
        elif kind == WEIGHED and begin != self._weighed:
            yield from self._stored.result(frame)
        elif kind != WEIGHED:
            yield from self._stored.weigh(frame)
        # A result is repeated until the acknowledgement arrives.
        if kind == WEIGHED:
            self._weighed = begin
        elif not frame.stable:
            self._weighed = b""

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
        if heard is None or (yield from talk.take(heard)) == WHAT_IT_IS:
            break
    for message in introduction(situation):
        yield from talk.send(message)
    while True:
        heard = yield from wait(_NO_MORE_STORED_S)
        if heard is None:
            yield from talk.give_up()
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
    gives=(Gives.SEGMENTS, Gives.MEMORY), unverified="impedances of body segments"
)
RELAXMEDIC = _family("lefu_relaxmedic", "Relaxmedic", RELAXMEDIC_NAMES, _relaxmedic)._replace(
    gives=(Gives.SEGMENTS, Gives.MEMORY),
    unverified="its memory; Relaxmedic itself (captured is its kin Sacoma Ultra)",
)
