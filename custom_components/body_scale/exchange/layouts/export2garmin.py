"""export2garmin: `miscale_backup.csv`, with semicolons and the unit in each heading.

Rows that it hasn't uploaded are short: status, Unix time, weight, impedance, and of an S400 its second
impedance and the heart rate. "Skeletal Muscle Mass" is all muscle there. The user is an e-mail address.
"""

from collections.abc import Iterator

from ..document import HeadRow
from ..format import Format
from ..lines import Broken, Line
from ..table import Table

_SHORT = ("unix time", "weight", "impedance", "impedance low", "heart rate")
"""What follows the status in a short row."""
_MAX_SHORT = 1 + len(_SHORT)


def _widened(lines: Iterator[Line | Broken], header: HeadRow) -> Iterator[Line | Broken]:
    """Yield the rows, short ones with their values where the header has them."""
    words = header.words
    places = [words.index(each) if each in words else None for each in _SHORT]
    for line in lines:
        if isinstance(line, Line) and 3 < len(line.cells) <= _MAX_SHORT:
            cells = [line.cells[0], *[""] * (len(words) - 1)]
            for place, cell in zip(places, line.cells[1:], strict=False):
                if place is not None:
                    cells[place] = cell
            yield Line(line.number, cells)
        else:
            yield line


FORMAT = Format(
    name="export2garmin",
    title="export2garmin",
    layouts=(
        Table(
            begins=("data status", "unix time"),
            columns={
                "unix time": "epoch",
                "weight": "weight_kg",
                "bmi": "bmi",
                "body fat": "body_fat",
                "skeletal muscle mass": "muscle_mass",
                "bone mass": "bone_mass",
                "body water": "water",
                "visceral fat": "visceral_fat",
                "metabolic age": "metabolic_age",
                "bmr": "basal_metabolism",
                "lbm": "lean_body_mass",
                "protein": "protein",
                "impedance": "impedance",
                "impedance low": "impedance_250khz",
                "heart rate": "heart_rate",
                "email user": "person",
            },
            mend=_widened,
        ),
    ),
)
