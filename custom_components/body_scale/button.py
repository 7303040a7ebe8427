"""Buttons: the next weighing is mine."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import PersonEntity
from .household.household import BodyScaleConfigEntry

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
    for person in household.people.values():
        async_add_entities(
            [NextWeighingButton(household, person, NEXT_WEIGHING)],
            config_subentry_id=person.subentry_id,
        )


class NextWeighingButton(PersonEntity, ButtonEntity):
    """Claims the next weighing of the next minutes."""

    @override
    async def async_press(self) -> None:
        """Claim it."""
        self.household.identifier.async_claim(self.person.id)
