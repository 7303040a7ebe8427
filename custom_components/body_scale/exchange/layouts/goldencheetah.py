"""GoldenCheetah's body measures: `ts,weightkg,…` or `date,weightkg,…`.

`ts` is a Unix time. A 0 is no value.
"""

from ..columns import Column
from ..format import Format
from ..numbers import Measure
from ..table import Table

_COLUMNS: dict[str, Column] = {
    "ts": "epoch",
    "date": "date",
    "weightkg": ("weight_kg", Measure.KG),
    "fatkg": ("fat_mass", Measure.KG),
    "boneskg": ("bone_mass", Measure.KG),
    "musclekg": ("muscle_mass", Measure.KG),
    "leankg": ("lean_body_mass", Measure.KG),
    "fatpercent": ("body_fat", Measure.PERCENT),
}

FORMAT = Format(
    name="goldencheetah",
    title="GoldenCheetah",
    layouts=tuple(Table(begins=(first, "weightkg"), columns=_COLUMNS) for first in ("ts", "date")),
)
