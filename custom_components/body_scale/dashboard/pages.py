"""The history, page by page, the newest first."""

from collections.abc import Callable
import sqlite3
from typing import Any, NamedTuple

from ..household.household import Household
from ..journal import pages as stored, weighings as journal
from ..journal.pages import Cursor, Selection
from ..model import Weighing
from .context import Context
from .records import as_record
from .search import Search


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

    page = await household.async_read(read)
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
    entries = await household.async_read(lambda database: stored.entries(database, selection))
    matches = Search(Context(household), search).matches

    def matching() -> list[Cursor]:
        return [Cursor(each[1], each[0]) for each in entries if matches(each)]

    found = await household.hass.async_add_executor_job(matching)
    rest = [each for each in found if before is None or each < before]

    def read(database: sqlite3.Connection) -> _Page:
        some = (journal.by_id(database, each.weighing_id) for each in rest[: limit + 1])
        return _page(database, [each for each in some if each], limit, len(found))

    return read
