"""Points of the Google Health API: weight and body fat, one of each a weighing.

Source: Google's description of the API, version 4 (`health.v4`, revision 20261030). It has no
types for water, muscle or bone. An id of one's own makes it harmless to write a point twice.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2s
import math
import re
from typing import Any

from ...model import Metrics, Origin, Weighing

WEIGHT = "weight"
BODY_FAT = "body-fat"
DEVICE_NAME = "Body Scale"
_FIELDS = {WEIGHT: ("weight", "weightGrams"), BODY_FAT: ("bodyFat", "percentage")}
"""Of each type of data: the field of a point that has it, and in that the number."""
_PLAIN_ID = re.compile(r"[a-z0-9-]{1,60}")
_SAME = 0.01
"""Grams or percent: numbers that differ by less are the same."""

type Point = Mapping[str, Any]


def point_id(weighing_id: str) -> str:
    """Return the id of a weighing's points: 4 to 63 lower-case letters, digits and hyphens."""
    plain = weighing_id.lower()
    if not _PLAIN_ID.fullmatch(plain):
        plain = blake2s(weighing_id.encode(), digest_size=16).hexdigest()
    return f"bs-{plain}"


def name(data_type: str, weighing_id: str) -> str:
    """Return the name of a weighing's point of a type."""
    return f"users/me/dataTypes/{data_type}/dataPoints/{point_id(weighing_id)}"


def parent_of(point_name: str) -> str:
    """Return the type of data that a point belongs to, as requests name it."""
    return point_name.partition("/dataPoints/")[0]


def points(weighing: Weighing, metrics: Metrics, local: datetime) -> list[Point]:
    """Return a weighing's points; what it can't give has none.

    Args:
        weighing: The weighing.
        metrics: What its person may be shown of it.
        local: When it was, in the zone of the house.
    """
    values: dict[str, float] = {WEIGHT: round(weighing.weight_kg * 1000)}
    if metrics.body_fat is not None and math.isfinite(metrics.body_fat):
        values[BODY_FAT] = round(min(max(metrics.body_fat, 0.0), 100.0), 2)
    return [_point(data_type, weighing, value, local) for data_type, value in values.items()]


def _point(data_type: str, weighing: Weighing, value: float, local: datetime) -> Point:
    field, number = _FIELDS[data_type]
    offset = local.utcoffset()
    assert offset is not None  # noqa: S101
    return {
        "name": name(data_type, weighing.weighing_id),
        "dataSource": _source(weighing),
        field: {
            number: value,
            "sampleTime": {
                "physicalTime": _utc(local),
                "utcOffset": f"{round(offset.total_seconds())}s",
            },
        },
    }


def _source(weighing: Weighing) -> Point:
    """Return where it comes from: typed in, or of a scale."""
    if weighing.origin is Origin.MANUAL:
        return {"recordingMethod": "MANUAL"}
    device = {"formFactor": "SCALE", "displayName": DEVICE_NAME}
    return {"recordingMethod": "ACTIVELY_MEASURED", "device": device}


def _utc(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def is_same(there: Point, wanted: Point) -> bool:
    """Return whether the point that Google has says what a point of ours says.

    Google writes times its own way and adds what it knows.
    """
    for field, number in _FIELDS.values():
        if field in wanted:
            try:
                has, wants = there[field], wanted[field]
                return abs(has[number] - wants[number]) < _SAME and _when(has) == _when(wants)
            except KeyError, TypeError, ValueError:
                return False
    return False


def _when(value: Point) -> datetime:
    return datetime.fromisoformat(value["sampleTime"]["physicalTime"])
