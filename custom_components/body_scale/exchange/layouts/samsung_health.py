"""Samsung Health: `com.samsung.health.weight.<time>.csv`, whose second line is the header.

The order of columns varies, and their names may begin with the file's. Always kg and percent; times
are UTC, whatever `time_offset` says beside them. Rows end with a comma more than the header.
Nothing is quoted: a comma in a comment makes a cell more, which is found by what the other cells
have to be.
"""

from collections.abc import Iterator, Mapping, Sequence
import re
from typing import override

from ..columns import Column
from ..document import Document, HeadRow
from ..entry import Entry
from ..format import Certain, Format
from ..inquiry import Inquiry
from ..keys import Skipped
from ..lines import Broken, Line
from ..numbers import Measure
from ..table import Table

_NAME = "com.samsung.health.weight"
_COLUMNS: Mapping[str, Column] = {
    "start_time": "date",
    "weight": ("weight_kg", Measure.KG),
    "body_fat": ("body_fat", Measure.PERCENT),
    "body_fat_mass": ("fat_mass", Measure.KG),
    "fat_free_mass": ("lean_body_mass", Measure.KG),
    "muscle_mass": ("muscle_mass", Measure.KG),
    "basal_metabolic_rate": "basal_metabolism",
}
_TEXTS = ("comment", "custom")
"""Columns that people or apps write into."""
_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?"
_NUMBER = r"(\d+(\.\d+)?)?"
_SHAPES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(shape)
    for name, shape in {
        "start_time": _TIME,
        "create_time": _TIME,
        "update_time": _TIME,
        "weight": _NUMBER,
        "height": _NUMBER,
        "body_fat": _NUMBER,
        "muscle_mass": _NUMBER,
        "time_offset": r"UTC[+-]\d{4}",
        "datauuid": r"[\da-f-]{36}",
    }.items()
}
"""How the cells of some columns look."""
_NEVER = 1970
"""The year of placeholders."""


class _SamsungHealth(Certain):
    @override
    def finds(self, document: Document) -> bool:
        return _header(document) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        header = _header(document)
        for entry in _TABLE.entries_under(header, document, inquiry) if header else ():
            if entry.moment and entry.moment.year == _NEVER:
                inquiry.skip(entry.line, Skipped.BAD_DATE, "start_time")
            else:
                yield entry


def _header(document: Document) -> HeadRow | None:
    """Return the second line, its names without the file's."""
    if len(document.head) < 2 or document.head[0].words[:1] != (_NAME,):
        return None
    header = document.head[1]
    headings = tuple(
        each._replace(words=each.words.removeprefix(f"{_NAME}.")) for each in header.headings
    )
    return header._replace(headings=headings)


def _joined(lines: Iterator[Line | Broken], header: HeadRow) -> Iterator[Line | Broken]:
    """Yield rows, a text with commas in one cell."""
    for line in lines:
        if isinstance(line, Line) and len(line.cells) > len(header.cells) + 1:
            yield line._replace(cells=_likeliest(line.cells, header.words))
        else:
            yield line


def _likeliest(cells: list[str], words: Sequence[str]) -> list[str]:
    """Return a row with the cells joined that leave most others as they have to be."""
    more = len(cells) - len(words) - 1
    ways = [cells]
    for name in _TEXTS:
        if name in words:
            at = words.index(name)
            ways.append([
                *cells[:at], ",".join(cells[at : at + more + 1]), *cells[at + more + 1 :]
            ])  # fmt: skip
    return max(ways, key=lambda way: _fitting(way, words))


def _fitting(cells: Sequence[str], words: Sequence[str]) -> int:
    """Return how many cells look as their columns say."""
    shapes = ((_SHAPES.get(word), cell) for word, cell in zip(words, cells, strict=False))
    return sum(bool(shape and shape.fullmatch(cell.strip())) for shape, cell in shapes)


_TABLE = Table(columns=_COLUMNS, in_utc=True, mend=_joined)

FORMAT = Format(
    name="samsung_health",
    title="Samsung Health",
    layouts=(_SamsungHealth(),),
    members=(f"{_NAME}.[0-9]*.csv", f"*/{_NAME}.[0-9]*.csv"),
)
