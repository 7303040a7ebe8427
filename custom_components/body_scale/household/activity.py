"""Tells Home Assistant's activity of each weighing that was heard; `logbook.py` has the words."""

from datetime import timedelta
from typing import Any

from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID, ATTR_NAME, Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, TITLE
from ..model import Origin, Weighing
from .changes import SIGNAL_SHOWN, EventType, WeighingChange
from .household import Household

EVENT_WEIGHING = f"{DOMAIN}_weighing"
"""On Home Assistant's bus, for each weighing that was heard: a person's, or one that is pending."""
ATTR_WEIGHT_KG = "weight_kg"
ATTR_BEFORE_KG = "before_kg"
"""The weight of the person's weighing before; None without one."""
ATTR_PERSON_ID = "person_id"
ATTR_MEASURED_AT = "measured_at"
ATTR_LATE = "late"
"""Whether it was taken long before it came to be known."""

_NOT_HEARD = frozenset({Origin.IMPORT, Origin.MANUAL, Origin.SAMPLE})
"""The activity is of now, and these aren't of any time at which somebody stood on a scale."""
_LATE = timedelta(minutes=5)


@callback
def async_announce_weighings(hass: HomeAssistant, household: Household) -> CALLBACK_TYPE:
    """Fire an event for each new weighing that was heard; return what ends that."""

    @callback
    def announce(change: WeighingChange) -> None:
        for event in change.events:
            weighing = event.weighing
            is_announced = weighing.person_id is None or weighing.person_id in household.people
            is_new = event.type is not EventType.CORRECTED and weighing.origin not in _NOT_HEARD
            if is_announced and is_new:
                hass.bus.async_fire(EVENT_WEIGHING, _data(hass, household, weighing))

    signal = SIGNAL_SHOWN.format(household.entry.entry_id)
    return async_dispatcher_connect(hass, signal, announce)


@callback
def _data(hass: HomeAssistant, household: Household, weighing: Weighing) -> dict[str, Any]:
    """Return what the event says.

    It belongs to the person's page and weight; or to the select that answers whose it is.
    """
    person = household.people.get(weighing.person_id or "")
    device, entity = (
        (person.id, (Platform.SENSOR, f"{person.id}_weight"))
        if person
        else (DOMAIN, (Platform.SELECT, f"{DOMAIN}_last_weighing"))
    )
    found = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, device), household.entry.entry_id
    )
    return {
        ATTR_NAME: person.name if person else TITLE,
        ATTR_ENTITY_ID: er.async_get(hass).async_get_entity_id(entity[0], DOMAIN, entity[1]),
        ATTR_DEVICE_ID: found.id if found else None,
        "weighing_id": weighing.weighing_id,
        ATTR_PERSON_ID: person.id if person else None,
        ATTR_MEASURED_AT: weighing.measured_at.isoformat(),
        ATTR_WEIGHT_KG: weighing.weight_kg,
        ATTR_BEFORE_KG: _weight_before(household, weighing) if person else None,
        ATTR_LATE: dt_util.utcnow() - weighing.measured_at > _LATE,
    }


def _weight_before(household: Household, weighing: Weighing) -> float | None:
    """Return the weight of the person's weighing before this one."""
    earlier = [
        each
        for each in household.view.history(weighing.person_id or "")
        if each.measured_at < weighing.measured_at
    ]
    return earlier[-1].weight_kg if earlier else None
