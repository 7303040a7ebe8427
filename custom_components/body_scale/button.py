"""Buttons: the next weighing is mine; what a scale is asked to do."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .descriptions import SCALE_BUTTONS, ScaleButtonDescription
from .entity import PersonEntity, ScaleEntity
from .household.household import BodyScaleConfigEntry
from .household.people import Person
from .scale_entities import async_add_to_scales

# A visitor makes one connection after the other by itself.
PARALLEL_UPDATES = 0

NEXT_WEIGHING = ButtonEntityDescription(key="next_weighing", translation_key="next_weighing")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons of people and scales."""
    household = entry.runtime_data

    @callback
    def add_person(person: Person) -> None:
        async_add_entities(
            [NextWeighingButton(household, person, NEXT_WEIGHING)],
            config_subentry_id=person.subentry_id,
        )

    await household.people.async_each(add_person)
    await async_add_to_scales(
        entry, Platform.BUTTON, SCALE_BUTTONS, ScaleButton, async_add_entities
    )


class NextWeighingButton(PersonEntity, ButtonEntity):
    """Claims the next weighing of the next minutes."""

    @override
    async def async_press(self) -> None:
        """Claim it."""
        self.household.identifier.async_claim(self.person_id)


class ScaleButton(ScaleEntity, ButtonEntity):
    """Has a scale do something, over a connection."""

    entity_description: ScaleButtonDescription

    @override
    async def async_press(self) -> None:
        """Connect to it and have it done."""
        visitor = self.coordinator.source.visitor
        if visitor is None:
            raise HomeAssistantError(translation_domain=DOMAIN, translation_key="no_memory")
        await self.entity_description.press(visitor)
