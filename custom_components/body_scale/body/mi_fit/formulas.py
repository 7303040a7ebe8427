"""The formula set of Mi Fit, with the faults of its open descendants corrected.

Origin: the equations of Holtek's native library "HTBodyfat" that Mi Fit used with the Mi Scale 2,
read out by prototux (wiecosystem/Bluetooth), and Mi Fit's own protein, body type, metabolic age and
body score. Visceral fat is as in the 1byone library, built from the same Holtek source. Estimates
of a consumer scale, not a diagnosis. `athlete` has no effect: the family has no such equations.

Corrections, and why:

* The lean coefficient is at most 0.98 of the weight; light people had a negative body fat.
* A limit clamps a value. The lineage turns fat above 63 % into
  75 %, water from 65 % into 73.5 %, bone above 5.2 (5.1) kg into 8 kg, muscle from 93.5 (84) kg
  into 120 kg and metabolism above 2322 (2996) kcal into 5000 kcal: a gram of weight could add
  25 kg of muscle.
* Visceral fat: the other reading of the library, which has "- age" in the light women's branch and
  lacks the 63 in the men's test, gives 1 for nearly every lighter woman and jumps by
  13 to 15 points for men at the branch. At a height below 26.5 cm the women's heavy branch has a
  pole; there it stays at its upper limit.
* Muscle is at most the weight: its floor of 10 kg is more than a baby weighs.
* No impedance, no composition: an impedance of 0 is no measurement.
* Ideal weight is None where the rule has none to offer (up to 80 cm for men, 70 cm for women)
  instead of negative. It is a rule for adults; a floor would look like an answer.
* Grades by age are half-open ranges, so 11.5 years has a row; from 100 years the last row holds.
* The body score's deduction for fat (see `score`).

Unchanged, because the numbers of Mi Fit depend on it: the steps that `steps` lists, and that the
lower limits of fat-free parts (water 35 %, protein 5 %) can add up to more than a body that is
75 % fat has room for.
"""

from collections.abc import Mapping
from typing import NamedTuple

from ...model import Metrics, Sex
from ..subject import Subject
from .body import Body, complete
from .score import body_score


class Limits(NamedTuple):
    """The limits of a metric."""

    low: float
    high: float

    def hold(self, value: float) -> float:
        """Return the nearest value inside."""
        return self.low if value < self.low else min(value, self.high)


# Limits of the lineage (lolouk44/xiaomi_mi_scale); those of fat, water, bone, muscle and metabolism
# are the far ones, beyond the jumps.
BMI = Limits(10, 90)
BODY_FAT = Limits(5, 75)
WATER = Limits(35, 75)
BONE_MASS = Limits(0.5, 8)
MUSCLE_MASS = Limits(10, 120)
PROTEIN = Limits(5, 32)
VISCERAL_FAT = Limits(1, 50)
BASAL_METABOLISM = Limits(500, 10_000)
METABOLIC_AGE = Limits(15, 80)

LEAN_SHARE = 0.98
"""The most of a weight that the lean coefficient may be (bodymiscale)."""


class Coefficients(NamedTuple):
    """The coefficients of a sex, in the order of the equation that reads them."""

    bone_base: float
    """Kg. HTBodyfat."""
    basal_metabolism: tuple[float, float, float, float]
    """Kcal; a kg, a cm, a year. HTBodyfat."""
    metabolic_age: tuple[float, float, float, float, float]
    """Years; a cm, a kg, a year, an ohm. Mi Fit."""
    ideal_weight: tuple[float, float]
    """Kg a cm; cm where it begins. Mi Fit."""


COEFFICIENTS: Mapping[Sex, Coefficients] = {
    Sex.MALE: Coefficients(
        bone_base=0.18016894,
        basal_metabolism=(877.8, 14.916, -0.726, -8.976),
        metabolic_age=(54.2267, -0.7471, 0.9161, 0.4184, 0.0517),
        ideal_weight=(0.7, 80),
    ),
    Sex.FEMALE: Coefficients(
        bone_base=0.245691014,
        basal_metabolism=(864.6, 10.2036, -0.39336, -6.204),
        metabolic_age=(83.2548, -1.1165, 1.5784, 0.4615, 0.0415),
        ideal_weight=(0.6, 70),
    ),
}


def metrics(subject: Subject) -> Metrics:
    """Return the metrics that this subject's inputs allow; each input adds a group."""
    sex, age, height, weight, impedance, *_ = subject
    if height is None:
        return Metrics()
    ideal = ideal_weight(sex, height)
    if weight is None:
        return Metrics(ideal_weight=ideal)
    bmi = BMI.hold(weight * 10_000 / height / height)
    if age is None:
        return Metrics(bmi=bmi, ideal_weight=ideal)
    visceral = visceral_fat(sex, age, height, weight)
    basal = basal_metabolism(sex, age, height, weight)
    if impedance is None:
        return Metrics(bmi=bmi, visceral_fat=visceral, basal_metabolism=basal, ideal_weight=ideal)
    lean = lean_coefficient(age, height, weight, impedance)
    fat = body_fat(sex, age, height, weight, lean)
    fat_mass = weight * fat / 100
    wet = water(fat)
    bone = bone_mass(sex, lean)
    muscle = min(MUSCLE_MASS.hold(weight - fat_mass - bone), weight)
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
        lean_body_mass=weight - fat_mass,
        metabolic_age=metabolic_age(sex, age, height, weight, impedance),
        ideal_weight=ideal,
        body_score=body_score(body),
    )


def lean_coefficient(age: float, height: float, weight: float, impedance: float) -> float:
    """Return HTBodyfat's lean coefficient in kg; fat and bone are derived from it."""
    lean = 9.058e-4 * height * height + 0.32 * weight + 12.226 - 0.0068 * impedance - 0.0542 * age
    return min(lean, LEAN_SHARE * weight)


def body_fat(sex: Sex, age: float, height: float, weight: float, lean: float) -> float:
    """Return body fat in percent, 5 to 75 (HTBodyfat)."""
    lean_mass = (lean - lean_base(sex, age)) * lean_factor(sex, height, weight)
    return BODY_FAT.hold(100 - lean_mass / weight * 100)


def lean_base(sex: Sex, age: float) -> float:
    """Return what HTBodyfat takes off the lean coefficient, in kg."""
    return 0.8 if sex is Sex.MALE else 9.25 if age <= 49 else 7.25


def lean_factor(sex: Sex, height: float, weight: float) -> float:
    """Return HTBodyfat's correction of the lean mass for light, heavy and tall people."""
    if sex is Sex.MALE:
        return 0.98 if weight < 61 else 1.0
    if 50 <= weight <= 60:
        return 1.0
    factor = 0.96 if weight > 60 else 1.02
    return factor * 1.03 if height > 160 else factor


def water(fat: float) -> float:
    """Return water in percent, 35 to 75, from body fat in percent (HTBodyfat)."""
    share = (100 - fat) * 0.7
    return WATER.hold(share * (1.02 if share <= 50 else 0.98))


def bone_mass(sex: Sex, lean: float) -> float:
    """Return bone mass in kg, 0.5 to 8 (HTBodyfat)."""
    bone = lean * 0.05158 - COEFFICIENTS[sex].bone_base
    return BONE_MASS.hold(bone + 0.1 if bone > 2.2 else bone - 0.1)


def visceral_fat(sex: Sex, age: float, height: float, weight: float) -> float:
    """Return the visceral fat index, 1 to 50 (1byone library)."""
    if sex is Sex.MALE:
        if height < 1.6 * weight + 63:
            index = 305 * weight / (0.0826 * height * height - 0.4 * height + 48) - 2.9
        else:
            index = weight * (0.765 - 0.0015 * height) - 0.143 * height - 5
        return VISCERAL_FAT.hold(index + 0.15 * age)
    if weight <= 0.5 * height - 13:
        index = weight * (0.691 - 0.0024 * height) - 0.027 * height - 10.5
    else:
        divisor = 0.1158 * height * height + 1.45 * height - 120
        if divisor <= 0:
            return VISCERAL_FAT.high
        index = 500 * weight / divisor - 6
    return VISCERAL_FAT.hold(index + 0.07 * age)


def basal_metabolism(sex: Sex, age: float, height: float, weight: float) -> float:
    """Return the basal metabolism in kcal a day, 500 to 10000 (HTBodyfat)."""
    base, a_kg, a_cm, a_year = COEFFICIENTS[sex].basal_metabolism
    return BASAL_METABOLISM.hold(base + a_kg * weight + a_cm * height + a_year * age)


def metabolic_age(sex: Sex, age: float, height: float, weight: float, impedance: float) -> float:
    """Return the metabolic age in years, 15 to 80 (Mi Fit)."""
    base, a_cm, a_kg, a_year, an_ohm = COEFFICIENTS[sex].metabolic_age
    return METABOLIC_AGE.hold(
        base + a_cm * height + a_kg * weight + a_year * age + an_ohm * impedance
    )


def ideal_weight(sex: Sex, height: float) -> float | None:
    """Return the ideal weight in kg (Mi Fit); None for a height outside the rule."""
    a_cm, begin = COEFFICIENTS[sex].ideal_weight
    return a_cm * (height - begin) if height > begin else None
