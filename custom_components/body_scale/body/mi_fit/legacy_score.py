"""The body score of xiaomi_mi_scale: `score` without its limits and its corrected rules.

Differences: fat between the best part of normal and high, and below very low, costs 10 points (the
rules for them are never reached there); children's BMI costs nothing from 14; and a score may fall
below 10.
"""

from .body import Body
from .grades import FatGrades
from .score import bmi_cost, score_without_floor, slope


def body_score(body: Body) -> float:
    """Return the score, at most 100."""
    return score_without_floor(body, legacy_bmi_cost, legacy_fat_cost)


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
