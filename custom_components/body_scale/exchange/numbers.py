"""Numbers as people and programs write them, and what they are measured in.

`78.4`, `78,4`, `1.234,5`, `1,234.5`, `78.4 kg` and `12.2%` are numbers. A single comma is a decimal
one.
"""

from collections.abc import Mapping
from enum import StrEnum
import math
import re
from typing import NamedTuple

from ..model import KG_IN, Unit


class Measure(StrEnum):
    """What a number of a mass or a share is measured in."""

    KG = "kg"
    LB = "lb"
    ST = "st"
    JIN = "jin"
    GRAM = "g"
    PERCENT = "%"
    """Of the weight."""
    FRACTION = "fraction"
    """Of the weight, 1 for all of it."""


class Quantity(NamedTuple):
    """A number, and its measure where that is stated."""

    number: float
    measure: Measure | None = None


MEASURES: Mapping[str, Measure | None] = {
    "kg": Measure.KG,
    "kgs": Measure.KG,
    "kilogram": Measure.KG,
    "kilograms": Measure.KG,
    "lb": Measure.LB,
    "lbs": Measure.LB,
    "pound": Measure.LB,
    "pounds": Measure.LB,
    "st": Measure.ST,
    "jin": Measure.JIN,
    "catty": Measure.JIN,
    "斤": Measure.JIN,
    "公斤": Measure.KG,
    "g": Measure.GRAM,
    "gram": Measure.GRAM,
    "grams": Measure.GRAM,
    "%": Measure.PERCENT,
    **dict.fromkeys(
        ("kcal", "kcal/d", "kcal/day", "cm", "years", "year", "yrs", "bpm", "ohm", "ω", "l/min/㎡")
    ),
}
"""Words for measures; None for those of values that have only one."""

MISSING = frozenset({
    "", "-", "--", "---", "- -", "–", "—", "null", "none", "nan", "n/a", "na", "nil", "no data"
})  # fmt: skip
"""How files say that there is no value, in lower case."""

_MAX_LENGTH = 64
_NUMBER = re.compile(r"([+-]?)\s*(\d[\d.,'’ \u00a0\u202f]*)(.*)", re.DOTALL)
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
_STONES = re.compile(r"(\d{1,2})\s*st(?:one)?s?\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:lbs?)?", re.IGNORECASE)
_POUNDS_IN_STONE = 14


def is_missing(text: str) -> bool:
    """Return whether a cell says that there is no value."""
    return text.strip().lower() in MISSING


def quantity(text: str) -> Quantity | None:
    """Return the number in a cell, with its measure; None for anything else."""
    try:
        number = float(text)
    except ValueError:
        return _written(text.strip().removeprefix("'"))
    return Quantity(number) if math.isfinite(number) and "_" not in text else None


def _written(text: str) -> Quantity | None:
    """Read a number with a decimal comma, groups of digits or a measure."""
    if len(text) > _MAX_LENGTH or not (found := _NUMBER.fullmatch(text)):
        return None
    sign, digits, word = found.groups()
    measure = word.strip().lower()
    if measure not in MEASURES and measure:
        return _stones(text)
    number = _plain(digits.strip())
    if number is None:
        return None
    return Quantity(-number if sign == "-" else number, MEASURES.get(measure))


def _stones(text: str) -> Quantity | None:
    """Read stones and pounds."""
    found = _STONES.fullmatch(text)
    if not found:
        return None
    pounds = float(found[2].replace(",", "."))
    return Quantity(int(found[1]) + pounds / _POUNDS_IN_STONE, Measure.ST)


def _plain(digits: str) -> float | None:
    """Return digits with separators as a number; None where these are in no known order."""
    single = digits.replace(",", ".")
    if single.replace(".", "", 1).isdigit():
        return float(single)
    grouped = _GROUPED.fullmatch(digits)
    if not grouped:
        return None
    rest = digits.replace(grouped[1], "").replace(",", ".")
    return float(rest) if rest.replace(".", "", 1).isdigit() else None


_UNITS: Mapping[Measure, Unit] = {
    Measure.KG: Unit.KG,
    Measure.GRAM: Unit.KG,
    Measure.LB: Unit.LB,
    Measure.ST: Unit.ST,
    Measure.JIN: Unit.JIN,
}


def unit_of(measure: Measure) -> Unit | None:
    """Return the unit that a mass is shown in; None for what measures no mass."""
    return _UNITS.get(measure)


def kilograms(number: float, measure: Measure, weight: float) -> float:
    """Return in kg what is a mass, or a share of a weight."""
    if measure is Measure.GRAM:
        return number / 1000
    if measure is Measure.PERCENT:
        return number * weight / 100
    if measure is Measure.FRACTION:
        return number * weight
    return number * KG_IN[_UNITS[measure]]


def percent(number: float, measure: Measure, weight: float) -> float:
    """Return in percent what is a share of a weight, or a mass of it."""
    if measure is Measure.PERCENT:
        return number
    if measure is Measure.FRACTION:
        return number * 100
    return kilograms(number, measure, weight) / weight * 100
