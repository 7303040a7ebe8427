"""Weighings in files: reads what other programs export, and writes what they import. Pure."""

from .archive import MAX_BYTES
from .format import Format
from .keys import Refusal, Skipped
from .layouts import FORMATS
from .layouts.generic import TARGETS
from .model import (
    Answers,
    DateOrder,
    FileError,
    ImportPreview,
    Problem,
    Question,
    Row,
)
from .reading import AUTO, read
from .writing import WRITERS, write

__all__ = [
    "AUTO",
    "FORMATS",
    "MAX_BYTES",
    "TARGETS",
    "WRITERS",
    "Answers",
    "DateOrder",
    "FileError",
    "Format",
    "ImportPreview",
    "Problem",
    "Question",
    "Refusal",
    "Row",
    "Skipped",
    "read",
    "write",
]
