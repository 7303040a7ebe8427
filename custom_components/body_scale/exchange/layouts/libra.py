"""Libra: `#date;weight;weight trend;…` after `#Version:` and `#Units:`; by its maker's description.

Version 6 has UTC, version 5 local times. Rows may be short. A day without a time is a local
midnight; in old databases a weighing is there twice, once so.
"""

from ..document import Document
from ..format import Format
from ..numbers import MEASURES, Measure
from ..table import Table

_UNITS = "#units:"


def _measure(document: Document) -> Measure | None:
    """Return the measure that the file says at its beginning."""
    for row in document.head:
        if row.cells and row.cells[0].lower().startswith(_UNITS):
            return MEASURES.get(row.cells[0].lower().removeprefix(_UNITS).strip())
    return None


FORMAT = Format(
    name="libra",
    title="Libra",
    layouts=(
        Table(
            begins=("#date", "weight"),
            header_within=8,
            columns={
                "#date": "date",
                "weight": "weight_kg",
                "body fat": ("body_fat", Measure.PERCENT),
                "muscle mass": "muscle_mass",
            },
            measure=_measure,
            short=True,
        ),
    ),
    repeats_days=True,
)
