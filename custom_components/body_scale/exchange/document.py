"""One file, or one file of an archive: its bytes, its text, its first rows."""

import codecs
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
import io
from typing import NamedTuple

from . import json_text, spreadsheet
from .headings import Heading, heading
from .keys import Refusal
from .lines import Line, delimiter_of, rows
from .model import FileError

_HEAD_LINES = 60
"""Lines in which a header may be: some programs put details of the person before it."""
_MAX_HEADER = 20_000
"""Characters of a header line."""
CHUNK_BYTES = 256 * 1024
"""Of a piece of a file; the first lines are in the first of them."""
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class HeadRow(NamedTuple):
    """One of the first rows, which may be the header.

    Attributes:
        number: Its line, from 1.
        delimiter: What separates its cells.
        cells: Its cells, without blanks around.
        headings: What they say as headings.
    """

    number: int
    delimiter: str
    cells: tuple[str, ...]
    headings: tuple[Heading, ...]

    def begins(self, *words: str) -> bool:
        """Return whether these are its first words."""
        return self.words[: len(words)] == words

    @property
    def words(self) -> tuple[str, ...]:
        """What its headings say, without measures."""
        return tuple(each.words for each in self.headings)


class Document:
    """A file that a layout reads.

    Attributes:
        name: Its path in an archive; empty for a file that was given alone.
    """

    def __init__(self, content: bytes, name: str = "") -> None:
        """Take the bytes."""
        self._content = content
        self.name = name

    @property
    def content(self) -> bytes:
        """Its bytes."""
        return self._content

    def chunks(self) -> Iterator[bytes]:
        """Yield its bytes piece by piece."""
        for start in range(0, len(self._content), CHUNK_BYTES):
            yield self._content[start : start + CHUNK_BYTES]

    @cached_property
    def text(self) -> str:
        """What it says, its lines separated as in Unix; empty for what is no text."""
        return _text_of(self.content)

    @cached_property
    def opening(self) -> str:
        """The beginning of its text, which is all that a large file is recognised by."""
        first = next(iter(self.chunks()), b"")
        is_all = len(first) < CHUNK_BYTES or first.startswith(spreadsheet.MARK)
        return self.text if is_all else _text_of(first)

    @cached_property
    def head(self) -> tuple[HeadRow, ...]:
        """Its first rows that aren't empty."""
        found: list[HeadRow] = []
        for number, line in enumerate(
            self.opening[: _HEAD_LINES * 1000].split("\n")[:_HEAD_LINES], 1
        ):
            if line.strip(" ,;\t") and len(line) <= _MAX_HEADER:
                found.append(head_row(number, line))
        return tuple(found)

    @cached_property
    def json(self) -> object:
        """What it says as JSON; None for anything else."""
        if self.opening[:200].lstrip()[:1] not in {"{", "["}:
            return None
        try:
            return json_text.loads(self.text)
        except ValueError, RecursionError:
            return None

    def close(self) -> None:
        """Let go of what was made of it."""
        json_text.free(self.__dict__.pop("json", None))


def head_row(number: int, line: str) -> HeadRow:
    """Return a line as what may be a header."""
    delimiter = delimiter_of(line)
    first = next(rows(line, delimiter), None)
    cells = tuple(each.strip() for each in first.cells) if isinstance(first, Line) else ()
    return HeadRow(number, delimiter, cells, tuple(heading(each) for each in cells))


def _text_of(content: bytes) -> str:
    if content.startswith(spreadsheet.MARK):
        return spreadsheet.text_of(content)
    if content.startswith(_MARKS):
        return _decoded(content, "utf-16", "replace")
    if b"\0" in content[:CHUNK_BYTES]:
        return ""
    # What Windows wrote before; the last character of a file that was cut off may not be whole.
    for encoding in ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return _decoded(content, encoding)
    return ""


def _decoded(content: bytes, encoding: str, errors: str = "strict") -> str:
    """Return the text of bytes, piece by piece so that other threads can run in between.

    Raises:
        UnicodeDecodeError: They aren't in this encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    lines = io.IncrementalNewlineDecoder(None, translate=True)
    pieces = [
        lines.decode(decoder.decode(content[start : start + CHUNK_BYTES]))
        for start in range(0, len(content), CHUNK_BYTES)
    ]
    return "".join([*pieces, lines.decode("", final=True)])


def check_readable(document: Document) -> None:
    """Refuse what is no text, and spreadsheets.

    Raises:
        FileError: It is one of those.
    """
    if not document.content.strip():
        raise FileError(Refusal.EMPTY)
    if document.content.startswith(spreadsheet.MARK):
        raise FileError(Refusal.SPREADSHEET)
    if not document.text:
        raise FileError(Refusal.BINARY)
