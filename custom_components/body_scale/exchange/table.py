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

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from .columns import DATE, WHEN, Column, Columns, FileColumns, RowReader, target_of
from .document import Document, HeadRow
from .entry import WEIGHT, Entry
from .headings import Heading, heading
from .inquiry import Inquiry
from .keys import Skipped
from .lines import Broken, Line, rows
from .numbers import Measure

type Mend = Callable[[Iterator[Line | Broken], HeadRow], Iterator[Line | Broken]]


def by_words(columns: Columns) -> Callable[[Sequence[Heading]], dict[int, Column]]:
    """Return what finds columns by the words of their headings."""

    def places(headings: Sequence[Heading]) -> dict[int, Column]:
        return {
            index: columns[each.words]
            for index, each in enumerate(headings)
            if each.words in columns
        }

    return places


def by_position(
    *columns: Column, more: Columns | None = None
) -> Callable[[Sequence[Heading]], dict[int, Column]]:
    """Return what takes the first columns by their position, and more by their words."""

    def places(headings: Sequence[Heading]) -> dict[int, Column]:
        found = by_words(more or {})(headings)
        return {**found, **dict(enumerate(columns[: len(headings)]))}

    return places


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A layout that is a table.

    Attributes:
        columns: By the words of headings.
        begins: The words of the first headings, by which it is found.
        has: Words that have to be among the headings, too.
        when: What else has to be true of the header.
        below: What has to be true of the first row below it, where headings are translated.
        header_within: How many lines may come before the header's end.
        places: Finds the columns where words can't.
        mend: Repairs rows, or leaves the rows out that aren't the table's.
        measure: Finds the measure of masses elsewhere in the file.
        usual: What its program has masses in, unless somebody changed that; it is asked about.
        in_utc: Times without a zone are UTC.
        sparse: Rows without a weight are usual.
        adds: It has no weights, but values that belong to those of the same second.
        short: Rows may leave their last cells out.
        unheaded: Returns the headings of a file without any, by its first row; None if it isn't one.
    """

    columns: Columns = field(default_factory=dict)
    begins: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    when: Callable[[HeadRow], bool] | None = None
    below: Callable[[HeadRow], bool] | None = None
    header_within: int = 1
    places: Callable[[Sequence[Heading]], dict[int, Column]] | None = None
    mend: Mend | None = None
    measure: Callable[[Document], Measure | None] | None = None
    usual: Measure | None = None
    in_utc: bool = False
    sparse: bool = False
    adds: bool = False
    short: bool = False
    unheaded: Callable[[HeadRow], Sequence[str] | None] | None = None

    def finds(self, document: Document) -> bool:
        """Return whether its header is among the first lines."""
        return self.header(document) is not None

    def fits(self, document: Document) -> bool:
        """Return whether there is a header with a date and a weight.

        Where headings are translated they could be any table's: there the row below counts.
        """
        return self.below is None and self._likely_header(document) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        """Yield what is in the rows after the header."""
        header = self.header(document) or self._likely_header(document)
        if header is not None:
            yield from self.entries_under(header, document, inquiry)

    def entries_under(
        self, header: HeadRow, document: Document, inquiry: Inquiry
    ) -> Iterator[Entry]:
        """Yield what is in the rows after a header."""
        inquiry.columns = tuple(each.text for each in header.headings)
        inquiry.usual = self.usual
        stated = self.measure(document) if self.measure else None
        columns = FileColumns(header, self._places(header.headings), stated)
        dates = self._dates(document, header, columns)
        clock = inquiry.clock(dates, in_utc=self.in_utc)
        reader = RowReader(
            columns, clock, inquiry, sparse=self.sparse, short=self.short, adds=self.adds
        )
        for line in self._lines(document, header):
            if isinstance(line, Broken):
                inquiry.skip(line.number, Skipped.UNREADABLE)
            elif (entry := reader.entry(line)) is not None:
                yield entry
        inquiry.unused.extend(columns.unused())

    def header(self, document: Document) -> HeadRow | None:
        """Return the header by which a file is found; None if it is another's."""
        for row, below in zip_longest(document.head, document.head[1:]):
            if row is document.head[0] and (found := self._no_header(row)):
                return found
            if row.number > self.header_within and row is not document.head[0]:
                return None
            if (
                row.begins(*self.begins)
                and set(self.has) <= set(row.words)
                and (self.when is None or self.when(row))
                and (self.below is None or (below is not None and self.below(below)))
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
            targets = {target_of(each) for each in self._places(row.headings).values()}
            if WEIGHT in targets and targets.intersection(WHEN):
                return row
        return None

    def _places(self, headings: Sequence[Heading]) -> dict[int, Column]:
        found = (self.places or by_words(self.columns))(headings)
        return {index: column for index, column in found.items() if index < len(headings)}

    def _lines(self, document: Document, header: HeadRow) -> Iterator[Line | Broken]:
        found = rows(document.text, header.delimiter, header.number)
        return self.mend(found, header) if self.mend else found

    def _dates(self, document: Document, header: HeadRow, columns: FileColumns) -> Iterator[str]:
        for line in self._lines(document, header):
            if isinstance(line, Line):
                for index in columns.of(DATE):
                    if index < len(line.cells):
                        yield line.cells[index]
