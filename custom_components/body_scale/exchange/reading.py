"""Reads a file: finds its format, takes its rows, and says what is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import tzinfo
from typing import NamedTuple

from . import archive, doubles
from .additions import Additions
from .document import Document, check_readable
from .entry import row_of
from .format import Format, Layout
from .inquiry import Inquiry
from .keys import Refusal
from .layouts import FORMATS
from .model import Answers, FileError, ImportPreview, Question, Row

AUTO = "auto"
"""In place of a format's name: found out by the content."""
_MAX_ROWS = 200_000
"""Weighings of a file: a household of ten that weighs itself each morning for fifty years."""
_NO_ANSWERS = Answers()


class _Part(NamedTuple):
    """A file, and how it is laid out."""

    document: Document
    layout: Layout


def read(
    content: bytes,
    *,
    format: str = AUTO,  # noqa: A002 - an entry point's name
    zone: tzinfo,
    answers: Answers = _NO_ANSWERS,
) -> ImportPreview:
    """Return the weighings of a file, with what isn't taken and what has to be asked.

    Args:
        content: The bytes of the file.
        format: A name of `FORMATS`, or `auto` to find it out.
        zone: Of times without one.
        answers: To the questions of an earlier preview.

    Raises:
        FileError: It is no file of weighings; `key` is a `Refusal`.
    """
    formats = _formats(format)
    if len(content) > archive.MAX_BYTES:
        raise FileError(Refusal.TOO_LARGE)
    inquiry = Inquiry(zone, answers)
    if archive.is_archive(content):
        return _read_archive(content, formats, inquiry)
    with closing(Document(content)) as document:
        for each in formats:
            if layout := each.layout_of(document, is_named=format != AUTO):
                return _preview(each, [_Part(document, layout)], inquiry)
        check_readable(document)
    raise FileError(Refusal.NOT_RECOGNISED if format == AUTO else Refusal.OTHER_FORMAT)


def _formats(name: str) -> Sequence[Format]:
    if name == AUTO:
        return tuple(FORMATS.values())
    if name not in FORMATS:
        raise FileError(Refusal.UNKNOWN_FORMAT)
    return (FORMATS[name],)


def _read_archive(content: bytes, formats: Sequence[Format], inquiry: Inquiry) -> ImportPreview:
    try:
        documents = archive.members(
            content,
            lambda path: any(each.wants(path) for each in formats),
            inquiry.answers.password,
            streams=lambda path: any(each.streams and each.wants(path) for each in formats),
        )
    except archive.PasswordNeededError as needed:
        found = next(each for each in formats if each.wants(needed.path))
        return ImportPreview(format=found.name, questions=frozenset({Question.PASSWORD}))
    with ExitStack() as stack:
        for document in documents:
            stack.callback(document.close)
        parts = _parts(formats, documents)
        if not parts:
            raise FileError(Refusal.NOTHING_IN_ARCHIVE)
        chosen = next(each for each in formats if each.name in parts)
        for name, others in parts.items():
            if name != chosen.name:
                inquiry.unused.extend(part.document.name for part in others)
        return _preview(chosen, parts[chosen.name], inquiry)


def _parts(
    formats: Sequence[Format], documents: Iterable[Document]
) -> Mapping[str, Sequence[_Part]]:
    """Return the files of an archive by the name of their format."""
    parts: dict[str, list[_Part]] = {}
    for document in documents:
        for each in formats:
            if each.wants(document.name) and (layout := each.layout_of(document)):
                parts.setdefault(each.name, []).append(_Part(document, layout))
                break
    return parts


def _preview(found: Format, parts: Iterable[_Part], inquiry: Inquiry) -> ImportPreview:
    rows = _rows(parts, inquiry)
    taken = _without_doubles(found, rows, inquiry.zone)
    is_readable = not inquiry.questions or (
        inquiry.usual is not None and inquiry.questions == {Question.UNIT}
    )
    return ImportPreview(
        format=found.name,
        rows=tuple(taken) if is_readable else (),
        problems=tuple(inquiry.problems),
        more_problems=inquiry.more_problems,
        doubles=len(rows) - len(taken) if is_readable else 0,
        questions=frozenset(inquiry.questions),
        columns=inquiry.columns,
        suggested=inquiry.suggested,
        unused=tuple(dict.fromkeys(inquiry.unused)),
    )


def _without_doubles(found: Format, rows: Sequence[Row], zone: tzinfo) -> Sequence[Row]:
    if not found.merges:
        return rows
    if found.repeats_days:
        rows = doubles.without_midnights(rows, zone)
    return doubles.merged(rows, found.within)


def _rows(parts: Iterable[_Part], inquiry: Inquiry) -> list[Row]:
    additions = Additions()
    rows = list(_checked(parts, additions, inquiry))
    return additions.completed(rows, inquiry)


def _checked(parts: Iterable[_Part], additions: Additions, inquiry: Inquiry) -> Iterator[Row]:
    """Yield the rows that are weighings, of all files of an archive."""
    number = 0
    for document, layout in parts:
        inquiry.file = document.name or None
        for entry in layout.entries(document, inquiry):
            number += 1
            if number > _MAX_ROWS:
                raise FileError(Refusal.TOO_MANY_ROWS)
            if isinstance(entry, Row):
                yield entry
            elif entry.adds:
                additions.add(entry, inquiry)
            elif row := row_of(entry, inquiry):
                yield row
