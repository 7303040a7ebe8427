"""Body Scale's own CSV: everything that the journal has of a weighing, and its metrics for who looks.

A line for each weighing, `measured_at` with the zone's offset, masses in kg; `given_…` is what a scale
or a file said of the body. Metrics are written and not read: they follow from the rest.
"""

from collections.abc import Iterable, Iterator
import csv
from datetime import tzinfo
import io
from typing import Any, override

from ...model import Given, Metrics
from .. import own
from ..document import Document, HeadRow
from ..format import Certain, Format
from ..inquiry import Inquiry
from ..keys import Skipped
from ..lines import Broken, rows
from ..model import Exported, Row
from ..numbers import quantity
from ..words import plain_text, safe_text

_FIRST = ("measured_at", "weight_kg")
_BASE = (*_FIRST, "unit", "person", *own.MEASURED)
_GIVEN = {f"given_{name}": name for name in Given._fields}
_METRICS = {f"metric_{name}": name for name in Metrics.__dataclass_fields__}
COLUMNS = (*_BASE, *_GIVEN, *own.OWN, *_METRICS)
_TEXTS = {"person", "weighing_id", "scale", "person_id", "reason"}
"""What people or programs made up; all else can be no formula."""
_NUMBERS = {"weight_kg", *own.MEASURED, *_GIVEN, "confidence", "profile_id", "battery"}


class _OwnCsv(Certain):
    @override
    def finds(self, document: Document) -> bool:
        return _header(document) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Row]:
        header = _header(document)
        if header is None:
            return
        inquiry.columns = header.cells
        inquiry.unused.extend(each for each in header.cells if each and each not in COLUMNS)
        clock = inquiry.clock()
        for line in rows(document.text, header.delimiter, header.number):
            if isinstance(line, Broken):
                inquiry.skip(line.number, Skipped.UNREADABLE)
            elif not any(line.cells):
                continue
            elif len(line.cells) < len(header.cells):
                inquiry.skip(line.number, Skipped.TOO_FEW_COLUMNS)
            elif row := own.row_of(line.number, _values(header, line.cells), clock, inquiry):
                yield row


def _header(document: Document) -> HeadRow | None:
    first = document.head[:1]
    return first[0] if first and first[0].begins(*_FIRST) else None


def _values(header: HeadRow, cells: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    given: dict[str, Any] = {}
    for name, cell in zip(header.cells, cells, strict=False):
        if not cell:
            continue
        if name in _GIVEN:
            given[_GIVEN[name]] = _number(cell)
        elif name in _NUMBERS:
            values[name] = _number(cell)
        else:
            values[name] = plain_text(cell) if name in _TEXTS else cell
    return values | {"given": given}


def _number(cell: str) -> float | str:
    """Return a number, which a spreadsheet may have given a decimal comma; else the text."""
    found = quantity(cell)
    return cell if found is None else found.number


def write(weighings: Iterable[Exported], zone: tzinfo) -> bytes:
    """Return weighings as the text of a file."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for weighing in weighings:
        writer.writerow(_cells(weighing, zone))
    return file.getvalue().encode("utf-8", errors="replace")


def _cells(weighing: Exported, zone: tzinfo) -> list[str]:
    given, metrics = own.given_of(weighing), own.metrics_of(weighing)
    values = {
        "measured_at": weighing.measured_at.astimezone(zone).isoformat(),
        **{name: own.stored(weighing, name) for name in (*_BASE[1:], *own.OWN)},
        **{column: given.get(name) for column, name in _GIVEN.items()},
        **{column: metrics.get(name) for column, name in _METRICS.items()},
    }
    return [_cell(name, values[name]) for name in COLUMNS]


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if value is True:
        return "true"
    return safe_text(str(value)) if name in _TEXTS else str(value)


FORMAT = Format(name="body_scale_csv", title="Body Scale (CSV)", layouts=(_OwnCsv(),), merges=False)
