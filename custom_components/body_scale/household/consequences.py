"""What was given because of a person's answer, so that it can be taken back with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
import sqlite3

from ..journal import weighings as stored
from ..journal.weighings import Change
from ..model import GUEST, AssignedBy, Weighing
from .changes import EventType, WeighingEvent, ids

_MAX_ANSWERS = 50
"""The newest are remembered, until the household is closed: nobody takes older ones back at once."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """A weighing that an answer made certain."""

    before: Weighing
    after: Weighing


class Consequences:
    """Remembers which answers weighings were given after."""

    def __init__(self) -> None:
        """Begin without an answer."""
        self._found: dict[str, list[Consequence]] = {}
        self._new: set[str] = set()

    def answered(self, weighing_id: str) -> None:
        """Note an answer that wasn't applied to what waits yet."""
        self._new.add(weighing_id)

    def applied(self, found: Iterable[Consequence]) -> None:
        """Note what became certain by the answers since the last look; any of them may be why."""
        found = list(found)
        for weighing_id in self._new if found else ():
            self._found[weighing_id] = [*self._found.pop(weighing_id, ()), *found]
        self._new.clear()
        while len(self._found) > _MAX_ANSWERS:
            del self._found[next(iter(self._found))]

    def of(self, weighing_id: str) -> Sequence[Consequence]:
        """Return what became certain by the answer to a weighing."""
        return self._found.get(weighing_id, ())

    def forget(self, weighing_id: str) -> None:
        """Forget an answer: it was taken back, or replaced."""
        self._new.discard(weighing_id)
        self._found.pop(weighing_id, None)

    def clear(self) -> None:
        """Forget all: what somebody wants erased is in it."""
        self._found.clear()
        self._new.clear()


def take_back(database: sqlite3.Connection, found: Iterable[Consequence]) -> list[Change]:
    """Let weighings wait as before they were given; those that a person changed since stay."""
    changes = []
    for each in found:
        now = stored.by_id(database, each.after.weighing_id)
        if now is None or _given(now) != _given(each.after):
            continue
        before = each.before
        waiting = replace(
            now,
            person_id=before.person_id,
            assigned_by=before.assigned_by,
            confidence=before.confidence,
            reason=before.reason,
            candidates=before.candidates,
        )
        changes.append(stored.change(database, waiting))
    return changes


def undone(change: Change) -> WeighingEvent:
    """Return the event of a weighing that waits again."""
    old, new = change
    assert old  # noqa: S101
    assert new  # noqa: S101
    return WeighingEvent(EventType.CORRECTED, new, ids({old.person_id} - {GUEST}))


def _given(weighing: Weighing) -> tuple[str | None, AssignedBy | None]:
    return weighing.person_id, weighing.assigned_by
