"""wger: `Weightdata.csv`, `Date,Weight` in its user's language, times with their offset, no unit."""

import re

from ..document import HeadRow
from ..format import Format
from ..numbers import quantity
from ..table import Table, by_position

_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")


def _is_row(row: HeadRow) -> bool:
    """Return whether a row is a time with its offset, and a number."""
    return (
        len(row.cells) == 2
        and _TIME.fullmatch(row.cells[0]) is not None
        and quantity(row.cells[1]) is not None
    )


FORMAT = Format(
    name="wger",
    title="wger",
    layouts=(
        Table(
            when=lambda row: len(row.cells) == 2 and not quantity(row.cells[1]),
            below=_is_row,
            places=by_position("date", "weight_kg"),
        ),
    ),
)
