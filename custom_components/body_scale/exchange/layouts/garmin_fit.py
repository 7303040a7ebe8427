"""FIT files of weights: message 30, as Garmin and compatible services export and import them.

One table is read and written: the field, what it is here, and how many steps make one of its unit. A
weight of 65534 is still being calculated. Times are UTC.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple, override

from .. import fit, own
from ..document import Document
from ..entry import WEIGHT, Entry
from ..fit import ENUM, TIMESTAMP, U8, U16, U32, U32Z, Field
from ..format import Certain
from ..inquiry import Inquiry
from ..keys import Skipped
from ..model import Exported
from ..moments import from_epoch
from ..numbers import Measure, Quantity

_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_EPOCH_S = _EPOCH.timestamp()
_FILE_ID, _WEIGHT_SCALE = 0, 30
_CALCULATING = 65_534


class _Value(NamedTuple):
    """A field of the weight message: its number, size and base type, and what is in it."""

    field: Field
    target: str
    steps: int
    measure: Measure | None = None


_VALUES = (
    _Value(Field(0, U16, 2), WEIGHT, 100, Measure.KG),
    _Value(Field(1, U16, 2), "body_fat", 100, Measure.PERCENT),
    _Value(Field(2, U16, 2), "water", 100, Measure.PERCENT),
    _Value(Field(4, U16, 2), "bone_mass", 100, Measure.KG),
    _Value(Field(5, U16, 2), "muscle_mass", 100, Measure.KG),
    _Value(Field(7, U16, 2), "basal_metabolism", 4),
    _Value(Field(10, U8, 1), "metabolic_age", 1),
    _Value(Field(11, U8, 1), "visceral_fat", 1),
    _Value(Field(13, U16, 2), "bmi", 10),
)
_FIELDS = (Field(TIMESTAMP, U32, 4), *(each.field for each in _VALUES))
_ID_FIELDS = (
    Field(0, ENUM, 1),  # type
    Field(1, U16, 2),  # manufacturer
    Field(2, U16, 2),  # product
    Field(3, U32Z, 4),  # serial number
    Field(4, U32, 4),  # created
)
_ID = {0: 9, 1: 1, 2: 2429, 3: 1}
"""A file of weights by Garmin's Index scale: Garmin Connect takes weights of no other."""


class GarminFit(Certain):
    """The layout of a FIT file."""

    @override
    def finds(self, document: Document) -> bool:
        return fit.is_fit(document.content)

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        """Yield the weights of a file; which they are stands for their lines."""
        number = 0
        try:
            for message, values in fit.messages(document.content):
                if message == _WEIGHT_SCALE:
                    number += 1
                    yield _entry(number, values)
        except fit.DamagedError:
            inquiry.skip(number + 1, Skipped.UNREADABLE)


def _entry(number: int, values: dict[int, int]) -> Entry:
    if values.get(0) == _CALCULATING:
        del values[0]
    stamp = values.get(TIMESTAMP)
    return Entry(
        number,
        None if stamp is None else from_epoch(_EPOCH_S + stamp),
        {
            each.target: Quantity(values[each.field.number] / each.steps, each.measure)
            for each in _VALUES
            if each.field.number in values
        },
    )


def write(weighings: Iterable[Exported], zone: tzinfo) -> bytes:
    """Return weighings as a file; those of before the format's own time are left out."""
    rows = [row for each in weighings if (row := _row(each))]
    created = max((row[TIMESTAMP] for row in rows), default=0)
    return fit.written(
        (
            (_FILE_ID, _ID_FIELDS, [{**_ID, 4: created}]),
            (_WEIGHT_SCALE, _FIELDS, rows),
        )
    )


def _row(weighing: Exported) -> dict[int, int] | None:
    stamp = round((weighing.measured_at - _EPOCH).total_seconds())
    if not 0 <= stamp < 0xFFFF_FFFF:
        return None
    row = {TIMESTAMP: stamp}
    values = own.values_of(weighing)
    for each in _VALUES:
        value = values.get(each.target)
        if value is None:
            continue
        steps = round(value * each.steps)
        if 0 <= steps < (1 << 8 * each.field.size) - 2:
            row[each.field.number] = steps
    return row
