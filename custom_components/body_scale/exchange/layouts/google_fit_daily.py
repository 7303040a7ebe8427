"""Google Fit's daily activity metrics (Takeout): a table of days with their average weight in kg.

Most days have none. Beside the summary there is a file for each day, in steps of 15 minutes, which
says no more.
"""

from ..format import Format
from ..table import Table

FORMAT = Format(
    name="google_fit_daily",
    title="Google Fit, daily metrics (Takeout)",
    layouts=(
        Table(
            begins=("date",),
            has=("average weight", "max weight", "min weight"),
            columns={"date": "date", "average weight": "weight_kg"},
            sparse=True,
        ),
    ),
    members=("*fit/daily activity metrics/*.csv", "*fit/*/*.csv"),
)
