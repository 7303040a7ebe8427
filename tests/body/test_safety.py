"""What may be shown of a weighing, and the reason for each metric that may not."""

from datetime import UTC, date, datetime
import math
from typing import Any

import pytest

from custom_components.body_scale import body
from custom_components.body_scale.body.offers import COMPOSITION, METRICS, OFFERS
from custom_components.body_scale.body.shown import age_on, is_minor, shown
from custom_components.body_scale.model import (
    FormulaSet,
    Given,
    Metrics,
    Missing,
    Profile,
    Sex,
    Shown,
    Weighing,
)

DAY = date(2026, 11, 22)
EVERY_SET = list(FormulaSet)
ALL_SAID = Given(
    bmi=24.8,
    body_fat=30.0,
    fat_mass=21.8,
    lean_body_mass=50.7,
    water=50.0,
    muscle_mass=47.0,
    bone_mass=2.6,
    protein=16.0,
    visceral_fat=6.0,
    basal_metabolism=1450.0,
    metabolic_age=41.0,
)
"""All that a scale can say."""


def weighing(**changes: Any) -> Weighing:
    return Weighing(
        **{
            "weighing_id": "w",
            "scale": "s",
            "measured_at": datetime(2026, 11, 22, 7, tzinfo=UTC),
            "weight_kg": 72.5,
            "impedance": 490.0,
            **changes,
        }
    )


def profile(**changes: Any) -> Profile:
    return Profile(
        **{"sex": Sex.FEMALE, "birth_date": date(1986, 4, 1), "height_cm": 171.0, **changes}
    )


def look(formula_set: str = "mi_fit", *, impedance: float | None = 490.0, **changes: Any) -> Shown:
    return shown(weighing(impedance=impedance), profile(**changes), DAY, formula_set)


@pytest.mark.parametrize("formula_set", EVERY_SET)
def test_every_metric_is_shown_or_has_a_reason(formula_set: FormulaSet) -> None:
    for changes in (
        {},
        {"no_impedance_metrics": True},
        {"birth_date": date(2015, 1, 1)},
        {"birth_date": date(1900, 1, 1)},
        {"height_cm": 230.0},
    ):
        for impedance in (490.0, None, 0.0, 5000.0):
            seen = look(formula_set, impedance=impedance, **changes)
            known = {name for name in METRICS if getattr(seen.metrics, name) is not None}
            assert seen.formula_set is formula_set
            assert known.isdisjoint(seen.missing)
            assert known | seen.missing.keys() == METRICS


@pytest.mark.parametrize("formula_set", EVERY_SET)
def test_a_whole_weighing_lacks_only_what_the_set_has_not(formula_set: FormulaSet) -> None:
    seen = shown(weighing(given=ALL_SAID), profile(), DAY, formula_set)
    without = METRICS - OFFERS[formula_set].metrics
    assert seen.missing == dict.fromkeys(without, Missing.NOT_OFFERED)
    assert seen.metrics == body.metrics(
        sex="female",
        age=age_on(date(1986, 4, 1), DAY, formula_set),
        height_cm=171.0,
        weight_kg=72.5,
        impedance=490.0,
        formula_set=formula_set,
        given=ALL_SAID,
    )


@pytest.mark.parametrize("formula_set", EVERY_SET)
@pytest.mark.parametrize("impedance", [490.0, None])
def test_pregnancy_and_implants_spare_the_composition(
    formula_set: FormulaSet, impedance: float | None
) -> None:
    seen = look(formula_set, impedance=impedance, no_impedance_metrics=True, athlete=True)
    offer = OFFERS[formula_set]
    for name in COMPOSITION:
        expected = Missing.EXCLUDED if name in offer.metrics else Missing.NOT_OFFERED
        assert getattr(seen.metrics, name) is None
        assert seen.missing[name] is expected
    assert seen.metrics.bmi is not None
    assert (
        seen.metrics.basal_metabolism == look(formula_set, impedance=None).metrics.basal_metabolism
    )


@pytest.mark.parametrize("formula_set", EVERY_SET)
@pytest.mark.parametrize("spared", [False, True])
def test_minors_have_a_body_mass_index_alone(formula_set: FormulaSet, spared: bool) -> None:
    birth = date(2008, 11, 23)
    seen = look(formula_set, birth_date=birth, no_impedance_metrics=spared)
    assert seen.metrics == Metrics(bmi=seen.metrics.bmi)
    assert seen.metrics.bmi == pytest.approx(24.794, abs=1e-3)
    offered = OFFERS[formula_set].metrics - {"bmi"}
    assert {name for name, why in seen.missing.items() if why is Missing.MINOR} == offered


@pytest.mark.parametrize("formula_set", EVERY_SET)
def test_adults_are_so_from_their_birthday(formula_set: FormulaSet) -> None:
    grown = profile(birth_date=date(2008, 11, 22))
    seen = shown(weighing(given=ALL_SAID), grown, DAY, formula_set)
    assert seen.metrics.body_fat is not None
    offered = OFFERS[formula_set].metrics
    assert {why for name, why in seen.missing.items() if name in offered} == set()


@pytest.mark.parametrize(
    ("birth", "first_day"),
    [
        (date(2000, 5, 17), date(2018, 5, 17)),
        (date(2000, 2, 29), date(2018, 3, 1)),
        (date(2000, 12, 31), date(2018, 12, 31)),
        (date(2001, 1, 1), date(2019, 1, 1)),
    ],
)
def test_the_calendar_says_who_is_minor(birth: date, first_day: date) -> None:
    assert is_minor(birth, date.fromordinal(first_day.toordinal() - 1))
    assert not is_minor(birth, first_day)
    assert is_minor(birth, birth)
    assert is_minor(birth, date(1990, 1, 1))


def test_days_by_365_make_no_adult_of_a_minor() -> None:
    birth, day = date(2000, 5, 17), date(2018, 5, 14)
    assert age_on(birth, day, "mi_fit_legacy") > 18
    seen = shown(weighing(), profile(birth_date=birth), day, "mi_fit_legacy")
    assert seen.missing["body_fat"] is Missing.MINOR


def test_age_is_counted_as_the_set_counts() -> None:
    birth, day = date(1980, 1, 1), date(2026, 11, 22)
    assert age_on(birth, day) == 17127 / 365.25
    assert age_on(birth, day, "published") == 17127 / 365.25
    assert age_on(birth, day, "mi_fit_legacy") == 17127 / 365
    assert age_on(day, birth) == 0


def test_missing_for_want_of_an_impedance() -> None:
    for impedance in (None, 3000.0, math.nan):
        seen = look("mi_fit", impedance=impedance)
        assert seen.missing == dict.fromkeys(COMPOSITION, Missing.NO_IMPEDANCE)
    seen = look("published", impedance=None)
    lacking = {n for n, why in seen.missing.items() if why is Missing.NO_IMPEDANCE}
    assert lacking == {"water", "muscle_mass", "protein"}
    assert seen.metrics.body_fat is not None


def test_missing_for_being_out_of_range() -> None:
    old = look("published", birth_date=date(1935, 1, 1))
    assert {n for n, why in old.missing.items() if why is Missing.OUT_OF_RANGE} == {"muscle_mass"}
    tall = look("mi_fit_legacy", height_cm=221.0)
    assert tall.missing == dict.fromkeys(METRICS, Missing.OUT_OF_RANGE)
    small = look("mi_fit", height_cm=69.0)
    assert small.missing == {"ideal_weight": Missing.OUT_OF_RANGE}


def test_an_unknown_set_is_refused() -> None:
    with pytest.raises(ValueError, match="Unknown formula set"):
        look("yunmai")
