"""Any table: a person says which column is what.

What is plainly named in English is suggested. Where that is a date and a weight with its unit, nothing
has to be asked.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import override

from ...model import Given
from ..document import Document, HeadRow
from ..entry import NUMBERS, WEIGHT, Entry
from ..format import Certain, Format
from ..headings import Heading, heading
from ..inquiry import Inquiry
from ..lines import Line, rows
from ..model import DateOrder, Question
from ..moments import Clock
from ..numbers import quantity
from ..table import Table

TARGETS = ("date", "time", "person", "unit", WEIGHT, *sorted(NUMBERS - {WEIGHT}))
"""What a column may be."""
_ALIASES = {"measured_at": "date", "weight": WEIGHT}
_PLAIN = {
    **{name.replace("_", " "): name for name in Given._fields},
    **{name: name for name in TARGETS},
    "weight": WEIGHT,
    "weight kg": WEIGHT,
    "datetime": "date",
    "date time": "date",
    "timestamp": "date",
    "measured at": "date",
    "measured_at": "date",
    "name": "person",
    "user": "person",
    "heart rate": "heart_rate",
    "body fat percentage": "body_fat",
    "body water": "water",
    "bone": "bone_mass",
    "bmr": "basal_metabolism",
}
_SAMPLE_ROWS = 20
_CLOCKS = (Clock(UTC), Clock(UTC, lambda: DateOrder.MONTH_FIRST))


class _Generic(Certain):
    @override
    def finds(self, document: Document) -> bool:
        return _header(document) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        header = _header(document)
        if header is None:
            return
        names = [each.text for each in header.headings]
        inquiry.columns = tuple(names)
        inquiry.suggested = _suggested(header.headings)
        answered = inquiry.answers.columns
        chosen = inquiry.suggested if answered is None else answered
        targets = {
            index: _ALIASES.get(chosen[name], chosen[name])
            for index, name in enumerate(names)
            if chosen.get(name) in {*TARGETS, *_ALIASES}
        }
        if not {"date", WEIGHT} <= set(targets.values()):
            inquiry.questions.add(Question.COLUMNS)
            return
        table = Table(places=lambda _: dict(targets), short=True)
        yield from table.entries_under(header, document, inquiry)


def _header(document: Document) -> HeadRow | None:
    """Return the header of what looks like a table with dates and numbers."""
    if not document.head or len(document.head[0].cells) < 2:
        return None
    first = document.head[0]
    sample = _sample(document, first)
    if not any(len(cells) >= 2 and _has_weighing(cells) for cells in sample):
        return None
    if _has_weighing(first.cells):
        # Without a header the columns have numbers for names.
        names = tuple(str(number) for number in range(1, len(first.cells) + 1))
        return HeadRow(first.number - 1, first.delimiter, names, tuple(map(heading, names)))
    return first._replace(headings=tuple(_unique(first.headings)))


def _sample(document: Document, first: HeadRow) -> Iterator[Sequence[str]]:
    lines = rows(document.text, first.delimiter, first.number - 1)
    for _, line in zip(range(_SAMPLE_ROWS), lines, strict=False):
        if isinstance(line, Line):
            yield line.cells


def _has_weighing(cells: Sequence[str]) -> bool:
    """Return whether there is a date among cells, and a number beside it."""
    dates = [index for index, each in enumerate(cells) if _is_date(each.strip())]
    numbers = [index for index, each in enumerate(cells) if quantity(each)]
    return any(date != number for date in dates for number in numbers)


def _is_date(cell: str) -> bool:
    return any(clock.moment(cell) for clock in _CLOCKS)


def _unique(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Yield headings, none of the same name as another."""
    seen: set[str] = set()
    for number, each in enumerate(headings, 1):
        text = each.text or str(number)
        if text in seen:
            text = f"{text} ({number})"
        seen.add(text)
        yield each._replace(text=text)


def _suggested(headings: Sequence[Heading]) -> dict[str, str]:
    """Return what columns are by their names; the first of a kind counts."""
    found: dict[str, str] = {}
    for each in headings:
        target = _PLAIN.get(each.words)
        if target and target not in found.values():
            found[each.text] = target
    return found


FORMAT = Format(name="generic", title="CSV", layouts=(_Generic(),))
