"""Records, declared: which key of a JSON object is which value, in what it is measured.

The counterpart of `table.py` for objects: `columns` maps keys to the same targets. Masses without a
`Measure` are asked for; `unit` is that of the weight. A value may be a number or the text of one.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
import json

from .columns import DATE, PERSON, TIME, UNIT, WHEN, Columns, moment_of, target_of, with_unit
from .document import Document
from .entry import NUMBERS, WEIGHT, Entry
from .inquiry import Inquiry
from .keys import Skipped
from .model import DateOrder
from .moments import Clock
from .numbers import Quantity, is_missing, quantity
from .words import plain_text

type Record = Mapping[str, object]
type Numbered = tuple[int, Record]
"""A record, and its line; or which it is."""

_SAMPLE = 5
_MAX_LINE = 100_000
"""Characters of a line, which is one object; a longer one is none."""


def listed(document: Document) -> Iterator[Numbered]:
    """Yield the objects of a JSON list."""
    found = document.json
    if isinstance(found, list):
        for number, each in enumerate(found, 1):
            if isinstance(each, dict):
                yield number, each


def lines_of(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the lines of a text that aren't empty, numbered."""
    start, number = 0, 0
    while start < len(document.text):
        end = document.text.find("\n", start)
        end = len(document.text) if end < 0 else end
        number += 1
        if line := document.text[start : min(end, start + _MAX_LINE)].strip():
            yield number, line
        start = end + 1


def json_lines(document: Document) -> Iterator[Numbered]:
    """Yield the objects of a text with one in each line; of others an empty one."""
    for number, line in lines_of(document):
        yield number, parsed(line) or {}


def parsed(text: str) -> dict[str, object] | None:
    """Return a JSON object; None for anything else."""
    if not text.startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError, RecursionError:
        return None
    return found if isinstance(found, dict) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A layout of objects.

    Attributes:
        columns: By key.
        has: Keys by which it is found; one of the first objects has them all.
        items: Finds the objects.
        order: How dates are ordered.
        in_utc: Times without a zone are UTC.
    """

    columns: Columns
    has: tuple[str, ...]
    items: Callable[[Document], Iterator[Numbered]] = listed
    order: DateOrder | None = None
    in_utc: bool = False

    def finds(self, document: Document) -> bool:
        """Return whether one of the first objects has the keys."""
        wanted = set(self.has)
        return any(wanted <= each.keys() for _, each in islice(self.items(document), _SAMPLE))

    def fits(self, document: Document) -> bool:
        """Return the same."""
        return self.finds(document)

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        """Yield what is in the objects."""
        clock = inquiry.clock(self._dates(document), self.order, in_utc=self.in_utc)
        reader = _RecordReader(self.columns, clock, inquiry)
        unused: dict[str, None] = {}
        for line, record in self.items(document):
            if not record:
                inquiry.skip(line, Skipped.UNREADABLE)
                continue
            for key, value in record.items():
                if key not in self.columns and value not in _NOTHING:
                    unused[key] = None
            if entry := reader.entry(line, record):
                yield entry
        inquiry.unused.extend(unused)

    def _dates(self, document: Document) -> Iterator[str]:
        keys = [key for key, each in self.columns.items() if target_of(each) == DATE]
        for _, record in self.items(document):
            yield from (str(record[key]) for key in keys if key in record)


_NOTHING: tuple[object, ...] = (None, "", 0, [], {})


class _RecordReader:
    """Reads the objects of one file."""

    def __init__(self, columns: Columns, clock: Clock, inquiry: Inquiry) -> None:
        self._clock = clock
        self._inquiry = inquiry
        self._numbers = [
            (key, target_of(each), None if isinstance(each, str) else each[1])
            for key, each in columns.items()
            if target_of(each) in NUMBERS
        ]
        self._keys = {
            target: [key for key, each in columns.items() if target_of(each) == target]
            for target in (*WHEN, TIME, PERSON, UNIT)
        }
        self._names = {target: key for key, target, _ in reversed(self._numbers)}

    def entry(self, line: int, record: Record) -> Entry | None:
        """Return what is in an object; None if its weight or its time can't be read."""
        numbers = self._quantities(line, record)
        if numbers is None:
            return None
        text_of = partial(self._text, record)
        moment = moment_of(text_of, self._clock)
        if moment is None and any(map(text_of, WHEN)):
            self._inquiry.skip(line, Skipped.BAD_DATE)
            return None
        person = plain_text(self._text(record, PERSON)) or None
        return Entry(line, moment, numbers, person, columns=self._names)

    def _quantities(self, line: int, record: Record) -> dict[str, Quantity] | None:
        found: dict[str, Quantity] = {}
        for key, target, measure in self._numbers:
            value = record.get(key)
            if value is None or target in found or (text := str(value)) == "" or is_missing(text):
                continue
            number = quantity(text)
            if number is None:
                self._inquiry.skip(line, Skipped.BAD_NUMBER, key)
                if target == WEIGHT:
                    return None
            else:
                found[target] = Quantity(number.number, number.measure or measure)
        word = self._text(record, UNIT).lower()
        if word and WEIGHT in found:
            return with_unit(found, word, self._inquiry, line, self._keys[UNIT][0])
        return found

    def _text(self, record: Record, target: str) -> str:
        for key in self._keys[target]:
            if (value := record.get(key)) is not None and not is_missing(str(value)):
                return str(value).strip()
        return ""
