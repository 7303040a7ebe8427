"""Body Scale's own JSON: everything that the journal has of a weighing, and its metrics for who looks.

    {"format": "body_scale", "version": 1, "weighings": [{"measured_at": "…", "weight_kg": 62.3, …}]}

Metrics are written and not read: they follow from the rest.
"""

from collections.abc import Iterable, Iterator
from datetime import tzinfo
import json
from typing import Any, override

from .. import own
from ..document import Document
from ..format import Certain, Format
from ..inquiry import Inquiry
from ..keys import Skipped
from ..model import Exported, Row

_NAME = "body_scale"
_TEXTS = ("measured_at", "weight_kg", "unit", "person", *own.MEASURED, *own.OWN)
_NESTED = ("reason", "candidates", "segments")


class _OwnJson(Certain):
    @override
    def finds(self, document: Document) -> bool:
        return _weighings(document) is not None

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Row]:
        clock = inquiry.clock()
        for line, values in enumerate(_weighings(document) or (), 1):
            if not isinstance(values, dict):
                inquiry.skip(line, Skipped.UNREADABLE)
            elif row := own.row_of(line, values, clock, inquiry):
                yield row


def _weighings(document: Document) -> list[object] | None:
    found = document.json
    if not isinstance(found, dict) or found.get("format") != _NAME:
        return None
    weighings = found.get("weighings")
    return weighings if isinstance(weighings, list) else None


def write(weighings: Iterable[Exported], zone: tzinfo) -> bytes:
    """Return weighings as the text of a file."""
    # One line each: so that a file of thousands can be looked through.
    rows = ",\n".join(json.dumps(_values(each, zone)) for each in weighings)
    text = f'{{"format": "{_NAME}", "version": 1, "weighings": [\n{rows}\n]}}\n'
    return text.encode()


def _values(weighing: Exported, zone: tzinfo) -> dict[str, Any]:
    values = {name: own.stored(weighing, name) for name in _TEXTS}
    values |= {name: _nested(values[name]) for name in _NESTED}
    values["measured_at"] = weighing.measured_at.astimezone(zone).isoformat()
    values["given"] = own.given_of(weighing)
    values["metrics"] = own.metrics_of(weighing)
    return {name: value for name, value in values.items() if value not in (None, {})}


def _nested(text: object) -> object:
    """Return stored JSON as what it says, if that is stored as the same text."""
    if not isinstance(text, str):
        return None
    try:
        found = json.loads(text)
    except ValueError, RecursionError:
        return text
    return found if isinstance(found, list | dict) and json.dumps(found) == text else text


FORMAT = Format(
    name="body_scale_json", title="Body Scale (JSON)", layouts=(_OwnJson(),), merges=False
)
