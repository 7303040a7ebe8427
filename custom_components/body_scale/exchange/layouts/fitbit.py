"""Fitbit: `weight-YYYY-MM-DD.json`, a month a file, and the monthly CSV.

The JSON has pounds, whatever the account says. Its times are UTC, as `logId` has them; but 23:59:59
is what a weight has that was typed without a time, and then it is that day's by the wall clock. The
CSV has a section `Body` of days, in the account's unit and order of dates, neither of which it
says. Garmin Connect imports the same.
"""

from collections.abc import Iterator

from ..document import Document, HeadRow
from ..format import Format
from ..lines import Broken, Line
from ..model import DateOrder
from ..numbers import Measure
from ..records import Numbered, Records, listed
from ..table import Table

_NO_TIME = "23:59:59"


def _with_zones(document: Document) -> Iterator[Numbered]:
    """Yield the records with UTC in their times, but for those without a time."""
    for line, record in listed(document):
        time = record.get("time")
        yield line, record if time == _NO_TIME else {**record, "time": f"{time}Z"}


def _section(lines: Iterator[Line | Broken], _: HeadRow) -> Iterator[Line | Broken]:
    """Yield the rows up to the next section."""
    for line in lines:
        if isinstance(line, Line) and len(line.cells) < 4:
            return
        yield line


DAYS = Table(
    begins=("date", "weight", "bmi", "fat"),
    when=lambda row: row.number > 1,
    header_within=60,
    columns={
        "date": "date",
        "weight": "weight_kg",
        "bmi": "bmi",
        "fat": ("body_fat", Measure.PERCENT),
    },
    mend=_section,
)
"""A section of days."""

FORMAT = Format(
    name="fitbit",
    title="Fitbit",
    layouts=(
        Records(
            has=("logId", "weight", "date", "time"),
            items=_with_zones,
            columns={
                "date": "date",
                "time": "time",
                "weight": ("weight_kg", Measure.LB),
                "bmi": "bmi",
                "fat": ("body_fat", Measure.PERCENT),
            },
            order=DateOrder.MONTH_FIRST,
        ),
        DAYS,
    ),
    members=("weight-????-??-??.json", "*/weight-????-??-??.json"),
)
