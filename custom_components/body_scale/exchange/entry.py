"""What a layout reads of one row, and whether it can be a weighing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
import math

from ..model import Unit
from .inquiry import Inquiry
from .keys import Skipped
from .model import Row
from .numbers import Measure, Quantity, kilograms, percent, unit_of

WEIGHT = "weight_kg"
MASSES = frozenset({"fat_mass", "lean_body_mass", "muscle_mass", "bone_mass"})
"""What is given in kg."""
SHARES = frozenset({"body_fat", "water", "protein"})
"""What is given in percent of the weight."""
PLAIN: Mapping[str, tuple[float, float]] = {
    "bmi": (5, 250),
    "visceral_fat": (0.1, 100),
    "basal_metabolism": (100, 10_000),
    "metabolic_age": (1, 150),
}
"""What else is given, and between what it can be."""
MEASURED: Mapping[str, tuple[float, float]] = {
    "impedance": (1, 3000),
    "impedance_250khz": (1, 3000),
    "heart_rate": (20, 300),
}
"""What else a scale measures, and between what it can be."""
GIVEN = (*MASSES, *SHARES, *PLAIN)
NUMBERS = frozenset({WEIGHT, *GIVEN, *MEASURED})
"""What a column of numbers may be."""
MIN_KG, MAX_KG = 2.0, 300.0
"""What a person can weigh, from newborn children on."""
_MIN_KCAL = 10.0
"""Below, the point or comma of a metabolism separates thousands."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is in one row.

    Attributes:
        line: Where it is, from 1.
        moment: When, aware; None when that can't be read.
        numbers: Values by their names in `Row` and `Given`, with their measures. Without one, masses
            are in what is answered, and shares in percent. A 0 is no value.
        person: How the file tells people apart.
        columns: Names of values to those of their columns, for what is wrong with them.
        adds: It has no weight, but more of the weighing at the same second.
    """

    line: int
    moment: datetime | None
    numbers: Mapping[str, Quantity]
    person: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    adds: bool = False


def row_of(entry: Entry, inquiry: Inquiry) -> Row | None:
    """Return the weighing of a row; None, noted as a problem, if it can't be one."""
    weight = entry.numbers.get(WEIGHT)
    if weight is None or not weight.number:
        inquiry.skip(entry.line, Skipped.NO_WEIGHT)
        return None
    if entry.moment is None:
        inquiry.skip(entry.line, Skipped.NO_DATE)
        return None
    measure = weight.measure or inquiry.measure
    unit = unit_of(measure)
    kg = kilograms(weight.number, measure, 0) if unit else math.nan
    if unit is None or not MIN_KG <= kg <= MAX_KG:
        inquiry.skip(entry.line, Skipped.IMPLAUSIBLE_WEIGHT, entry.columns.get(WEIGHT))
        return None
    return _row(entry, inquiry, entry.moment, kg, unit)


def _row(entry: Entry, inquiry: Inquiry, moment: datetime, kg: float, unit: Unit) -> Row:
    values = values_of(entry, inquiry, kg)
    if "fat_mass" in values and "body_fat" not in values:
        values["body_fat"] = values["fat_mass"] / kg * 100
    impedance, other = values.pop("impedance", None), values.pop("impedance_250khz", None)
    if impedance is not None and other is not None and impedance < other:
        # Programs call the two by opposite names; the larger one is at 50 kHz.
        impedance, other = other, impedance
    heart_rate = values.pop("heart_rate", None)
    return Row(
        line=entry.line,
        measured_at=moment,
        weight_kg=kg,
        unit=unit,
        impedance=impedance,
        impedance_250khz=other,
        heart_rate=None if heart_rate is None else round(heart_rate),
        person=entry.person or None,
        given=values,
    )


def values_of(entry: Entry, inquiry: Inquiry, kg: float) -> dict[str, float]:
    """Return what an entry says beside a weight, in our units; note what no body has."""
    values: dict[str, float] = {}
    for name, found in entry.numbers.items():
        if name == WEIGHT or not found.number:
            continue
        value, is_possible = _value(name, found, kg, inquiry)
        if is_possible:
            values[name] = value
        else:
            inquiry.skip(entry.line, Skipped.IMPLAUSIBLE, entry.columns.get(name))
    return values


def _value(name: str, found: Quantity, kg: float, inquiry: Inquiry) -> tuple[float, bool]:
    """Return a value in our unit, and whether it can be a body's."""
    if name in MASSES:
        value = kilograms(found.number, found.measure or inquiry.measure, kg)
        return value, 0 < value < kg
    if name in SHARES:
        value = percent(found.number, found.measure or Measure.PERCENT, kg)
        return value, 0 < value < 100
    low, high = PLAIN.get(name) or MEASURED[name]
    value = found.number
    if name == "basal_metabolism" and value < _MIN_KCAL:
        value = round(value * 1000, 6)
    return value, low <= value <= high
