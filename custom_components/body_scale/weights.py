"""The unit in which a household reads and types weights. Stored are kg."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import math
from typing import Self

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_cached_translations

from .const import CONF_WEIGHT_UNIT, DEFAULT_OPTIONS, DOMAIN, WEIGHT_UNIT_HOME
from .model import KG_IN, Unit
from .texts.rounding import half_up, with_digits
from .units import WEIGHTS_KG, Units, shown_mass

LIST_DIGITS = 1
"""Decimals of weights in lists and sentences."""

_POUNDS_IN_STONE = 14
_JIN_DIGITS = 2
"""As many as scales show: 5 g."""
_MINUS = "\N{MINUS SIGN}"
_JIN_NAME = f"component.{DOMAIN}.selector.unit.options.{Unit.JIN}"


class WeightUnit(StrEnum):
    """What a household can choose: a unit, or that of Home Assistant's unit system."""

    HOME = WEIGHT_UNIT_HOME
    KG = "kg"
    LB = "lb"
    ST = "st"
    ST_LB = "st_lb"
    JIN = "jin"


@dataclass(frozen=True, slots=True)
class Weights:
    """Shows weights in a household's unit. In stones and pounds, numbers are pounds.

    Attributes:
        unit: The unit.
        name: What stands beside a number.
    """

    unit: WeightUnit = WeightUnit.KG
    name: str = WeightUnit.KG

    @classmethod
    def of(cls, hass: HomeAssistant) -> Self:
        """Return what the household chose; without a household, what the unit system has."""
        entry = hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, DOMAIN)
        options = entry.options if entry else DEFAULT_OPTIONS
        chosen = str(options.get(CONF_WEIGHT_UNIT))
        unit = WeightUnit(chosen) if chosen in WeightUnit else WeightUnit.HOME
        if unit is WeightUnit.HOME:
            unit = WeightUnit(Units.of(hass).display)
        return cls(unit, _name(hass, unit))

    @property
    def of_numbers(self) -> Unit:
        """Return the unit of numbers, shown and typed."""
        return Unit.LB if self.unit is WeightUnit.ST_LB else Unit(self.unit)

    def digits(self, digits: int) -> int:
        """Return how many decimals mean as much as so many of kg or pounds."""
        return digits + 1 if self.unit is WeightUnit.ST else digits

    def number(self, kg: float) -> float:
        """Return kg in the unit of numbers, as scales show it."""
        if self.of_numbers is Unit.JIN:
            return round(self._converted(kg), _JIN_DIGITS)
        return shown_mass(kg, self.of_numbers)

    def text(self, kg: float, digits: int) -> str:
        """Return kg as a text: `68.2 kg`, `10 st 10.4 lb`; `digits` as for kg.

        It is that of the number, which dashboards write: both round the same.
        """
        return self.written(self.number(kg), digits)

    def written(self, number: float, digits: int) -> str:
        """Return a number of 0 or more as a text with its unit; `digits` as for kg."""
        if self.unit is not WeightUnit.ST_LB:
            return f"{with_digits(number, self.digits(digits))} {self.name}"
        stones, pounds = stones_and_pounds(number, digits)
        rest = f"{with_digits(pounds, digits)} {Unit.LB}"
        return f"{stones} {Unit.ST} {rest}" if stones else rest

    def difference(self, kg: float, before_kg: float) -> float:
        """Return the difference of two weights as lists show them: nobody is to find it wrong."""
        digits = self.digits(LIST_DIGITS)
        now, before = (half_up(self.number(each), digits) for each in (kg, before_kg))
        return half_up(now - before, digits)

    def change(self, kg: float, before_kg: float) -> str:
        """Return it as a text: `−0.4`; beside stones and pounds it needs its unit, `−0.4 lb`."""
        difference = self.difference(kg, before_kg)
        sign = (_MINUS if difference < 0 else "+") if difference else "±"
        text = self.written(abs(difference), LIST_DIGITS)
        return sign + (
            text if self.unit is WeightUnit.ST_LB else text.removesuffix(f" {self.name}")
        )

    @property
    def limits(self) -> Mapping[str, str]:
        """Return the least and the greatest weight, for texts; round numbers within them."""
        steps = 10 ** self.digits(0)
        low, high = (self._converted(kg) * steps for kg in WEIGHTS_KG)
        return {
            "low": self.written(math.ceil(low) / steps, 0),
            "high": self.written(math.floor(high) / steps, 0),
        }

    def _converted(self, kg: float) -> float:
        return kg / KG_IN[self.of_numbers]


def stones_and_pounds(pounds: float, digits: int) -> tuple[int, float]:
    """Return whole stones, and the pounds beyond them: so many that rounding makes no stone."""
    stones, rest = divmod(half_up(pounds, digits), _POUNDS_IN_STONE)
    return int(stones), half_up(rest, digits)


def _name(hass: HomeAssistant, unit: WeightUnit) -> str:
    """Return what stands beside a number: Home Assistant's own symbol, or a word of the language."""
    if unit is WeightUnit.ST_LB:
        return Unit.LB
    if unit is not WeightUnit.JIN:
        return unit
    language = hass.config.language
    return async_get_cached_translations(hass, language, "selector", DOMAIN).get(_JIN_NAME, unit)
