"""Buttons: the next weighing is mine."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import PersonEntity
from .household.household import BodyScaleConfigEntry
from .household.people import Person

# Nothing is sent anywhere.
PARALLEL_UPDATES = 0

NEXT_WEIGHING = ButtonEntityDescription(key="next_weighing", translation_key="next_weighing")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a button for each person."""
    household = entry.runtime_data

    @callback
    def add_person(person: Person) -> None:
        async_add_entities(
            [NextWeighingButton(household, person, NEXT_WEIGHING)],
            config_subentry_id=person.subentry_id,
        )

    await household.people.async_each(add_person)


class NextWeighingButton(PersonEntity, ButtonEntity):
    """Claims the next weighing of the next minutes."""

    @override
    async def async_press(self) -> None:
        """Claim it."""
        self.household.identifier.async_claim(self.person_id)
