"""Binary sensors: whether the battery of a scale wants to be replaced."""

from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .descriptions import SCALE_BINARY_SENSORS, ScaleBinarySensorDescription
from .entity import ScaleValueEntity
from .household.household import BodyScaleConfigEntry
from .scale_entities import async_add_to_scales

# Nothing is fetched: states are pushed.
PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of the scales."""
    await async_add_to_scales(
        entry, Platform.BINARY_SENSOR, SCALE_BINARY_SENSORS, ScaleBinarySensor, async_add_entities
    )


class ScaleBinarySensor(ScaleValueEntity[bool], BinarySensorEntity):
    """Something that is so with a scale or not."""

    entity_description: ScaleBinarySensorDescription

    @override
    def _value(self) -> bool | None:
        return self.entity_description.value(self.coordinator)

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether it is so."""
        return self._show()
