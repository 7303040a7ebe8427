"""Writes the journal's weighings in a format that other programs, or this one, read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import sqlite3

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from .. import exchange
from ..const import DOMAIN
from ..exchange import Row
from ..household.checks import error
from ..household.household import Household
from ..household.named import person_or_guest
from ..journal.pages import Selection, everything
from ..journal.weighings import as_columns, from_row
from ..journal.writer import FAULTS
from ..model import Given, Weighing

CSV, JSON, OPENSCALE, FIT = "csv", "json", "openscale", "fit"


@dataclass(frozen=True, slots=True)
class Written:
    """How a format that is asked for is written.

    Attributes:
        format: Its name in `exchange`.
        suffix: Of its files.
        content_type: Of its files.
    """

    format: str
    suffix: str
    content_type: str


WRITTEN: Mapping[str, Written] = {
    CSV: Written("body_scale_csv", "csv", "text/csv"),
    JSON: Written("body_scale_json", "json", "application/json"),
    OPENSCALE: Written("openscale_3", "csv", "text/csv"),
    FIT: Written("fit", "fit", "application/octet-stream"),
}
"""By what the action and the dashboard call it."""
SINGLE = frozenset({OPENSCALE, FIT})
"""These have the weighings of one person: they don't say whose each is."""

_COMMON = frozenset(
    {"measured_at", "weight_kg", "unit", "impedance", "impedance_250khz", "heart_rate", "given"}
)
"""What a row of any format has."""


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
    try:
        # The journal is locked while it is read, and not while a hundred thousand are written.
        found = await household.writer.async_read(lambda database: everything(database, selection))
    except FAULTS as fault:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_read") from fault
    former = household.identifier.roster.former
    names = {key: each.name for key, each in {**former, **household.people}.items()}
    return await household.hass.async_add_executor_job(_write, found, kind, names)


def _write(found: Sequence[sqlite3.Row], kind: str, names: Mapping[str, str]) -> Export:
    rows = [row_of(from_row(row), number, names) for number, row in enumerate(found, start=1)]
    zone = dt_util.get_default_time_zone()
    return Export(exchange.write(rows, format=WRITTEN[kind].format, zone=zone), len(rows))


def row_of(weighing: Weighing, line: int, names: Mapping[str, str]) -> Row:
    """Return a weighing as a row of a file."""
    columns = as_columns(weighing)
    given = (weighing.given or Given())._asdict()
    return Row(
        line=line,
        measured_at=weighing.measured_at,
        weight_kg=weighing.weight_kg,
        unit=weighing.unit,
        impedance=weighing.impedance,
        impedance_250khz=weighing.impedance_250khz,
        heart_rate=weighing.heart_rate,
        person=names.get(weighing.person_id or "", weighing.person_id),
        given={key: value for key, value in given.items() if value is not None},
        own={key: value for key, value in columns.items() if key not in _COMMON},
    )


def file_name(hass: HomeAssistant, kind: str) -> str:
    """Return what a file of today is called."""
    return f"body_scale_{dt_util.now().date().isoformat()}.{WRITTEN[kind].suffix}"
