"""The parts of a body that the Mi Fit sets compute, and the metrics they derive from them."""

from typing import NamedTuple

from ...model import Metrics, Sex
from .grades import body_type


class Body(NamedTuple):
    """Input of the body score; percent, kg and kcal a day as in `Metrics`."""

    sex: Sex
    age: float
    height_cm: float
    weight_kg: float
    bmi: float
    body_fat: float
    muscle_mass: float
    water: float
    visceral_fat: float
    bone_mass: float
    basal_metabolism: float
    protein: float


def complete(
    body: Body,
    *,
    lean_body_mass: float,
    metabolic_age: float,
    ideal_weight: float | None,
    body_score: float,
) -> Metrics:
    """Return all metrics of a body."""
    return Metrics(
        bmi=body.bmi,
        body_fat=body.body_fat,
        fat_mass=body.weight_kg * body.body_fat / 100,
        lean_body_mass=lean_body_mass,
        water=body.water,
        muscle_mass=body.muscle_mass,
        bone_mass=body.bone_mass,
        protein=body.protein,
        visceral_fat=body.visceral_fat,
        basal_metabolism=body.basal_metabolism,
        metabolic_age=metabolic_age,
        ideal_weight=ideal_weight,
        body_type=body_type(body.sex, body.age, body.height_cm, body.body_fat, body.muscle_mass),
        body_score=body_score,
    )
