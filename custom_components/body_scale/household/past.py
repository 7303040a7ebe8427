"""What is known of the time in which weighings were taken that are identified now."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
import sqlite3

from homeassistant.core import callback

from ..identification import MAX_HISTORY, MAX_UNANSWERED
from ..identification.candidates import Measured
from ..journal.outlines import Outline, around
from ..journal.writer import JournalWriter
from ..model import GUEST, Weighing
from .view import HouseholdView

_ENOUGH = 24
"""Weighings taken before that are enough to compare a new one with."""
_AFTER = MAX_HISTORY // 2
"""Weighings taken later that count: an older one is compared with those around it."""
_when = attrgetter("measured_at")

type History = Callable[[str], Sequence[Measured]]
"""Returns a person's weighings, oldest first."""


class Past:
    """Everybody's weighings, and those that wait for an answer; both grow with what is identified.

    Attributes:
        is_whole: It has all that counts; otherwise the journal couldn't be read.
    """

    def __init__(
        self, history: History, unanswered: Iterable[Measured] = (), *, is_whole: bool = True
    ) -> None:
        """Take what returns a person's weighings, and what is pending, in any order."""
        self.is_whole = is_whole
        self._history = history
        self._histories: dict[str, list[Measured]] = {}
        self._unanswered = sorted(unanswered, key=_when)

    def before(self, person_id: str, moment: datetime) -> Sequence[Measured]:
        """Return a person's newest weighings up to a moment, as many as count."""
        return self._up_to(person_id, moment, later=0)

    def nearby(self, person_id: str, moment: datetime) -> Sequence[Measured]:
        """Return a person's newest weighings up to a moment if these are enough, else those around it.

        What is learned of the former grows with each that is added; of the latter it is learned anew.
        """
        before = self.before(person_id, moment)
        return before if len(before) >= _ENOUGH else self.around(person_id, moment)

    def around(self, person_id: str, moment: datetime) -> Sequence[Measured]:
        """Return a person's weighings before and after a moment, as many as count."""
        return self._up_to(person_id, moment, later=_AFTER)

    def unanswered(self, moment: datetime) -> Sequence[Measured]:
        """Return what is pending nearest to a moment."""
        at = bisect_right(self._unanswered, moment, key=_when)
        return self._unanswered[max(0, at - MAX_UNANSWERED) : at + MAX_UNANSWERED]

    def learn(self, weighing: Weighing) -> None:
        """Count with a weighing from now on: as its person's, or as one that is pending."""
        person_id = weighing.person_id
        if person_id is None:
            insort(self._unanswered, weighing, key=_when)
        elif person_id != GUEST:
            if person_id not in self._histories:
                self._histories[person_id] = list(self._history(person_id))
            insort(self._histories[person_id], weighing, key=_when)

    def answer(self, weighing: Weighing) -> None:
        """Count a weighing no more among those that are pending."""
        what = (weighing.measured_at, weighing.weight_kg)
        at = bisect_left(self._unanswered, weighing.measured_at, key=_when)
        for index in range(at, len(self._unanswered)):
            each = self._unanswered[index]
            if (each.measured_at, each.weight_kg) == what:
                del self._unanswered[index]
                return

    def unlearn(self, weighing: Weighing) -> None:
        """Count no more with a weighing that its person is to lose."""
        person_id = weighing.person_id
        if person_id is not None and person_id != GUEST:
            what = (weighing.measured_at, weighing.weight_kg)
            self._histories[person_id] = [
                each
                for each in self._history(person_id)
                if (each.measured_at, each.weight_kg) != what
            ]

    def _up_to(self, person_id: str, moment: datetime, *, later: int) -> Sequence[Measured]:
        known = self._histories.get(person_id)
        history = self._history(person_id) if known is None else known
        end = min(bisect_right(history, moment, key=_when) + later, len(history))
        return history[max(0, end - MAX_HISTORY) : end]


class Recollection:
    """Recalls the past: from memory, and from the journal where memory doesn't reach."""

    def __init__(self, view: HouseholdView, writer: JournalWriter) -> None:
        """Take what has the newest weighings in memory, and what reads the journal."""
        self._view = view
        self._writer = writer

    @callback
    def in_memory(self, *, is_whole: bool = True) -> Past:
        """Return what is in memory; it isn't the whole past of what was measured long ago."""
        return Past(self._view.history, self._view.pending, is_whole=is_whole)

    async def async_recall(self, people: Collection[str], moments: Collection[datetime]) -> Past:
        """Return the past of weighings that were taken at some moments, at least one.

        Args:
            people: Ids of those whose they may be.
            moments: In any order.

        Raises:
            OSError, sqlite3.Error, JournalFromTheFutureError: The journal can't be read.
        """
        first, last = min(moments), max(moments)
        lacking = [each for each in people if not self._view.reaches(each, first)]

        def read(database: sqlite3.Connection) -> tuple[dict[str, list[Outline]], list[Outline]]:
            histories = {
                each: around(database, each, first, last, before=MAX_HISTORY, after=_AFTER)
                for each in lacking
            }
            count = MAX_UNANSWERED
            return histories, around(database, None, first, last, before=count, after=count)

        histories, pending = await self._writer.async_read(read)

        def history(person_id: str) -> Sequence[Measured]:
            found = histories.get(person_id)
            return self._view.history(person_id) if found is None else found

        return Past(history, pending)
