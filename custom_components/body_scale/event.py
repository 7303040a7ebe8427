"""Events: somebody was weighed."""

from typing import Any, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import HouseholdEntity, PersonEntity
from .household.household import (
    CORRECTED,
    PENDING,
    SIGNAL_SHOWN,
    WEIGHED,
    BodyScaleConfigEntry,
    Household,
    Told,
)

# Nothing is fetched: events are pushed.
PARALLEL_UPDATES = 0

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
    """Fires when this person was weighed, or a weighing of theirs was corrected."""

    signal = SIGNAL_SHOWN

    @callback
    @override
    def _async_told(self, told: Told) -> None:
        if self.person.id in told.people:
            self._trigger_event(told.kind, _attributes(self.household, told))
            self.async_write_ha_state()


class HouseholdWeighing(HouseholdEntity, EventEntity):
    """Fires for every weighing, pending ones included, and for corrections."""

    signal = SIGNAL_SHOWN

    @callback
    @override
    def _async_told(self, told: Told) -> None:
        self._trigger_event(told.kind, _attributes(self.household, told))
        self.async_write_ha_state()


def _attributes(household: Household, told: Told) -> dict[str, Any]:
    return household.record(told.weighing) | {"deleted": told.deleted}
