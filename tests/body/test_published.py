"""The `published` set: the equations' numbers inside their ranges, None outside."""

import math
from typing import Any

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.body_scale import body
from custom_components.body_scale.body import equations, published
from custom_components.body_scale.body.offers import OFFERS
from custom_components.body_scale.model import Metrics, Sex

from .peers import DUAL, SINGLE, ours

WOMAN = {"sex": "female", "age": 36.5, "height_cm": 168.0, "weight_kg": 63.2, "impedance": 505}
MAN = {"sex": "male", "age": 50, "height_cm": 180.0, "weight_kg": 80.0, "impedance": 500}
ROUNDING = 6e-5
MEASURED = {"body_fat", "fat_mass", "lean_body_mass", "protein"}


def give(person: dict[str, Any], **changes: Any) -> Metrics:
    return body.metrics(**{**person, **changes}, formula_set="published")


def known(person: dict[str, Any], **changes: Any) -> set[str]:
    metrics = give(person, **changes)
    return {name for name in Metrics.__slots__ if getattr(metrics, name) is not None}


def expected_of(row: dict[str, Any]) -> dict[str, float | None]:
    """Return what the vectors' raw equations give within the fact sheet's ranges."""
    inputs, raw = row["inputs"], row["published_equations"]
    age, weight = inputs["age"], inputs["weight_kg"]
    bmi = weight / (inputs["height_cm"] / 100) ** 2
    measured = inputs["impedance_ohm"] in range(1, 3000)
    lean = fat = water = muscle = None
    if not 5 <= bmi <= 250:
        return dict.fromkeys(Metrics.__slots__)
    if measured and 12 <= age <= 94:
        share = raw["ffm_sun_2003"] / weight
        lean = raw["ffm_sun_2003"] if 0.3 <= share <= 0.97 else None
        water = raw["tbw_sun_2003"] / weight * 100
        water = water if 30 <= water <= 75 else None
    if lean is not None:
        fat = (weight - lean) / weight * 100
    if not measured and 7 <= age <= 83:
        fat = raw["bf_deurenberg_1991"]
        lean = weight * (1 - fat / 100)
    if measured and 18 <= age <= 86 and 16 <= bmi <= 48:
        muscle = raw["smm_janssen_2000"]
        muscle = muscle if muscle < (lean or weight) else None
    mifflin = 19 <= age <= 78
    tall = age >= 18 and inputs["height_cm"] >= 152.4
    return {
        "bmi": bmi,
        "body_fat": fat,
        "lean_body_mass": lean,
        "fat_mass": None if lean is None else weight - lean,
        "water": water,
        "muscle_mass": muscle,
        "protein": lean / weight * 19.5 if measured and lean is not None else None,
        "basal_metabolism": raw["bmr_mifflin_1990" if mifflin else "bmr_schofield_1985"],
        "ideal_weight": raw["ibw_robinson_1983"] if tall else None,
        **dict.fromkeys(("visceral_fat", "bone_mass", "metabolic_age", "body_type", "body_score")),
    }


@pytest.mark.parametrize("row", SINGLE, ids=lambda row: row["id"])
def test_equals_the_equations_within_their_ranges(row: dict[str, Any]) -> None:
    metrics = ours(row["inputs"], formula_set="published")
    expected = expected_of(row)
    assert expected.keys() == set(Metrics.__slots__)
    for name, value in expected.items():
        tolerance = 1e-3 if name in {"body_fat", "water", "protein"} else 2e-4
        got = getattr(metrics, name)
        assert (got is None) == (value is None), (name, got, value)
        assert value is None or got == pytest.approx(value, abs=tolerance), name


def test_each_equation_by_hand() -> None:
    metrics = give(MAN)
    lean = -10.68 + 0.65 * 64.8 + 0.26 * 80 + 0.02 * 500
    assert metrics.lean_body_mass == pytest.approx(lean)
    assert metrics.body_fat == pytest.approx((80 - lean) / 80 * 100)
    assert metrics.fat_mass == pytest.approx(80 - lean)
    assert metrics.water == pytest.approx((1.20 + 0.45 * 64.8 + 0.18 * 80) / 80 * 100)
    assert metrics.muscle_mass == pytest.approx(0.401 * 64.8 + 3.825 - 0.071 * 50 + 5.102)
    assert metrics.protein == pytest.approx(19.5 * lean / 80)
    assert metrics.basal_metabolism == pytest.approx(800 + 1125 - 250 + 5)
    assert metrics.ideal_weight == pytest.approx(52 + 1.9 * (180 / 2.54 - 60))
    bmi = 80 / 1.8**2
    assert metrics.bmi == pytest.approx(bmi)
    dry = give(MAN, impedance=None)
    assert dry.body_fat == pytest.approx(1.20 * bmi + 0.23 * 50 - 10.8 - 5.4)
    assert dry.fat_mass == pytest.approx(0.8 * dry.body_fat)
    child = {**MAN, "age": 10, "height_cm": 140, "weight_kg": 35}
    assert give(child, impedance=None).body_fat == pytest.approx(
        1.51 * 35 / 1.96 - 0.70 * 10 - 3.6 + 1.4
    )


def test_a_measured_weighing_gives_all_that_the_set_offers() -> None:
    offer = OFFERS["published"]
    assert known(WOMAN) == offer.metrics
    for nothing in (None, 0, 3000, math.nan):
        assert known(WOMAN, impedance=nothing) == offer.metrics - offer.by_impedance


@pytest.mark.parametrize(
    ("person", "outside", "missing"),
    [
        (
            WOMAN,
            {"age": 11.9, "height_cm": 150},
            {*MEASURED, "water", "muscle_mass", "ideal_weight"},
        ),
        (WOMAN, {"age": 17.9}, {"muscle_mass", "ideal_weight"}),
        (WOMAN, {"age": 86.1}, {"muscle_mass"}),
        (WOMAN, {"age": 94.1}, {*MEASURED, "water", "muscle_mass"}),
        (WOMAN, {"weight_kg": 45, "impedance": 900}, {"muscle_mass"}),
        (MAN, {"weight_kg": 156}, {"muscle_mass"}),
        (MAN, {"height_cm": 152.3, "weight_kg": 60}, {"ideal_weight"}),
        (MAN, {"impedance": 200}, {*MEASURED, "water"}),
        (MAN, {"impedance": 100}, {*MEASURED, "water", "muscle_mass"}),
        (MAN, {"impedance": 2900, "weight_kg": 120}, {"water"}),
    ],
)
def test_none_outside_the_range(
    person: dict[str, Any], outside: dict[str, Any], missing: set[str]
) -> None:
    assert OFFERS["published"].metrics - known(person, **outside) == missing


@pytest.mark.parametrize(
    ("age", "bmi", "answers"),
    [
        (6.9, 20, False),
        (7, 20, True),
        (15.9, 20, True),
        (83, 20, True),
        (83.1, 20, False),
        (40, 13.8, False),
        (40, 40.8, True),
        (40, 41, False),
    ],
)
def test_fat_by_bmi_has_its_range(age: float, bmi: float, answers: bool) -> None:
    metrics = give(WOMAN, age=age, height_cm=170, weight_kg=bmi * 1.7**2, impedance=None)
    assert (metrics.body_fat is not None) is answers
    assert (metrics.fat_mass is not None) is answers
    assert (metrics.lean_body_mass is not None) is answers


@pytest.mark.parametrize(
    ("age", "kcal"),
    [
        (2.9, 58.317 * 63.2 - 31.1),
        (3, 20.315 * 63.2 + 485.9),
        (10, 13.384 * 63.2 + 692.6),
        (18, 14.818 * 63.2 + 486.6),
        (19, 632 + 1050 - 95 - 161),
        (78, 632 + 1050 - 390 - 161),
        (78.1, 9.082 * 63.2 + 658.5),
        (101, 9.082 * 63.2 + 658.5),
    ],
)
def test_metabolism_by_age(age: float, kcal: float) -> None:
    assert give(WOMAN, age=age).basal_metabolism == pytest.approx(kcal)


def test_an_athletes_metabolism_is_that_of_their_lean_mass() -> None:
    plain, athlete = give(MAN), give(MAN, athlete=True)
    assert athlete.basal_metabolism == pytest.approx(500 + 22 * plain.lean_body_mass)
    assert athlete.basal_metabolism != plain.basal_metabolism
    assert give(MAN, athlete=True, impedance=None) == give(MAN, impedance=None)
    assert give(MAN, athlete=True, age=17) == give(MAN, age=17)
    assert give(MAN, athlete=True, impedance=200) == give(MAN, impedance=200)


def test_a_real_band_of_schofield_covers_every_age() -> None:
    bands = sorted(equation.ages for equation in equations.SCHOFIELD)
    assert [band[0] for band in bands] == [0, 3, 10, 18, 30, 60]
    assert [band[1] for band in bands] == [3, 10, 18, 30, 60, math.inf]


@pytest.mark.parametrize("row", DUAL, ids=lambda row: row["id"])
def test_two_impedances_count_as_the_larger(row: dict[str, Any]) -> None:
    pair = row["inputs"]["impedance_50khz"], row["inputs"]["impedance_250khz"]
    both = {"impedance": pair[0], "impedance_250khz": pair[1]}
    swapped = {"impedance": pair[1], "impedance_250khz": pair[0]}
    assert ours(row["inputs"], **both, formula_set="published") == ours(
        row["inputs"], **swapped, formula_set="published"
    )
    assert ours(row["inputs"], **both, formula_set="published") == ours(
        row["inputs"], impedance=max(pair), formula_set="published"
    )


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf, 1e300, 10**400])
def test_an_impossible_input_takes_what_hangs_on_it(value: float) -> None:
    assert known(WOMAN, height_cm=value) == set()
    assert known(WOMAN, weight_kg=value) == set()
    assert known(WOMAN, age=value) == ({"bmi", "basal_metabolism"} if value == 0 else {"bmi"})
    assert known(WOMAN, height_cm=20) == set()


@settings(max_examples=600, deadline=None, database=None)
@given(
    sex=st.sampled_from(list(Sex)),
    age=st.floats() | st.floats(0, 130),
    height=st.floats() | st.floats(50, 220),
    weight=st.floats() | st.floats(2, 300),
    impedance=st.none() | st.floats() | st.floats(0, 3000) | st.floats(300, 800),
    athlete=st.booleans(),
)
@example(sex=Sex.MALE, age=30, height=180, weight=80, impedance=5e-324, athlete=True)
def test_every_answer_is_possible(
    *,
    sex: Sex,
    age: float,
    height: float,
    weight: float,
    impedance: float | None,
    athlete: bool,
) -> None:
    metrics = body.metrics(
        sex=sex,
        age=age,
        height_cm=height,
        weight_kg=weight,
        impedance=impedance,
        athlete=athlete,
        formula_set="published",
    )
    for name, (low, high) in published.PLAUSIBLE.items():
        value = getattr(metrics, name)
        assert value is None or low <= value <= high, name
    assert (metrics.body_fat is None) == (metrics.fat_mass is None)
    assert (metrics.body_fat is None) == (metrics.lean_body_mass is None)
    if metrics.body_fat is not None:
        assert 0 < metrics.fat_mass < weight
        assert 0 < metrics.lean_body_mass < weight
        assert math.isclose(metrics.fat_mass + metrics.lean_body_mass, weight)
        assert math.isclose(metrics.fat_mass, weight * metrics.body_fat / 100)
    if metrics.muscle_mass is not None:
        assert 0 < metrics.muscle_mass < (metrics.lean_body_mass or weight)
    assert metrics.protein is None or 0 < metrics.protein < 19.5
    assert metrics.ideal_weight is None or metrics.ideal_weight >= 49
