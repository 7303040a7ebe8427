"""Mi Fit's body score: 100 less what each metric costs.

Source: Mi Fit's rules as read out in wiecosystem/Bluetooth and used by lolouk44/xiaomi_mi_scale;
children's BMI limit of 15 and the limits 10 to 100 as in bodymiscale.

Corrected: the deduction for fat. The lineage tests "below very high" before the narrower ranges, so
that the rules for the upper part of normal and for very low fat are never reached, and both cost 10
points, as much as high fat. Here they are reached. Their points are also swapped there (3 at the
worst end, 9 at the best), which makes them a flat 3; here they rise from 3 to 9 and from 3 to 10.

Unchanged, because the scores of Mi Fit depend on it: with high fat a BMI between 28 and 32 costs a
flat 5 (the same swap), and a metabolism just above the worst costs 8, the worst 6.
"""

from collections.abc import Callable

from ...model import Sex
from .body import Body
from .grades import FAT, MUSCLE, NORMAL_BONE, NORMAL_METABOLISM, NORMAL_WATER, FatGrades, row

LOWEST, HIGHEST = 10.0, 100.0
BEST_BELOW_HIGH = {Sex.MALE: 3.0, Sex.FEMALE: 2.0}
"""Points of fat below high at which the best part of normal ends."""
LEAST_FAT = 1.0
"""Percent at which very low fat costs most."""


type BmiCost = Callable[[float, float, bool], float]
type FatCost = Callable[[float, FatGrades, float], float]


def body_score(body: Body) -> float:
    """Return the score, 10 to 100."""
    return max(score_without_floor(body, bmi_cost, fat_cost), LOWEST)


def score_without_floor(body: Body, of_bmi: BmiCost, of_fat: FatCost) -> float:
    """Return the score, at most 100, by a set's own costs of the BMI and of fat."""
    fat = row(FAT[body.sex], body.age)
    normal_muscle = row(MUSCLE[body.sex], body.height_cm).normal
    normal_water = NORMAL_WATER[body.sex]
    normal_bone = row(NORMAL_BONE[body.sex], body.weight_kg)
    normal_metabolism = body.weight_kg * row(NORMAL_METABOLISM[body.sex], body.age)
    bmi_counts = body.height_cm >= 90
    return (
        HIGHEST
        - (of_bmi(body.age, body.bmi, body.body_fat >= fat.high) if bmi_counts else 0)
        - of_fat(body.body_fat, fat, fat.high - BEST_BELOW_HIGH[body.sex])
        - lack_cost(body.muscle_mass, normal_muscle, normal_muscle - 5)
        - lack_cost(body.water, normal_water, normal_water - 5)
        - visceral_cost(body.visceral_fat)
        - lack_cost(body.bone_mass, normal_bone, normal_bone - 0.3)
        - metabolism_cost(body.basal_metabolism, normal_metabolism)
        - protein_cost(body.protein)
    )


def slope(value: float, best: float, worst: float, least: float, most: float) -> float:
    """Return the cost of a value between the best, which costs least, and the worst."""
    return least + (value - best) / (worst - best) * (most - least)


def lack_cost(value: float, normal: float, worst: float) -> float:
    """Return what too little muscle, water or bone costs."""
    if value >= normal:
        return 0
    return slope(value, normal, worst, 5, 10) if value > worst else 10


def bmi_cost(age: float, bmi: float, fat_is_high: bool) -> float:
    """Return what a BMI too low, or too high by fat, costs."""
    if bmi <= 14:
        return 30
    if bmi < 15:
        return slope(bmi, 15, 14, 15, 30)
    if bmi < 18.5 and age >= 18:
        return slope(bmi, 18.5, 15, 5, 15)
    if not fat_is_high or bmi <= 28:
        return 0
    return 10 if bmi >= 32 else 5


def fat_cost(body_fat: float, grades: FatGrades, best_end: float) -> float:
    """Return what fat above or below the best part of normal costs."""
    if body_fat >= grades.very_high:
        return 20
    if body_fat >= grades.high:
        return slope(body_fat, grades.high, grades.very_high, 10, 20)
    if body_fat >= best_end:
        return slope(body_fat, best_end, grades.high, 3, 9)
    if body_fat >= grades.low:
        return 0
    return slope(body_fat, grades.low, LEAST_FAT, 3, 10)


def visceral_cost(visceral_fat: float) -> float:
    """Return what visceral fat costs."""
    if visceral_fat < 10:
        return 0
    return slope(visceral_fat, 10, 15, 10, 15) if visceral_fat < 15 else 15


def metabolism_cost(basal_metabolism: float, normal: float) -> float:
    """Return what a metabolism below normal costs."""
    if basal_metabolism >= normal:
        return 0
    worst = normal - 300
    return slope(basal_metabolism, normal, worst, 5, 8) if basal_metabolism > worst else 6


def protein_cost(protein: float) -> float:
    """Return what too little protein costs."""
    if protein > 17:
        return 0
    if protein > 16:
        return slope(protein, 17, 16, 3, 5)
    return slope(protein, 16, 10, 5, 10) if protein >= 10 else 10
