"""Huawei Health: `health detail data….json` of the archive that is sent on request.

A list of records of all kinds. A weighing is a sample whose `value` is a text of JSON, with kg and
percent; it is found by its key. `subUser` is another member of the family. Times are milliseconds
since 1970.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
import json
from typing import override

from ..document import Document
from ..entry import Entry
from ..format import Certain, Format
from ..inquiry import Inquiry
from ..keys import Skipped
from ..moments import from_epoch
from ..numbers import Measure, Quantity, is_missing, quantity

_KEY = "WEIGHT_BODYFAT_BROAD"
_NAMES: Mapping[str, tuple[str, Measure | None]] = {
    "bodyWeight": ("weight_kg", Measure.KG),
    "bodyFatRate": ("body_fat", Measure.PERCENT),
    "bmi": ("bmi", None),
    "muscleMass": ("muscle_mass", Measure.KG),
    "boneSalt": ("bone_mass", Measure.KG),
    "moistureRate": ("water", Measure.PERCENT),
    "proteinRate": ("protein", Measure.PERCENT),
    "basalMetabolism": ("basal_metabolism", None),
    "visceralFatLevel": ("visceral_fat", None),
    "bodyAge": ("metabolic_age", None),
    "impedance": ("impedance", None),
}
_NOBODY: tuple[object, ...] = (None, "", 0, "0", [], {})
"""What `subUser` is for who owns the account."""
_COLUMNS = {target: key for key, (target, _) in _NAMES.items()}


class _HuaweiHealth(Certain):
    @override
    def finds(self, document: Document) -> bool:
        return '"samplePoints"' in document.opening and next(_samples(document), None) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        for line, record, sample in _samples(document):
            if sample.get("key") != _KEY or not (text := sample.get("value")):
                continue
            values = _values(text)
            if values is None:
                inquiry.skip(line, Skipped.UNREADABLE)
            elif entry := _entry(line, sample, values, inquiry):
                yield _of_person(entry, record, sample, values)


def _samples(
    document: Document,
) -> Iterator[tuple[int, Mapping[str, object], Mapping[str, object]]]:
    """Yield each sample with its record, and which that is."""
    found = document.json
    for line, record in enumerate(found if isinstance(found, list) else (), 1):
        samples = record.get("samplePoints") if isinstance(record, dict) else None
        for sample in samples if isinstance(samples, list) else ():
            if isinstance(sample, dict):
                yield line, record, sample


def _values(text: object) -> Mapping[str, object] | None:
    try:
        values = json.loads(text) if isinstance(text, str) else text
    except ValueError, RecursionError:
        return None
    return values if isinstance(values, dict) else None


def _entry(
    line: int, sample: Mapping[str, object], values: Mapping[str, object], inquiry: Inquiry
) -> Entry | None:
    """Return what a sample says; None without a weight that can be read."""
    numbers: dict[str, Quantity] = {}
    for key, (target, measure) in _NAMES.items():
        text = str(values.get(key, ""))
        if is_missing(text):
            continue
        number = quantity(text)
        if number:
            numbers[target] = Quantity(number.number, measure)
        else:
            inquiry.skip(line, Skipped.BAD_NUMBER, key)
            if target == "weight_kg":
                return None
    start = quantity(str(sample.get("startTime", "")))
    moment = from_epoch(start.number / 1000) if start else None
    return Entry(line, moment, numbers, columns=_COLUMNS)


def _of_person(entry: Entry, *places: Mapping[str, object]) -> Entry:
    """Return an entry with the member that one of the objects names."""
    for each in places:
        if (member := each.get("subUser")) not in _NOBODY:
            return replace(entry, person=str(member))
    return entry


FORMAT = Format(
    name="huawei_health",
    title="Huawei Health",
    layouts=(_HuaweiHealth(),),
    members=("*health detail data*.json",),
)
