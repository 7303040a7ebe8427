"""What Lefu and Icomon scales of the third dialect say: messages in parts, and what is in them.

A message is cut into frames of 20 bytes, in both directions:

| byte | meaning |
| --- | --- |
| 0 | running number; the parts of one message of the scale's may have different ones |
| 1 | length of the message |
| 2 | which part it is, from 0 |
| 3–18 | part of the message, filled up with 00 |
| 19 | lower 5 bits: sum of bytes 3–18; upper 3: not understood, the host gives back the scale's |

Other messages, of one part, may come between the parts of one.

| message | bytes |
| --- | --- |
| A1 | what the scale is |
| A2 | 1 state: 3 and 4 settled; 2–5 weight; 6 heart rate |
| A3 | 1–4 weight; 5 heart rate; 6–7 impedance, ohm, 0 in socks; with handles 6–25 ten impedances |
| A4 | stored: 1–4 Unix time; 5 flags; 6–8 weight |
| A7 | with handles: 1–4 Unix time; 5 flags; 6–8 weight; 10 how many impedances; those; 4 bytes |

Numbers are big-endian; the lower 18 bits of a weight are grams.

A scale with handles has impedances of body segments, in tenths of an ohm, in place of that from foot to
foot. All captures have ten: one of 13–30 ohm and four of 217–316, then five like them that are smaller.
So they seem to be the trunk and the limbs, at a low and at a high frequency. Which limb is which nobody
has shown; peers suppose the arms before the legs. They are given in the scale's own order and only
together: without one of them, the places of the others would say nothing. A peer reads those of A7 as
little-endian, from a byte later on, and the byte before as a flag: it is the upper one of the trunk's.

Sources: A3 with handles is captured of a Sacoma Ultra (ynsgnr/sacoma-lib), the first part of an A7 of a
Speediance (KristianP26/ble-scale-sync #383). A JEETIF2421 (dandwhelan/garmin-stats-ai) sends the same
A7 in longer frames, which aren't read.
"""

from itertools import batched
from typing import NamedTuple

from ..model import Frame
from .lefu import grams
from .stored import from_unix

PART = 16
WHAT_IT_IS, MOVES, WEIGHED, STORED, WITH_HANDLES = 0xA1, 0xA2, 0xA3, 0xA4, 0xA7

_LENGTH = 20
_SETTLED = {3, 4}
_ONE_IMPEDANCE, _TEN_IMPEDANCES = 8, 26
"""The lengths of an A3 of a scale without handles, and with them."""
_MAX_OHM = 3000


class Message(NamedTuple):
    """A message of the scale, or the beginning of one.

    Attributes:
        number: The running number of its first part, by which it is acknowledged.
        length: How long all of it is.
        body: What is there of it, at least a byte.
    """

    number: int
    length: int
    body: bytes

    @property
    def kind(self) -> int:
        """Return what it is about."""
        return self.body[0]

    @property
    def is_whole(self) -> bool:
        """Return whether all of it is there."""
        return len(self.body) == self.length


def check(body: bytes) -> int:
    """Return the lower bits of the last byte of a frame with this part."""
    return sum(body) & 0x1F


def is_frame(data: bytes) -> bool:
    """Return whether bytes are a frame with the right sum."""
    return len(data) == _LENGTH and check(data[3:19]) == data[19] & 0x1F


def beginning(data: bytes) -> Message | None:
    """Return the message that begins with a frame, as far as it is in it."""
    if not is_frame(data) or data[2] != 0 or data[1] == 0:
        return None
    return Message(data[0], data[1], data[3 : 3 + min(data[1], PART)])


class Parts:
    """Puts the messages of one connection together."""

    def __init__(self) -> None:
        """Begin without any."""
        self._begun: Message | None = None

    def take(self, data: bytes) -> list[Message]:
        """Return the messages that are complete with a frame whose sum is right.

        One in whose place another begins is complete, too: its rest is lost.
        """
        message = beginning(data)
        if message is None:
            return self._go_on(data)
        if message.is_whole:
            return [message]
        begun, self._begun = self._begun, message
        # What isn't acknowledged is sent again.
        return [begun] if begun and not begun.body.startswith(message.body) else []

    def _go_on(self, data: bytes) -> list[Message]:
        begun = self._begun
        if begun is None or (data[1], data[2] * PART) != (begun.length, len(begun.body)):
            return []
        message = begun._replace(body=(begun.body + data[3:19])[: begun.length])
        self._begun = None if message.is_whole else message
        return [message] if message.is_whole else []

    def give_up(self) -> list[Message]:
        """Return the beginning of a message whose rest doesn't come."""
        begun, self._begun = self._begun, None
        return [begun] if begun else []


def frame_of(model: str, message: Message) -> Frame | None:
    """Return the weight in a message, which its beginning has, and what else is there of it."""
    body = message.body
    match message.kind:
        case 0xA2 if len(body) >= 7:
            settled, rate = body[1] in _SETTLED, body[6] or None
            return Frame(model, grams(body[2:6]), stable=settled, heart_rate=rate)
        case 0xA3 if len(body) >= 8:
            weighed = Frame(model, grams(body[1:5]), heart_rate=body[5] or None)
        case 0xA4 | 0xA7 if len(body) >= 9:
            stamp = from_unix(int.from_bytes(body[1:5]))
            weighed = Frame(model, grams(body[6:9]), stamp=stamp)
        case _:
            return None
    return _with_impedances(weighed._replace(stable=True, final=True), message)


def _with_impedances(frame: Frame, message: Message) -> Frame:
    if message.kind == WEIGHED and message.length == _ONE_IMPEDANCE:
        ohm = int.from_bytes(message.body[6:8])
        if 0 < ohm < _MAX_OHM:
            return frame._replace(impedance=float(ohm))
        return frame._replace(impedance_failed=True)
    pairs = _segment_bytes(message)
    segments = tuple(int.from_bytes(pair) / 10 for pair in batched(pairs, 2, strict=False))
    if segments and all(0 < ohm < _MAX_OHM for ohm in segments):
        return frame._replace(segments=segments)
    return frame._replace(impedance_failed=bool(segments))


def _segment_bytes(message: Message) -> bytes:
    """Return the impedances of body segments; none if they aren't whole."""
    body, begin, end = message.body, 0, 0
    if message.kind == WEIGHED and message.length == _TEN_IMPEDANCES:
        begin, end = 6, _TEN_IMPEDANCES
    elif message.kind == WITH_HANDLES and len(body) > 10:
        begin, end = 11, 11 + 2 * body[10]
    return body[begin:end] if message.is_whole and len(body) >= end else b""
