"""Apple Health: `export.xml` (its name is translated), alone or in the archive.

    <Record type="HKQuantityTypeIdentifierBodyMass" unit="kg" value="62.3"
     startDate="2025-11-02 07:12:41 +0100" …/>

Of gigabytes a few records are wanted. The unit is that record's own. A body fat is a fraction,
whatever its unit says. Values are records of their own, at the second of their weight; several
programs write the same weighing, some of them without the seconds. iOS 16 wrote a declaration of the
document and control characters that no parser accepts: both are left out. Entities are refused.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NoReturn, override
from xml.parsers import expat

from ..document import Document
from ..entry import WEIGHT, Entry
from ..format import Certain, Format
from ..inquiry import Inquiry
from ..keys import Skipped
from ..numbers import MEASURES, Measure, Quantity, quantity

_TYPES = {
    "HKQuantityTypeIdentifierBodyMass": WEIGHT,
    "HKQuantityTypeIdentifierBodyFatPercentage": "body_fat",
    "HKQuantityTypeIdentifierLeanBodyMass": "lean_body_mass",
    "HKQuantityTypeIdentifierBodyMassIndex": "bmi",
}
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_MAX_ELEMENT = 1024 * 1024
"""Bytes; a record has some hundred."""


class _AppleHealth(Certain):
    @override
    def finds(self, document: Document) -> bool:
        opening = document.opening
        return opening.lstrip().startswith("<") and (
            "<!DOCTYPE HealthData" in opening or "<HealthData" in opening
        )

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry]:
        records = _Records(inquiry)
        try:
            for chunk in _plain(document.chunks()):
                yield from records.read(chunk)
            yield from records.read(b"", is_last=True)
        except (expat.ExpatError, _RefusedError) as fault:
            yield from records.found
            inquiry.skip(getattr(fault, "lineno", records.line), Skipped.UNREADABLE)


def _plain(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield XML without what stands before its root, and without control characters."""
    for number, chunk in enumerate(chunks):
        plain = chunk.translate(None, _CONTROLS)
        yield plain if number else _undeclared(plain)


def _undeclared(beginning: bytes) -> bytes:
    """Return the beginning of XML without a declaration of the document, its lines left."""
    start = beginning.find(b"<!DOCTYPE")
    end = beginning.find(b"]>", start) + 2
    if start < 0 or end < 2:
        return beginning
    return beginning[:start] + b"\n" * beginning.count(b"\n", start, end) + beginning[end:]


class _RefusedError(Exception):
    """There is something in the XML that no export has."""


class _Records:
    """Reads XML piece by piece, and keeps nothing of it but what is wanted.

    Attributes:
        found: What isn't given out yet.
    """

    def __init__(self, inquiry: Inquiry) -> None:
        self.found: list[Entry] = []
        self._inquiry = inquiry
        self._clock = inquiry.clock()
        self._fed = 0
        self._parser = expat.ParserCreate("UTF-8")
        self._parser.StartElementHandler = self._element
        self._parser.EntityDeclHandler = self._refuse

    @property
    def line(self) -> int:
        """Where the parser is."""
        return self._parser.CurrentLineNumber

    def read(self, chunk: bytes, *, is_last: bool = False) -> Iterator[Entry]:
        """Take more of the file, and yield what was in it."""
        self._parser.Parse(chunk, is_last)
        self._fed += len(chunk)
        yield from self.found
        self.found.clear()
        if self._fed - self._parser.CurrentByteIndex > len(chunk) + _MAX_ELEMENT:
            raise _RefusedError

    def _refuse(self, *_: object) -> NoReturn:
        raise _RefusedError

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        target = _TYPES.get(attributes.get("type", "")) if name == "Record" else None
        if target is None:
            return
        line = self._parser.CurrentLineNumber
        value = quantity(attributes.get("value", ""))
        measure = _measure(target, attributes.get("unit", ""))
        moment = self._clock.moment(attributes.get("startDate", ""))
        if moment is None:
            self._inquiry.skip(line, Skipped.BAD_DATE, "startDate")
        elif value is None:
            self._inquiry.skip(line, Skipped.BAD_NUMBER, "value")
        elif measure is None and target != "bmi":
            self._inquiry.skip(line, Skipped.BAD_VALUE, "unit")
        else:
            numbers = {target: Quantity(value.number, measure)}
            self.found.append(Entry(line, moment, numbers, adds=target != WEIGHT))


def _measure(target: str, unit: str) -> Measure | None:
    return Measure.FRACTION if target == "body_fat" else MEASURES.get(unit.lower())


FORMAT = Format(
    name="apple_health",
    title="Apple Health",
    layouts=(_AppleHealth(),),
    members=("apple_health_export/*.xml", "*/apple_health_export/*.xml", "*export*.xml"),
    within=timedelta(minutes=1),
    streams=True,
)
