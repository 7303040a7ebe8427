"""openScale 2.x: `dateTime,weight` and others in any order; the oldest files have no header.

Masses are kg, which that version stores and exports whatever it shows; fat, water and muscle are
percent. A missing number is 0.0. Dates are the phone's, `2021-03-14 07:12` or, before 2.1.2,
`14.03.2021 07:12`.
"""

from collections.abc import Sequence
import re

from ..document import HeadRow
from ..format import Format
from ..numbers import Measure, quantity
from ..table import Table

_UNHEADED = {
    10: ("dateTime,weight,fat,water,muscle,lbm,bone,waist,hip,comment"),
    9: ("dateTime,weight,fat,water,muscle,bone,waist,hip,comment"),
    8: ("dateTime,weight,fat,water,muscle,waist,hip,comment"),
    6: ("dateTime,weight,fat,water,muscle,comment"),
    5: ("dateTime,weight,fat,water,comment"),
}
"""By the number of columns."""
_DATE_TIME = re.compile(r"(\d{2}\.\d{2}\.\d{4}|\d{4}-\d{2}-\d{2}) \d{2}:\d{2}")


def _headings(row: HeadRow) -> Sequence[str] | None:
    words = _UNHEADED.get(len(row.cells))
    is_row = words and _DATE_TIME.fullmatch(row.cells[0]) and all(map(quantity, row.cells[1:-1]))
    return words.split(",") if words and is_row else None


FORMAT = Format(
    name="openscale_2",
    title="openScale 2",
    layouts=(
        Table(
            columns={
                "datetime": "date",
                "weight": ("weight_kg", Measure.KG),
                "fat": ("body_fat", Measure.PERCENT),
                "water": ("water", Measure.PERCENT),
                "muscle": ("muscle_mass", Measure.PERCENT),
                "lbm": ("lean_body_mass", Measure.KG),
                "lbw": ("lean_body_mass", Measure.KG),
                "bone": ("bone_mass", Measure.KG),
                "visceralfat": "visceral_fat",
            },
            has=("datetime", "weight"),
            when=lambda row: "dateTime" in row.cells,
            unheaded=_headings,
            short=True,
        ),
    ),
)
