"""Writes the journal's weighings in a format that other programs, or this one, read."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from homeassistant.util import dt as dt_util

from .. import exchange
from ..household.checks import error
from ..household.household import Household
from ..household.named import person_or_guest
from ..household.view import HouseholdView
from ..journal.pages import Selection, everything
from ..journal.weighings import from_row
from ..model import Metrics, Origin, Weighing
from .garbage import young_garbage_only

CSV, JSON, OPENSCALE, FIT = "csv", "json", "openscale", "fit"


@dataclass(frozen=True, slots=True)
class Written:
    """What the files of a format are like.

    Attributes:
        suffix: Of their names.
        content_type: For a browser.
    """

    suffix: str
    content_type: str


WRITTEN: Mapping[str, Written] = {
    CSV: Written("csv", "text/csv"),
    JSON: Written("json", "application/json"),
    OPENSCALE: Written("csv", "text/csv"),
    FIT: Written("fit", "application/octet-stream"),
}
"""By the names of `exchange.WRITERS`."""
SINGLE = frozenset({OPENSCALE, FIT})
"""These have the weighings of one person: they don't say whose each is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported(Weighing):
    """A weighing as files have it.

    Attributes:
        person: Whose it is: a name, `guest`, or None.
        metrics: What is shown of it.
    """

    person: str | None
    metrics: Metrics


_FIELDS = tuple(each.name for each in fields(Weighing))


@dataclass(frozen=True, slots=True)
class Export:
    """Weighings, written.

    Attributes:
        content: The file.
        count: How many weighings it has.
    """

    content: bytes
    count: int


def selected_person(household: Household, kind: str, person: str | None) -> str | None:
    """Return the id of the person whose weighings are asked for; None for everybody's.

    Raises:
        ServiceValidationError: There is no such person, or the format is for one person.
    """
    if person is not None:
        return person_or_guest(household, person)
    if kind in SINGLE:
        if len(household.people) != 1:
            raise error("export_needs_person")
        return next(iter(household.people))
    return None


async def async_export(household: Household, kind: str, selection: Selection) -> Export:
    """Return the weighings of a selection, oldest first, in a format of `WRITTEN`.

    Raises:
        HomeAssistantError: The journal can't be read.
    """
    with young_garbage_only():
        return await _export(household, kind, selection)


async def _export(household: Household, kind: str, selection: Selection) -> Export:
    # The journal is locked while it is read, and not while a hundred thousand are written.
    found = await household.async_read(lambda database: everything(database, selection))
    former = household.identifier.roster.former
    names = {key: each.name for key, each in {**former, **household.people}.items()}

    def write() -> Export:
        # One after the other: the search for garbage among all of them would hold the event loop up.
        weighings = (_exported(from_row(row), household.view, kind, names) for row in found)
        zone = dt_util.get_default_time_zone()
        export = Export(exchange.write(weighings, format=kind, zone=zone), len(found))
        # So would freeing the rows there.
        found.clear()
        return export

    return await household.hass.async_add_executor_job(write)


def _exported(
    weighing: Weighing, view: HouseholdView, kind: str, names: Mapping[str, str]
) -> Exported:
    """Return a weighing with the name of its person, and what is shown of it.

    Other programs get of an imported weighing what its file said, and nothing that was made of it here.
    """
    is_as_imported = kind in SINGLE and weighing.origin is Origin.IMPORT
    values = {each: getattr(weighing, each) for each in _FIELDS}
    return Exported(
        **values,
        person=names.get(weighing.person_id or "", weighing.person_id),
        metrics=Metrics() if is_as_imported else view.metrics(weighing),
    )


def file_name(kind: str) -> str:
    """Return what a file of today is called."""
    return f"body_scale_{dt_util.now().date().isoformat()}.{WRITTEN[kind].suffix}"
