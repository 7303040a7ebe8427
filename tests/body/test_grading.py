"""Grades: which there are, where they begin, for whom there are none."""

import math
from typing import Any

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.body_scale import body
from custom_components.body_scale.body import grading
from custom_components.body_scale.body.grading import GRADE_NAMES
from custom_components.body_scale.model import FormulaSet, Grade, Metrics

MAN = {"sex": "male", "age": 45.0, "height_cm": 178.0, "weight_kg": 82.0}
WOMAN = {"sex": "female", "age": 35.0, "height_cm": 165.0, "weight_kg": 58.0}


def grade(person: dict[str, Any], formula_set: str = "mi_fit", **values: Any) -> dict[str, Grade]:
    found = body.grades(Metrics(**{"bmi": 24.0, **values}), **person, formula_set=formula_set)
    assert found is not None
    return dict(found)


@pytest.mark.parametrize("formula_set", list(FormulaSet))
def test_none_for_minors(formula_set: FormulaSet) -> None:
    metrics = Metrics(bmi=20.0, body_fat=20.0)
    for age in (0, 10, 17.99, math.nan, -1):
        person = {**MAN, "age": age}
        assert body.grades(metrics, **person, formula_set=formula_set) is None
    assert body.grades(metrics, **{**MAN, "age": 18}, formula_set=formula_set)


@pytest.mark.parametrize(
    ("person", "metric", "bounds"),
    [
        (MAN, "bmi", (18.5, 25, 28, 32)),
        (MAN, "body_fat", (12, 18, 23, 28)),
        (WOMAN, "body_fat", (21, 28, 35, 40)),
        (MAN, "water", (55, 65.1)),
        (WOMAN, "water", (45, 60.1)),
        (MAN, "muscle_mass", (49.4, 59.5)),
        (WOMAN, "muscle_mass", (36.5, 42.6)),
        (MAN, "bone_mass", (2.0, 4.2)),
        (WOMAN, "bone_mass", (1.5, 3.8)),
        ({**MAN, "weight_kg": 74.9}, "bone_mass", (1.9, 4.1)),
        ({**MAN, "weight_kg": 59.9}, "bone_mass", (1.6, 3.9)),
        ({**WOMAN, "weight_kg": 60}, "bone_mass", (1.8, 3.9)),
        ({**WOMAN, "weight_kg": 44.9}, "bone_mass", (1.3, 3.6)),
        (MAN, "protein", (16, 20)),
        (MAN, "visceral_fat", (10, 15)),
        (MAN, "basal_metabolism", (82 * 20.07,)),
        (WOMAN, "basal_metabolism", (58 * 19.53,)),
        (MAN, "body_score", (50, 60, 80, 90)),
    ],
)
def test_mi_fits_scales(person: dict[str, Any], metric: str, bounds: tuple[float, ...]) -> None:
    for formula_set in ("mi_fit", "mi_fit_legacy"):
        for i, bound in enumerate(bounds):
            at = grade(person, formula_set, **{metric: bound})[metric]
            below = grade(person, formula_set, **{metric: math.nextafter(bound, 0)})[metric]
            assert at.bounds == pytest.approx(bounds)
            assert (at.grade, below.grade) == (at.names[i + 1], at.names[i])


def test_a_weight_stands_where_its_body_mass_index_does() -> None:
    for weight in range(40, 140):
        person = {**MAN, "weight_kg": weight}
        bmi = weight / 1.78**2
        for formula_set in FormulaSet:
            found = grade(person, formula_set, bmi=bmi)
            assert found["weight"].grade == found["bmi"].grade
            assert found["weight"].bounds == pytest.approx(
                [bound * 1.78**2 for bound in found["bmi"].bounds]
            )


@pytest.mark.parametrize(
    ("bmi", "name"),
    [
        (15.9, "severe_thinness"),
        (16, "moderate_thinness"),
        (17, "mild_thinness"),
        (18.5, "normal"),
        (25, "pre_obese"),
        (30, "obese_1"),
        (35, "obese_2"),
        (40, "obese_3"),
    ],
)
def test_classes_of_the_who(bmi: float, name: str) -> None:
    assert grade(MAN, "published", bmi=bmi)["bmi"].grade == name


@pytest.mark.parametrize(
    ("sex", "age", "bounds"),
    [
        ("female", 20, (21, 33, 39)),
        ("female", 40, (23, 34, 40)),
        ("female", 79.9, (24, 36, 42)),
        ("male", 39.9, (8, 20, 25)),
        ("male", 59, (11, 22, 28)),
        ("male", 60, (13, 25, 30)),
        ("male", 19.9, None),
        ("female", 80, None),
    ],
)
def test_fat_by_gallagher(sex: str, age: float, bounds: tuple[float, ...] | None) -> None:
    person = {**MAN, "sex": sex, "age": age}
    found = grade(person, "published", body_fat=24.0).get("body_fat")
    assert (found.bounds if found else None) == bounds


def test_muscle_by_janssen_from_sixty() -> None:
    square = 1.78**2
    for index, name in ((8.4, "very_low"), (9, "low"), (10.8, "normal")):
        old = grade({**MAN, "age": 60}, "published", muscle_mass=index * square)
        assert old["muscle_mass"].grade == name
    for index, name in ((5.7, "very_low"), (6, "low"), (6.8, "normal")):
        old = grade({**WOMAN, "age": 70}, "published", muscle_mass=index * 1.65**2)
        assert old["muscle_mass"].grade == name
    assert "muscle_mass" not in grade(MAN, "published", muscle_mass=30.0)


def test_what_is_missing_has_no_grade() -> None:
    assert grade(MAN).keys() == {"bmi", "weight"}
    assert body.grades(Metrics(), **{**MAN, "weight_kg": math.nan}) == {}


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="Sex"):
        body.grades(Metrics(), **{**MAN, "sex": "x"})
    with pytest.raises(ValueError, match="Unknown formula set"):
        body.grades(Metrics(), **MAN, formula_set="x")


def test_every_set_has_scales() -> None:
    assert set(grading.SCALES) == set(body.FORMULA_SETS) == set(body.OFFERS) == set(FormulaSet)


@settings(max_examples=300, deadline=None, database=None)
@given(
    sex=st.sampled_from(["male", "female"]),
    age=st.floats(18, 130),
    height=st.floats() | st.floats(50, 220),
    weight=st.floats() | st.floats(2, 300),
    formula_set=st.sampled_from(list(FormulaSet)),
)
def test_every_body_has_a_grade_of_its_scale(
    sex: str, age: float, height: float, weight: float, formula_set: FormulaSet
) -> None:
    person = {"sex": sex, "age": age, "height_cm": height, "weight_kg": weight}
    metrics = body.metrics(**person, impedance=500, formula_set=formula_set)
    for name, found in (body.grades(metrics, **person, formula_set=formula_set) or {}).items():
        assert name == "weight" or name in Metrics.__slots__
        assert found.grade in found.names
        assert len(found.names) == len(found.bounds) + 1
        assert set(found.names) <= GRADE_NAMES
        assert list(found.bounds) == sorted(found.bounds)
