"""Arboleaf and FITINDEX: `Time,Weight(lb),BMI,Body Fat(%),…`, units in the headings."""

from ..columns import Columns
from ..format import Format
from ..table import Table

BEGINS = ("time", "weight", "bmi", "body fat", "fat-free body weight")
COLUMNS: Columns = {
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
}

FORMAT = Format(
    name="arboleaf",
    title="Arboleaf, FITINDEX",
    layouts=(
        Table(
            begins=BEGINS,
            when=lambda row: row.headings[1].states,
            columns=COLUMNS,
        ),
    ),
)
