"""Withings: `weight.csv` of "Download my data", `Date,"Weight (kg)","Fat mass (kg)",…,Comments`.

All are masses, in kg or lb as their headings say. Headings are translated, so that of those in
between only the order counts: weight, fat, bone, muscle, hydration; weight, fat and fat-free mass
in 2014. Times are local. What Withings imports has weight and fat alone.
"""

from collections.abc import Mapping, Sequence
from itertools import takewhile

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
_KEYWORDS = ("weight", "fat", "bone", "muscle", "hydration")
"""In English, by their order."""
_SHORT = (("date", "weight", "fat mass"), ("date", "gewicht", "fettmasse", "fettfreier anteil"))
"""Headings of files with fewer masses, which might be anybody's in other words."""


def _masses(headings: Sequence[Heading]) -> int:
    """Return how many masses follow the date, if no more than a comment follows them."""
    units = (each.measure for each in headings[1:])
    number = sum(1 for _ in takewhile(lambda each: each in {Measure.KG, Measure.LB}, units))
    return number if len(headings) <= number + 2 else 0


def _is_header(row: HeadRow) -> bool:
    number = _masses(row.headings)
    if number == len(_KEYWORDS):
        return not any(map(_is_elsewhere, _KEYWORDS, row.words[1:], strict=False))
    return any(len(words) == number + 1 and row.begins(*words) for words in _SHORT)


def _is_elsewhere(keyword: str, words: str) -> bool:
    """Return whether a heading is in English, and of another mass."""
    return keyword not in words and any(each in words for each in _KEYWORDS)


def _places(headings: Sequence[Heading]) -> dict[int, Column]:
    return dict(enumerate(("date", *_MASSES.get(_masses(headings), ()))))


FORMAT = Format(
    name="withings",
    title="Withings",
    layouts=(Table(when=_is_header, places=_places),),
    members=("weight.csv", "*/weight.csv"),
)
