"""Tables, declared: which heading is which value, in what it is measured.

`columns` maps the words of a heading, in lower case and without its measure, to a *target*, or to a
target and a `Measure`:

* `date`, `time`: when; a date may have its time with it. `epoch`, `epoch_ms`: when, as a Unix time.
* `person`: how the file tells people apart.
* `weight_kg`, `impedance`, `impedance_250khz`, `heart_rate`, and the names of `Given`.
* `unit`: the unit of this row's weight.

Without a `Measure` it is what the cell says (`62.3 kg`), what the heading says (`Weight (kg)`), what
`Table.measure` finds in the file, or what has to be asked. Of several columns with the same target the
first with a value counts. Columns that aren't declared are unused.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from .document import Document, HeadRow
from .entry import MASSES, NUMBERS, WEIGHT, Entry
from .headings import Heading, heading
from .inquiry import Inquiry
from .keys import Skipped
from .lines import Broken, Line, rows
from .model import DateOrder
from .moments import Clock, from_epoch
from .numbers import MEASURES, MISSING, Measure, Quantity, is_missing, quantity
from .words import plain_text

type Column = str | tuple[str, Measure]
type Columns = Mapping[str, Column]
type Mend = Callable[[Iterator[Line | Broken], HeadRow], Iterator[Line | Broken]]

DATE, TIME, EPOCH, EPOCH_MS = "date", "time", "epoch", "epoch_ms"
PERSON, UNIT = "person", "unit"
_WHEN = (DATE, EPOCH, EPOCH_MS)
_IN_MASS = MASSES | {WEIGHT}


def by_words(columns: Columns) -> Callable[[Sequence[Heading]], dict[int, Column]]:
    """Return what finds columns by the words of their headings."""

    def places(headings: Sequence[Heading]) -> dict[int, Column]:
        return {
            index: columns[each.words]
            for index, each in enumerate(headings)
            if each.words in columns
        }

    return places


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A layout that is a table.

    Attributes:
        columns: By the words of headings.
        begins: The words of the first headings, by which it is found.
        has: Words that have to be among the headings, too.
        when: What else has to be true of the header.
        header_within: How many lines may come before the header's end.
        places: Finds the columns where words can't.
        mend: Repairs rows, or leaves the rows out that aren't the table's.
        measure: Finds the measure of masses elsewhere in the file.
        order: How its dates are ordered.
        in_utc: Times without a zone are UTC.
        sparse: Rows without a weight are usual.
        short: Rows may leave their last cells out.
        unheaded: Returns the headings of a file without any, by its first row; None if it isn't one.
    """

    columns: Columns = field(default_factory=dict)
    begins: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    when: Callable[[HeadRow], bool] | None = None
    header_within: int = 1
    places: Callable[[Sequence[Heading]], dict[int, Column]] | None = None
    mend: Mend | None = None
    measure: Callable[[Document], Measure | None] | None = None
    order: DateOrder | None = None
    in_utc: bool = False
    sparse: bool = False
    short: bool = False
    unheaded: Callable[[HeadRow], Sequence[str] | None] | None = None

    def finds(self, document: Document) -> bool:
        """Return whether its header is among the first lines."""
        return self._header(document) is not None

    def fits(self, document: Document) -> bool:
        """Return whether there is a header with a date and a weight."""
        return self._likely_header(document) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        """Yield what is in the rows after the header."""
        header = self._header(document) or self._likely_header(document)
        if header is not None:
            yield from self.entries_under(header, document, inquiry)

    def entries_under(
        self, header: HeadRow, document: Document, inquiry: Inquiry
    ) -> Iterator[Entry]:
        """Yield what is in the rows after a header."""
        inquiry.columns = tuple(each.text for each in header.headings)
        stated = self.measure(document) if self.measure else None
        columns = _Columns(header, self._places(header.headings), stated)
        dates = self._dates(document, header, columns)
        clock = inquiry.clock(dates, self.order, in_utc=self.in_utc)
        reader = _Reader(columns, clock, inquiry, sparse=self.sparse, short=self.short)
        for line in self._lines(document, header):
            if isinstance(line, Broken):
                inquiry.skip(line.number, Skipped.UNREADABLE)
            elif (entry := reader.entry(line)) is not None:
                yield entry
        inquiry.unused.extend(columns.unused())

    def _header(self, document: Document) -> HeadRow | None:
        for row in document.head:
            if row is document.head[0] and (found := self._no_header(row)):
                return found
            if row.number > self.header_within and row is not document.head[0]:
                return None
            if (
                row.begins(*self.begins)
                and set(self.has) <= set(row.words)
                and (self.when is None or self.when(row))
            ):
                return row
        return None

    def _no_header(self, row: HeadRow) -> HeadRow | None:
        """Return what would be the header of a file that begins with a row of values."""
        words = self.unheaded(row) if self.unheaded else None
        if words is None:
            return None
        headings = tuple(heading(each) for each in words)
        return HeadRow(row.number - 1, row.delimiter, tuple(words), headings)

    def _likely_header(self, document: Document) -> HeadRow | None:
        for row in document.head:
            targets = {_target(each) for each in self._places(row.headings).values()}
            if WEIGHT in targets and targets.intersection(_WHEN):
                return row
        return None

    def _places(self, headings: Sequence[Heading]) -> dict[int, Column]:
        return (self.places or by_words(self.columns))(headings)

    def _lines(self, document: Document, header: HeadRow) -> Iterator[Line | Broken]:
        found = rows(document.text, header.delimiter, header.number)
        return self.mend(found, header) if self.mend else found

    def _dates(self, document: Document, header: HeadRow, columns: _Columns) -> Iterator[str]:
        for line in self._lines(document, header):
            if isinstance(line, Line):
                for index in columns.of(DATE):
                    if index < len(line.cells):
                        yield line.cells[index]


def _target(column: Column) -> str:
    return column if isinstance(column, str) else column[0]


class _Number(NamedTuple):
    """A column of numbers."""

    at: int
    target: str
    measure: Measure | None


class _Columns:
    """The columns of one file."""

    def __init__(
        self, header: HeadRow, places: Mapping[int, Column], stated: Measure | None
    ) -> None:
        self.width = len(header.cells)
        while self.width and not header.cells[self.width - 1]:
            self.width -= 1
        self._header = header
        self._targets = {index: _target(each) for index, each in places.items()}
        self.numbers = [
            _Number(index, _target(each), self._measure(index, each, stated))
            for index, each in places.items()
            if _target(each) in NUMBERS
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


class _Reader:
    """Reads the rows of one file."""

    def __init__(
        self, columns: _Columns, clock: Clock, inquiry: Inquiry, *, sparse: bool, short: bool
    ) -> None:
        self._columns = columns
        self._clock = clock
        self._inquiry = inquiry
        self._sparse = sparse
        self._short = short
        self._texts = {target: columns.of(target) for target in (*_WHEN, TIME, PERSON, UNIT)}
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
        moment = self._moment(cells)
        if moment is None and (when := self._when(cells)):
            self._inquiry.skip(line.number, Skipped.BAD_DATE, when)
            return None
        person = plain_text(self._text(cells, PERSON))
        return Entry(
            line.number, moment, numbers, None if is_missing(person) else person,
            columns=self._columns.names,
        )  # fmt: skip

    def _numbers(self, line: Line) -> dict[str, Quantity] | None:
        """Return the numbers of a row; None without a weight that can be read."""
        cells, number_of_cells = line.cells, len(line.cells)
        found: dict[str, Quantity] = {}
        for index, target, measure in self._columns.numbers:
            if index >= number_of_cells or target in found:
                continue
            cell = cells[index]
            if cell in MISSING or is_missing(cell):
                continue
            value = quantity(cell)
            if value is None:
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
        measure = MEASURES.get(word)
        if measure is None:
            self._inquiry.skip(
                line.number, Skipped.BAD_VALUE, self._columns.name(self._texts[UNIT][0])
            )
            return None
        return found | {WEIGHT: Quantity(found[WEIGHT].number, measure)}

    def _text(self, cells: Sequence[str], target: str) -> str:
        """Return the first cell that has a value."""
        for index in self._texts[target]:
            if index < len(cells) and not is_missing(cells[index]):
                return cells[index].strip()
        return ""

    def _moment(self, cells: Sequence[str]) -> datetime | None:
        if date := self._text(cells, DATE):
            return self._clock.moment(date, self._text(cells, TIME))
        for target, factor in ((EPOCH, 1), (EPOCH_MS, 1000)):
            if (text := self._text(cells, target)) and (found := quantity(text)):
                return from_epoch(found.number / factor)
        return None

    def _when(self, cells: Sequence[str]) -> str | None:
        """Return the column that has a date which can't be read."""
        for target in _WHEN:
            if self._text(cells, target):
                return self._columns.name(self._texts[target][0])
        return None
