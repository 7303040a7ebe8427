"""Events: a person was weighed, or a weighing was corrected."""

from typing import Any, override

from homeassistant.components.event import (
    EventEntity,
    EventEntityDescription,
    EventExtraStoredData,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HouseholdEntity, PersonEntity
from .household.changes import SIGNAL_SHOWN, EventType, WeighingChange, WeighingEvent
from .household.household import BodyScaleConfigEntry, Household
from .household.people import Person
from .model import Origin

# Nothing is fetched: events are pushed.
PARALLEL_UPDATES = 0

PERSON_WEIGHING = EventEntityDescription(
    key="weighing", translation_key="weighing", event_types=[EventType.WEIGHED, EventType.CORRECTED]
)
HOUSEHOLD_WEIGHING = EventEntityDescription(
    key="weighing",
    translation_key="household_weighing",
    event_types=list(EventType),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of the household and its people."""
    household = entry.runtime_data
    async_add_entities([HouseholdWeighing(household, HOUSEHOLD_WEIGHING)])

    @callback
    def add_person(person: Person) -> None:
        async_add_entities(
            [PersonWeighing(household, person, PERSON_WEIGHING)],
            config_subentry_id=person.subentry_id,
        )

    await household.people.async_each(add_person)


class WeighingEventEntity(EventEntity):
    """Fires when there is something to tell of a weighing."""

    @override
    async def async_get_last_event_data(self) -> EventExtraStoredData | None:
        """Return what was fired last before a restart; nothing is left of a sample."""
        data = await super().async_get_last_event_data()
        attributes = (data and data.last_event_attributes) or {}
        return None if attributes.get("origin") == Origin.SAMPLE else data


class PersonWeighing(PersonEntity, WeighingEventEntity):
    """Fires when this person was weighed, or a weighing of theirs was corrected."""

    signal = SIGNAL_SHOWN

    @callback
    @override
    def _async_changed(self, change: WeighingChange) -> None:
        for event in change.events:
            if self.person_id in event.people:
                self._trigger_event(event.type, _attributes(self.household, event))
                self.async_write_ha_state()


class HouseholdWeighing(HouseholdEntity, WeighingEventEntity):
    """Fires for every weighing, pending ones included, and for corrections."""

    signal = SIGNAL_SHOWN

    @callback
    @override
    def _async_changed(self, change: WeighingChange) -> None:
        for event in change.events:
            self._trigger_event(event.type, _attributes(self.household, event))
            self.async_write_ha_state()


def _attributes(household: Household, event: WeighingEvent) -> dict[str, Any]:
    return household.view.as_dict(event.weighing) | {"deleted": event.deleted}
