"""Garmin Connect: the report of weights (CSV), the account's data (JSON), FIT, and what it imports.

The report has a line for each day, under it the measurements with their times, units in each cell:

    Time,Weight,Change,BMI,Body Fat,Skeletal Muscle Mass,Bone Mass,Body Water,
    " Nov 3, 2025",
    8:28 AM,62.1 kg,0.2 kg,19.2,12.1 %,26.0 kg,2.8 kg,60.3 %,

Words are translated, so that it is found by this shape. The account's data have grams and UTC. Skeletal
muscle isn't the muscle mass of other scales, and is left out; `muscleMass` of the account is the same.
"""

from collections.abc import Iterator, Sequence
from typing import override

from ..document import Document, HeadRow
from ..format import Format
from ..lines import Broken, Line
from ..numbers import Measure, quantity
from ..records import Numbered, Records, listed
from ..table import Table
from .fitbit import DAYS
from .garmin_fit import GarminFit

_MIN_COLUMNS = 8


class _Report(Table):
    """The report, whatever its language."""

    __slots__ = ()

    @override
    def fits(self, document: Document) -> bool:
        return self.finds(document)

    @override
    def header(self, document: Document) -> HeadRow | None:
        if len(document.head) < 3:
            return None
        header, day, measurement = document.head[:3]
        is_report = (
            len(header.cells) >= _MIN_COLUMNS
            and _is_day(day.cells)
            and len(measurement.cells) >= _MIN_COLUMNS
            and ":" in measurement.cells[0]
            and (weight := quantity(measurement.cells[1])) is not None
            and weight.measure is not None
        )
        return header if is_report else None


def _is_day(cells: Sequence[str]) -> bool:
    return bool(cells) and bool(cells[0].strip()) and not any(cells[1:])


def _dated(lines: Iterator[Line | Broken], _: HeadRow) -> Iterator[Line | Broken]:
    """Yield the measurements, each with its day."""
    day = ""
    for line in lines:
        if isinstance(line, Line) and _is_day(line.cells):
            day = line.cells[0]
        elif isinstance(line, Line) and line.cells:
            yield Line(line.number, [f"{day} {line.cells[0]}", *line.cells[1:]])
        else:
            yield line


def _weights(document: Document) -> Iterator[Numbered]:
    """Yield the weights among the biometrics."""
    for number, record in listed(document):
        weight = record.get("weight")
        if not isinstance(weight, dict):
            continue
        stamp = weight.get("timestampGMT")
        if isinstance(stamp, int):
            weight = {**weight, "timestampGMT": None, "milliseconds": stamp}
        yield number, weight


FORMAT = Format(
    name="garmin",
    title="Garmin Connect",
    layouts=(
        _Report(
            places=lambda _: {
                0: "date",
                1: "weight_kg",
                3: "bmi",
                4: "body_fat",
                6: "bone_mass",
                7: "water",
            },
            mend=_dated,
        ),
        Records(
            has=("weight", "timestampGMT"),
            items=_weights,
            columns={
                "milliseconds": "epoch_ms",
                "timestampGMT": "date",
                "weight": ("weight_kg", Measure.GRAM),
                "bmi": "bmi",
                "bodyFat": ("body_fat", Measure.PERCENT),
                "bodyWater": ("water", Measure.PERCENT),
                "boneMass": ("bone_mass", Measure.GRAM),
            },
            in_utc=True,
        ),
        GarminFit(),
        DAYS,
    ),
    members=("*userbiometrics.json", "*user_biometrics.json"),
)
