"""Eufy P2 and P2 Pro (T9148, T9149), over a connection, by which alone the impedance comes.

A scale whose broadcast is heard is `eufy_p2_broadcast.py`'s: hearing is preferred to connecting.

Service 0xFFF0: written to at FFF1, weights at FFF2, answers at FFF4. Before it sends weights, the scale
wants to be shown that its address is known:

    host                                 scale
    C0 an identity of the host           C1 the scale's
    C2 both, joined by _                 C3 01 00 01, 0 for welcome, XOR of all

What C0 to C2 carry is encrypted (AES-128, CBC, PKCS #7; the key is the MD5 of the address' digits,
the initial vector 16 characters 0), then base64, in segments: number of segments, which, length of the
whole, 15 characters, XOR of all before. The identity is a new one each time.

| byte at FFF2 | meaning |
| --- | --- |
| 0–3 | CF 0E 00 CF |
| 4–5 | impedance, u16, 0.1 ohm; 0 in socks |
| 6–7 | weight, u16, 0.01 kg |
| 12 | 0 when the weight is final; it may still be corrected |
| 15 | XOR of bytes 2–14 |

Numbers are little-endian. The weights are captured (KristianP26/ble-scale-sync #289); the handshake is
*unverified*: it is that of bdr99/eufylife-ble-client and oliexdev/openScale.
"""

import base64
import binascii
from hashlib import md5
from itertools import batched
from struct import Struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from ..model import Frame, Traits
from .checks import xored
from .conversation import (
    Conversation,
    Exchange,
    GaveUp,
    Heard,
    Notification,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import Advertisement, Family, Gives

_MODELS = {"eufy T9148": "Eufy P2", "eufy T9149": "Eufy P2 Pro"}
_TITLE = "Eufy P2"
_WRITTEN_AT, _WEIGHS_AT, _ANSWERS_AT = "fff1", "fff2", "fff4"

_HEAD, _LENGTH = b"\xcf\x0e\x00\xcf", 16
_VALUE = Struct("<HH")

_HELLO, _HELLO_BACK, _PROOF, _WELCOME = 0xC0, 0xC1, 0xC2, 0xC3
_SEGMENT, _SEGMENT_HEAD = 15, 4
_IDENTITY_LENGTH = 15
_INITIAL_VECTOR = b"0" * 16

_PAUSE_S = 1.0
"""Some scales disconnect when segments follow each other faster."""
_ANSWER_S = 10.0
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def records(payload: bytes) -> list[Frame]:
    """Return the weight in a frame of the scale."""
    if len(payload) != _LENGTH or not payload.startswith(_HEAD) or xored(payload[2:]):
        return []
    ohm, raw = _VALUE.unpack_from(payload, 4)
    return [Frame(_TITLE, raw / 100, stable=payload[12] == 0, impedance=ohm / 10 or None)]


class _Secret:
    """What is said in secret to one scale."""

    def __init__(self, address: str) -> None:
        digits = address.replace(":", "").upper()
        try:
            known = len(bytes.fromhex(digits)) == 6
        except ValueError:
            known = False
        if not known:
            raise GaveUp("its address isn't known, which its key is made of")
        # Not for safety: the scale wants it so.
        key = md5(digits.encode(), usedforsecurity=False).digest()
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(_INITIAL_VECTOR))

    def segments(self, kind: int, text: bytes) -> list[bytes]:
        """Return the frames that carry a text."""
        padder, encryptor = PKCS7(128).padder(), self._cipher.encryptor()
        padded = padder.update(text) + padder.finalize()
        coded = base64.b64encode(encryptor.update(padded) + encryptor.finalize())
        parts = [bytes(part) for part in batched(coded, _SEGMENT, strict=False)]
        frames = [
            bytes((kind, len(parts), number, len(coded) & 0xFF)) + part
            for number, part in enumerate(parts)
        ]
        return [frame + bytes((xored(frame),)) for frame in frames]

    def text(self, coded: bytes) -> bytes | None:
        """Return the text of joined segments; None for what can't be one."""
        decryptor, unpadder = self._cipher.decryptor(), PKCS7(128).unpadder()
        try:
            padded = decryptor.update(base64.b64decode(coded, validate=True)) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except binascii.Error, ValueError:
            return None


def _say(frames: list[bytes]) -> Exchange[list[Notification]]:
    """Write frames, with pauses; return what the scale said meanwhile."""
    answers = []
    for frame in frames:
        yield from write(_WRITTEN_AT, frame, response=True)
        if heard := (yield from wait(_PAUSE_S)):
            answers.append(heard)
    return answers


def _answer(kind: int, answers: list[Notification]) -> Exchange[bytes | None]:
    """Wait for an answer of a kind, and return it whole; what came already is in `answers`.

    None comes in time where the connection was lost, which isn't worth to give the scale up.
    """
    joined, following = b"", 0
    while True:
        if answers:
            data = answers.pop(0).data
        elif heard := (yield from wait(_ANSWER_S)):
            data = heard.data
        else:
            return None
        if len(data) <= _SEGMENT_HEAD or data[0] != kind or xored(data):
            continue
        _, count, number, length = data[:_SEGMENT_HEAD]
        if number == 0:
            joined, following = b"", 0
        if number != following:
            continue
        joined, following = joined + data[_SEGMENT_HEAD:-1], following + 1
        if following == count and len(joined) == length:
            return joined


def converse(situation: Situation) -> Conversation:
    """Show that the address is known, and listen until nobody stands on the scale."""
    secret = _Secret(situation.address)
    if not (yield from subscribe(_ANSWERS_AT)):
        raise GaveUp("it has no characteristic FFF4")
    identity = situation.nonce.hex()[:_IDENTITY_LENGTH].encode()
    answers = yield from _say(secret.segments(_HELLO, identity))
    coded = yield from _answer(_HELLO_BACK, answers)
    if coded is None:
        return
    theirs = secret.text(coded)
    if theirs is None:
        raise GaveUp("its part of the handshake can't be decrypted")
    answers += yield from _say(secret.segments(_PROOF, identity + b"_" + theirs))
    welcome = yield from _answer(_WELCOME, answers)
    if welcome is None:
        return
    if welcome != b"\0":
        raise GaveUp("it refuses the handshake")
    # Weights sent before don't count; and none is to shorten the pauses.
    if not (yield from subscribe(_WEIGHS_AT)):
        raise GaveUp("it has no characteristic FFF2")
    while heard := answers.pop(0) if answers else (yield from wait(_SILENCE_S)):
        if heard.uuid == _WEIGHS_AT and (frames := records(heard.data)):
            yield Heard(tuple(frames))


def _product(advertisement: Advertisement) -> str | None:
    return _MODELS.get(advertisement.name or "")


FAMILY = Family(
    name="eufy_p2_gatt",
    title="Eufy P2 (connected)",
    matchers=tuple({"local_name": name} for name in _MODELS),
    traits=Traits(patience=10.0, step=0.01, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models="P2 (T9148), P2 Pro (T9149)",
    gives=(Gives.IMPEDANCE,),
    unverified="the handshake",
)
