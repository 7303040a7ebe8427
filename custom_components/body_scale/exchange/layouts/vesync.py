"""VeSync (Etekcity): `Time,Weight,BMI,Body Fat,Fat-Free Body Weight,…`, units in the cells.

Times are the phone's, in its order of day and month. Builds of 2026 leave the comma between date
and time unquoted, so that such a row has a cell more. The order of columns varies.
"""

from collections.abc import Iterator
import re

from ..document import HeadRow
from ..format import Format
from ..lines import Broken, Line
from ..table import Table

_TIME = re.compile(r"\s*\d{1,2}:\d{2}(:\d{2})?(\s*[ap]m)?\s*", re.IGNORECASE)


def _joined(lines: Iterator[Line | Broken], _: HeadRow) -> Iterator[Line | Broken]:
    """Yield rows, the date and its time in one cell."""
    for line in lines:
        if isinstance(line, Line) and len(line.cells) > 1 and _TIME.fullmatch(line.cells[1]):
            date, time, *others = line.cells
            yield line._replace(cells=[f"{date},{time}", *others])
        else:
            yield line


FORMAT = Format(
    name="vesync",
    title="VeSync (Etekcity)",
    layouts=(
        Table(
            begins=("time", "weight", "bmi", "body fat", "fat-free body weight"),
            when=lambda row: not row.headings[1].states,
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
                "heart rate": "heart_rate",
            },
            mend=_joined,
        ),
    ),
)
