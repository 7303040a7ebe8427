"""Grades and costs at their borders, by the fact sheet's rules."""

from collections.abc import Callable
from itertools import pairwise
import math

import pytest

from custom_components.body_scale.body.mi_fit import (
    body as mi_fit_body,
    formulas as mi_fit,
    grades as mi_fit_grades,
    score as mi_fit_score,
)
from custom_components.body_scale.body.mi_fit.steps import COST_STEPS
from custom_components.body_scale.model import BodyType, Sex

from .peers import fat_grades

MAN = mi_fit_grades.FatGrades(11, 17, 22, 27)


@pytest.mark.parametrize("sex", list(Sex))
@pytest.mark.parametrize("border", [0, 12, 14, 16, 18, 40, 60, 100, 129])
def test_fat_grades_hold_for_fractional_ages(sex: Sex, border: int) -> None:
    for age in (border, border + 0.5, border + 0.999, max(0, border - 0.001)):
        assert mi_fit_grades.row(mi_fit_grades.FAT[sex], age) == fat_grades(sex, age)


@pytest.mark.parametrize(
    ("table", "sex", "rows"),
    [
        ("MUSCLE", Sex.MALE, {0: (38.5, 46.6), 160: (44, 52.5), 170: (49.4, 59.5)}),
        ("MUSCLE", Sex.FEMALE, {0: (29.1, 34.8), 150: (32.9, 37.6), 160: (36.5, 42.6)}),
        ("NORMAL_BONE", Sex.MALE, {0: 1.6, 60: 1.9, 75: 2.0}),
        ("NORMAL_BONE", Sex.FEMALE, {0: 1.3, 45: 1.5, 60: 1.8}),
        ("NORMAL_METABOLISM", Sex.MALE, {0: 21.6, 30: 20.07, 50: 19.35, 100: 19.35}),
        ("NORMAL_METABOLISM", Sex.FEMALE, {0: 21.24, 30: 19.53, 50: 18.63, 100: 18.63}),
    ],
)
def test_other_grades_begin_at_their_number(table: str, sex: Sex, rows: dict[int, object]) -> None:
    grades = getattr(mi_fit_grades, table)[sex]
    begins = [*rows, 1000]
    for begin, end in pairwise(begins):
        for value in (begin, end - 0.01):
            assert mi_fit_grades.row(grades, value) == rows[begin]


@pytest.mark.parametrize(
    ("fat", "cost"),
    [
        (1, 10),
        (6, 6.5),
        (11 - 1e-9, 3),
        (11, 0),
        (19 - 1e-9, 0),
        (19, 3),
        (20.5, 6),
        (22 - 1e-9, 9),
        (22, 10),
        (24.5, 15),
        (27, 20),
        (60, 20),
    ],
)
def test_fat_costs_more_the_further_from_best(fat: float, cost: float) -> None:
    assert mi_fit_score.fat_cost(fat, MAN, 19) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("age", "bmi", "fat_is_high", "cost"),
    [
        (30, 13, False, 30),
        (30, 14, False, 30),
        (30, 14.5, False, 22.5),
        (30, 15, False, 15),
        (30, 16.75, False, 10),
        (30, 18.5, False, 0),
        (30, 40, False, 0),
        (30, 28, True, 0),
        (30, 28.1, True, 5),
        (30, 31.9, True, 5),
        (30, 32, True, 10),
        (17.9, 15, False, 0),
        (17.9, 14.5, False, 22.5),
        (17.9, 16, True, 0),
        (17.9, 33, True, 10),
    ],
)
def test_bmi_cost(age: float, bmi: float, fat_is_high: bool, cost: float) -> None:
    assert mi_fit_score.bmi_cost(age, bmi, fat_is_high) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("cost_of", "points"),
    [
        (lambda x: mi_fit_score.lack_cost(x, 55, 50), {55: 0, 52.5: 7.5, 50: 10, 40: 10}),
        (mi_fit_score.visceral_cost, {1: 0, 10: 10, 12: 12, 15: 15, 50: 15}),
        (lambda x: mi_fit_score.metabolism_cost(x, 1500), {1500: 0, 1350: 6.5, 1200: 6, 900: 6}),
        (mi_fit_score.protein_cost, {17.1: 0, 17: 3, 16.5: 4, 16: 5, 13: 7.5, 10: 10, 9: 10}),
    ],
)
def test_other_costs(cost_of: Callable[[float], float], points: dict[float, float]) -> None:
    assert {x: pytest.approx(cost_of(x)) for x in points} == points


@pytest.mark.parametrize(
    ("cost_of", "step", "span"),
    [
        (lambda x: mi_fit_score.lack_cost(x, 55, 50), "lack", (40, 60)),
        (lambda x: mi_fit_score.bmi_cost(30, x, fat_is_high=True), "bmi_adult", (10, 90)),
        (lambda x: mi_fit_score.bmi_cost(30, x, fat_is_high=False), "bmi_adult", (10, 90)),
        (lambda x: mi_fit_score.bmi_cost(9, x, fat_is_high=True), "bmi_child", (10, 90)),
        (lambda x: mi_fit_score.fat_cost(x, MAN, 19), "fat", (5, 75)),
        (mi_fit_score.visceral_cost, "visceral_fat", (1, 50)),
        (lambda x: mi_fit_score.metabolism_cost(x, 1500), "metabolism", (500, 3000)),
        (mi_fit_score.protein_cost, "protein", (5, 32)),
    ],
)
def test_costs_step_as_stated_and_never_leave_the_scale(
    cost_of: Callable[[float], float], step: str, span: tuple[float, float]
) -> None:
    points = 20_000
    width = (span[1] - span[0]) / points
    costs = [cost_of(span[0] + i * width) for i in range(points + 1)]
    largest = max(abs(a - b) for a, b in pairwise(costs))
    assert largest == pytest.approx(COST_STEPS[step], abs=0.1)
    assert min(costs) == 0
    assert max(costs) <= 30


@pytest.mark.parametrize(
    ("fat", "muscle", "expected"),
    [
        (22.1, 49.3, BodyType.OBESE),
        (22.1, 49.4, BodyType.OVERWEIGHT),
        (22.1, 59.6, BodyType.THICK_SET),
        (22, 49.3, BodyType.LACK_EXERCISE),
        (17, 59.5, BodyType.BALANCED),
        (17, 59.6, BodyType.BALANCED_MUSCULAR),
        (16.9, 49.3, BodyType.SKINNY),
        (16.9, 59.5, BodyType.BALANCED_SKINNY),
        (16.9, 59.6, BodyType.SKINNY_MUSCULAR),
    ],
)
def test_body_type(fat: float, muscle: float, expected: BodyType) -> None:
    assert mi_fit_grades.body_type(Sex.MALE, 30, 175, fat, muscle) is expected


def test_the_score_has_a_floor() -> None:
    worst = {
        "bmi": 10,
        "body_fat": 75,
        "muscle_mass": 10,
        "water": 35,
        "visceral_fat": 50,
        "bone_mass": 0.5,
        "basal_metabolism": 500,
        "protein": 5,
    }
    body = mi_fit_body.Body(sex=Sex.MALE, age=40, height_cm=170, weight_kg=80, **worst)
    assert mi_fit_score.body_score(body) == 10


@pytest.mark.parametrize("height", [1e-9, 5, 26, 26.52, 26.53, 26.54, 30])
def test_visceral_fat_has_no_pole(height: float) -> None:
    root = (math.sqrt(1.45**2 + 4 * 0.1158 * 120) - 1.45) / (2 * 0.1158)
    for h in (height, root, math.nextafter(root, 0), math.nextafter(root, 99)):
        value = mi_fit.visceral_fat(Sex.FEMALE, 30, h, 300)
        assert 1 <= value <= 50
        if h <= 30:
            assert value == 50


@pytest.mark.parametrize(("sex", "begin"), [(Sex.MALE, 80), (Sex.FEMALE, 70)])
def test_ideal_weight_begins_where_the_rule_does(sex: Sex, begin: float) -> None:
    assert mi_fit.ideal_weight(sex, begin) is None
    assert mi_fit.ideal_weight(sex, begin - 20) is None
    assert 0 < (mi_fit.ideal_weight(sex, begin + 0.01) or 0) < 0.01


@pytest.mark.parametrize(
    ("weight", "height", "factor"),
    [
        (49.9, 160, 1.02),
        (49.9, 160.1, 1.0506),
        (50, 190, 1),
        (60, 190, 1),
        (60.1, 160, 0.96),
        (60.1, 160.1, 0.9888),
    ],
)
def test_womens_lean_factor_at_its_borders(weight: float, height: float, factor: float) -> None:
    fat = 100 - (35 - 9.25) * factor / weight * 100
    assert mi_fit.body_fat(Sex.FEMALE, 49, height, weight, 35) == pytest.approx(fat)


def test_lean_base_and_mens_factor_at_their_borders() -> None:
    assert mi_fit.body_fat(Sex.FEMALE, 49.01, 170, 55, 35) == pytest.approx(
        100 - (35 - 7.25) / 55 * 100
    )
    assert mi_fit.body_fat(Sex.MALE, 30, 170, 60.99, 50) == pytest.approx(
        100 - 49.2 * 0.98 / 60.99 * 100
    )
    assert mi_fit.body_fat(Sex.MALE, 30, 170, 61, 50) == pytest.approx(100 - 49.2 / 61 * 100)
