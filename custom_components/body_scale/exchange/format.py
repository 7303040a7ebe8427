"""What a format is: its layouts, and how it is found in archives.

To add one, write a module in `layouts/` that gives a `Format`, and add a row to `FORMATS`
(`layouts/__init__.py`). `README.md` has an example.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Protocol

from .document import Document
from .entry import Entry
from .inquiry import Inquiry
from .model import Row


class Layout(Protocol):
    """One way in which the files of a format are laid out. `Table` is one for tables."""

    def finds(self, document: Document) -> bool:
        """Return whether a file is laid out so, whatever it is."""
        ...

    def fits(self, document: Document) -> bool:
        """Return whether a file can be read so, once a person has named the format."""
        ...

    def entries(self, document: Document, inquiry: Inquiry) -> Iterator[Entry | Row]:
        """Yield what is in its rows; note what can't be read as problems or questions."""
        ...


class Certain:
    """A layout that is found by something that no other file has."""

    def finds(self, document: Document) -> bool:
        """Return whether a file is laid out so."""
        raise NotImplementedError

    def fits(self, document: Document) -> bool:
        """Return the same: without that it can't be read."""
        return self.finds(document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of files.

    Attributes:
        name: As in `ImportPreview.format`.
        title: What people call it: the product that exports it.
        layouts: How its files are laid out, the likeliest first.
        members: Patterns of paths, in lower case, of its files in archives.
        within: How long after a bare weight its composition may follow as another row.
        merges: Two rows of one person at the same second are one weighing.
        repeats_days: A row at midnight may stand for another row of that day.
    """

    name: str
    title: str
    layouts: Sequence[Layout]
    members: tuple[str, ...] = ()
    within: timedelta = timedelta()
    merges: bool = True
    repeats_days: bool = False

    def wants(self, path: str) -> bool:
        """Return whether a file of an archive may be of this format."""
        return any(fnmatchcase(path.lower(), pattern) for pattern in self.members)

    def layout_of(self, document: Document, *, is_named: bool = False) -> Layout | None:
        """Return how a file is laid out; None if it isn't of this format."""
        for layout in self.layouts:
            if layout.finds(document):
                return layout
        if is_named:
            return next((each for each in self.layouts if each.fits(document)), None)
        return None
