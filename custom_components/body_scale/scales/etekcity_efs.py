"""Etekcity EFS-A591S (Apex HR) and EFS-C651, over a connection.

The frames are those of `etekcity_a5.py`. Byte 10 is a channel, 0 in the clear, 1 encrypted (AES-128,
CBC, PKCS #7); what follows it:

    host                                            scale
    4201 Unix time, zone (half hours), 06, address  4201 00, 06, address,
         reversed, d (prime), e, f = e^g mod d           h
    4202 encrypted with key and zeros: 0C,
         address reversed, 10, initial vector

The key is the first half of the SHA-256 of h^g mod d in decimal, a comma, the address reversed. Then:

| operation | meaning, from the byte after the channel |
| --- | --- |
| 4421 | moving: 0–2 weight |
| 443A | A591S: 22–24 weight, 25–26 impedance in ohm, 0 for none, 35 unit, 36 heart rate |
| 4422 | C651: the same, but 25–28 impedance in a code of its own, and no heart rate |
| 4121, 413C | A591S that never answers 4201: no channel; as 4421 and 443A, but 33 unit, 34 heart rate |

Weights are u24, g; numbers are little-endian. Units: 0 kg, 1 lb, 2 st; the scale's is left as it is. A
result has a time, too, which isn't read: where 4201 isn't answered, nobody sets the clock.

Sources: captures of ronnnnnnnnnnnnn/etekcity_esf551_ble; the tests hold them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from math import isqrt

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from ..model import Frame, Traits, Unit
from . import etekcity_a5 as a5
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import Advertisement, Family, Gives

_APEX, _C651 = "Etekcity EFS-A591S", "Etekcity EFS-C651"
_PRODUCTS = {3: _APEX, 5: _APEX, 127: _APEX, 134: _APEX, 136: _C651}

_EXCHANGE, _VERIFY = 0x4201, 0x4202
_LIVE, _RESULT, _RESULT_C651 = 0x4421, 0x443A, 0x4422
_PLAIN_LIVE, _PLAIN_RESULT = 0x4121, 0x413C
_IN_THE_CLEAR, _ENCRYPTED = b"\x00", b"\x01"
_FLAGS, _FIRST_NUMBER = 0x23, 0x14
_ZONE_STEP = timedelta(minutes=30)

_MODULI, _BASES, _EXPONENTS = range(40000, 46341), range(10, 101), range(5, 21)
_BLOCK = 16

_UNITS = {number: unit for unit, number in a5.UNITS.items()}
_NOT_MEASURED = 0xFFFFFF
_PLAUSIBLE_OHM = range(200, 1201)
"""What the C651's code may stand for; anything else comes of another code."""

_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _kg(data: bytes) -> float:
    return int.from_bytes(data, "little") / 1000


def _plain_ohm(body: bytes) -> float | None:
    return int.from_bytes(body[25:27], "little") or None


def _coded_ohm(body: bytes) -> float | None:
    """Return the impedance that a C651 has in four bytes."""
    word = int.from_bytes(body[25:29], "little") & 0xFFFFFF
    if word == _NOT_MEASURED:
        return None
    low, kept, high, top = word & 0xFF, word & 0x0F00, word >> 12 & 0x0F, word >> 16
    ohm = (kept + top - high - 4 * low) // 2
    return ohm if ohm in _PLAUSIBLE_OHM else None


def _moving(model: str) -> Callable[[bytes], Frame | None]:
    def read(body: bytes) -> Frame | None:
        return Frame(model, _kg(body[:3])) if len(body) >= 11 else None

    return read


def _result(
    model: str, ohm: Callable[[bytes], float | None], unit_at: int, *, has_heart_rate: bool = True
) -> Callable[[bytes], Frame | None]:
    def read(body: bytes) -> Frame | None:
        if len(body) < unit_at + 2:
            return None
        impedance = ohm(body)
        return Frame(
            model,
            _kg(body[22:25]),
            _UNITS.get(body[unit_at], Unit.KG),
            stable=True,
            impedance=impedance,
            heart_rate=body[unit_at + 1] or None if has_heart_rate else None,
            impedance_failed=impedance is None,
            final=True,
        )

    return read


_SECRET: Mapping[int, Callable[[bytes], Frame | None]] = {
    _LIVE: _moving(_APEX),
    _RESULT: _result(_APEX, _plain_ohm, 35),
    _RESULT_C651: _result(_C651, _coded_ohm, 35, has_heart_rate=False),
}
_PLAIN: Mapping[int, Callable[[bytes], Frame | None]] = {
    _PLAIN_LIVE: _moving(_APEX),
    _PLAIN_RESULT: _result(_APEX, _plain_ohm, 33),
}


def records(payload: bytes) -> list[Frame]:
    """Return the weight in a whole frame of a scale that doesn't encrypt."""
    message = a5.parsed(payload)
    read = message and _PLAIN.get(message.operation)
    frame = read(message.body) if message and read else None
    return [frame] if frame else []


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % each for each in range(2, isqrt(number) + 1))


def _prime(numbers: range, choice: int) -> int:
    """Return the first prime among numbers from a chosen one on."""
    number = numbers[choice % len(numbers)]
    while not _is_prime(number):
        number = number + 1 if number + 1 in numbers else numbers.start
    return number


class _Session:
    """The secret that one connection shares with a scale."""

    def __init__(self, situation: Situation) -> None:
        own = a5.reversed_address(situation.address)
        if own is None:
            raise GaveUp("its address isn't known, which its key is made of")
        self._own = own
        self._now: datetime = situation.now
        random = situation.nonce
        self._modulus = _prime(_MODULI, int.from_bytes(random[:4], "big"))
        self._base = _prime(_BASES, random[4])
        self._exponent = _EXPONENTS[random[5] % len(_EXPONENTS)]
        self._vector = random[_BLOCK : 2 * _BLOCK]
        self._cipher: Cipher[modes.CBC] | None = None

    def exchange(self) -> bytes:
        """Return the frame that begins."""
        time = (int(self._now.timestamp()) % 2**32).to_bytes(4, "little")
        zone = ((self._now.utcoffset() or timedelta()) // _ZONE_STEP) & 0xFF
        public = pow(self._base, self._exponent, self._modulus)
        return self._frame(
            0,
            _EXCHANGE,
            _IN_THE_CLEAR
            + time
            + bytes((zone, len(self._own)))
            + self._own
            + self._modulus.to_bytes(2, "little")
            + bytes((self._base,))
            + public.to_bytes(2, "little"),
        )

    def verify(self, body: bytes) -> bytes | None:
        """Return the frame that proves the key that a scale's answer leads to; None for no answer."""
        if len(body) != 11 or body[2] != len(self._own) or self._cipher:
            return None
        shared = pow(int.from_bytes(body[9:11], "little"), self._exponent, self._modulus)
        key = sha256(f"{shared},".encode() + self._own).digest()[:_BLOCK]
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(self._vector))
        proof = b"\x0c" + self._own + bytes((_BLOCK,)) + self._vector
        padder = PKCS7(8 * _BLOCK).padder()
        encryptor = Cipher(algorithms.AES(key), modes.CBC(bytes(_BLOCK))).encryptor()
        sealed = encryptor.update(padder.update(proof) + padder.finalize()) + encryptor.finalize()
        return self._frame(1, _VERIFY, _ENCRYPTED + sealed)

    def opened(self, body: bytes) -> bytes | None:
        """Return what an encrypted frame carries; None for what this session's key doesn't open."""
        if self._cipher is None or body[:1] != _ENCRYPTED:
            return None
        decryptor, unpadder = self._cipher.decryptor(), PKCS7(8 * _BLOCK).unpadder()
        try:
            padded = decryptor.update(body[1:]) + decryptor.finalize()
            return unpadder.update(padded) + unpadder.finalize()
        except ValueError:
            return None

    def _frame(self, number: int, operation: int, body: bytes) -> bytes:
        return a5.built(_FIRST_NUMBER + number, operation, body, flags=_FLAGS)


def _read(message: a5.Message, session: _Session) -> Frame | None:
    if read := _PLAIN.get(message.operation):
        return read(message.body)
    read = _SECRET.get(message.operation)
    body = session.opened(message.body) if read else None
    return read(body) if read and body is not None else None


def converse(situation: Situation) -> Conversation:
    """Agree on a key, unless the scale needs none, and listen until nobody stands on it."""
    session = _Session(situation)
    if not (yield from subscribe(a5.SPEAKS_AT)):
        raise GaveUp("it has no characteristic FFF1")
    yield from write(a5.WRITTEN_AT, session.exchange(), response=False)
    joiner = a5.Joiner()
    while heard := (yield from wait(_SILENCE_S)):
        for message in joiner.add(heard.data):
            if message.operation == _EXCHANGE and (proof := session.verify(message.body)):
                yield from write(a5.WRITTEN_AT, proof, response=False)
            elif frame := _read(message, session):
                yield Heard((frame,))


def _product(advertisement: Advertisement) -> str | None:
    found = a5.product(advertisement)
    return None if found is None else _PRODUCTS.get(found)


FAMILY = Family(
    name="etekcity_efs",
    title="Etekcity EFS-A591S, EFS-C651",
    # Their generations are told by bits of the first byte, which Home Assistant can't match.
    matchers=({"manufacturer_id": a5.COMPANY},),
    traits=Traits(patience=5.0, step=0.01, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models="EFS-A591S (Apex HR), EFS-C651 without a heart rate",
    gives=(Gives.IMPEDANCE, Gives.HEART_RATE),
)
