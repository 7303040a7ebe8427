"""The history, page by page, the newest first."""

from collections.abc import Callable
import sqlite3
from typing import Any, NamedTuple

from homeassistant.util import dt as dt_util

from ..household.household import Household
from ..household.lines import whose
from ..journal import pages as stored, weighings as journal
from ..journal.pages import Cursor, Entry, Selection
from ..model import Weighing
from .context import Context
from .courses import async_read
from .numbers import MASS_DIGITS
from .records import as_record


class _Page(NamedTuple):
    """What was read."""

    weighings: list[Weighing]
    before: dict[str, float]
    total: int
    is_last: bool


async def async_page(
    household: Household,
    selection: Selection,
    *,
    before: Cursor | None,
    limit: int,
    search: str,
) -> dict[str, Any]:
    """Return a page of the history.

    Raises:
        HomeAssistantError: The journal can't be read now.
    """
    if search.strip():
        read = await _async_found(household, selection, before, limit, search)
    else:

        def read(database: sqlite3.Connection) -> _Page:
            found = stored.page(database, selection, before, limit + 1)
            return _page(database, found, limit, stored.count(database, selection))

    page = await async_read(household, read)
    context = Context(household)

    def records() -> list[dict[str, Any]]:
        return [
            as_record(context, each, page.before.get(each.weighing_id)) for each in page.weighings
        ]

    return {
        # Some hundreds take a while: not in the loop, nor while the journal is locked.
        "weighings": await household.hass.async_add_executor_job(records),
        "before": None if page.is_last else str(Cursor.of(page.weighings[-1])),
        "total": page.total,
    }


def _page(database: sqlite3.Connection, found: list[Weighing], limit: int, total: int) -> _Page:
    """Return a page of what was found, one more than it has if there is another page."""
    weighings = found[:limit]
    before = dict(stored.weights_before(database, weighings))
    return _Page(weighings, before, total, len(found) <= limit)


async def _async_found(
    household: Household, selection: Selection, before: Cursor | None, limit: int, search: str
) -> Callable[[sqlite3.Connection], _Page]:
    """Return what reads a page of those weighings of a selection that have all words of a search."""
    entries = await async_read(household, lambda database: stored.entries(database, selection))
    context = Context(household)
    wanted = search.casefold().split()

    def matching() -> list[Entry]:
        return [each for each in entries if _matches(context, each, wanted)]

    found = await household.hass.async_add_executor_job(matching)
    rest = [each for each in found if before is None or _place(each) < before]

    def read(database: sqlite3.Connection) -> _Page:
        some = (journal.by_id(database, each.weighing_id) for each in rest[: limit + 1])
        return _page(database, [each for each in some if each], limit, len(found))

    return read


def _place(entry: Entry) -> Cursor:
    return Cursor(journal.utc_text(entry.measured_at), entry.weighing_id)


def _matches(context: Context, entry: Entry, wanted: list[str]) -> bool:
    """Return whether all words are in what a list shows of a weighing."""
    local = dt_util.as_local(entry.measured_at)
    words = context.household.view.words
    text = " ".join(
        (
            local.date().isoformat(),
            f"{local.hour}:{local.minute:02}",
            words.weight(entry.weight_kg, MASS_DIGITS),
            whose(words, context.people, entry.person_id) or "",
            context.scale_name(entry.scale) or "",
        )
    ).casefold()
    return all(word in text for word in wanted)
