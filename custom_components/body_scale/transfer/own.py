"""What only our own formats say of a weighing: its id, its origin, how it got its person.

A file may have been edited by hand: what doesn't fit a field makes its row a damaged one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ..journal.weighings import COLUMNS, as_columns, from_columns
from ..model import Reason, ReasonPart, Weighing

_MAX_TEXT = 1000


def restored(weighing: Weighing, own: Mapping[str, Any]) -> Weighing:
    """Return a weighing with the columns that a file of ours has of it.

    Args:
        weighing: What any format says.
        own: Columns as the journal stores them.

    Raises:
        ValueError: They aren't what the journal stores.
    """
    columns = {name: value for name, value in own.items() if name in COLUMNS}
    try:
        found = from_columns(as_columns(weighing) | columns)
        is_sound = all(check(getattr(found, name)) for name, check in _CHECKS.items())
    except (AttributeError, KeyError, OverflowError, TypeError) as fault:
        raise ValueError from fault
    if not is_sound:
        raise ValueError
    return found


def with_other_ids(weighing: Weighing, ids: Mapping[str, str]) -> Weighing:
    """Return a weighing whose candidates and reason name people by the ids that they have here.

    Args:
        weighing: From a file of another household.
        ids: By the ids of there.
    """
    candidates = {ids.get(key, key): score for key, score in weighing.candidates.items()}
    reason = weighing.reason
    if not isinstance(reason, str):
        reason = tuple(
            replace(part, person_id=ids.get(part.person_id or "", part.person_id))
            for part in reason
        )
    return replace(weighing, candidates=candidates, reason=reason)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _MAX_TEXT and _is_storable(value)


def _is_name(value: object) -> bool:
    return _is_text(value) and bool(value)


def _is_storable(text: str) -> bool:
    """Return whether a text can be encoded: JSON can spell half a character."""
    return text.isascii() or text.encode(errors="replace").decode() == text


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_part(part: ReasonPart) -> bool:
    texts = (part.key, *part.notes, part.person_id or "")
    return all(map(_is_text, texts)) and (part.kg is None or _is_number(part.kg))


def _is_reason(reason: Reason) -> bool:
    return _is_text(reason) if isinstance(reason, str) else all(map(_is_part, reason))


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "weighing_id": _is_name,
    "scale": _is_name,
    "person_id": lambda value: value is None or _is_name(value),
    "candidates": lambda value: all(_is_text(k) and _is_number(v) for k, v in value.items()),
    "reason": _is_reason,
}
"""By the fields that are texts, or made of some; of numbers `exchange` says what they can be."""
