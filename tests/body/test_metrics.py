"""What the entry point promises, whatever the formula set."""

import math

import pytest

from custom_components.body_scale import body
from custom_components.body_scale.model import FormulaSet, Metrics, Sex

from .peers import COMPOSITION, SINGLE, ours

PERSON = {"sex": "female", "age": 36.5, "height_cm": 168.0, "weight_kg": 63.2, "impedance": 505}
EVERY = set(Metrics.__slots__)
BY_WEIGHT = {"bmi", "visceral_fat", "basal_metabolism", "ideal_weight"}


def known(**changes: object) -> set[str]:
    metrics = body.metrics(**{**PERSON, **changes})
    return {name for name in EVERY if getattr(metrics, name) is not None}


def test_a_whole_weighing_gives_every_metric() -> None:
    assert known() == EVERY
    assert EVERY == COMPOSITION | BY_WEIGHT


@pytest.mark.parametrize(
    "impedance", [None, 0, 0.0, -1, -500.0, 3000, 3000.0, 65534, math.nan, math.inf, -math.inf]
)
def test_no_composition_without_an_impedance(impedance: float | None) -> None:
    assert known(impedance=impedance) == BY_WEIGHT
    assert known(impedance=impedance, impedance_250khz=480) == BY_WEIGHT


@pytest.mark.parametrize("impedance", [0.001, 1, 2999, 2999.999])
def test_any_other_impedance_is_one(impedance: float) -> None:
    assert known(impedance=impedance) == EVERY


@pytest.mark.parametrize("broken", [None, 0, -3, 3000, 10_000, math.nan, math.inf])
def test_a_broken_second_impedance_is_left_out(broken: float | None) -> None:
    assert body.metrics(**PERSON, impedance_250khz=broken) == body.metrics(**PERSON)


IMPOSSIBLE = [0, -1, -0.5, math.nan, math.inf, -math.inf, 1e300, 10**400]


@pytest.mark.parametrize("value", IMPOSSIBLE)
def test_an_impossible_input_takes_only_what_hangs_on_it(value: float) -> None:
    assert known(weight_kg=value) == {"ideal_weight"}
    assert known(height_cm=value) == set()
    assert known(age=value) == (EVERY if value == 0 else {"bmi", "ideal_weight"})


def test_sex_and_formula_set_may_be_names_or_members() -> None:
    row = SINGLE[0]["inputs"]
    member = ours(row, sex=Sex(row["sex"]), formula_set=FormulaSet.MI_FIT)
    assert member == ours(row, formula_set="mi_fit") == ours(row)


def test_athlete_has_no_effect_in_mi_fit() -> None:
    assert body.metrics(**PERSON, athlete=True) == body.metrics(**PERSON)


@pytest.mark.parametrize("sex", ["", "Male", "other", None])
def test_an_unknown_sex_is_refused(sex: str | None) -> None:
    with pytest.raises(ValueError, match="Sex"):
        body.metrics(**{**PERSON, "sex": sex})


@pytest.mark.parametrize("formula_set", ["", "MI_FIT", "yunmai", None])
def test_an_unknown_formula_set_is_refused(formula_set: str | None) -> None:
    with pytest.raises(ValueError, match="Unknown formula set"):
        body.metrics(**PERSON, formula_set=formula_set)


def test_every_registered_set_answers() -> None:
    assert set(body.FORMULA_SETS) <= set(FormulaSet)
    for formula_set in body.FORMULA_SETS:
        assert body.metrics(**PERSON, formula_set=formula_set).bmi == pytest.approx(22.3923)
