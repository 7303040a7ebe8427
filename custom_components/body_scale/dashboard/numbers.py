"""Numbers as the household reads them: masses in its unit, with the decimals that mean something."""

from dataclasses import dataclass

from homeassistant.const import UnitOfMass, UnitOfRatio

from ..household.measures import MEASURES, Measure, rounded
from ..texts.rounding import with_digits
from ..weights import LIST_DIGITS, Weights, WeightUnit, stones_and_pounds
from .texts import Texts

MEASURES_BY_KEY = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Shows values of measures, which are stored in kg."""

    weights: Weights

    @property
    def precision(self) -> int:
        """Return how many decimals masses have."""
        return self.weights.digits(LIST_DIGITS)

    def unit(self, measure: Measure) -> str | None:
        """Return the unit of a measure; `st_lb` is for pounds that are read as stones and pounds."""
        if not _is_mass(measure):
            return measure.unit
        return WeightUnit.ST_LB if self._in_stones_and_pounds(measure) else self.weights.name

    def digits(self, measure: Measure) -> int:
        """Return how many decimals its text has."""
        return self.precision if _is_mass(measure) else measure.digits

    def value(self, measure: Measure, value: float) -> float:
        """Return a value in that unit, as sensors round it."""
        return self.weights.number(value) if _is_mass(measure) else rounded(float(value))

    def number(self, measure: Measure, shown: float) -> str:
        """Return a shown value as a text without its unit."""
        return with_digits(shown, self.digits(measure))

    def text(self, measure: Measure, shown: float) -> str:
        """Return a shown value as a text with its unit."""
        if _is_mass(measure):
            return self.weights.written(shown, LIST_DIGITS)
        number = self.number(measure, shown)
        return f"{number} {measure.unit}" if measure.unit else number

    def spoken(self, texts: Texts, measure: Measure, shown: float) -> str:
        """Return a shown value as it is read aloud; most units are known to screen readers."""
        if measure.unit == UnitOfRatio.PERCENTAGE:
            return texts.say("spoken_percent", value=self.number(measure, shown))
        if self._in_stones_and_pounds(measure):
            stones, pounds = stones_and_pounds(shown, LIST_DIGITS)
            if stones:
                return texts.say("spoken_stones_and_pounds", stones=stones, pounds=f"{pounds:g}")
        elif _is_mass(measure) and self.weights.unit is WeightUnit.ST:
            return texts.say("spoken_stones", value=self.number(measure, shown))
        return self.text(measure, shown)

    def spoken_bound(self, texts: Texts, measure: Measure, shown: float) -> str:
        """Return where a range begins or ends, as it is read aloud: `23`; its unit was just said."""
        if self._in_stones_and_pounds(measure):
            return self.spoken(texts, measure, shown)
        return f"{float(self.number(measure, shown)):g}"

    def difference(self, kg: float, before_kg: float | None) -> float | None:
        """Return the difference of two weights as they are shown; None without the one before."""
        return None if before_kg is None else self.weights.difference(kg, before_kg)

    def _in_stones_and_pounds(self, measure: Measure) -> bool:
        return _is_mass(measure) and self.weights.unit is WeightUnit.ST_LB


def _is_mass(measure: Measure) -> bool:
    return measure.unit == UnitOfMass.KILOGRAMS
