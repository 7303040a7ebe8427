"""The units of a home: of sensors, statistics and the form of a person. Stored are kg and cm.

In which unit everything else shows weights a household can choose: `weights.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
import math
from typing import Self

from homeassistant.const import UnitOfLength, UnitOfMass
from homeassistant.core import HomeAssistant
from homeassistant.util.unit_conversion import MassConverter
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from .model import Unit
from .texts.heights import feet_and_inches, read_height

HEIGHTS_CM = (50.0, 250.0)
WEIGHTS_KG = (2.0, 300.0)

_KG_DIGITS = 2
_EXAMPLE_CM = 180.0


def shown_mass(kg: float, unit: str) -> float:
    """Return kg in a unit, rounded to what scales show: 0.01 kg, 0.01 lb, 0.001 st, whole grams."""
    kg_in_unit = MassConverter.convert(1, unit, UnitOfMass.KILOGRAMS)
    digits = max(0, _KG_DIGITS + math.ceil(math.log10(kg_in_unit)))
    return round(MassConverter.convert(kg, UnitOfMass.KILOGRAMS, unit), digits)


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a home.

    Attributes:
        mass: Of weights.
        display: The same, as a scale's display would have it.
        in_feet: Heights are feet and inches, in a text; otherwise they are numbers of cm.
    """

    mass: UnitOfMass = UnitOfMass.KILOGRAMS
    display: Unit = Unit.KG
    in_feet: bool = False

    @classmethod
    def of(cls, hass: HomeAssistant) -> Self:
        """Return those of a home's unit system."""
        if hass.config.units is US_CUSTOMARY_SYSTEM:
            return cls(UnitOfMass.POUNDS, Unit.LB, in_feet=True)
        return cls()

    def kg(self, value: float) -> float:
        """Return a weight that was typed, in kg."""
        return MassConverter.convert(value, self.mass, UnitOfMass.KILOGRAMS)

    def shown_mass(self, kg: float) -> float:
        """Return kg as they are shown."""
        return shown_mass(kg, self.mass)

    def cm(self, height: float | str) -> float | None:
        """Return a height that was typed, in cm; None if it can't be read."""
        if self.in_feet:
            return read_height(height if isinstance(height, str) else f"{height:.6g}")
        return float(height)

    def shown_height(self, cm: float) -> float | str:
        """Return cm as the form of a person shows them."""
        return feet_and_inches(cm, 2) if self.in_feet else round(cm, 2)

    def height(self, cm: float) -> str:
        """Return cm as a text with the unit."""
        return feet_and_inches(cm, 1) if self.in_feet else f"{cm:g} {UnitOfLength.CENTIMETERS}"

    @property
    def weight_limits(self) -> Mapping[str, str]:
        """Return the least and the greatest weight, for texts; whole numbers within them."""
        low, high = (
            MassConverter.convert(kg, UnitOfMass.KILOGRAMS, self.mass) for kg in WEIGHTS_KG
        )
        return {"low": f"{math.ceil(low)} {self.mass}", "high": f"{math.floor(high)} {self.mass}"}

    @property
    def placeholders(self) -> Mapping[str, str]:
        """Return what the texts of the form of a person mention."""
        low, high = HEIGHTS_CM
        if self.in_feet:
            # Whole inches that are within the limits.
            low, high = math.ceil(low / 2.54) * 2.54, math.floor(high / 2.54) * 2.54
        weights = self.weight_limits
        return {
            "height_example": self.height(_EXAMPLE_CM if not self.in_feet else 71 * 2.54),
            "height_low": self.height(low),
            "height_high": self.height(high),
            "weight_low": weights["low"],
            "weight_high": weights["high"],
        }
