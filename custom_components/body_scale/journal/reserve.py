"""A second place for what the journal doesn't take: a file whose room on the disk is reserved.

The disk that is full is mostly the one that everything is on. What is overwritten in place needs no
room, so the file is filled with blank lines beforehand. Each entry is one line of JSON. It blocks: call
it in the executor.
"""

from collections.abc import Sequence
from contextlib import suppress
import json
import os
from pathlib import Path
from typing import Any

FILE_NAME = "body_scale.waiting"
_RESERVED_BYTES = 64 * 1024
"""A weighing takes less than 1 KB, and what a scale's session remembers about as much."""
_BLANK = b" \t\r\n\0"


class Reserve:
    """The file."""

    def __init__(self, path: Path) -> None:
        """Name the file; nothing is opened yet."""
        self._path = path
        self._begin: int | None = None
        self._end = 0

    @property
    def is_used(self) -> bool:
        """Return whether there are entries."""
        return self._end > (self._begin or 0)

    def prepare(self) -> list[dict[str, Any] | None]:
        """Reserve the room if the disk lets it; return the entries, None for one that can't be read.

        Raises:
            OSError: The disk doesn't let it be read.
        """
        file = self._open()
        try:
            content = os.read(file, os.fstat(file).st_size)
            self._begin, self._end = 0, len(content.rstrip(_BLANK))
            if len(content) < _RESERVED_BYTES:
                blank = b"\n" * (_RESERVED_BYTES - self._end)
                # What was read counts, though the disk be full.
                with suppress(OSError):
                    _write(file, blank, self._end)
        finally:
            os.close(file)
        return [_entry(line) for line in content.split(b"\n") if line.strip(_BLANK)]

    def add(self, entries: Sequence[dict[str, Any]]) -> None:
        """Write entries down, after those that are there.

        Raises:
            OSError: The disk doesn't let it be written; none counts.
        """
        lines = b"".join(b"\n" + json.dumps(entry).encode() for entry in entries)
        file = self._open()
        try:
            if self._begin is None:
                # It couldn't be read, so what is there stays.
                self._begin = self._end = os.fstat(file).st_size
            _write(file, lines + b"\n", self._end)
        finally:
            os.close(file)
        self._end += len(lines)

    def clear(self) -> None:
        """Delete all entries that were read or added, and keep their room.

        Raises:
            OSError: The disk doesn't let it be written.
        """
        begin = self._begin or 0
        file = self._open()
        try:
            _write(file, b"\n" * (self._end - begin), begin)
            if begin == 0 and os.fstat(file).st_size > _RESERVED_BYTES:
                os.ftruncate(file, _RESERVED_BYTES)
        finally:
            os.close(file)
        self._end = begin

    def _open(self) -> int:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)


def _write(file: int, content: bytes, offset: int) -> None:
    while content:
        written = os.pwrite(file, content, offset)
        content, offset = content[written:], offset + written
    os.fsync(file)


def _entry(line: bytes) -> dict[str, Any] | None:
    try:
        entry = json.loads(line.strip(_BLANK))
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None
