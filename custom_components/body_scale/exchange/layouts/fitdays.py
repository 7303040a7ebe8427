"""Fitdays: text, or an old Excel file that is named as a CSV; both have the same table.

Units are in the cells, the time comes before the date: `07:24 Aug.03 2026`, `09:36 Aug.4,2026`.
Headings are in the app's language, in one order. Scales with eight electrodes add normal ranges:
`74.8(54.0-73.1)kg`.
"""

from collections.abc import Iterator, Sequence
import re

from ..columns import Column
from ..document import HeadRow
from ..format import Format
from ..headings import Heading
from ..lines import Broken, Line
from ..numbers import quantity
from ..table import Table, by_words

_COLUMNS: dict[str, Column] = {
    "date": "date",
    "weight": "weight_kg",
    "bmi": "bmi",
    "body fat": "body_fat",
    "heart rate": "heart_rate",
    "visceral fat": "visceral_fat",
    "body water": "water",
    "muscle mass": "muscle_mass",
    "bone mass": "bone_mass",
    "protein": "protein",
    "bmr": "basal_metabolism",
    "body age": "metabolic_age",
}
_ORDER = (
    *("date", "weight", "bmi", "body fat", "subcutaneous fat", "heart rate", "cardiac index"),
    *("visceral fat", "body water", "skeletal muscle", "muscle mass", "bone mass", "protein"),
    *("bmr", "body age"),
)
_TIME_FIRST = re.compile(r"\d{1,2}:\d{2}\s.*\d")
_RANGE = re.compile(r"(?<=\d)\([^()]*\)")
_YEAR = re.compile(r"\s*\d{4}\s*")


def _places(headings: Sequence[Heading]) -> dict[int, Column]:
    """Find columns by their words, or, in another language, by their order."""
    found = by_words(_COLUMNS)(headings)
    if {"date", "weight_kg"} <= set(found.values()):
        return found
    is_full = sum(bool(each.text) for each in headings) == len(_ORDER)
    known = _ORDER if is_full else _ORDER[:2]
    return {
        index: _COLUMNS[words]
        for index, words in enumerate(known[: len(headings)])
        if words in _COLUMNS
    }


def _is_row(row: HeadRow) -> bool:
    """Return whether a row has a time before its date, and then a weight with its unit."""
    weights = (quantity(each) for each in row.cells[1:3])
    return bool(
        row.cells and _TIME_FIRST.fullmatch(row.cells[0]) and any(w and w.measure for w in weights)
    )


def _mended(lines: Iterator[Line | Broken], header: HeadRow) -> Iterator[Line | Broken]:
    """Yield rows without normal ranges, the date in one cell."""
    for line in lines:
        if not isinstance(line, Line):
            yield line
            continue
        cells = [_RANGE.sub("", each) for each in line.cells]
        if 1 < len(cells) > len(header.cells) and _YEAR.fullmatch(cells[1]):
            cells = [f"{cells[0]},{cells[1]}", *cells[2:]]
        yield line._replace(cells=cells)


FORMAT = Format(
    name="fitdays",
    title="Fitdays",
    layouts=(
        Table(
            begins=("date", "weight", "bmi", "body fat", "subcutaneous fat"),
            when=lambda row: not row.headings[1].states,
            columns=_COLUMNS,
            mend=_mended,
        ),
        Table(below=_is_row, places=_places, mend=_mended),
    ),
)
