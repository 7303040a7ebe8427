"""MiBeacon version 5: the service data in which Xiaomi devices wrap what they say.

Layout of an encrypted frame: frame control u16, product u16, the low byte of the counter, the
encrypted object, the three other bytes of the counter, a tag of four bytes. Of a frame without an
object: frame control, product, the low byte of the counter, the address reversed.
"""

from dataclasses import dataclass
from enum import IntFlag
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

SERVICE = 0xFE95

_ASSOCIATED_DATA = b"\x11"
_TAG_LENGTH = 4


class _Control(IntFlag):
    """Bits of the frame control."""

    ENCRYPTED = 1 << 3
    ADDRESS = 1 << 4
    OBJECT = 1 << 6
    REGISTERED = 1 << 8
    AUTHENTICATION_2 = 2 << 10
    VERSION_5 = 5 << 12


_BOUND = _Control.REGISTERED | _Control.AUTHENTICATION_2 | _Control.VERSION_5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A device that is bound to an account.

    Attributes:
        product: The product id.
        address: Its Bluetooth address, with colons.
        key: The bind key, 16 bytes.
    """

    product: int
    address: str
    key: bytes

    def encrypted(self, counter: int, content: bytes) -> bytes:
        """Return a frame with an encrypted object and without the address.

        Args:
            counter: Number of the frame, 32 bits; no two frames with different content share one.
            content: The object, with its header.
        """
        head = self._head(_BOUND | _Control.OBJECT | _Control.ENCRYPTED, counter)
        extended = struct.pack("<I", counter)[1:]
        nonce = self._reversed_address + head[2:] + extended
        cipher = AESCCM(self.key, tag_length=_TAG_LENGTH)
        sealed = cipher.encrypt(nonce, content, _ASSOCIATED_DATA)
        return head + sealed[:-_TAG_LENGTH] + extended + sealed[-_TAG_LENGTH:]

    def idle(self, counter: int) -> bytes:
        """Return a frame without an object; it has the address.

        Args:
            counter: Number of the frame, 32 bits, of which it shows the lowest 8.
        """
        return self._head(_BOUND | _Control.ADDRESS, counter) + self._reversed_address

    @property
    def _reversed_address(self) -> bytes:
        return bytes.fromhex(self.address.replace(":", ""))[::-1]

    def _head(self, control: _Control, counter: int) -> bytes:
        return struct.pack("<HHB", control, self.product, counter & 0xFF)


def wrapped(object_id: int, value: bytes) -> bytes:
    """Return an object: its id, its length and its value."""
    return struct.pack("<HB", object_id, len(value)) + value
