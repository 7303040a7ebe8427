"""The formula set of xiaomi_mi_scale, faults included, so that a history continues without a step.

Source: lolouk44/xiaomi_mi_scale 0.3.5 (2023), itself from prototux (wiecosystem/Bluetooth). It has
faults that `mi_fit` corrects: values that jump at a limit, another reading of visceral fat, a lean
coefficient without a cap (published as lean body mass), an impedance of 0 used as one, and a body
score without limits whose rule for fat is incomplete. That program computes ideal weight and body
score but doesn't publish them.

Where that program ends in an error (beyond `LIMITS`, or where it divides by 0), every metric is
None: it publishes nothing then. Without an impedance it publishes the metrics of the weight. Its
age is days / 365.

Sums are in that program's order, so that a value beside a limit falls on the same side of it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from ...model import Metrics, Sex
from ..subject import Subject
from .body import Body, complete
from .formulas import (
    BMI,
    BODY_FAT,
    COEFFICIENTS,
    MUSCLE_MASS,
    PROTEIN,
    VISCERAL_FAT,
    WATER,
    Limits,
    basal_metabolism,
    bone_mass,
    lean_base,
    lean_factor,
    metabolic_age,
)
from .legacy_score import body_score

LIMITS: Mapping[str, Limits] = {
    "height_cm": Limits(0, 220),
    "weight_kg": Limits(10, 200),
    "age": Limits(0, 99),
    "impedance": Limits(0, 3000),
}
"""Beyond these the program ends in an error."""


class Jumps(NamedTuple):
    """Where a value jumps to `FAR`."""

    bone_mass: float
    """Kg, above."""
    muscle_mass: float
    """Kg, from."""
    basal_metabolism: float
    """Kcal a day, above."""


JUMPS: Mapping[Sex, Jumps] = {
    Sex.MALE: Jumps(5.2, 93.5, 2322),
    Sex.FEMALE: Jumps(5.1, 84, 2996),
}
FAR = Jumps(8.0, 120.0, 5000.0)

FAT_JUMP, FAR_FAT = 63.0, 75.0
"""Percent: above the first, body fat is the second."""
WATER_JUMP, FAR_WATER = 65.0, 75.0
"""Percent: from the first, water is the second, times its factor of 0.98."""


def metrics(subject: Subject) -> Metrics:
    """Return that program's metrics of this subject; none where it ends in an error."""
    sex, age, height, weight, _, impedance, *_ = subject
    if age is None or height is None or weight is None:
        return Metrics()
    if not _accepts(age=age, height_cm=height, weight_kg=weight, impedance=impedance or 0):
        return Metrics()
    try:
        bmi = BMI.hold(weight / ((height / 100) * (height / 100)))
        visceral = visceral_fat(sex, age, height, weight)
    except ZeroDivisionError:
        return Metrics()
    jumps = JUMPS[sex]
    basal = basal_metabolism(sex, age, height, weight)
    basal = FAR.basal_metabolism if basal > jumps.basal_metabolism else basal
    a_cm, begin = COEFFICIENTS[sex].ideal_weight
    ideal = (height - begin) * a_cm
    if impedance is None:
        return Metrics(bmi=bmi, visceral_fat=visceral, basal_metabolism=basal, ideal_weight=ideal)
    lean = lean_coefficient(age, height, weight, impedance)
    fat = body_fat(sex, age, height, weight, lean)
    wet = water(fat)
    bone = bone_mass(sex, lean)
    bone = FAR.bone_mass if bone > jumps.bone_mass else bone
    muscle = weight - fat * 0.01 * weight - bone
    muscle = FAR.muscle_mass if muscle >= jumps.muscle_mass else MUSCLE_MASS.hold(muscle)
    body = Body(
        sex=sex,
        age=age,
        height_cm=height,
        weight_kg=weight,
        bmi=bmi,
        body_fat=fat,
        muscle_mass=muscle,
        water=wet,
        visceral_fat=visceral,
        bone_mass=bone,
        basal_metabolism=basal,
        protein=PROTEIN.hold(muscle / weight * 100 - wet),
    )
    return complete(
        body,
        lean_body_mass=lean,
        metabolic_age=metabolic_age(sex, age, height, weight, impedance),
        ideal_weight=ideal,
        body_score=body_score(body),
    )


def _accepts(**inputs: float) -> bool:
    """Return whether that program accepts these inputs."""
    return all(LIMITS[name].low <= value <= LIMITS[name].high for name, value in inputs.items())


def lean_coefficient(age: float, height: float, weight: float, impedance: float) -> float:
    """Return HTBodyfat's lean coefficient in kg, which may be more than the weight."""
    lean = (height * 9.058 / 100) * (height / 100)
    lean += weight * 0.32 + 12.226
    return lean - impedance * 0.0068 - age * 0.0542


def body_fat(sex: Sex, age: float, height: float, weight: float, lean: float) -> float:
    """Return body fat in percent: 5 to 63, or 75."""
    lean_mass = (lean - lean_base(sex, age)) * lean_factor(sex, height, weight)
    fat = (1.0 - lean_mass / weight) * 100
    return FAR_FAT if fat > FAT_JUMP else BODY_FAT.hold(fat)


def water(fat: float) -> float:
    """Return water in percent, 35 to 65 or 73.5, from body fat in percent."""
    share = (100 - fat) * 0.7
    factor = 1.02 if share <= 50 else 0.98
    return WATER.hold((FAR_WATER if share * factor >= WATER_JUMP else share) * factor)


def visceral_fat(sex: Sex, age: float, height: float, weight: float) -> float:
    """Return the visceral fat index, 1 to 50, as prototux read the library."""
    if sex is Sex.MALE:
        if height < weight * 1.6:
            index = weight * 305 / (0.0826 * height * height - 0.4 * height + 48) - 2.9
        else:
            index = weight * (0.765 - 0.0015 * height) - 0.143 * height - 5
        return VISCERAL_FAT.hold(index + 0.15 * age)
    if weight > height * 0.5 - 13:
        index = weight * 500 / (1.45 * height + 0.1158 * height * height - 120) - 6
    else:
        index = weight * (0.691 - 0.0048 * height) - 0.027 * height - age
    return VISCERAL_FAT.hold(index + 0.07 * age)
