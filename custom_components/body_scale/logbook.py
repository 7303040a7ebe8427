"""What the activity says of weighings: `Anna weighed 68.2 kg (−0.4)`."""

from collections.abc import Callable
from typing import Any

from homeassistant.components.logbook.const import (
    LOGBOOK_ENTRY_ENTITY_ID,
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.const import ATTR_ENTITY_ID, ATTR_NAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .household.activity import (
    ATTR_BEFORE_KG,
    ATTR_LATE,
    ATTR_MEASURED_AT,
    ATTR_PERSON_ID,
    ATTR_WEIGHT_KG,
    EVENT_WEIGHING,
)
from .household.lines import unknown_person, weighed
from .household.words import Words

type _Describe = Callable[[LazyEventPartialState], dict[str, Any]]


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, _Describe], None]
) -> None:
    """Describe the event of a weighing, in the unit and the language that the home has now."""
    words = Words(hass, {})

    def describe(event: LazyEventPartialState) -> dict[str, Any]:
        # In the recorder's thread: it only reads what is in memory.
        data = event.data
        late = dt_util.parse_datetime(data[ATTR_MEASURED_AT]) if data[ATTR_LATE] else None
        weight = data[ATTR_WEIGHT_KG]
        entry = {LOGBOOK_ENTRY_NAME: data[ATTR_NAME], LOGBOOK_ENTRY_ICON: "mdi:scale-bathroom"}
        if data[ATTR_PERSON_ID]:
            # Without an entity, whose name would stand in the place of the person's.
            return entry | {
                LOGBOOK_ENTRY_MESSAGE: weighed(words, weight, data[ATTR_BEFORE_KG], late)
            }
        return entry | {
            LOGBOOK_ENTRY_MESSAGE: unknown_person(words, weight, late),
            LOGBOOK_ENTRY_ENTITY_ID: data[ATTR_ENTITY_ID],
        }

    async_describe_event(DOMAIN, EVENT_WEIGHING, describe)
