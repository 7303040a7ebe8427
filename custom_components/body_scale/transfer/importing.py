"""Takes the weighings of a file into the household: what is new of them, all at once or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
import sqlite3

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..exchange import ImportPreview, Problem
from ..household.changes import assigned_by_hand
from ..household.household import Household
from ..household.work import async_free
from ..journal import people as stored_people
from ..journal.imported import without_imported
from ..model import Weighing
from .drafts import Drafts, draft
from .finding import Finding, Progress
from .garbage import young_garbage_only
from .undoing import Undone, async_undo
from .whose import PENDING, SKIP, Whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What an import did, or would do.

    Attributes:
        format: The name of the file's format.
        found: How many weighings the file has.
        added: How many of them are new.
        known: How many the journal has already.
        skipped: How many aren't wanted, or can't be.
        pending: How many of the new ones are nobody's yet.
        people: How many of the new ones each has, by person id; `guest` among them.
        first: The time of the first weighing of the file.
        last: The time of the last one.
        problems: What isn't taken, and why; the first of them.
        problem_count: How many there are.
        unused: Columns that have values which aren't taken.
    """

    format: str
    found: int
    added: int
    known: int
    skipped: int
    pending: int
    people: dict[str, int] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None
    problems: Sequence[Problem] = ()
    problem_count: int = 0
    unused: Sequence[str] = ()


class Import:
    """One import of a file: `prepare`, `identify` if anybody is to be found out, and `store`.

    Attributes:
        new: The weighings that the journal doesn't have, as far as is known by now, oldest first.
        uncertain: Those of them that are nobody's so far, though their person is to be found out.
    """

    def __init__(self, household: Household, preview: ImportPreview, whose: Whose) -> None:
        """Take what was read of the file, and whose it is."""
        self._household = household
        self._preview = preview
        self._whose = whose
        self._drafts = Drafts()
        self.new: Sequence[Weighing] = ()
        self.uncertain: Sequence[Weighing] = ()

    async def prepare(self) -> None:
        """Make weighings of the rows, and find out which of them the journal has.

        Raises:
            HomeAssistantError: The journal can't be read.
        """
        with young_garbage_only():
            await self._prepare()

    async def _prepare(self) -> None:
        hass, household = self._household.hass, self._household
        everybody = {**household.identifier.roster.former, **household.people}
        self._drafts = drafts = await hass.async_add_executor_job(
            draft, self._preview.rows, self._whose, everybody, dt_util.utcnow()
        )

        def new(database: sqlite3.Connection) -> tuple[list[Weighing], list[Weighing]]:
            missing = without_imported(database, drafts.weighings)
            missing.sort(key=lambda each: each.measured_at)
            return missing, [each for each in missing if each.weighing_id in drafts.to_find]

        self.new, self.uncertain = await household.async_read(new)

    async def identify(self, progress: Progress | None = None) -> None:
        """Find out whose the weighings are whose person isn't given."""
        if not self.uncertain:
            return
        finding = Finding(self._household.identifier, self.new)
        with young_garbage_only():
            await finding.run(self._drafts.to_find, progress)
        held: list[object] = [finding, self.new, self.uncertain]
        self.new, self.uncertain = finding.found, finding.uncertain
        del finding
        async_free(self._household.hass, held)

    async def answer(self, decision: str) -> None:
        """Take one answer for everything that is uncertain.

        Args:
            decision: A person id, `guest`, `PENDING` or `SKIP`.
        """
        if decision != PENDING:
            await self._household.hass.async_add_executor_job(self._answer, decision)

    def _answer(self, decision: str) -> None:
        ids = {each.weighing_id for each in self.uncertain}
        self.uncertain = ()
        if decision == SKIP:
            self._drafts.skipped += len(ids)
            self._drafts.weighings = [
                each for each in self._drafts.weighings if each.weighing_id not in ids
            ]
            self.new = [each for each in self.new if each.weighing_id not in ids]
            return
        self.new = [
            assigned_by_hand(each, decision) if each.weighing_id in ids else each
            for each in self.new
        ]

    async def store(self) -> Result:
        """Add what is new, in one transaction; quietly: it isn't news.

        Raises:
            NotStoredError: It could not be stored in time; nothing was.
            ServiceValidationError: The household closes.
        """
        identifier, found = self._household.identifier, self.new

        def select(
            database: sqlite3.Connection, weighings: Sequence[Weighing]
        ) -> Sequence[Weighing]:
            # Of all, since each weighing of the journal stands for one of them; the file may have been
            # imported twice at the same time, and people may have been erased since.
            new = {each.weighing_id: each for each in found}
            wanted = [new.get(each.weighing_id, each) for each in weighings]
            people = stored_people.known(database)
            return [
                identifier.of_known(each, people) for each in without_imported(database, wanted)
            ]

        wanted = self._drafts.weighings if found else ()
        with young_garbage_only():
            added = await self._household.records.add(wanted, quiet=True, selection=select)
        return await self._household.hass.async_add_executor_job(self._result, added)

    async def undo(self, *, dry_run: bool) -> Undone:
        """Take back what an import of the file brought in, of the person whose it is or of anybody.

        Raises:
            HomeAssistantError: As `async_undo`.
        """
        return await async_undo(self._household, self._preview, self._whose.person, dry_run=dry_run)

    @callback
    def async_release(self) -> None:
        """Let go of what was read."""
        held: list[object] = [self._preview, self._drafts, self.new, self.uncertain]
        self._preview, self._drafts = ImportPreview(format=""), Drafts()
        self.new = self.uncertain = ()
        async_free(self._household.hass, held)

    async def plan(self) -> Result:
        """Return what `store` would do."""
        return await self._household.hass.async_add_executor_job(self._result, self.new)

    def _result(self, added: Sequence[Weighing]) -> Result:
        preview, drafts = self._preview, self._drafts
        rows, problems = preview.rows, (*preview.problems, *drafts.problems)
        moments = [row.measured_at for row in rows]
        people = Counter(each.person_id for each in added)
        skipped = drafts.skipped + len(drafts.problems)
        return Result(
            format=preview.format,
            found=len(rows),
            added=len(added),
            known=len(rows) - skipped - len(added),
            skipped=skipped,
            pending=people[None],
            people={key: count for key, count in people.items() if key is not None},
            first=min(moments, default=None),
            last=max(moments, default=None),
            problems=sorted(problems, key=lambda each: each.line),
            problem_count=len(problems) + preview.more_problems,
            unused=preview.unused,
        )
