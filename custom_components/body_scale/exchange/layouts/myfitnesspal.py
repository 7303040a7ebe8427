"""MyFitnessPal: `Measurement-Summary-….csv`, `Date`, what its user measures, and `Weight`.

Days without a time, no unit, many days without a weight. Which other columns there are, each user
decides.
"""

import re

from ..document import HeadRow
from ..format import Format
from ..numbers import Measure, is_missing, quantity
from ..table import Table

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _is_header(row: HeadRow) -> bool:
    return row.begins("date") and row.cells[-1] == "Weight" and row.words.count("weight") == 1


def _is_row(row: HeadRow) -> bool:
    """Return whether a row has a day and numbers."""
    day, *others = row.cells or ("",)
    return bool(_DAY.fullmatch(day)) and all(is_missing(each) or quantity(each) for each in others)


FORMAT = Format(
    name="myfitnesspal",
    title="MyFitnessPal",
    layouts=(
        Table(
            when=_is_header,
            below=_is_row,
            columns={
                "date": "date",
                "weight": "weight_kg",
                "body fat": ("body_fat", Measure.PERCENT),
                "bmi": "bmi",
            },
            sparse=True,
        ),
    ),
    members=("*measurement-summary-*.csv",),
)
