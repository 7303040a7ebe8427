"""Numbers as the home shows them: masses in its unit, with the decimals that mean something."""

from dataclasses import dataclass

from homeassistant.const import UnitOfMass, UnitOfRatio

from ..household.measures import MEASURES, Measure, rounded
from ..units import Units
from .texts import Texts

MASS_DIGITS = 1
"""Decimals of weights in texts."""
MEASURES_BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Shows values of measures, which are stored in kg."""

    units: Units

    def unit(self, measure: Measure) -> str | None:
        """Return the unit in which a measure is shown."""
        return self.units.mass if _is_mass(measure) else measure.unit

    def digits(self, measure: Measure) -> int:
        """Return how many decimals its text has."""
        return MASS_DIGITS if _is_mass(measure) else measure.digits

    def value(self, measure: Measure, value: float) -> float:
        """Return a value in that unit, as sensors round it."""
        return self.units.shown_mass(value) if _is_mass(measure) else rounded(float(value))

    def number(self, measure: Measure, shown: float) -> str:
        """Return a shown value as a text without its unit."""
        return f"{shown:.{self.digits(measure)}f}"

    def text(self, measure: Measure, shown: float) -> str:
        """Return a shown value as a text with its unit."""
        number, unit = self.number(measure, shown), self.unit(measure)
        return f"{number} {unit}" if unit else number

    def spoken(self, texts: Texts, measure: Measure, shown: float) -> str:
        """Return a shown value as it is read aloud; screen readers know the units but for a percent."""
        if measure.unit == UnitOfRatio.PERCENTAGE:
            return texts.say("spoken_percent", value=self.number(measure, shown))
        return self.text(measure, shown)

    def difference(self, kg: float, before_kg: float | None) -> float | None:
        """Return the difference of two weights as they are shown: nobody is to find it wrong."""
        if before_kg is None:
            return None
        shown = (round(self.units.shown_mass(each), MASS_DIGITS) for each in (kg, before_kg))
        now, before = shown
        return round(now - before, MASS_DIGITS)


def _is_mass(measure: Measure) -> bool:
    return measure.unit == UnitOfMass.KILOGRAMS
