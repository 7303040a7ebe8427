"""Renpho: three generations of its app, and its headings in German.

Units are in the headings, dates and times are the phone's, in its order. Muscle is there as a mass
and as a share; the mass is taken. A row may have one cell more than the header.
"""

from ..columns import Column
from ..document import HeadRow
from ..format import Format
from ..numbers import Measure
from ..table import Table

_FAT: Column = ("body_fat", Measure.PERCENT)
_ENGLISH: dict[str, Column] = {
    "time of measurement": "date",
    "date": "date",
    "time": "time",
    "weight": "weight_kg",
    "bmi": "bmi",
    "body fat": _FAT,
    "body fat percentage": _FAT,
    "body fat mass": "fat_mass",
    "fat-free mass": "lean_body_mass",
    "visceral fat": "visceral_fat",
    "body water": ("water", Measure.PERCENT),
    "body water percentage": ("water", Measure.PERCENT),
    "muscle mass": "muscle_mass",
    "bone mass": "bone_mass",
    "protein": ("protein", Measure.PERCENT),
    "protein percentage": ("protein", Measure.PERCENT),
    "bmr": "basal_metabolism",
    "metabolic age": "metabolic_age",
    "heart rate": "heart_rate",
}
_GERMAN: dict[str, Column] = {
    "messdatum": "date",
    "datum": "date",
    "zeitraum": "time",
    "gewicht": "weight_kg",
    "bmi": "bmi",
    "körperfett": _FAT,
    "fettfreies körpergewicht": "lean_body_mass",
    "viszeralfett": "visceral_fat",
    "körperwasser": ("water", Measure.PERCENT),
    "muskelmasse": "muscle_mass",
    "knochenmasse": "bone_mass",
    "protein": ("protein", Measure.PERCENT),
}


def _states_unit(row: HeadRow) -> bool:
    return any(
        each.measure for each in row.headings if each.words in {"weight", "gewicht"}
    )  # fmt: skip


def _english(*begins: str) -> Table:
    return Table(begins=begins, has=("bmi",), when=_states_unit, columns=_ENGLISH)


def _german(*begins: str) -> Table:
    return Table(begins=begins, has=("bmi",), when=_states_unit, columns=_GERMAN)


FORMAT = Format(
    name="renpho",
    title="Renpho",
    layouts=(
        _english("no.", "date", "time", "weight"),
        _english("date", "time", "weight"),
        _english("time of measurement", "weight"),
        _german("datum", "zeitraum", "gewicht"),
        _german("messdatum", "gewicht"),
    ),
    members=("*renpho*.csv",),
)
