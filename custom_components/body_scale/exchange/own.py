"""What our own formats say of a weighing beside its `Row`: the other fields of a `Weighing`.

They have them as the journal stores them, so that a journal that was written is read as it was. What
isn't as the journal would store it is left out and noted.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime
import json
import math
from typing import Any

from ..model import AssignedBy, Given, Origin, Reason, ReasonPart, Unit
from .entry import MAX_KG, MIN_KG
from .inquiry import Inquiry
from .keys import Skipped
from .model import Row
from .moments import Clock

_MAX_TEXT = 100_000
_DEFAULTS = ("[]", "{}")
"""A reason of no parts, no candidates."""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    if len(value) > _MAX_TEXT:
        raise ValueError
    return value


def _number(value: object) -> float:
    """Return a finite number, as the journal has it: whole ones may be integers."""
    number = float(value) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise TypeError
    if not math.isfinite(number):
        raise ValueError
    return number


def _whole(value: object) -> int:
    number = _number(value)
    if number != int(number):
        raise ValueError
    return int(number)


def _truth(value: object) -> bool:
    if value in {True, "true", "1"}:
        return True
    if value in {False, "false", "0"}:
        return False
    raise ValueError


def _origin(value: object) -> str:
    return Origin(_text(value))


def _assigned_by(value: object) -> str:
    return AssignedBy(_text(value))


def _stamp(value: object) -> str:
    text = _text(value)
    datetime.fromisoformat(text)
    return text


def _json_text(value: object) -> str:
    """Return JSON as a text, which may stand in a file as it is or as such a text."""
    return json.dumps(value) if isinstance(value, list | dict) else _text(value)


def _candidates(value: object) -> str:
    text = _json_text(value)
    for probability in dict(json.loads(text)).values():
        _number(probability)
    return text


def _segments(value: object) -> str:
    text = _json_text(value)
    for ohm in list(json.loads(text)):
        _number(ohm)
    return text


OWN: Mapping[str, Callable[[object], Any]] = {
    "weighing_id": _text,
    "scale": _text,
    "origin": _origin,
    "person_id": _text,
    "assigned_by": _assigned_by,
    "confidence": _number,
    "reason": _json_text,
    "candidates": _candidates,
    "time_estimated": _truth,
    "stamp": _stamp,
    "profile_id": _whole,
    "battery": _whole,
    "segments": _segments,
}
"""The fields, with what checks them and returns them as the journal stores them."""
MEASURED: Mapping[str, Callable[[object], Any]] = {
    "impedance": _number,
    "impedance_250khz": _number,
    "heart_rate": _whole,
}
_FAULTS = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)


def row_of(line: int, values: Mapping[str, Any], clock: Clock, inquiry: Inquiry) -> Row | None:
    """Return the row of values by name; what of it isn't as the journal has it is left out and noted.

    Args:
        line: Where it is.
        values: By the names of `Row` and of `OWN`, `given` as a mapping; those that there are.
        clock: Reads the time.
        inquiry: Takes the problems.
    """
    measured_at = clock.moment(str(values.get("measured_at", "")))
    if measured_at is None:
        inquiry.skip(line, Skipped.BAD_DATE, "measured_at")
        return None
    weight = _valid("weight_kg", _number, values, line, inquiry)
    if weight is None:
        return None
    if not MIN_KG <= weight <= MAX_KG:
        inquiry.skip(line, Skipped.IMPLAUSIBLE_WEIGHT, "weight_kg")
        return None
    unit = _valid("unit", lambda value: Unit(_text(value)), values, line, inquiry)
    given = values.get("given")
    return Row(
        line=line,
        measured_at=measured_at,
        weight_kg=weight,
        unit=unit or Unit.KG,
        person=_valid("person", _text, values, line, inquiry),
        given=_all_valid(
            dict.fromkeys(Given._fields, _number),
            given if isinstance(given, Mapping) else {},
            line,
            inquiry,
        ),
        own=_all_valid(OWN, values, line, inquiry),
        **_all_valid(MEASURED, values, line, inquiry),
    )


def _all_valid(
    checks: Mapping[str, Callable[[object], Any]],
    values: Mapping[str, Any],
    line: int,
    inquiry: Inquiry,
) -> dict[str, Any]:
    """Return those values that there are, and that are valid."""
    return {
        name: valid
        for name, check in checks.items()
        if name in values and (valid := _valid(name, check, values, line, inquiry)) is not None
    }


def _valid[T](
    name: str,
    check: Callable[[object], T],
    values: Mapping[str, Any],
    line: int,
    inquiry: Inquiry,
) -> T | None:
    """Return a value, None without one; note one that isn't valid."""
    value = values.get(name)
    if value is None:
        if name == "weight_kg":
            inquiry.skip(line, Skipped.NO_WEIGHT)
        return None
    try:
        return check(value)
    except _FAULTS:
        inquiry.skip(line, Skipped.BAD_VALUE, name)
        return None


def stored(weighing: object, name: str) -> object:
    """Return a field of a weighing or a row as the journal stores it; None for its default."""
    value = getattr(weighing, name, None)
    if value is None:
        return (getattr(weighing, "own", None) or {}).get(name)
    if name in _STORED:
        value = _STORED[name](value)
    return None if value is False or value in _DEFAULTS else value


def _reason(reason: Reason) -> str:
    """Return the parts of a reason; a sentence, which earlier versions stored, as it is."""
    return reason if isinstance(reason, str) else json.dumps([_part(each) for each in reason])


def _part(part: ReasonPart) -> dict[str, Any]:
    return {name: value for name, value in asdict(part).items() if value not in (None, ())}


_STORED: Mapping[str, Callable[[Any], Any]] = {
    "reason": _reason,
    "candidates": lambda value: json.dumps(dict(value)),
    "segments": lambda value: json.dumps(list(value)),
    "stamp": lambda value: value.isoformat(),
    "origin": str,
    "assigned_by": str,
}


def given_of(weighing: object) -> dict[str, float]:
    """Return what a weighing says of the body, by name."""
    return _numbers(getattr(weighing, "given", None))


def metrics_of(weighing: object) -> dict[str, Any]:
    """Return the metrics that come with a weighing, by name."""
    return _numbers(getattr(weighing, "metrics", None))


def values_of(weighing: object) -> dict[str, Any]:
    """Return the numbers of a weighing by name, for other programs' files.

    What a scale or a file said counts before what was computed, so that what was imported is exported
    as it was. What was computed is rounded.
    """
    computed = {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in metrics_of(weighing).items()
    }
    measured = {name: getattr(weighing, name, None) for name in ("weight_kg", *MEASURED)}
    given = given_of(weighing)
    known = {name: value for name, value in measured.items() if value is not None}
    return computed | given | known


def _numbers(values: object) -> dict[str, Any]:
    if isinstance(values, Given):
        values = values._asdict()
    elif is_dataclass(values) and not isinstance(values, type):
        values = asdict(values)
    if not isinstance(values, Mapping):
        return {}
    return {name: value for name, value in values.items() if value is not None}
