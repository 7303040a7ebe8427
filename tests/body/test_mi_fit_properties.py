"""The `mi_fit` set over the whole space of bodies: always an answer, always possible, no leaps."""

from itertools import pairwise
import math
from typing import Any

from hypothesis import example, given, settings, strategies as st

from custom_components.body_scale import body
from custom_components.body_scale.body.mi_fit.steps import STEPS
from custom_components.body_scale.model import BodyType, Metrics

SPANS = {
    "weight_kg": (2.0, 300.0),
    "height_cm": (50.0, 220.0),
    "age": (0.0, 130.0),
    "impedance": (1.0, 2999.0),
}
BORDERS = {
    "weight_kg": [45.0, 50.0, 60.0, 61.0, 75.0],
    "height_cm": [90.0, 150.0, 160.0, 170.0],
    "age": [12.0, 14.0, 16.0, 18.0, 30.0, 40.0, 49.0, 50.0, 60.0, 100.0],
    "impedance": [500.0],
}
LIMITS = {
    "bmi": (10, 90),
    "body_fat": (5, 75),
    "water": (35, 75),
    "bone_mass": (0.5, 8),
    "muscle_mass": (0, 120),
    "protein": (5, 32),
    "visceral_fat": (1, 50),
    "basal_metabolism": (500, 10_000),
    "metabolic_age": (15, 80),
    "body_score": (10, 100),
}
NUMBERS = [name for name in Metrics.__slots__ if name != "body_type"]


def near(name: str) -> st.SearchStrategy[float]:
    """Draw from an input's whole span, often from just beside a border of the tables."""
    borders = st.sampled_from(BORDERS[name])
    return st.one_of(
        st.floats(*SPANS[name]),
        borders,
        borders.map(lambda x: math.nextafter(x, math.inf)),
        borders.map(lambda x: math.nextafter(x, 0)),
    )


people = st.fixed_dictionaries(
    {"sex": st.sampled_from(["male", "female"]), **{name: near(name) for name in SPANS}}
)
thorough = settings(max_examples=400, deadline=None, database=None)


def check(metrics: Metrics, weight: float) -> None:
    """Assert that a body can be so."""
    for name, (low, high) in LIMITS.items():
        value = getattr(metrics, name)
        assert value is None or low <= value <= high, name
    assert metrics.ideal_weight is None or metrics.ideal_weight > 0
    if metrics.body_fat is not None:
        assert 0 < metrics.fat_mass < weight
        assert 0 < metrics.lean_body_mass < weight
        assert math.isclose(metrics.fat_mass + metrics.lean_body_mass, weight)
        assert metrics.muscle_mass <= weight
        assert metrics.bone_mass < weight
        assert isinstance(metrics.body_type, BodyType)
        if 10 < metrics.muscle_mass < 120:
            whole = metrics.fat_mass + metrics.muscle_mass + metrics.bone_mass
            assert math.isclose(whole, weight)


@thorough
@given(person=people, without=st.booleans())
def test_every_body_has_possible_metrics(person: dict[str, Any], without: bool) -> None:
    impedance = None if without else person["impedance"]
    metrics = body.metrics(**{**person, "impedance": impedance})
    assert (metrics.body_fat is None) is without
    check(metrics, person["weight_kg"])


@thorough
@given(
    sex=st.sampled_from(["male", "female"]),
    age=st.floats() | st.integers(),
    height=st.floats() | st.floats(0, 400) | st.integers(),
    weight=st.floats() | st.floats(0, 600) | st.integers(),
    impedance=st.none() | st.floats() | st.floats(0, 4000),
    second=st.none() | st.floats() | st.floats(0, 4000),
)
@example(sex="female", age=30, height=5e-324, weight=5e-324, impedance=1, second=None)
@example(sex="male", age=1e5, height=1e-300, weight=9e5, impedance=5e-324, second=2999.0)
def test_no_number_is_too_odd(
    *,
    sex: str,
    age: float,
    height: float,
    weight: float,
    impedance: float | None,
    second: float | None,
) -> None:
    metrics = body.metrics(
        sex=sex,
        age=age,
        height_cm=height,
        weight_kg=weight,
        impedance=impedance,
        impedance_250khz=second,
    )
    for name, (low, high) in LIMITS.items():
        value = getattr(metrics, name)
        assert value is None or low <= value <= high, name


def largest_step(person: dict[str, Any], moved: str, ends: tuple[float, float], name: str) -> float:
    """Halve an interval towards its larger change until only a step is left of it."""

    def at(value: float) -> float:
        return getattr(body.metrics(**{**person, moved: value}), name) or 0.0

    (a, b), (at_a, at_b) = ends, map(at, ends)
    while b - a > 1e-8:
        middle = (a + b) / 2
        at_middle = at(middle)
        if abs(at_middle - at_a) >= abs(at_b - at_middle):
            b, at_b = middle, at_middle
        else:
            a, at_a = middle, at_middle
    return abs(at_b - at_a)


@thorough
@given(person=people, moved=st.sampled_from(list(SPANS)), data=st.data())
def test_nothing_steps_further_than_stated(
    person: dict[str, Any], moved: str, data: st.DataObject
) -> None:
    ends = sorted((data.draw(near(moved)), data.draw(near(moved))))
    for name in NUMBERS:
        step = largest_step(person, moved, (ends[0], ends[1]), name)
        assert step <= STEPS.get(name, {}).get(moved, 0) + 1e-5, (name, step)


def test_the_stated_steps_are_real() -> None:
    woman = {"sex": "female", "age": 40, "height_cm": 165, "weight_kg": 70, "impedance": 500}
    assert 3.5 < largest_step(woman, "weight_kg", (49, 51), "body_fat") < 4.3
    assert 1.7 < largest_step(woman, "height_cm", (159, 161), "body_fat") < 2.6
    assert 2.5 < largest_step(woman, "age", (48, 50), "body_fat") < 3
    man = {"sex": "male", "age": 40, "height_cm": 175, "weight_kg": 80, "impedance": 500}
    assert math.isclose(largest_step(man, "impedance", (700, 900), "water"), 2, abs_tol=1e-6)
    short = {**woman, "height_cm": 50, "age": 100}
    assert 23 < largest_step(short, "weight_kg", (11, 13), "visceral_fat") <= 24


def test_a_gram_more_never_adds_kilos_at_the_old_limits() -> None:
    big = {"sex": "male", "age": 30, "height_cm": 195, "impedance": 420}
    masses = [body.metrics(**big, weight_kg=weight / 10) for weight in range(1100, 2600)]
    for name, limit in (("muscle_mass", 93.5), ("basal_metabolism", 2322), ("bone_mass", 5.2)):
        values = [getattr(metrics, name) for metrics in masses]
        assert values[0] < limit < values[-1]
        largest = max(abs(a - b) for a, b in pairwise(values))
        assert largest < 0.02 * limit / 10, name
