"""Weighings in files: reads what other programs export, and writes what they import. Pure."""

from .model import (
    Answers,
    DateOrder,
    FileError,
    ImportPreview,
    Problem,
    Question,
    Row,
)

__all__ = ["Answers", "DateOrder", "FileError", "ImportPreview", "Problem", "Question", "Row"]
