"""ble-scale-sync: its CSV, its JSON lines, and its lines for InfluxDB.

Always kg, percent, kcal and ohm. Times are UTC, those for InfluxDB milliseconds since 1970. Source:
its writer (2026).
"""

from collections.abc import Iterator
import re

from ..columns import Columns
from ..document import Document
from ..format import Format
from ..numbers import Measure
from ..records import Numbered, Records, json_lines, lines_of
from ..table import Table

_KEYS: Columns = {
    "timestamp": "date",
    "milliseconds": "epoch_ms",
    "weight": ("weight_kg", Measure.KG),
    "impedance": "impedance",
    "bmi": "bmi",
    "bodyFatPercent": ("body_fat", Measure.PERCENT),
    "waterPercent": ("water", Measure.PERCENT),
    "boneMass": ("bone_mass", Measure.KG),
    "muscleMass": ("muscle_mass", Measure.KG),
    "visceralFat": "visceral_fat",
    "bmr": "basal_metabolism",
    "metabolicAge": "metabolic_age",
    "user": "person",
}
"""The keys of JSON and of InfluxDB's fields."""
_LINE = re.compile(
    r"body_composition(?:,user=(?P<user>(?:\\.|[^ ,\\])+))? (?P<fields>[^ ]+) (?P<ms>\d{1,15})"
)
"""InfluxDB's line protocol, as far as it is used."""


def _influx_lines(document: Document) -> Iterator[Numbered]:
    """Yield what the lines for InfluxDB say; nothing for others."""
    for number, line in lines_of(document):
        found = _LINE.fullmatch(line)
        yield number, _record(found) if found else {}


def _record(found: re.Match[str]) -> dict[str, object]:
    pairs = (each.partition("=") for each in found["fields"].split(","))
    values: dict[str, object] = {key: value.removesuffix("i") for key, _, value in pairs}
    values["milliseconds"] = found["ms"]
    if found["user"]:
        values["user"] = re.sub(r"\\(.)", r"\1", found["user"])
    return values


def _snake(key: str) -> str:
    """Return a key as the CSV has it."""
    return re.sub(r"([A-Z])", r"_\1", key).lower()


FORMAT = Format(
    name="ble_scale_sync",
    title="ble-scale-sync",
    layouts=(
        Table(
            begins=("timestamp", "weight", "impedance", "bmi", "body_fat_percent"),
            columns={_snake(key): column for key, column in _KEYS.items()},
        ),
        Records(
            has=("timestamp", "weight", "impedance"), items=json_lines, columns=_KEYS, in_utc=True
        ),
        Records(has=("milliseconds", "weight"), items=_influx_lines, columns=_KEYS),
    ),
)
