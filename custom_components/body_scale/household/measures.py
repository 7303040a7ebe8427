"""What is measured or computed of a weighing, as numbers: one table for sensors and statistics.

A new row becomes a sensor, a long-term statistic and a value for bridges; its name in
`translations/` is what the sensor is called.
"""

from collections.abc import Callable
from dataclasses import dataclass

from homeassistant.const import UnitOfMass, UnitOfRatio, UnitOfTime

from ..model import Metrics, Weighing


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number that a weighing gives.

    Attributes:
        key: What its sensor and statistic are named by.
        unit: Its unit; None for an index.
        digits: Decimals that mean something.
        value: Returns it; None where a weighing doesn't give it.
        main: Its sensor is among the few that a person's page shows first.
        off: Its sensor is off by default.
        rare: Few scales give it: its sensor comes with the first weighing that has it.
    """

    key: str
    unit: str | None
    digits: int
    value: Callable[[Weighing, Metrics], float | None]
    main: bool = False
    off: bool = False
    rare: bool = False


def _measured(
    key: str, unit: str, digits: int, *, off: bool = False, rare: bool = False
) -> Measure:
    return Measure(
        key=key,
        unit=unit,
        digits=digits,
        value=lambda weighing, _: getattr(weighing, key),
        off=off,
        rare=rare,
    )


def _metric(key: str, unit: str | None, digits: int, *, main: bool = False) -> Measure:
    return Measure(
        key=key, unit=unit, digits=digits, value=lambda _, metrics: getattr(metrics, key), main=main
    )


MEASURES = (
    Measure(
        key="weight",
        unit=UnitOfMass.KILOGRAMS,
        digits=2,
        value=lambda weighing, _: weighing.weight_kg,
        main=True,
    ),
    _metric("bmi", None, 1),
    _metric("body_fat", UnitOfRatio.PERCENTAGE, 1, main=True),
    _metric("fat_mass", UnitOfMass.KILOGRAMS, 2),
    _metric("lean_body_mass", UnitOfMass.KILOGRAMS, 2),
    _metric("water", UnitOfRatio.PERCENTAGE, 1),
    _metric("muscle_mass", UnitOfMass.KILOGRAMS, 2),
    _metric("bone_mass", UnitOfMass.KILOGRAMS, 2),
    _metric("protein", UnitOfRatio.PERCENTAGE, 1),
    _metric("visceral_fat", None, 1),
    _metric("basal_metabolism", "kcal/d", 0),
    _metric("metabolic_age", UnitOfTime.YEARS, 0),
    _metric("ideal_weight", UnitOfMass.KILOGRAMS, 2),
    _metric("body_score", None, 0),
    _measured("heart_rate", "bpm", 0, rare=True),
    _measured("impedance", "Ω", 0, off=True),
    _measured("impedance_250khz", "Ω", 0, off=True),
)


def rounded[T](value: T) -> T | float:
    """Return a number without the digits that mean nothing."""
    return round(value, 3) if isinstance(value, float) else value
