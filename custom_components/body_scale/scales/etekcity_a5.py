"""The frames of Etekcity's connected scales: service 0xFFF0, FFF1 from the scale, FFF2 to it.

| byte | meaning |
| --- | --- |
| 0 | A5 |
| 1 | 22 or 23 from the host, 02, 03 or 13 from the scale |
| 2 | number |
| 3–4 | length of what follows byte 5, little-endian |
| 5 | makes the sum of all bytes FF |
| 6 | 01 |
| 7–8 | operation, little-endian |
| 9 | 00 |

This is no family. A longer frame comes in pieces of 20 bytes. An advertisement has, under company id
0x06D0, a generation (the low 4 bits of byte 0), the address reversed and the product (2 bytes,
big-endian), by which alone the scales are told from each other and from air purifiers.

Source: captures of ronnnnnnnnnnnnn/etekcity_esf551_ble and KristianP26/ble-scale-sync #385.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ..model import Unit
from .checks import added
from .family import Advertisement

COMPANY = 0x06D0
SPEAKS_AT, WRITTEN_AT = "fff1", "fff2"
UNITS = {Unit.KG: 0, Unit.LB: 1, Unit.ST: 2}

_MARK, _HEAD, _BODY_AT = 0xA5, 6, 10
_MAX_LENGTH = 128
_GENERATIONS = range(3)
_ADDRESS, _PRODUCT = slice(1, 7), slice(7, 9)


class Message(NamedTuple):
    """One frame: its operation, and all that follows byte 9."""

    operation: int
    body: bytes


def built(number: int, operation: int, body: bytes, *, flags: int) -> bytes:
    """Return a frame of the host."""
    rest = b"\x01" + operation.to_bytes(2, "little") + b"\x00" + body
    head = bytes((_MARK, flags, number & 0xFF)) + len(rest).to_bytes(2, "little")
    return head + bytes((0xFF - added(head + rest),)) + rest


def parsed(frame: bytes) -> Message | None:
    """Return what is in a whole frame; None for what isn't one."""
    if len(frame) < _BODY_AT or frame[0] != _MARK or added(frame) != 0xFF:
        return None
    if int.from_bytes(frame[3:5], "little") + _HEAD != len(frame):
        return None
    return Message(int.from_bytes(frame[7:9], "little"), frame[_BODY_AT:])


class Joiner:
    """Joins the pieces of frames."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._joined = b""

    def add(self, piece: bytes) -> Iterator[Message]:
        """Take a piece, and yield the frame that is whole now."""
        known = self._joined + piece
        # What is there is dropped where the piece begins a frame that is whole in itself.
        found = parsed(known) or parsed(piece)
        length = int.from_bytes(known[3:5], "little") + _HEAD if len(known) >= _HEAD else _HEAD
        too_long = len(known) >= length or length > _MAX_LENGTH
        begins = not known or known[0] == _MARK
        self._joined = known if begins and not too_long and not found else b""
        if found:
            yield found


def reversed_address(address: str) -> bytes | None:
    """Return an address as the scales write it; None for what isn't one."""
    try:
        octets = bytes.fromhex(address.replace(":", ""))
    except ValueError:
        return None
    return octets[::-1] if len(octets) == 6 else None


def product(advertisement: Advertisement) -> int | None:
    """Return the product that an advertisement comes from; None for another maker's."""
    data = advertisement.manufacturer_data.get(COMPANY, b"")
    own = reversed_address(advertisement.address)
    if len(data) < _PRODUCT.stop or data[0] & 0x0F not in _GENERATIONS:
        return None
    if own is not None and data[_ADDRESS] != own:
        return None
    return int.from_bytes(data[_PRODUCT], "big")
