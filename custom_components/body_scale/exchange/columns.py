"""The columns of one file, and its rows by them.

A column is a *target*, or a target and a `Measure`; `table.py` says which targets there are.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from .document import HeadRow
from .entry import MASSES, NUMBERS, WEIGHT, Entry
from .inquiry import Inquiry
from .keys import Skipped
from .lines import Line
from .moments import Clock, from_epoch
from .numbers import MEASURES, Measure, Quantity, is_missing, quantity
from .words import plain_text

type Column = str | tuple[str, Measure]
type Columns = Mapping[str, Column]

DATE, TIME, EPOCH, EPOCH_MS = "date", "time", "epoch", "epoch_ms"
PERSON, UNIT = "person", "unit"
WHEN = (DATE, EPOCH, EPOCH_MS)
_IN_MASS = MASSES | {WEIGHT}


def target_of(column: Column) -> str:
    """Return what a column is, without its measure."""
    return column if isinstance(column, str) else column[0]


def moment_of(text_of: Callable[[str], str], clock: Clock) -> datetime | None:
    """Return when a weighing was, by its values of `DATE` and `TIME` or by its Unix time.

    Args:
        text_of: Returns the value of a target, without one an empty text.
        clock: Reads dates.
    """
    if date := text_of(DATE):
        return clock.moment(date, text_of(TIME))
    for target, factor in ((EPOCH, 1), (EPOCH_MS, 1000)):
        if (text := text_of(target)) and (found := quantity(text)):
            return from_epoch(found.number / factor)
    return None


def with_unit(
    found: dict[str, Quantity], word: str, inquiry: Inquiry, line: int, column: str
) -> dict[str, Quantity] | None:
    """Return the numbers of a row, with the unit that another column says its weight has.

    Args:
        found: With a weight.
        word: The unit; None is returned if there is no such one.
        inquiry: Notes that.
        line: Of the row.
        column: That says the unit.
    """
    measure = MEASURES.get(word)
    if measure is None:
        inquiry.skip(line, Skipped.BAD_VALUE, column)
        return None
    return found | {WEIGHT: Quantity(found[WEIGHT].number, measure)}


class _Number(NamedTuple):
    """A column of numbers."""

    at: int
    target: str
    measure: Measure | None


class FileColumns:
    """The columns of one file."""

    def __init__(
        self, header: HeadRow, places: Mapping[int, Column], stated: Measure | None
    ) -> None:
        """Take the header, which columns are what, and the measure of masses where the file has one."""
        self.width = len(header.cells)
        while self.width and not header.cells[self.width - 1]:
            self.width -= 1
        self._header = header
        self._targets = {index: target_of(each) for index, each in places.items()}
        self.numbers = [
            _Number(index, target_of(each), self._measure(index, each, stated))
            for index, each in places.items()
            if target_of(each) in NUMBERS
        ]
        self.names = {each.target: self.name(each.at) for each in reversed(self.numbers)}
        self._silent = {
            index for index, cell in enumerate(header.cells) if cell and index not in places
        }
        self._seen: set[int] = set()

    def _measure(self, index: int, column: Column, stated: Measure | None) -> Measure | None:
        if isinstance(column, tuple):
            return column[1]
        return self._header.headings[index].measure or (stated if column in _IN_MASS else None)

    def of(self, target: str) -> list[int]:
        """Return where a value is."""
        return [index for index, each in self._targets.items() if each == target]

    def name(self, index: int) -> str:
        """Return the heading of a column."""
        return self._header.headings[index].text

    def notice(self, cells: Sequence[str]) -> None:
        """Look for values in the columns that aren't taken."""
        found = [
            index for index in self._silent if index < len(cells) and not is_missing(cells[index])
        ]
        if found:
            self._seen.update(found)
            self._silent.difference_update(found)

    def unused(self) -> list[str]:
        """Return the columns that have values which aren't taken."""
        return [self.name(index) for index in sorted(self._seen)]


class RowReader:
    """Reads the rows of one file."""

    def __init__(
        self,
        columns: FileColumns,
        clock: Clock,
        inquiry: Inquiry,
        *,
        sparse: bool,
        short: bool,
        adds: bool,
    ) -> None:
        """Take the columns, and what `Table` says of rows."""
        self._columns = columns
        self._clock = clock
        self._inquiry = inquiry
        self._sparse = sparse
        self._short = short
        self._adds = adds
        self._texts = {target: columns.of(target) for target in (*WHEN, TIME, PERSON, UNIT)}
        self._has_unit = bool(self._texts[UNIT])

    def entry(self, line: Line) -> Entry | None:
        """Return what is in a row; None for an empty one, and for one that can't be read."""
        cells = line.cells
        if not any(cells) or all(map(is_missing, cells)):
            return None
        if len(cells) < self._columns.width and not self._short:
            self._inquiry.skip(line.number, Skipped.TOO_FEW_COLUMNS)
            return None
        numbers = self._numbers(line)
        self._columns.notice(cells)
        if numbers is None or (WEIGHT not in numbers and self._sparse):
            return None
        moment = moment_of(partial(self._text, cells), self._clock)
        if moment is None and (when := self._when(cells)):
            self._inquiry.skip(line.number, Skipped.BAD_DATE, when)
            return None
        return Entry(
            line=line.number,
            moment=moment,
            numbers=numbers,
            person=plain_text(self._text(cells, PERSON)) or None,
            columns=self._columns.names,
            adds=self._adds,
        )

    def _numbers(self, line: Line) -> dict[str, Quantity] | None:
        """Return the numbers of a row; None without a weight that can be read."""
        cells, number_of_cells = line.cells, len(line.cells)
        found: dict[str, Quantity] = {}
        for index, target, measure in self._columns.numbers:
            if index >= number_of_cells or target in found:
                continue
            cell = cells[index]
            if not cell:
                continue
            value = quantity(cell)
            if value is None:
                if is_missing(cell):
                    continue
                self._inquiry.skip(line.number, Skipped.BAD_NUMBER, self._columns.name(index))
                if target == WEIGHT:
                    return None
            else:
                found[target] = value if value.measure else Quantity(value.number, measure)
        if self._has_unit and WEIGHT in found:
            return self._with_unit(found, line)
        return found

    def _with_unit(self, found: dict[str, Quantity], line: Line) -> dict[str, Quantity] | None:
        """Give a weight the unit that another column says."""
        word = self._text(line.cells, UNIT).lower()
        if not word:
            return found
        name = self._columns.name(self._texts[UNIT][0])
        return with_unit(found, word, self._inquiry, line.number, name)

    def _text(self, cells: Sequence[str], target: str) -> str:
        """Return the first cell that has a value."""
        for index in self._texts[target]:
            if index < len(cells) and not is_missing(cells[index]):
                return cells[index].strip()
        return ""

    def _when(self, cells: Sequence[str]) -> str | None:
        """Return the column that has a date which can't be read."""
        for target in WHEN:
            if self._text(cells, target):
                return self._columns.name(self._texts[target][0])
        return None
