"""Arboleaf and FITINDEX: `Time,Weight(lb),BMI,Body Fat(%),…`, units in the headings."""

from ..format import Format
from ..table import Table

FORMAT = Format(
    name="arboleaf",
    title="Arboleaf, FITINDEX",
    layouts=(
        Table(
            begins=("time", "weight", "bmi", "body fat", "fat-free body weight"),
            when=lambda row: row.headings[1].states,
            columns={
                "time": "date",
                "weight": "weight_kg",
                "bmi": "bmi",
                "body fat": "body_fat",
                "fat-free body weight": "lean_body_mass",
                "visceral fat": "visceral_fat",
                "body water": "water",
                "muscle mass": "muscle_mass",
                "bone mass": "bone_mass",
                "protein": "protein",
                "bmr": "basal_metabolism",
                "metabolic age": "metabolic_age",
            },
        ),
    ),
)
