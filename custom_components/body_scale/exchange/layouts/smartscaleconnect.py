"""SmartScaleConnect's CSV, and its JSON, which is a list of objects with the same keys.

Masses are kg. The CSV has local times, the JSON an offset. A 0 is no value. Source: its writer (2026).
"""

from ..format import Format
from ..numbers import Measure
from ..table import Table

FORMAT = Format(
    name="smartscaleconnect",
    title="SmartScaleConnect",
    layouts=(
        Table(
            begins=("date", "weight", "bmi", "bodyfat"),
            columns={
                "date": "date",
                "weight": ("weight_kg", Measure.KG),
                "bmi": "bmi",
                "bodyfat": "body_fat",
                "bodywater": "water",
                "bonemass": ("bone_mass", Measure.KG),
                "metabolicage": "metabolic_age",
                "musclemass": ("muscle_mass", Measure.KG),
                "proteinmass": ("protein", Measure.KG),
                "visceralfat": "visceral_fat",
                "basalmetabolism": "basal_metabolism",
                "heartrate": "heart_rate",
                "user": "person",
            },
        ),
    ),
)
