"""Google Fit's Takeout: `derived_com.google.weight….json`, and fat likewise.

kg and percent as floats of 32 bits, nanoseconds UTC, as numbers or as texts. Its raw files repeat them.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, override

from ..document import Document
from ..entry import WEIGHT, Entry
from ..format import Certain, Format
from ..inquiry import Inquiry
from ..keys import Skipped
from ..moments import from_epoch
from ..numbers import Measure, Quantity, quantity

_DIGITS = 3
"""What is more is the noise of 32 bits."""
_NANOSECONDS = 1e9


class _Type(NamedTuple):
    """What a type of data is here."""

    target: str
    measure: Measure


_TYPES = {
    "com.google.weight": _Type(WEIGHT, Measure.KG),
    "com.google.body.fat.percentage": _Type("body_fat", Measure.PERCENT),
}


class _Points(Certain):
    @override
    def finds(self, document: Document) -> bool:
        return any(_type(each) for each in _points(document)[:20])

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        for number, point in enumerate(_points(document), 1):
            kind = _type(point)
            if kind is None:
                continue
            value = quantity(str(_value(point)))
            if value is None:
                inquiry.skip(number, Skipped.BAD_NUMBER)
                continue
            yield Entry(
                number,
                _moment(point),
                {kind.target: Quantity(round(value.number, _DIGITS), kind.measure)},
                adds=kind.target != WEIGHT,
            )


def _points(document: Document) -> list[object]:
    found = document.json
    points = found.get("Data Points") if isinstance(found, dict) else None
    return points if isinstance(points, list) else []


def _type(point: object) -> _Type | None:
    return _TYPES.get(str(point.get("dataTypeName"))) if isinstance(point, dict) else None


def _value(point: object) -> object:
    """Return the first value of a point."""
    try:
        return point["fitValue"][0]["value"]["fpVal"]  # type: ignore[index]
    except LookupError, TypeError:
        return None


def _moment(point: object) -> datetime | None:
    stamp = quantity(str(point.get("endTimeNanos"))) if isinstance(point, dict) else None
    return None if stamp is None else from_epoch(round(stamp.number / _NANOSECONDS, 3))


FORMAT = Format(
    name="google_fit",
    title="Google Fit (Takeout)",
    layouts=(_Points(),),
    members=("*com.google.weight*.json", "*com.google.body.fat.percentage*.json"),
)
