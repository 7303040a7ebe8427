"""One file, or one file of an archive: its bytes, its text, its first rows."""

import codecs
from functools import cached_property
import json
from typing import NamedTuple

from .headings import Heading, heading
from .keys import Refusal
from .lines import Line, delimiter_of, rows
from .model import FileError

_HEAD_LINES = 60
"""Lines in which a header may be: some programs put details of the person before it."""
_MAX_HEADER = 20_000
"""Characters of a header line."""
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
        content: Its bytes.
        name: Its path in an archive; empty for a file that was given alone.
    """

    def __init__(self, content: bytes, name: str = "") -> None:
        """Take the bytes."""
        self.content = content
        self.name = name

    @cached_property
    def text(self) -> str:
        """What it says, its lines separated as in Unix; empty for what is no text."""
        text = _decoded(self.content)
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text

    @cached_property
    def head(self) -> tuple[HeadRow, ...]:
        """Its first rows that aren't empty."""
        found: list[HeadRow] = []
        for number, line in enumerate(self.text[: _HEAD_LINES * 1000].split("\n")[:_HEAD_LINES], 1):
            if line.strip(" ,;\t") and len(line) <= _MAX_HEADER:
                found.append(_head_row(number, line))
        return tuple(found)

    @cached_property
    def json(self) -> object:
        """What it says as JSON; None for anything else."""
        if self.text[:200].lstrip()[:1] not in {"{", "["}:
            return None
        try:
            return json.loads(self.text)
        except ValueError, RecursionError:
            return None


def _head_row(number: int, line: str) -> HeadRow:
    delimiter = delimiter_of(line)
    first = next(rows(line, delimiter), None)
    cells = tuple(each.strip() for each in first.cells) if isinstance(first, Line) else ()
    return HeadRow(number, delimiter, cells, tuple(heading(each) for each in cells))


def _decoded(content: bytes) -> str:
    """Return the text of bytes: UTF-16 by its mark, UTF-8, or what Windows wrote before."""
    if content.startswith(_MARKS):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        # A file that was cut off may end within a character.
        if fault.start >= len(content) - 3 and fault.end == len(content):
            return content[: fault.start].decode("utf-8-sig")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return ""


def check_readable(document: Document) -> None:
    """Refuse what is no text, and spreadsheets.

    Raises:
        FileError: It is one of those.
    """
    if not document.content.strip():
        raise FileError(Refusal.EMPTY)
    if document.content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileError(Refusal.SPREADSHEET)
    if not document.text:
        raise FileError(Refusal.BINARY)
