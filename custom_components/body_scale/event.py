"""Events: somebody was weighed."""

from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HouseholdEntity, PersonEntity
from .household import BodyScaleConfigEntry
from .model import Weighing

# Nothing is fetched: events are pushed.
PARALLEL_UPDATES = 0

WEIGHED = "weighed"
PENDING = "pending"
CORRECTED = "corrected"

PERSON_WEIGHING = EventEntityDescription(
    key="weighing", translation_key="weighing", event_types=[WEIGHED, CORRECTED]
)
HOUSEHOLD_WEIGHING = EventEntityDescription(
    key="weighing",
    translation_key="household_weighing",
    event_types=[WEIGHED, PENDING, CORRECTED],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of the household and its people."""
    household = entry.runtime_data
    async_add_entities([HouseholdWeighing(household, HOUSEHOLD_WEIGHING)])
    for person in household.people.values():
        async_add_entities(
            [PersonWeighing(household, person, PERSON_WEIGHING)],
            config_subentry_id=person.subentry_id,
        )


class PersonWeighing(PersonEntity, EventEntity):
    """Fires when this person was weighed."""

    @callback
    @override
    def _async_told(self, weighing: Weighing) -> None:
        if weighing.person_id == self.person.id:
            self._trigger_event(WEIGHED, self.household.record(weighing))
            self.async_write_ha_state()


class HouseholdWeighing(HouseholdEntity, EventEntity):
    """Fires for every weighing, pending ones included."""

    @callback
    @override
    def _async_told(self, weighing: Weighing) -> None:
        event_type = WEIGHED if weighing.person_id else PENDING
        self._trigger_event(event_type, self.household.record(weighing))
        self.async_write_ha_state()
