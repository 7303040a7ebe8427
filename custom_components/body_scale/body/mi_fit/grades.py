"""Mi Fit's grading tables, and the body type read from two of them.

Source: Mi Fit's tables as read out in wiecosystem/Bluetooth and used by lolouk44/xiaomi_mi_scale.
A row applies from its first number on, so the rows are half-open ranges without gaps; the first has
no end. In the lineage closed ranges (0 to 11, 12 to 13) left fractional ages without
a row, and ages from 100 had none.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...model import BodyType, Sex


class FatGrades(NamedTuple):
    """Percent of body fat at which the next grade begins."""

    low: float
    normal: float
    high: float
    very_high: float


class MuscleGrades(NamedTuple):
    """Kg of muscle at which the next grade begins."""

    normal: float
    good: float


type Rows[T] = Sequence[tuple[float, T]]

FAT: Mapping[Sex, Rows[FatGrades]] = {
    Sex.MALE: (
        (60, FatGrades(14, 20, 25, 30)),
        (40, FatGrades(12, 18, 23, 28)),
        (18, FatGrades(11, 17, 22, 27)),
        (0, FatGrades(7, 16, 25, 30)),
    ),
    Sex.FEMALE: (
        (60, FatGrades(23, 30, 37, 42)),
        (40, FatGrades(22, 29, 36, 41)),
        (18, FatGrades(21, 28, 35, 40)),
        (16, FatGrades(20, 28, 37, 41)),
        (14, FatGrades(18, 27, 36, 40)),
        (12, FatGrades(15, 24, 33, 37)),
        (0, FatGrades(12, 21, 30, 34)),
    ),
}
"""By years of age."""

MUSCLE: Mapping[Sex, Rows[MuscleGrades]] = {
    Sex.MALE: (
        (170, MuscleGrades(49.4, 59.5)),
        (160, MuscleGrades(44.0, 52.5)),
        (0, MuscleGrades(38.5, 46.6)),
    ),
    Sex.FEMALE: (
        (160, MuscleGrades(36.5, 42.6)),
        (150, MuscleGrades(32.9, 37.6)),
        (0, MuscleGrades(29.1, 34.8)),
    ),
}
"""By cm of height."""

NORMAL_BONE: Mapping[Sex, Rows[float]] = {
    Sex.MALE: ((75, 2.0), (60, 1.9), (0, 1.6)),
    Sex.FEMALE: ((60, 1.8), (45, 1.5), (0, 1.3)),
}
"""Kg, by kg of weight."""

GOOD_BONE: Mapping[Sex, Rows[float]] = {
    Sex.MALE: ((75, 4.2), (60, 4.1), (0, 3.9)),
    Sex.FEMALE: ((60, 3.9), (45, 3.8), (0, 3.6)),
}
"""Kg, by kg of weight."""

NORMAL_METABOLISM: Mapping[Sex, Rows[float]] = {
    Sex.MALE: ((50, 19.35), (30, 20.07), (0, 21.6)),
    Sex.FEMALE: ((50, 18.63), (30, 19.53), (0, 21.24)),
}
"""Kcal a day for a kg of weight, by years of age."""

NORMAL_WATER: Mapping[Sex, float] = {Sex.MALE: 55.0, Sex.FEMALE: 45.0}
GOOD_WATER: Mapping[Sex, float] = {Sex.MALE: 65.1, Sex.FEMALE: 60.1}
PROTEIN = (16.0, 20.0)
"""Percent, as are those of water."""

BMI = (18.5, 25.0, 28.0, 32.0)
VISCERAL_FAT = (10.0, 15.0)
BODY_SCORE = (50.0, 60.0, 80.0, 90.0)

BODY_TYPES = (
    (BodyType.OBESE, BodyType.OVERWEIGHT, BodyType.THICK_SET),
    (BodyType.LACK_EXERCISE, BodyType.BALANCED, BodyType.BALANCED_MUSCULAR),
    (BodyType.SKINNY, BodyType.BALANCED_SKINNY, BodyType.SKINNY_MUSCULAR),
)
"""A row for much, normal and little fat; in it little, normal and much muscle."""


def row[T](rows: Rows[T], value: float) -> T:
    """Return the row that holds for a value of 0 or more."""
    return next(grades for begin, grades in rows if value >= begin)


def body_type(
    sex: Sex, age: float, height_cm: float, body_fat: float, muscle_mass: float
) -> BodyType:
    """Return Mi Fit's body type for fat in percent and muscle in kg."""
    fat = row(FAT[sex], age)
    muscle = row(MUSCLE[sex], height_cm)
    little_fat = 0 if body_fat > fat.high else 2 if body_fat < fat.normal else 1
    much_muscle = 2 if muscle_mass > muscle.good else 0 if muscle_mass < muscle.normal else 1
    return BODY_TYPES[little_fat][much_muscle]
