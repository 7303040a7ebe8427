"""JSON, read piece by piece: other threads can run in between.

`json.loads` reads a text in one call of C, and nothing else runs meanwhile: a second and more for the
largest files, and for what a file of another kind only looks like.
"""

import json
import re
from typing import Any

_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\n\r]*")
_FREED_AT_ONCE = 1000


def loads(text: str) -> object:
    """Return what a text says as JSON, as `json.loads` does.

    Objects within objects, and the lists in them, are taken apart here; what is in a list is read in
    one call each.

    Raises:
        ValueError: It is no JSON.
        RecursionError: It is too deep.
    """
    found, end = _value(text, _after_blank(text, 0))
    if _after_blank(text, end) != len(text):
        raise ValueError
    return found


def free(found: object) -> None:
    """Empty what `loads` returned: to free all of it at once would take as long as to read it."""
    if isinstance(found, dict):
        for each in found.values():
            free(each)
    elif isinstance(found, list):
        while found:
            del found[-_FREED_AT_ONCE:]


def _after_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _value(text: str, at: int) -> tuple[Any, int]:
    """Return the value that begins somewhere, and where it ends."""
    match text[at : at + 1]:
        case "{":
            return _object(text, at)
        case "[":
            return _list(text, at)
        case _:
            return _DECODER.raw_decode(text, at)


def _object(text: str, at: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    at = _after_blank(text, at + 1)
    if text.startswith("}", at):
        return found, at + 1
    while True:
        key, at = _DECODER.raw_decode(text, at)
        at = _after_blank(text, at)
        if not isinstance(key, str) or not text.startswith(":", at):
            raise ValueError
        found[key], at = _value(text, _after_blank(text, at + 1))
        at, is_last = _separated(text, at, "}")
        if is_last:
            return found, at


def _list(text: str, at: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    at = _after_blank(text, at + 1)
    if text.startswith("]", at):
        return found, at + 1
    while True:
        value, at = _DECODER.raw_decode(text, at)
        found.append(value)
        at, is_last = _separated(text, at, "]")
        if is_last:
            return found, at


def _separated(text: str, at: int, closing: str) -> tuple[int, bool]:
    """Return where it goes on after a value, and whether that was the last one.

    Raises:
        ValueError: There is neither a comma nor what closes.
    """
    at = _after_blank(text, at)
    if text.startswith(closing, at):
        return at + 1, True
    if not text.startswith(",", at):
        raise ValueError
    return _after_blank(text, at + 1), False
