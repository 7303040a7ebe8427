"""Masses in the unit in which a person or the home reads them."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.const import UnitOfMass
from homeassistant.util.unit_conversion import MassConverter

from .household.measures import rounded
from .units import Units, shown_mass

_CHOSEN_UNITS = (
    ("sensor", "unit_of_measurement"),
    ("sensor.private", "suggested_unit_of_measurement"),
)
"""Where the entity registry has the unit of a sensor, as Home Assistant looks for it."""


class LocalUnits(SensorEntity):
    """Shows masses in the unit that the person chose for it, or else the home has.

    Home Assistant converts without rounding: a scale's 171.5 lb would be 171.499798. So the value is
    given in the unit that is shown, and needs no conversion.
    """

    @property
    def _is_mass(self) -> bool:
        return self.entity_description.native_unit_of_measurement == UnitOfMass.KILOGRAMS

    @property
    @override
    def suggested_unit_of_measurement(self) -> str | None:
        """Return pounds where people think in them."""
        unit = Units.of(self.hass).mass
        return unit if self._is_mass and unit != UnitOfMass.KILOGRAMS else None

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """Return the unit that is shown."""
        unit = self.entity_description.native_unit_of_measurement
        if not self._is_mass:
            return unit
        options: Mapping[str, Mapping[str, Any]] = (
            self.registry_entry.options if self.registry_entry else {}
        )
        for part, key in _CHOSEN_UNITS:
            if (chosen := options.get(part, {}).get(key)) in MassConverter.VALID_UNITS:
                return str(chosen)
        return self.suggested_unit_of_measurement or unit

    def _shown_value[T](self, value: T) -> T | float:
        """Return a value of ours as it is shown."""
        if isinstance(value, int | float) and self._is_mass:
            return shown_mass(value, self.native_unit_of_measurement or UnitOfMass.KILOGRAMS)
        return rounded(value)
