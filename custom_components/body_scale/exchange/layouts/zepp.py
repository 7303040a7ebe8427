"""Zepp Life, before Mi Fit: `BODY/BODY_….csv` of the export, whose archive is encrypted (WinZip AES).

Always UTC, kg, cm and percent; `muscleRate` is kilograms in spite of its name, which the weight
less fat and bone shows. A missing value is `null`. All members of a family are in one file, and
only their height tells them apart. A weight comes once more, seconds or minutes later, with its
composition. The old Mi Fit's file has a Unix time, and an impedance at the end; of that no real row
is known.
"""

from datetime import timedelta

from ..columns import Columns
from ..format import Format
from ..numbers import Measure
from ..table import Table

_COLUMNS: Columns = {
    "weight": ("weight_kg", Measure.KG),
    "height": "person",
    "bmi": "bmi",
    "fatrate": ("body_fat", Measure.PERCENT),
    "bodywaterrate": ("water", Measure.PERCENT),
    "bonemass": ("bone_mass", Measure.KG),
    "metabolism": "basal_metabolism",
    "musclerate": ("muscle_mass", Measure.KG),
    "visceralfat": "visceral_fat",
    "impedance": "impedance",
}
_AFTER = ("weight", "height", "bmi", "fatrate")

FORMAT = Format(
    name="zepp",
    title="Zepp Life, Mi Fit",
    layouts=(
        Table(begins=("time", *_AFTER), columns={"time": "date", **_COLUMNS}),
        Table(begins=("timestamp", *_AFTER), columns={"timestamp": "epoch", **_COLUMNS}),
    ),
    members=("body/body_*.csv", "*/body/body_*.csv"),
    within=timedelta(minutes=10),
)
