"""Xiaomi MiBeacon frames, versions 4 and 5: service data 0xFE95, encrypted with AES-128-CCM.

| offset | field |
| --- | --- |
| 0–1 | frame control, u16 |
| 2–3 | product id, u16 |
| 4 | frame counter |
| 5–10 | the sender's address, reversed, if frame control bit 4 |
| next | capability, if bit 5; a second byte if its bit 5 |
| next | objects, if bit 6: each id u16, length u8, value |
| last 7–5 | extended counter, if encrypted |
| last 4 | tag, if encrypted |

Integers are little-endian. Bits 12–15 of the frame control are the version. The nonce is the reversed
address, bytes 2 to 4 and the extended counter; the associated data is one byte 0x11. Source: captures
of Bluetooth-Devices/xiaomi-ble and lswiderski/MiScaleBodyComposition, which the tests hold.
"""

from collections.abc import Iterator
from struct import Struct
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from .family import EncryptionError

UUID = "0000fe95-0000-1000-8000-00805f9b34fb"

_HEADER = Struct("<HHB")
_ENCRYPTED, _ADDRESS, _CAPABILITY, _OBJECT = 0x0008, 0x0010, 0x0020, 0x0040
_MORE_CAPABILITY = 0x20
_FIRST_VERSION = 4
"""Versions 2 and 3 are encrypted in another way."""
_ADDRESS_BYTES, _COUNTER_BYTES, _TAG_BYTES, _KEY_BYTES = 6, 3, 4, 16
_OBJECT_HEADER = Struct("<HB")
_ASSOCIATED = b"\x11"


class Beacon(NamedTuple):
    """What a frame says in the clear.

    Attributes:
        address: The sender's, reversed; None where the frame has none.
        objects: Where the encrypted objects begin; None for an idle frame, which has none.
    """

    address: bytes | None
    objects: int | None


def parse(data: bytes) -> Beacon | None:
    """Read the clear part of a frame.

    Returns:
        None for another version, a frame cut short, and objects in the clear: scales encrypt.
    """
    if len(data) < _HEADER.size:
        return None
    control, offset, address = data[0] | data[1] << 8, _HEADER.size, None
    if control >> 12 < _FIRST_VERSION:
        return None
    if control & _ADDRESS:
        address = data[offset : offset + _ADDRESS_BYTES]
        offset += _ADDRESS_BYTES
    if control & _CAPABILITY:
        more = data[offset : offset + 1] and data[offset] & _MORE_CAPABILITY
        offset += 2 if more else 1
    if not control & _OBJECT:
        return Beacon(address, None) if len(data) >= offset else None
    least = offset + _OBJECT_HEADER.size + _COUNTER_BYTES + _TAG_BYTES
    if not control & _ENCRYPTED or len(data) < least:
        return None
    return Beacon(address, offset)


def reversed_address(address: str) -> bytes | None:
    """Return an address as frames spell it; None for what isn't one, as macOS makes up."""
    try:
        octets = bytes.fromhex(address.replace(":", ""))
    except ValueError:
        return None
    return octets[::-1] if len(octets) == _ADDRESS_BYTES else None


def cipher(key: bytes | None) -> AESCCM:
    """Return the cipher of a bind key.

    Raises:
        EncryptionError: The key is missing or doesn't have 16 bytes.
    """
    if key is None:
        raise EncryptionError("the measurement is encrypted and there is no key")
    if len(key) != _KEY_BYTES:
        raise EncryptionError(f"a key has {_KEY_BYTES} bytes, not {len(key)}")
    return AESCCM(key, tag_length=_TAG_BYTES)


def decrypt(data: bytes, start: int, address: bytes, aes: AESCCM) -> bytes:
    """Return the objects that begin at `start` in the clear.

    Raises:
        EncryptionError: The tag doesn't match: the key is another's, or the bytes were changed.
    """
    counter = len(data) - _TAG_BYTES - _COUNTER_BYTES
    nonce = address + data[2:5] + data[counter:-_TAG_BYTES]
    try:
        return aes.decrypt(nonce, data[start:counter] + data[-_TAG_BYTES:], _ASSOCIATED)
    except InvalidTag:
        raise EncryptionError("the key doesn't open the measurement") from None


def objects(payload: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield id and value of each whole object."""
    offset = 0
    while offset + _OBJECT_HEADER.size <= len(payload):
        kind, size = _OBJECT_HEADER.unpack_from(payload, offset)
        offset += _OBJECT_HEADER.size
        if offset + size > len(payload):
            return
        yield kind, payload[offset : offset + size]
        offset += size
