"""Actions: get weighings, add them by hand, correct them."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType
import probatio

from .body import FORMULA_SETS
from .const import CONF_CLAIM_MINUTES, DOMAIN
from .coordinator import ScaleCoordinator
from .household.checks import error, printable
from .household.household import Household
from .household.named import aware, find_person, member, person_or_guest, required_household
from .journal import weighings as stored
from .journal.people import former_people
from .journal.weighings import EARLIEST
from .model import KG_IN, Reading, Unit
from .transfer.actions import async_register_transfer_actions
from .units import WEIGHTS_KG
from .weights import Weights

ASSIGN = "assign_weighing"
ASSISTED = "assisted_weighing"
CANCEL = "cancel_assisted_weighing"
DELETE = "delete_weighing"
EDIT = "edit_weighing"
ERASE = "erase_person"
GET = "get_weighings"
RECORD = "record_weighing"
REPLAY = "replay_sample"
RESTORE = "restore_weighing"
SYNC = "sync_scale"

_LAST = "last"
"""Stands in the place of an id for the weighing that the select is about."""

_IMPEDANCES = (1.0, 2999.0)
_LIMITS = (1, 10_000)
_DEFAULT_LIMIT = 100

_TEXT = probatio.All(cv.string, probatio.Length(max=1000))
_NUMBER = probatio.Coerce(float)


@callback
def async_register_actions(hass: HomeAssistant) -> None:
    """Register the actions; those that edit or delete are for administrators."""
    async_register_transfer_actions(hass)
    hass.services.async_register(
        DOMAIN,
        ASSIGN,
        _assign,
        probatio.Schema(
            {probatio.Required("weighing_id"): _TEXT, probatio.Required("person"): _TEXT}
        ),
    )
    hass.services.async_register(
        DOMAIN, RESTORE, _restore, probatio.Schema({probatio.Required("weighing_id"): _TEXT})
    )
    hass.services.async_register(
        DOMAIN,
        RECORD,
        _record,
        probatio.Schema(
            {
                probatio.Required("weight"): _NUMBER,
                probatio.Optional("unit"): probatio.In(list(Unit)),
                probatio.Optional("person"): _TEXT,
                probatio.Optional("impedance"): _NUMBER,
                probatio.Optional("time"): cv.datetime,
            }
        ),
        SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN, REPLAY, _replay, probatio.Schema({probatio.Optional("person"): _TEXT})
    )
    hass.services.async_register(
        DOMAIN,
        ASSISTED,
        _assist,
        probatio.Schema({probatio.Required("person"): _TEXT, probatio.Optional("adult"): _TEXT}),
    )
    hass.services.async_register(DOMAIN, CANCEL, _cancel, probatio.Schema({}))
    hass.services.async_register(
        DOMAIN,
        GET,
        _get,
        probatio.Schema(
            {
                probatio.Optional("person"): _TEXT,
                probatio.Optional("start"): cv.datetime,
                probatio.Optional("end"): cv.datetime,
                probatio.Optional("limit"): cv.positive_int,
                probatio.Optional("formula_set"): probatio.In(list(FORMULA_SETS)),
            }
        ),
        SupportsResponse.ONLY,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        EDIT,
        _edit,
        probatio.Schema(
            {
                probatio.Required("weighing_id"): _TEXT,
                probatio.Optional("weight"): _NUMBER,
                probatio.Optional("unit"): probatio.In(list(Unit)),
                probatio.Optional("time"): cv.datetime,
            }
        ),
    )
    async_register_admin_service(
        hass, DOMAIN, DELETE, _delete, probatio.Schema({probatio.Required("weighing_id"): _TEXT})
    )
    async_register_admin_service(
        hass, DOMAIN, ERASE, _erase, probatio.Schema({probatio.Required("person"): _TEXT})
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        SYNC,
        _sync,
        probatio.Schema(
            {
                probatio.Optional("scale"): _TEXT,
                probatio.Optional("everything", default=False): cv.boolean,
            }
        ),
    )


async def _assign(call: ServiceCall) -> None:
    household = required_household(call.hass)
    person_id = person_or_guest(household, call.data["person"])
    await household.records.assign(_weighing_id(household, call), person_id)


async def _record(call: ServiceCall) -> ServiceResponse:
    household = required_household(call.hass)
    unit = _unit(call)
    reading = Reading(
        weight_kg=_kg(call, unit),
        unit=unit,
        impedance=_optional(call.data, "impedance", _IMPEDANCES, "impedance_range"),
        measured_at=_past(call.data.get("time")) or dt_util.utcnow(),
    )
    person = call.data.get("person")
    person_id = None if person is None else person_or_guest(household, person)
    weighing = await household.records.add_manual(reading, person_id)
    return household.view.as_dict(weighing)


@callback
def _assist(call: ServiceCall) -> None:
    household = required_household(call.hass)
    person_id = member(household, call.data["person"])
    adult = call.data.get("adult")
    adult_id = None if adult is None else member(household, adult)
    if adult_id == person_id:
        raise error("assisted_by_themselves", person=household.people[person_id].name)
    minutes: float = household.identifier.options[CONF_CLAIM_MINUTES]
    household.assisted.async_begin(person_id, adult_id, minutes)


@callback
def _cancel(call: ServiceCall) -> None:
    if not required_household(call.hass).assisted.async_cancel():
        raise error("nothing_to_cancel")


@callback
def _replay(call: ServiceCall) -> None:
    household = required_household(call.hass)
    person = call.data.get("person")
    household.samples.async_play(None if person is None else member(household, person))


async def _get(call: ServiceCall) -> ServiceResponse:
    household = required_household(call.hass)
    person = call.data.get("person")
    person_id = None if person is None else person_or_guest(household, person)
    limit = call.data.get("limit")
    if limit is not None:
        _within(limit, _LIMITS, "limit_range")
    weighings = await household.async_read(
        lambda database: stored.between(
            database,
            aware(call.data.get("start")),
            aware(call.data.get("end")),
            person_id=person_id,
            limit=_DEFAULT_LIMIT if limit is None else limit,
        )
    )
    formula_set = call.data.get("formula_set")
    # The metrics of thousands take a second: not in the loop, nor while the journal is locked.
    records: list[JsonValueType] = await call.hass.async_add_executor_job(
        lambda: [household.view.as_dict(weighing, formula_set) for weighing in weighings]
    )
    return {"weighings": records}


async def _edit(call: ServiceCall) -> None:
    household = required_household(call.hass)
    weight = _kg(call, _unit(call)) if "weight" in call.data else None
    time = _past(call.data.get("time"))
    if weight is None and time is None:
        raise error("nothing_to_edit")
    await household.records.edit(_weighing_id(household, call), weight, time)


async def _delete(call: ServiceCall) -> None:
    household = required_household(call.hass)
    await household.records.delete(_weighing_id(household, call))


async def _restore(call: ServiceCall) -> None:
    household = required_household(call.hass)
    weighing_id, discarded = call.data["weighing_id"], household.view.discarded
    if _is_last(weighing_id) and discarded:
        weighing_id = discarded[0].weighing_id
    await household.records.restore(weighing_id)


async def _erase(call: ServiceCall) -> None:
    household = required_household(call.hass)
    path = household.writer.journal.path
    names = await call.hass.async_add_executor_job(former_people, path)
    await household.records.erase(find_person(names, call.data["person"]))


async def _sync(call: ServiceCall) -> None:
    """Read the memory of one scale, or of all that have one and can be reached."""
    household = required_household(call.hass)
    scales = _scales(household, call.data.get("scale"))
    visitors = [
        scale.source.visitor for scale in scales if scale.source.has_memory and scale.source.visitor
    ]
    if not visitors:
        raise error("no_memory")
    everything: bool = call.data["everything"]
    visits = (visitor.async_sync(everything=everything) for visitor in visitors)
    results = await asyncio.gather(*visits, return_exceptions=True)
    failures = [each for each in results if isinstance(each, BaseException)]
    # Of several scales most are asleep at any time.
    if len(failures) == len(results):
        raise failures[0]


def _scales(household: Household, text: str | None) -> list[ScaleCoordinator]:
    """Return the scale that was named, by address, subentry id or name; all without one."""
    scales = [*household.scales.values()]
    if text is None:
        return scales
    wanted = text.strip().casefold()
    for scale in scales:
        names = (scale.id, scale.subentry.subentry_id, scale.name)
        if wanted in {each.casefold() for each in names}:
            return [scale]
    raise error("unknown_scale", scale=printable(text))


def _weighing_id(household: Household, call: ServiceCall) -> str:
    """Return the id of the weighing that an action is about: the last one, or one by its id."""
    weighing_id: str = call.data["weighing_id"]
    if not _is_last(weighing_id):
        return weighing_id
    if household.view.last is None:
        raise error("no_last_weighing")
    return household.view.last.weighing_id


def _is_last(text: str) -> bool:
    return text.strip().casefold() == _LAST


def _unit(call: ServiceCall) -> Unit:
    """Return the unit of what was typed; the household's unless another one is given."""
    return Unit(call.data.get("unit", Weights.of(call.hass).of_numbers))


def _kg(call: ServiceCall, unit: Unit) -> float:
    """Return the weight that was typed, in kg."""
    limits = Weights.of(call.hass).limits
    kg: float = call.data["weight"] * KG_IN[unit]
    return _within(kg, WEIGHTS_KG, "weight_range", **limits)


def _optional(
    data: Mapping[str, Any], key: str, limits: tuple[float, float], problem: str
) -> float | None:
    return _within(data[key], limits, problem) if key in data else None


def _within[T: (int, float)](value: T, limits: tuple[T, T], problem: str, **placeholders: str) -> T:
    low, high = limits
    if not low <= value <= high:
        raise error(problem, **placeholders)
    return value


def _past(time: datetime | None) -> datetime | None:
    moment = aware(time)
    if moment is not None and moment > dt_util.utcnow():
        raise error("time_future")
    if moment is not None and moment < EARLIEST:
        raise error("time_past")
    return moment
