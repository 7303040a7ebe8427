"""Withings: `weight.csv` of "Download my data", `Date,"Weight (kg)","Fat mass (kg)",…,Comments`.

All are masses, in kg or lb as their headings say. Headings are translated, so that of those in
between only the order counts: weight, fat, bone, muscle, hydration; weight, fat and fat-free mass
in 2014. Times are local. What Withings imports has weight and fat alone.
"""

from collections.abc import Mapping, Sequence

from ..columns import Column
from ..document import HeadRow
from ..format import Format
from ..headings import Heading
from ..numbers import Measure
from ..table import Table

_MASSES: Mapping[int, tuple[str, ...]] = {
    5: ("weight_kg", "fat_mass", "bone_mass", "muscle_mass", "water"),
    3: ("weight_kg", "fat_mass", "lean_body_mass"),
    2: ("weight_kg", "fat_mass"),
}
"""By how many masses there are, which follow the date."""


def _masses(headings: Sequence[Heading]) -> int:
    """Return how many masses follow the date, if nothing else but one column does."""
    units = [each.measure for each in headings[1:]]
    number = sum(each in {Measure.KG, Measure.LB} for each in units)
    return number if None not in units[:number] and len(units) <= number + 1 else 0


def _is_header(row: HeadRow) -> bool:
    number = _masses(row.headings)
    return number > 2 or (number == 2 and row.begins("date", "weight", "fat mass"))


def _places(headings: Sequence[Heading]) -> dict[int, Column]:
    return dict(enumerate(("date", *_MASSES.get(_masses(headings), ()))))


FORMAT = Format(
    name="withings",
    title="Withings",
    layouts=(Table(when=_is_header, places=_places),),
    members=("weight.csv", "*/weight.csv"),
)
