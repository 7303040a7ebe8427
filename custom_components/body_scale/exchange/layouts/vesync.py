"""VeSync (Etekcity): `Time,Weight,BMI,Body Fat,Fat-Free Body Weight,…`, units in the cells.

Headings are Arboleaf's, and one more; their order varies. Times are the phone's, in its order of day
and month. Builds of 2026 leave the comma between date and time unquoted, so that such a row has a
cell more.
"""

from collections.abc import Iterator
import re

from ..document import HeadRow
from ..format import Format
from ..lines import Broken, Line
from ..table import Table
from .arboleaf import BEGINS, COLUMNS

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
            begins=BEGINS,
            when=lambda row: not row.headings[1].states,
            columns={**COLUMNS, "heart rate": "heart_rate"},
            mend=_joined,
        ),
    ),
)
