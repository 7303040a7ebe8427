"""The body score of xiaomi_mi_scale: `mi_fit_score` without its limits and its mended rules.

What differs: fat between the best part of normal and high, and below very low, costs 10 points (the
rules for them are never reached there); children's BMI costs nothing from 14; and a score may fall
below 10.
"""

from ..model import Sex
from .mi_fit_grades import FAT, MUSCLE, NORMAL_BONE, NORMAL_METABOLISM, NORMAL_WATER, FatGrades, row
from .mi_fit_score import (
    BEST_BELOW_HIGH,
    HIGHEST,
    bmi_cost,
    lack_cost,
    metabolism_cost,
    protein_cost,
    slope,
    visceral_cost,
)


def body_score(
    *,
    sex: Sex,
    age: float,
    height_cm: float,
    weight_kg: float,
    bmi: float,
    body_fat: float,
    muscle_mass: float,
    water: float,
    visceral_fat: float,
    bone_mass: float,
    basal_metabolism: float,
    protein: float,
) -> float:
    """Return the score, at most 100; percent, kg and kcal a day as in `Metrics`."""
    fat = row(FAT[sex], age)
    normal_muscle = row(MUSCLE[sex], height_cm).normal
    normal_bone = row(NORMAL_BONE[sex], weight_kg)
    return (
        HIGHEST
        - (legacy_bmi_cost(age, bmi, body_fat >= fat.high) if height_cm >= 90 else 0)
        - legacy_fat_cost(body_fat, fat, fat.high - BEST_BELOW_HIGH[sex])
        - lack_cost(muscle_mass, normal_muscle, normal_muscle - 5)
        - lack_cost(water, NORMAL_WATER[sex], NORMAL_WATER[sex] - 5)
        - visceral_cost(visceral_fat)
        - lack_cost(bone_mass, normal_bone, normal_bone - 0.3)
        - metabolism_cost(basal_metabolism, weight_kg * row(NORMAL_METABOLISM[sex], age))
        - protein_cost(protein)
    )


def legacy_bmi_cost(age: float, bmi: float, fat_is_high: bool) -> float:
    """Return what a BMI too low, or too high by fat, costs."""
    if age < 18 and bmi >= 14 and not fat_is_high:
        return 0
    return bmi_cost(age, bmi, fat_is_high)


def legacy_fat_cost(body_fat: float, grades: FatGrades, best_end: float) -> float:
    """Return what fat above or below the best part of normal costs."""
    if grades.low <= body_fat < best_end:
        return 0
    if body_fat >= grades.very_high:
        return 20
    return max(10, slope(body_fat, grades.high, grades.very_high, 10, 20))
