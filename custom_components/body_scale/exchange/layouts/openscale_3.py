"""openScale 3.x: `DATE,TIME` and its measurement types, sorted; source: its export (app 3.1, 2026).

Units aren't in the file: they are what the user chose for each type. That of masses is asked for, and
is kg unless changed; fat, water, muscle and protein are percent, as they are there unless changed. Date
and time are the phone's.
openScale derives BMI, BMR and the like anew after an import, and ignores columns that it doesn't know.
"""

from collections.abc import Iterable, Mapping
import csv
from datetime import tzinfo
import io

from .. import own
from ..document import HeadRow
from ..format import Format
from ..model import Exported
from ..numbers import Measure
from ..table import Table

_TYPES: Mapping[str, str | tuple[str, Measure]] = {
    "BMI": "bmi",
    "BMR": "basal_metabolism",
    "BODY_FAT": ("body_fat", Measure.PERCENT),
    "BONE": "bone_mass",
    "HEART_RATE": "heart_rate",
    "IMPEDANCE": "impedance",
    "IMPEDANCE_LOW": "impedance_250khz",
    "LBM": "lean_body_mass",
    "MUSCLE": ("muscle_mass", Measure.PERCENT),
    "PROTEIN": ("protein", Measure.PERCENT),
    "VISCERAL_FAT": "visceral_fat",
    "WATER": ("water", Measure.PERCENT),
    "WEIGHT": "weight_kg",
}
_OF_MASS = {"muscle_mass"}
"""What is kg here and percent there."""


def _is_header(row: HeadRow) -> bool:
    return {"DATE", "WEIGHT"} <= set(row.cells)


def write(weighings: Iterable[Exported], zone: tzinfo) -> bytes:
    """Return weighings as a file that openScale imports, in kg; the file names no person."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("DATE", "TIME", *_TYPES))
    for weighing in weighings:
        writer.writerow(_cells(weighing, zone))
    return file.getvalue().encode()


def _cells(weighing: Exported, zone: tzinfo) -> list[str]:
    local = weighing.measured_at.astimezone(zone)
    values = own.values_of(weighing)
    cells = [local.date().isoformat(), local.time().isoformat()]
    for target in _TYPES.values():
        name = target if isinstance(target, str) else target[0]
        value = values.get(name)
        if value is not None and name in _OF_MASS:
            value = value / weighing.weight_kg * 100
        cells.append("" if value is None else _written(value))
    return cells


def _written(value: float) -> str:
    """Return a number with a point and no exponent."""
    return f"{value:.6f}".rstrip("0").rstrip(".")


FORMAT = Format(
    name="openscale_3",
    title="openScale 3",
    layouts=(
        Table(
            columns={
                "date": "date",
                "datetime": "date",
                "time": "time",
                **{word.lower(): target for word, target in _TYPES.items()},
            },
            when=_is_header,
            usual=Measure.KG,
        ),
    ),
)
