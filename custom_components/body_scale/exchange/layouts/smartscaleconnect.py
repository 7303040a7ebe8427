"""SmartScaleConnect's CSV, and its JSON, which is a list of objects with the same keys.

Masses are kg. The CSV has local times, the JSON an offset. A 0 is no value. Source: its writer (2026).
"""

from ..columns import Columns
from ..format import Format
from ..numbers import Measure
from ..records import Records
from ..table import Table

_COLUMNS: Columns = {
    "Date": "date",
    "Weight": ("weight_kg", Measure.KG),
    "BMI": "bmi",
    "BodyFat": "body_fat",
    "BodyWater": "water",
    "BoneMass": ("bone_mass", Measure.KG),
    "MetabolicAge": "metabolic_age",
    "MuscleMass": ("muscle_mass", Measure.KG),
    "ProteinMass": ("protein", Measure.KG),
    "VisceralFat": "visceral_fat",
    "BasalMetabolism": "basal_metabolism",
    "HeartRate": "heart_rate",
    "User": "person",
}

FORMAT = Format(
    name="smartscaleconnect",
    title="SmartScaleConnect",
    layouts=(
        Table(
            begins=("date", "weight", "bmi", "bodyfat"),
            columns={key.lower(): column for key, column in _COLUMNS.items()},
        ),
        Records(has=("Date", "Weight", "BMI"), columns=_COLUMNS),
    ),
)
