"""AiLink (eLink, Pingwang) scales that broadcast: service 0xF0A0, manufacturer data of 18 bytes.

The company id isn't one: its low byte is CID, its high byte VID.

| byte | meaning |
| --- | --- |
| 0 | PID |
| 1–6 | address, reversed |
| 7 | sum of bytes 8–17 |
| 8–15 | encrypted, 8 bytes |

Byte 7 of a frame only shows that it is whole. The 8 bytes are encrypted with TEA, 32 rounds, in two
little-endian words; the key is four words that the ids are added to. In the clear:

| byte | meaning |
| --- | --- |
| 0 | counter |
| 1 | 00 weighing; 01, 02, 03 the impedance is measured, was, couldn't be; FF complete |
| 2 | bits 1–2 decimals, bits 3–5 the unit: 0 kg |
| 3–4 | bit 15 it is less than nothing, bits 0–14 weight |
| 5–6 | impedance, ohm; of an earlier weighing until complete; 0 for none |

Integers are big-endian. What the weight is in with another unit isn't known, so it isn't read then.
*Unverified*: layout of oliexdev/openScale #1495, whose author checked it with a scale (EL1) and
published frames of his own making.
"""

from struct import Struct

from ..model import Frame, Traits
from .family import EVERYTHING, Advertisement, Family, Gives
from .packet import Entry, address_of, newest_decoder, own

_SERVICE = "0000f0a0-0000-1000-8000-00805f9b34fb"
_LENGTH = 18
_BEGIN, _END = 8, 16
_KEY = (0x41493000, 0x4C327900, 0x31783100, 0x306C6531)
_WORDS = Struct("<II")
_CLEAR = Struct(">BBBHH")
_ROUNDS, _DELTA, _WORD = 32, 0x9E3779B9, 0xFFFFFFFF
_WEIGHING, _MEASURING, _MEASURED, _FAILED, _COMPLETE = 0x00, 0x01, 0x02, 0x03, 0xFF
_STATES = {_WEIGHING, _MEASURING, _MEASURED, _FAILED, _COMPLETE}
_KG, _NEGATIVE = 0, 0x8000
_MODEL = "AiLink scale"


def _open(entry: Entry) -> bytes:
    """Return the encrypted bytes in the clear."""
    pid, vid, cid = entry.data[0], entry.company >> 8, entry.company & 0xFF
    key = (_KEY[0] + pid, _KEY[1] + vid, _KEY[2] + cid, _KEY[3])
    first, second = _WORDS.unpack(entry.data[_BEGIN:_END])
    total = _DELTA * _ROUNDS & _WORD
    for _ in range(_ROUNDS):
        second -= ((first << 4) + key[2]) ^ (first + total) ^ ((first >> 5) + key[3])
        second &= _WORD
        first -= ((second << 4) + key[0]) ^ (second + total) ^ ((second >> 5) + key[1])
        first &= _WORD
        total = total - _DELTA & _WORD
    return _WORDS.pack(first, second)


def _is_own(advertisement: Advertisement, entry: Entry) -> bool:
    data, address = entry.data, address_of(advertisement)
    return (
        _SERVICE in advertisement.service_uuids
        and len(data) == _LENGTH
        and sum(data[_BEGIN:]) & 0xFF == data[7]
        and address is not None
        and data[1:7] == address[::-1]
        and _open(entry)[1] in _STATES
    )


def _product(advertisement: Advertisement) -> str | None:
    return next((_MODEL for _ in own(advertisement, _is_own)), None)


def _read(advertisement: Advertisement, entry: Entry) -> Frame | None:
    _, state, flags, weight, ohm = _CLEAR.unpack_from(_open(entry))
    if flags >> 3 & 7 != _KG or weight & _NEGATIVE:
        return None
    complete = state == _COMPLETE
    return Frame(
        _MODEL,
        weight / 10 ** (flags >> 1 & 3),
        stable=complete,
        removed=complete and not entry.certain,
        impedance=ohm or None if complete else None,
        impedance_failed=complete and not ohm,
        final=complete,
    )


FAMILY = Family(
    name="ailink_broadcast",
    title="AiLink (eLink)",
    matchers=({"connectable": False, "service_uuid": _SERVICE},),
    traits=Traits(step=0.1),
    product=_product,
    decoder=newest_decoder(_is_own, _read),
    models="EL1",
    gives=(Gives.IMPEDANCE,),
    unverified=EVERYTHING,
)
