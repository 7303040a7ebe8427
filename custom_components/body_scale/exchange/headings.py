"""What stands above a column: its words, and the measure of its values."""

import re
from typing import NamedTuple

from .numbers import MEASURES, Measure

_MAX_LENGTH = 200
_IN_BRACKETS = re.compile(r"(.*?)\s*[(\[]([^)\]]*)[)\]]\s*")


class Heading(NamedTuple):
    """The heading of a column.

    Attributes:
        text: As it is in the file.
        words: In lower case, without the measure.
        measure: What the values are measured in, if it says so.
        states: It names a measure.
    """

    text: str
    words: str
    measure: Measure | None
    states: bool


def heading(cell: str) -> Heading:
    """Return what a cell of a header line says: `Weight (kg)`, `Body Fat [%]`, `Body Fat %`."""
    text = " ".join(cell.split())
    words = text.lower()
    if len(words) > _MAX_LENGTH:
        return Heading(text, words, None, states=False)
    if (found := _IN_BRACKETS.fullmatch(words)) and found[2] in MEASURES:
        return Heading(text, found[1], MEASURES[found[2]], states=True)
    if words.endswith(" %"):
        return Heading(text, words.removesuffix(" %"), Measure.PERCENT, states=True)
    return Heading(text, words, None, states=False)
