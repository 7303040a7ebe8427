"""Beurer HealthManager Pro: a CSV of sections, of which one has weights: `Datum;Uhrzeit;kg;BMI;…`.

The file begins with who it is, which isn't read. A section ends with an empty line. The weight's
heading is its unit, and that of bones; fat, water and muscle are percent. Numbers have a point or a
comma.
"""

from collections.abc import Iterator, Sequence
import re
from typing import override

from ..columns import Column
from ..document import Document, HeadRow, head_row
from ..entry import Entry
from ..format import Certain, Format
from ..headings import Heading
from ..inquiry import Inquiry
from ..lines import Broken, Line
from ..numbers import MEASURES, Measure
from ..table import Table, by_position

_HEADER = re.compile(r"^[^;\n]{1,40};[^;\n]{1,40};(?:kg|lbs?|st);BMI\b.*$", re.MULTILINE)
_PERCENT: dict[str, str] = {
    "körperfett": "body_fat",
    "body fat": "body_fat",
    "wasser": "water",
    "water": "water",
    "muskeln": "muscle_mass",
    "muscles": "muscle_mass",
}
_PLAIN: dict[str, str] = {
    "bmi": "bmi",
    "metabolisches alter": "metabolic_age",
    "metabolic age": "metabolic_age",
    "puls": "heart_rate",
    "pulse": "heart_rate",
    "viszeralfett": "visceral_fat",
    "visceral fat": "visceral_fat",
}
_BONES = ("knochen", "bone", "bones")


class _Beurer(Certain):
    @override
    def finds(self, document: Document) -> bool:
        return ";" in document.opening and _header(document) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        header = _header(document)
        yield from _TABLE.entries_under(header, document, inquiry) if header else ()


def _header(document: Document) -> HeadRow | None:
    """Return the header of the section of weights."""
    found = _HEADER.search(document.text)
    if found is None:
        return None
    header = head_row(document.text.count("\n", 0, found.start()) + 1, found[0])
    return header if len(header.cells) > 3 and header.words[2] in MEASURES else None


def _places(headings: Sequence[Heading]) -> dict[int, Column]:
    unit = MEASURES[headings[2].words] or Measure.KG
    words: dict[str, Column] = {
        **{each: (target, Measure.PERCENT) for each, target in _PERCENT.items()},
        **_PLAIN,
        **dict.fromkeys(_BONES, ("bone_mass", unit)),
    }
    return by_position("date", "time", ("weight_kg", unit), more=words)(headings)


def _section(lines: Iterator[Line | Broken], _: HeadRow) -> Iterator[Line | Broken]:
    """Yield the rows until the section ends."""
    for line in lines:
        if isinstance(line, Line) and sum(map(bool, line.cells)) < 2:
            return
        yield line


_TABLE = Table(places=_places, mend=_section)

FORMAT = Format(
    name="beurer",
    title="Beurer HealthManager Pro",
    layouts=(_Beurer(),),
    members=("*healthmanager pro export*.csv",),
)
