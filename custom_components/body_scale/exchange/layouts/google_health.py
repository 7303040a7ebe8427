"""Google Health's Takeout (2026): `weight….csv` in grams and `body_fat….csv`, a month a file, UTC.

The same weighing comes once from each app that had it.
"""

from ..format import Format
from ..numbers import Measure
from ..table import Table

FORMAT = Format(
    name="google_health",
    title="Google Health (Takeout)",
    layouts=(
        Table(
            begins=("timestamp", "weight grams"),
            columns={"timestamp": "date", "weight grams": ("weight_kg", Measure.GRAM)},
        ),
        Table(
            begins=("timestamp", "body fat percentage"),
            columns={"timestamp": "date", "body fat percentage": ("body_fat", Measure.PERCENT)},
            adds=True,
        ),
    ),
    members=(
        "*/weight.csv",
        "*/weight_????-??-??.csv",
        "*/body_fat.csv",
        "*/body_fat_????-??-??.csv",
    ),
)
