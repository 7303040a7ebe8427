"""Websocket commands: what dashboards ask for. Whoever is logged in may read."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import ERR_HOME_ASSISTANT_ERROR
from homeassistant.components.websocket_api.decorators import (
    async_response,
    require_admin,
    websocket_command,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.translation import async_get_cached_translations
from homeassistant.util import dt as dt_util
import probatio

from .const import DOMAIN
from .dashboard.family import SPANS, async_family
from .dashboard.feed import Feed
from .dashboard.numbers import MEASURES_BY_KEY
from .dashboard.overview import async_overview
from .dashboard.pages import async_page
from .dashboard.series import Wish, async_series
from .household.checks import error, printable
from .household.household import Household, running_household
from .household.people import Person
from .journal.pages import Cursor, Selection
from .transfer.download import async_signed_path
from .transfer.exporting import WRITTEN, file_name, selected_person

_TEXT = probatio.All(cv.string, probatio.Length(max=1000))
_CHARTED = [key for key, measure in MEASURES_BY_KEY.items() if not measure.off]
_PAGE, _MAX_PAGE = 20, 500
_POINTS, _MIN_POINTS, _MAX_POINTS = 600, 8, 5000

type _Message = dict[str, Any]
type _Answer = Callable[[Household, ActiveConnection, _Message], Awaitable[Any]]
type _Handler = Callable[[HomeAssistant, ActiveConnection, _Message], None]


@callback
def async_register_commands(hass: HomeAssistant) -> None:
    """Register the commands."""
    for command in (_overview, _weighings, _series, _family, _unassign, _export, _subscribe):
        async_register_command(hass, command)


def _answered(answer: _Answer) -> _Handler:
    """Return the handler of a command: it needs the household, and names its errors."""

    @async_response
    async def handle(hass: HomeAssistant, connection: ActiveConnection, msg: _Message) -> None:
        try:
            household = running_household(hass)
            if household is None:
                raise error("not_loaded")
            result = await answer(household, connection, msg)
        except HomeAssistantError as fault:
            _send_error(hass, connection, msg, fault)
        else:
            connection.send_result(msg["id"], result)

    return handle


def _send_error(
    hass: HomeAssistant, connection: ActiveConnection, msg: _Message, fault: HomeAssistantError
) -> None:
    """Send an error in Home Assistant's language, with its key for a code."""
    key = fault.translation_key or ERR_HOME_ASSISTANT_ERROR
    texts = async_get_cached_translations(hass, hass.config.language, "exceptions", DOMAIN)
    text = texts.get(f"component.{DOMAIN}.exceptions.{key}.message", str(fault))
    placeholders = fault.translation_placeholders or {}
    connection.send_error(
        msg["id"],
        key,
        text.format(**placeholders),
        translation_key=fault.translation_key,
        translation_domain=fault.translation_domain,
        translation_placeholders=placeholders,
    )


@websocket_command({probatio.Required("type"): f"{DOMAIN}/overview"})
@_answered
async def _overview(
    household: Household, connection: ActiveConnection, msg: _Message
) -> dict[str, Any]:
    """Return everything but the histories."""
    return await async_overview(household, is_admin=connection.user.is_admin)


@websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/weighings",
        probatio.Optional("person_id"): probatio.Any(None, _TEXT),
        probatio.Optional("start"): probatio.Any(None, cv.datetime),
        probatio.Optional("end"): probatio.Any(None, cv.datetime),
        probatio.Optional("limit", default=_PAGE): probatio.All(
            int, probatio.Range(min=1, max=_MAX_PAGE)
        ),
        probatio.Optional("before"): probatio.Any(None, _TEXT),
        probatio.Optional("search"): probatio.Any(None, _TEXT),
    }
)
@_answered
async def _weighings(
    household: Household, connection: ActiveConnection, msg: _Message
) -> dict[str, Any]:
    """Return a page of the history."""
    selection = Selection(msg.get("person_id"), _aware(msg.get("start")), _aware(msg.get("end")))
    return await async_page(
        household,
        selection,
        before=_cursor(msg.get("before")),
        limit=msg["limit"],
        search=msg.get("search") or "",
    )


@websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/series",
        probatio.Required("person_id"): _TEXT,
        probatio.Required("metric"): probatio.In(_CHARTED),
        probatio.Optional("start"): probatio.Any(None, cv.datetime),
        probatio.Optional("end"): probatio.Any(None, cv.datetime),
        probatio.Optional("points", default=_POINTS): probatio.All(
            int, probatio.Range(min=_MIN_POINTS, max=_MAX_POINTS)
        ),
    }
)
@_answered
async def _series(
    household: Household, connection: ActiveConnection, msg: _Message
) -> dict[str, Any]:
    """Return one metric of one person."""
    wish = Wish(
        person=_person(household, msg["person_id"]),
        measure=MEASURES_BY_KEY[msg["metric"]],
        start=_aware(msg.get("start")),
        end=_aware(msg.get("end")),
        points=msg["points"],
    )
    return await async_series(household, wish)


@websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/family",
        probatio.Required("days"): probatio.In(SPANS),
    }
)
@_answered
async def _family(
    household: Household, connection: ActiveConnection, msg: _Message
) -> dict[str, Any]:
    """Return how everybody's weight changed."""
    return await async_family(household, msg["days"])


@websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/unassign",
        probatio.Required("weighing_id"): _TEXT,
    }
)
@_answered
async def _unassign(household: Household, connection: ActiveConnection, msg: _Message) -> None:
    """Let a weighing wait for an answer again."""
    await household.records.unassign(msg["weighing_id"])


@websocket_command(
    {
        probatio.Required("type"): f"{DOMAIN}/export",
        probatio.Required("format"): probatio.In(list(WRITTEN)),
        probatio.Optional("person_id"): probatio.Any(None, _TEXT),
        probatio.Optional("start"): probatio.Any(None, cv.datetime),
        probatio.Optional("end"): probatio.Any(None, cv.datetime),
    }
)
@require_admin
@_answered
async def _export(
    household: Household, connection: ActiveConnection, msg: _Message
) -> dict[str, Any]:
    """Return where the weighings can be downloaded."""
    kind = msg["format"]
    selection = Selection(
        selected_person(household, kind, msg.get("person_id")),
        _aware(msg.get("start")),
        _aware(msg.get("end")),
    )
    return {
        "path": async_signed_path(household.hass, kind, selection),
        "file_name": file_name(kind),
    }


@websocket_command({probatio.Required("type"): f"{DOMAIN}/subscribe"})
@callback
def _subscribe(hass: HomeAssistant, connection: ActiveConnection, msg: _Message) -> None:
    """Tell of changes, also while there is no household: after a restart dashboards are first."""
    message_id = msg["id"]
    connection.send_result(message_id)
    feed = Feed(hass, lambda event: connection.send_event(message_id, event))
    connection.subscriptions[message_id] = feed.async_start()


def _person(household: Household, person_id: str) -> Person:
    person = household.people.get(person_id)
    if person is None:
        raise error("unknown_person", person=printable(person_id))
    return person


def _cursor(text: str | None) -> Cursor | None:
    try:
        return Cursor.parse(text) if text else None
    except ValueError:
        raise error("unknown_page") from None


def _aware(time: datetime | None) -> datetime | None:
    """Read a time without a zone as local; one beyond the calendar is no limit."""
    try:
        return dt_util.as_utc(time) if time else None
    except OverflowError:
        return None
