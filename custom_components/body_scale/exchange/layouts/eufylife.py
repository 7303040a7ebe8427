"""EufyLife: an export by mail, headings in the app's language, all members of a family in one file.

The first columns are when, who, how heavy (with the unit) and the BMI; of the others words are
known in Spanish, and in English those that are plain. 0.000000 is no value, the header may come
again between rows, and a fault of the program writes `%!D(MISSING)E` for `% DE`.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC

from ..columns import Column
from ..document import HeadRow
from ..format import Format
from ..headings import Heading
from ..lines import Broken, Line
from ..moments import Clock
from ..numbers import Measure, quantity
from ..table import Table, by_position

_WORDS: dict[str, Column] = {
    "% de grasa corporal": ("body_fat", Measure.PERCENT),
    "frecuencia cardíaca": "heart_rate",
    "masa muscular": "muscle_mass",
    "mb": "basal_metabolism",
    "agua": ("water", Measure.PERCENT),
    "masa grasa corporal": "fat_mass",
    "masa ósea": "bone_mass",
    "grasa visceral": "visceral_fat",
    "edad del cuerpo": "metabolic_age",
    "body fat": ("body_fat", Measure.PERCENT),
    "heart rate": "heart_rate",
    "muscle mass": "muscle_mass",
    "bmr": "basal_metabolism",
    "water": ("water", Measure.PERCENT),
    "body fat mass": "fat_mass",
    "bone mass": "bone_mass",
    "visceral fat": "visceral_fat",
    "body age": "metabolic_age",
}
_BMI = {"bmi", "imc"}
_MIN_COLUMNS = 8
_CLOCK = Clock(UTC)
_A_DAY = "2000-01-01"


def _places(headings: Sequence[Heading]) -> dict[int, Column]:
    mended = [
        each._replace(words=each.words.replace("%!d(missing)e", "% de").removesuffix(" %"))
        for each in headings
    ]
    return by_position("date", "person", "weight_kg", "bmi", more=_WORDS)(mended)


def _is_header(row: HeadRow) -> bool:
    return (
        len(row.cells) >= _MIN_COLUMNS
        and row.headings[2].measure in {Measure.KG, Measure.LB}
        and row.words[3] in _BMI
    )


def _is_row(row: HeadRow) -> bool:
    """Return whether a row has a date, a name and a number."""
    if len(row.cells) < _MIN_COLUMNS:
        return False
    when, name, weight = row.cells[:3]
    is_named = not quantity(name) and not _CLOCK.moment(name) and not _CLOCK.moment(_A_DAY, name)
    return is_named and _CLOCK.moment(when) is not None and quantity(weight) is not None


def _without_headers(lines: Iterator[Line | Broken], header: HeadRow) -> Iterator[Line | Broken]:
    """Yield the rows that don't repeat the header."""
    for line in lines:
        if isinstance(line, Broken) or [each.strip() for each in line.cells[:3]] != list(
            header.cells[:3]
        ):
            yield line


FORMAT = Format(
    name="eufylife",
    title="EufyLife",
    layouts=(Table(when=_is_header, below=_is_row, places=_places, mend=_without_headers),),
)
