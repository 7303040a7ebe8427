"""Health Sync (Android): `Weight 2025.11.02 Health Connect.csv`, which it lays down in Google Drive.

`2025.11.02 07:12:41,07:12:41,"62.3","12.2"`: the time comes twice, by which the file is found, as
headings are translated. Local times, no unit; body fat 0.0 is none.
"""

import re

from ..document import HeadRow
from ..format import Format
from ..numbers import Measure, quantity
from ..table import Table, by_position

_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


def _is_row(row: HeadRow) -> bool:
    """Return whether a row has its time twice, and a number."""
    if len(row.cells) < 3:
        return False
    date, time, weight = row.cells[:3]
    is_twice = bool(_TIME.fullmatch(time)) and date.endswith(f" {time}")
    return is_twice and quantity(weight) is not None


FORMAT = Format(
    name="health_sync",
    title="Health Sync",
    layouts=(
        Table(
            below=_is_row,
            places=by_position("date", "time", "weight_kg", ("body_fat", Measure.PERCENT)),
        ),
    ),
    members=("*weight [0-9]*.csv", "*gewicht [0-9]*.csv"),
)
