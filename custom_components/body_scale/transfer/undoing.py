"""Takes an import back: what a file brought in goes, as if it had never been imported."""

from collections import Counter
from collections.abc import Mapping
import sqlite3
from typing import NamedTuple

from ..exchange import ImportPreview
from ..household.checks import error
from ..household.household import Household
from ..journal.imported import imported
from .drafts import possible_ids
from .garbage import young_garbage_only


class Undone(NamedTuple):
    """What was taken back.

    Attributes:
        format: The name of the file's format.
        found: How many weighings the file has.
        people: How many of those are gone, by the person id that each had; None for pending ones.
    """

    format: str
    found: int
    people: Counter[str | None]


async def async_undo(
    household: Household, preview: ImportPreview, person_id: str | None, *, dry_run: bool
) -> Undone:
    """Delete what a file brought in, however it was assigned or corrected since.

    Args:
        household: Into which it was imported.
        preview: What was read of the file.
        person_id: Take back only what is this person's now; None for all of it.
        dry_run: Delete nothing.

    Raises:
        ServiceValidationError: It is one of our own files, or the household closes.
        HomeAssistantError: The journal can't be read.
        NotStoredError: It could not be done in time; nothing was.
    """
    if any(row.own for row in preview.rows):
        raise error("undo_own")
    everybody = [*household.identifier.roster.former, *household.people]
    with young_garbage_only():
        ids = await household.hass.async_add_executor_job(possible_ids, preview.rows, everybody)

        def find(database: sqlite3.Connection) -> Mapping[str, str | None]:
            return imported(database, ids, person_id)

        look = household.async_read if dry_run else household.records.take_back
        found = await look(find)
    return Undone(preview.format, len(preview.rows), Counter(found.values()))
