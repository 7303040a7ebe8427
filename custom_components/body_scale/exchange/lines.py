"""A text into the cells of its lines, by the standard library's `csv`."""

from collections.abc import Iterator
import csv
from typing import NamedTuple

_DELIMITERS = ";\t|,"
"""The comma comes last: it may be a decimal one."""
_MAX_LINES = 50
"""Lines of one row: a comment may have some. A quote that never closes would take all that follow."""


class Line(NamedTuple):
    """A row of cells, and the line from 1 where it begins."""

    number: int
    cells: list[str]


class Broken(NamedTuple):
    """A line that can't be taken apart."""

    number: int


class _UnclosedError(Exception):
    """A row goes on for more lines than a row has."""


class _Source:
    """Gives out the lines of a text one by one, and can go back."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0
        self.number = 0
        self.left = _MAX_LINES

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position >= len(self._text):
            raise StopIteration
        if self.left <= 0:
            raise _UnclosedError
        end = self._text.find("\n", self.position) + 1
        line = self._text[self.position : end or len(self._text)]
        self.position += len(line)
        self.number += 1
        self.left -= 1
        return line

    def skip(self, lines: int) -> None:
        """Pass over lines without taking them apart."""
        for _ in range(lines):
            self.left = _MAX_LINES
            next(self, None)
        self.left = _MAX_LINES


def delimiter_of(line: str) -> str:
    """Return what separates the cells of a line: what is in it most often, outside of quotes."""
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def rows(text: str, delimiter: str, after: int = 0) -> Iterator[Line | Broken]:
    """Yield the rows of a text after so many lines; an empty line is a row without cells."""
    source = _Source(text)
    source.skip(after)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        position, before = source.position, source.number
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error, _UnclosedError:
            source.position, source.number = position, before
            source.skip(1)
            reader = csv.reader(source, delimiter=delimiter, strict=True)
            yield Broken(before + 1)
            continue
        yield Line(before + 1, cells)
        source.left = _MAX_LINES
