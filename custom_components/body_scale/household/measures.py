"""What is measured or computed of a weighing, as numbers: one table for sensors and statistics."""

from collections.abc import Callable
from dataclasses import dataclass

from homeassistant.const import UnitOfMass, UnitOfRatio, UnitOfTime

from ..model import Metrics, Weighing


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number that a weighing gives."""

    key: str
    unit: str | None
    digits: int
    value: Callable[[Weighing, Metrics], float | None]


def _measured(key: str, unit: str, digits: int, field: str | None = None) -> Measure:
    name = field or key
    return Measure(key=key, unit=unit, digits=digits, value=lambda w, _: getattr(w, name))


def _metric(key: str, unit: str | None, digits: int) -> Measure:
    return Measure(key=key, unit=unit, digits=digits, value=lambda _, m: getattr(m, key))


WEIGHT = _measured("weight", UnitOfMass.KILOGRAMS, 2, "weight_kg")
HEART_RATE = _measured("heart_rate", "bpm", 0)
METRICS = (
    _metric("bmi", None, 1),
    _metric("body_fat", UnitOfRatio.PERCENTAGE, 1),
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
)
IMPEDANCES = (_measured("impedance", "Ω", 0), _measured("impedance_250khz", "Ω", 0))

MEASURES = (WEIGHT, *METRICS, HEART_RATE, *IMPEDANCES)
