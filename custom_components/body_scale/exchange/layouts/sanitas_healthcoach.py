"""Sanitas HealthCoach: an old Excel file, or its table as text: `Date;Time;Weight kg;BF;…`.

Numbers have a decimal comma. Fat, water and muscle are percent.
"""

from ..format import Format
from ..numbers import Measure
from ..table import Table

_WEIGHTS = {"weight kg", "weight lb"}

FORMAT = Format(
    name="sanitas_healthcoach",
    title="Sanitas HealthCoach",
    layouts=(
        Table(
            has=("date", "time", "bf"),
            when=lambda row: row.begins("date", "time") and row.words[2] in _WEIGHTS,
            columns={
                "date": "date",
                "time": "time",
                "weight kg": ("weight_kg", Measure.KG),
                "weight lb": ("weight_kg", Measure.LB),
                "bf": ("body_fat", Measure.PERCENT),
                "water": ("water", Measure.PERCENT),
                "muscle": ("muscle_mass", Measure.PERCENT),
                "bone kg": ("bone_mass", Measure.KG),
                "bone lb": ("bone_mass", Measure.LB),
                "bmi": "bmi",
                "bmr kcal": "basal_metabolism",
            },
        ),
    ),
)
