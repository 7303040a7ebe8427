"""The ESPHome native API on the wire: plain-text frames around protobuf messages.

A frame is 0x00, the payload length and the message id as varints, then the payload. Ids and message
classes are those that aioesphomeapi ships.
"""

from asyncio import IncompleteReadError, StreamReader
from typing import Any

from aioesphomeapi.core import MESSAGE_TYPE_TO_PROTO

type Message = Any
"""An instance of one of aioesphomeapi's protobuf classes, which carry no types."""

PLAIN_TEXT = 0x00
_MAX_VARINT_BYTES = 5

_CLASSES: dict[int, Any] = dict(MESSAGE_TYPE_TO_PROTO)
_IDS: dict[str, int] = {cls.DESCRIPTOR.name: number for number, cls in _CLASSES.items()}


class WireError(Exception):
    """The peer speaks something else, such as the encrypted framing."""


def name_of(message: Message) -> str:
    """Return a message's name, such as `PingRequest`."""
    return str(message.DESCRIPTOR.name)


def encode(message: Message) -> bytes:
    """Frame one message."""
    payload: bytes = message.SerializeToString()
    return b"".join(
        (bytes([PLAIN_TEXT]), _varint(len(payload)), _varint(_IDS[name_of(message)]), payload)
    )


async def read(reader: StreamReader) -> Message | None:
    """Read one message; None at the end of the stream.

    Raises:
        WireError: The peer sent something that isn't a plain-text frame.
    """
    try:
        if (await reader.readexactly(1))[0] != PLAIN_TEXT:
            raise WireError("not a plain-text frame")
        length = await _read_varint(reader)
        number = await _read_varint(reader)
        payload = await reader.readexactly(length)
    except IncompleteReadError, ConnectionError:
        return None
    if (cls := _CLASSES.get(number)) is None:
        raise WireError(f"unknown message {number}")
    return cls.FromString(payload)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


async def _read_varint(reader: StreamReader) -> int:
    value = 0
    for position in range(_MAX_VARINT_BYTES):
        byte = (await reader.readexactly(1))[0]
        value |= (byte & 0x7F) << 7 * position
        if byte < 0x80:
            return value
    raise WireError("varint too long")
