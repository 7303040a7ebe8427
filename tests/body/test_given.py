"""What the scale itself says of a body is shown as it says it, and never mixed with ours."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime

import pytest

from custom_components.body_scale import body
from custom_components.body_scale.body.shown import shown
from custom_components.body_scale.model import (
    FormulaSet,
    Frame,
    Given,
    Metrics,
    Missing,
    Profile,
    Sex,
    Weighing,
)

DAY = date(2026, 11, 22)
SAID = Given(body_fat=20.0, water=55.5, bone_mass=3.1)
PERSON = Profile(sex=Sex.MALE, birth_date=date(1986, 2, 3), height_cm=200.0)
WEIGHING = Weighing(
    weighing_id="w",
    scale="s",
    measured_at=datetime(2026, 11, 22, 7, tzinfo=UTC),
    weight_kg=80.0,
    impedance=500.0,
    given=SAID,
)


def test_the_scales_own_numbers_and_what_follows_from_them():
    # 20 % of 80 kg; 80 kg by 2 m squared.
    found = shown(WEIGHING, PERSON, DAY, FormulaSet.SCALE)
    assert found.metrics == Metrics(
        body_fat=20.0, water=55.5, bone_mass=3.1, fat_mass=16.0, lean_body_mass=64.0, bmi=20.0
    )
    assert found.missing["protein"] is Missing.NOT_GIVEN
    assert found.missing["body_score"] is Missing.NOT_OFFERED


def test_what_the_scale_says_isnt_computed_again():
    said = Given(bmi=21.0, body_fat=20.0, fat_mass=15.0, lean_body_mass=60.0)
    found = shown(replace(WEIGHING, given=said), PERSON, DAY, FormulaSet.SCALE).metrics
    assert (found.bmi, found.fat_mass, found.lean_body_mass) == (21.0, 15.0, 60.0)


def test_a_scale_that_says_nothing():
    found = shown(replace(WEIGHING, given=None), PERSON, DAY, FormulaSet.SCALE).metrics
    assert found == Metrics(bmi=20.0)


@pytest.mark.parametrize("formula_set", ["mi_fit", "mi_fit_legacy", "published"])
def test_no_other_set_takes_any_of_it(formula_set):
    without = shown(replace(WEIGHING, given=None), PERSON, DAY, formula_set)
    assert shown(WEIGHING, PERSON, DAY, formula_set) == without


def test_minors_and_pregnancy_are_shown_no_composition():
    child = replace(PERSON, birth_date=date(2015, 1, 1))
    found = asdict(shown(WEIGHING, child, DAY, FormulaSet.SCALE).metrics)
    assert {key for key, value in found.items() if value is not None} == {"bmi"}
    spared = replace(PERSON, no_impedance_metrics=True)
    found = asdict(shown(WEIGHING, spared, DAY, FormulaSet.SCALE).metrics)
    assert {key for key, value in found.items() if value is not None} == {"bmi"}


def test_impossible_bodies_get_nothing():
    for weight, height in ((0.0, 180.0), (80.0, 0.0), (float("nan"), 180.0)):
        found = body.metrics(
            sex="male",
            age=40,
            height_cm=height,
            weight_kg=weight,
            formula_set="scale",
            given=SAID,
        )
        assert found.bmi is None


def test_two_packets_say_their_parts():
    one = Frame("", 80.0, given=Given(body_fat=20.0, water=55.0))
    two = Frame("", given=Given(water=56.0, bone_mass=3.1))
    assert one.joined(two).given == Given(body_fat=20.0, water=56.0, bone_mass=3.1)
    assert one.joined(Frame("")).given == one.given
    assert Frame("").joined(two).given == two.given


def test_segments_that_were_measured_stay_when_more_of_the_weighing_comes():
    measured = Frame("", segments=(19.8, 283.0), battery=84)
    later = measured.joined(Frame("", impedance_failed=True, battery=83))
    assert (later.segments, later.impedance_failed, later.battery) == ((19.8, 283.0), False, 83)
    assert Frame("").joined(Frame("", impedance_failed=True)).impedance_failed
