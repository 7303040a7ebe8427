"""MyTanita: `Date,"Weight (kg)",BMI,"Body Fat (%)","Visc Fat",…`, local times, `-` for no value."""

from ..format import Format
from ..table import Table

FORMAT = Format(
    name="mytanita",
    title="MyTanita",
    layouts=(
        Table(
            begins=("date", "weight", "bmi", "body fat", "visc fat"),
            columns={
                "date": "date",
                "weight": "weight_kg",
                "bmi": "bmi",
                "body fat": "body_fat",
                "visc fat": "visceral_fat",
                "muscle mass": "muscle_mass",
                "bone mass": "bone_mass",
                "bmr": "basal_metabolism",
                "metab age": "metabolic_age",
                "body water": "water",
                "heart rate": "heart_rate",
            },
        ),
    ),
)
