"""FIT, the binary format of Garmin and others: messages of fields, each after its definition.

| part | layout |
| --- | --- |
| header | length, protocol, profile (u16), length of what follows (u32), `.FIT`, checksum (u16) |
| definition | 40h + local number, 0, byte order, message (u16), fields: number, size, base type |
| data | local number, the fields' values |
| end | checksum (u16) |

It is written little-endian; either order is read. A field of all ones has no value. Source: the FIT
protocol as Garmin publishes it; in the tests its official SDK reads what is written here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
import struct
from typing import NamedTuple

SIGNATURE = b".FIT"
_HEADER = struct.Struct("<BBHI4sH")
_SHORT_HEADER = 12
_PROTOCOL, _PROFILE = 0x20, 21_200
_DEFINITION, _DEVELOPER, _COMPRESSED = 0x40, 0x20, 0x80
TIMESTAMP = 253
"""The field that every message may have: seconds since 1989-12-31, UTC."""
_CODES: Mapping[int, str] = {1: "B", 2: "H", 4: "I"}
"""What is read: unsigned numbers, by their size."""


class Field(NamedTuple):
    """A field of a message: its number, its base type and its size."""

    number: int
    base: int
    size: int


ENUM, U8, U16, U32, U32Z = 0x00, 0x02, 0x84, 0x86, 0x8C


class DamagedError(Exception):
    """The file ends within a message, or isn't laid out as it says."""


@dataclass(frozen=True, slots=True)
class _Definition:
    """What the next messages of a local number are."""

    message: int
    order: str
    fields: Sequence[tuple[int, int]]
    size: int


def is_fit(content: bytes) -> bool:
    """Return whether a file is a FIT file."""
    return content[8:12] == SIGNATURE and content[0] in {_SHORT_HEADER, _HEADER.size}


def messages(content: bytes) -> Iterator[tuple[int, dict[int, int]]]:
    """Yield the messages of all kinds: number, and values by field; of several files in a row, too.

    Raises:
        DamagedError: The rest can't be read.
    """
    position = 0
    while position < len(content):
        part = content[position:]
        if not is_fit(part):
            raise DamagedError
        start = position + part[0]
        end = start + int.from_bytes(part[4:8], "little")
        try:
            yield from _messages(content[start:end])
        except (IndexError, struct.error) as fault:
            raise DamagedError from fault
        if end > len(content):
            raise DamagedError
        position = end + 2


def _messages(data: bytes) -> Iterator[tuple[int, dict[int, int]]]:
    definitions: dict[int, _Definition] = {}
    position, stamp = 0, 0
    while position < len(data):
        header = data[position]
        position += 1
        if not header & _COMPRESSED and header & _DEFINITION:
            definition, position = _definition(data, position, bool(header & _DEVELOPER))
            definitions[header & 0x0F] = definition
            continue
        local = (header >> 5) & 0x03 if header & _COMPRESSED else header & 0x0F
        if local not in definitions:
            raise DamagedError
        definition = definitions[local]
        values = _values(definition, data[position : position + definition.size])
        position += definition.size
        if header & _COMPRESSED:
            stamp += ((header & 0x1F) - stamp) & 0x1F
            values[TIMESTAMP] = stamp
        stamp = values.get(TIMESTAMP, stamp)
        yield definition.message, values


def _definition(data: bytes, position: int, has_developer: bool) -> tuple[_Definition, int]:
    order = ">" if data[position + 1] else "<"
    message, count = struct.unpack_from(f"{order}HB", data, position + 2)
    position += 5
    fields = [(data[at], data[at + 1]) for at in range(position, position + 3 * count, 3)]
    position += 3 * count
    size = sum(each for _, each in fields)
    if has_developer:
        count = data[position]
        position += 1
        size += sum(data[at + 1] for at in range(position, position + 3 * count, 3))
        position += 3 * count
    return _Definition(message, order, fields, size), position


def _values(definition: _Definition, data: bytes) -> dict[int, int]:
    """Return the unsigned numbers of a message, without those that have no value."""
    if len(data) < definition.size:
        raise DamagedError
    found, at = {}, 0
    for number, size in definition.fields:
        if code := _CODES.get(size):
            [value] = struct.unpack_from(definition.order + code, data, at)
            if value != (1 << 8 * size) - 1:
                found[number] = value
        at += size
    return found


def written(parts: Iterable[tuple[int, Sequence[Field], Iterable[Mapping[int, int]]]]) -> bytes:
    """Return a file of messages.

    Args:
        parts: Each a message's number, its fields, and the values of the messages by field.
    """
    body = bytearray()
    for local, (message, fields, rows) in enumerate(parts):
        body += struct.pack("<BBBHB", _DEFINITION | local, 0, 0, message, len(fields))
        for field in fields:
            body += bytes((field.number, field.size, field.base))
        layout = struct.Struct("<B" + "".join(_CODES[each.size] for each in fields))
        numbers = [each.number for each in fields]
        missing = [(1 << 8 * each.size) - 1 for each in fields]
        for row in rows:
            body += layout.pack(local, *map(row.get, numbers, missing, strict=True))
    header = struct.pack("<BBHI4s", _HEADER.size, _PROTOCOL, _PROFILE, len(body), SIGNATURE)
    content = header + _checksum(header) + body
    return content + _checksum(content)


_NIBBLES = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
)  # fmt: skip


def _checksum(content: bytes) -> bytes:
    """Return the CRC-16 (polynomial 8005h, reflected) of all before it."""
    crc = 0
    for byte in content:
        crc = (crc >> 4) ^ _NIBBLES[(crc ^ byte) & 0x0F]
        crc = (crc >> 4) ^ _NIBBLES[(crc ^ (byte >> 4)) & 0x0F]
    return crc.to_bytes(2, "little")
