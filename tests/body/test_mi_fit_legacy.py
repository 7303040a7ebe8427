"""The `mi_fit_legacy` set: xiaomi_mi_scale's numbers, its jumps and its silences."""

import math
from typing import Any

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.body_scale import body
from custom_components.body_scale.body.mi_fit import (
    legacy as mi_fit_legacy,
    legacy_score as mi_fit_legacy_score,
)
from custom_components.body_scale.body.mi_fit.grades import FatGrades
from custom_components.body_scale.model import Metrics, Sex

from .peers import COMPOSITION, DUAL, SINGLE, ours, theirs

ROUNDING = 6e-5
"""The vectors have four decimals."""
NOTHING = Metrics()
PERSON = {"sex": "female", "age": 36.5, "height_cm": 168.0, "weight_kg": 63.2, "impedance": 505}


def legacy(**changes: Any) -> Metrics:
    return body.metrics(**{**PERSON, **changes}, formula_set="mi_fit_legacy")


@pytest.mark.parametrize("row", SINGLE, ids=lambda row: row["id"])
def test_equals_xiaomi_mi_scale(row: dict[str, Any]) -> None:
    metrics, peer = ours(row["inputs"], formula_set="mi_fit_legacy"), row["outputs"]["lolouk44"]
    if peer.get("rejected"):
        assert metrics == NOTHING
        return
    expected = theirs(peer)
    expected["lean_body_mass"] = peer["lbm_coefficient"]
    expected["fat_mass"] = row["inputs"]["weight_kg"] * peer["body_fat"] / 100
    assert expected.keys() == set(Metrics.__slots__)
    for name, value in expected.items():
        tolerance = 2e-4 if name == "fat_mass" else ROUNDING
        assert getattr(metrics, name) == (
            pytest.approx(value, abs=tolerance) if isinstance(value, int | float) else value
        ), name


def test_what_it_publishes_in_its_message() -> None:
    """The message recorded of 0.3.5: a man of 180 cm, born 1980-01-01, on 2026-11-22."""
    days = 17127
    metrics = body.metrics(
        sex="male",
        age=days / 365,
        height_cm=180,
        weight_kg=62.3,
        impedance=512,
        formula_set="mi_fit_legacy",
    )
    published = {
        "bmi": "19.23",
        "basal_metabolism": "1255.20",
        "visceral_fat": "7.14",
        "lean_body_mass": "55.49",
        "body_fat": "12.22",
        "water": "60.22",
        "bone_mass": "2.78",
        "muscle_mass": "51.90",
        "protein": "23.10",
    }
    assert {name: f"{getattr(metrics, name):.2f}" for name in published} == published
    assert f"{metrics.metabolic_age:.0f}" == "23"
    assert metrics.body_type == "balanced_skinny"


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("height_cm", 220, math.nextafter(220, 300)),
        ("weight_kg", 10, math.nextafter(10, 0)),
        ("weight_kg", 200, 200.05),
        ("age", 99, 99.003),
        ("age", 0, -0.003),
        ("impedance", 3000, 3001),
        ("impedance", 3000, 65533),
        ("impedance", 0, math.inf),
    ],
)
def test_nothing_where_that_program_ends(name: str, inside: float, outside: float) -> None:
    assert None not in [getattr(legacy(**{name: inside}), m) for m in Metrics.__slots__]
    assert legacy(**{name: outside}) == NOTHING


@pytest.mark.parametrize("name", ["height_cm", "weight_kg", "age"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -1, 10**400])
def test_nothing_of_impossible_inputs(name: str, value: float) -> None:
    assert legacy(**{name: value}) == NOTHING


def test_nothing_where_it_divides_by_zero() -> None:
    assert legacy(height_cm=1e-200) == NOTHING


@pytest.mark.parametrize("impedance", [None, math.nan, -1])
def test_without_an_impedance_it_has_the_metrics_of_the_weight(impedance: float | None) -> None:
    metrics = legacy(impedance=impedance)
    assert {m for m in Metrics.__slots__ if getattr(metrics, m) is None} == COMPOSITION
    whole = legacy()
    assert (metrics.bmi, metrics.visceral_fat) == (whole.bmi, whole.visceral_fat)


def test_two_impedances_count_as_the_larger() -> None:
    for row in DUAL:
        pair = row["inputs"]["impedance_50khz"], row["inputs"]["impedance_250khz"]
        set_ = {"formula_set": "mi_fit_legacy"}
        metrics = ours(row["inputs"], impedance=pair[0], impedance_250khz=pair[1], **set_)
        assert metrics == ours(row["inputs"], impedance=max(pair), **set_)


MAN = {"sex": "male", "age": 30.0, "height_cm": 195.0, "impedance": 420}


@pytest.mark.parametrize(
    ("metric", "limit", "far", "person"),
    [
        ("body_fat", 63, 75, {"sex": "female", "height_cm": 150, "impedance": 1900, "age": 40}),
        ("bone_mass", 5.2, 8, MAN),
        ("bone_mass", 5.1, 8, {**MAN, "sex": "female"}),
        ("muscle_mass", 93.5, 120, MAN),
        ("muscle_mass", 84, 120, {**MAN, "sex": "female"}),
        ("basal_metabolism", 2322, 5000, MAN),
    ],
)
def test_jumps(metric: str, limit: float, far: float, person: dict[str, Any]) -> None:
    values = [
        getattr(legacy(**person, weight_kg=weight / 50), metric) for weight in range(2000, 10_001)
    ]
    assert far in values
    assert not [value for value in values if limit < value < far]
    assert limit * 0.99 < max(value for value in values if value != far) <= limit


def test_basal_metabolism_of_women_jumps_from_2996() -> None:
    assert legacy(age=0, weight_kg=200, height_cm=1).basal_metabolism == pytest.approx(2904.927)
    low = mi_fit_legacy.JUMPS[Sex.FEMALE].basal_metabolism
    assert low == 2996


@pytest.mark.parametrize(
    ("fat", "water"),
    [(5, 73.5), (5.2, 73.5), (5.3, 64.9642), (75, 35), (28.5, 49.049), (29, 50.694)],
)
def test_water(fat: float, water: float) -> None:
    assert mi_fit_legacy.water(fat) == pytest.approx(water)


@pytest.mark.parametrize(
    ("age", "bmi", "fat_is_high", "cost"),
    [
        (17.9, 14, False, 0),
        (17.9, 14.5, False, 0),
        (17.9, 14.5, True, 22.5),
        (17.9, 14, True, 30),
        (17.9, 13.9, False, 30),
        (18, 14.5, False, 22.5),
        (18, 18.5, False, 0),
        (40, 30, True, 5),
    ],
)
def test_score_of_bmi(age: float, bmi: float, fat_is_high: bool, cost: float) -> None:
    assert mi_fit_legacy_score.legacy_bmi_cost(age, bmi, fat_is_high) == pytest.approx(cost)


@pytest.mark.parametrize(
    ("fat", "cost"),
    [(5, 10), (10.99, 10), (11, 0), (18.99, 0), (19, 10), (21.9, 10), (24.5, 15), (27, 20)],
)
def test_score_of_fat_is_cut_short(fat: float, cost: float) -> None:
    grades = FatGrades(11, 17, 22, 27)
    assert mi_fit_legacy_score.legacy_fat_cost(fat, grades, 19) == pytest.approx(cost)


@settings(max_examples=400, deadline=None, database=None)
@given(
    sex=st.sampled_from(["male", "female"]),
    age=st.floats() | st.floats(0, 100),
    height=st.floats() | st.floats(0, 230),
    weight=st.floats() | st.floats(9, 201),
    impedance=st.none() | st.floats() | st.floats(0, 3001),
    second=st.none() | st.floats() | st.floats(0, 4000),
)
@example(sex="female", age=30, height=5e-324, weight=50, impedance=1, second=None)
@example(sex="female", age=30, height=26.530612244897, weight=50, impedance=10**400, second=None)
def test_no_exception_and_its_own_limits(
    sex: str,
    age: float,
    height: float,
    weight: float,
    impedance: float | None,
    second: float | None,
) -> None:
    metrics = legacy(
        sex=sex,
        age=age,
        height_cm=height,
        weight_kg=weight,
        impedance=impedance,
        impedance_250khz=second,
    )
    for name, limits in (
        ("bmi", (10, 90)),
        ("body_fat", (5, 75)),
        ("water", (35, 75)),
        ("bone_mass", (0.5, 8)),
        ("muscle_mass", (10, 120)),
        ("protein", (5, 32)),
        ("visceral_fat", (1, 50)),
        ("basal_metabolism", (500, 5000)),
        ("metabolic_age", (15, 80)),
        ("body_score", (-30, 100)),
    ):
        value = getattr(metrics, name)
        assert value is None or limits[0] <= value <= limits[1], name
