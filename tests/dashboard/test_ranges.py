"""Each grade has a colour, and a bar shows all grades and the value."""

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale.body import grading
from custom_components.body_scale.body.grading import GRADE_NAMES
from custom_components.body_scale.dashboard.ranges import (
    LEVELS,
    Level,
    ends_of_bar,
    normal_range,
)
from custom_components.body_scale.model import Grade

BOUNDS = st.lists(st.floats(0.1, 200), min_size=1, max_size=6, unique=True).map(sorted)
VALUES = st.lists(st.floats(0, 300), min_size=1, max_size=2)


def test_every_grade_has_a_level():
    assert set(LEVELS) == GRADE_NAMES


@pytest.mark.parametrize(
    "names",
    [grading.LOW_TO_HIGH, grading.MI_BMI, grading.WHO_BMI, grading.GALLAGHER, grading.JANSSEN],
)
def test_where_more_is_more_levels_only_rise(names):
    order = list(Level)
    levels = [order.index(LEVELS[each]) for each in names]
    assert levels == sorted(levels)


def test_where_normal_begins_and_ends():
    bmi = Grade("obese", ("underweight", "normal", "overweight", "obese"), (18.5, 25.0, 30.0))
    assert normal_range(bmi) == (18.5, 25.0)
    assert normal_range(Grade("low", ("low", "normal"), (1500.0,))) == (1500.0, None)
    assert normal_range(Grade("normal", ("normal", "high"), (10.0,))) == (None, 10.0)


@given(BOUNDS, VALUES)
def test_a_bar_shows_every_bound_and_every_value(bounds, values):
    low, high = ends_of_bar(bounds, values)
    assert 0 <= low <= min(*bounds, *values)
    assert high > max(bounds)
    assert high >= max(values)
