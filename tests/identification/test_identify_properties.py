"""What holds for every reading and every household."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.body_scale.identification import identify

NOW = datetime(2025, 6, 1, 7, 0, tzinfo=UTC)

weights = st.floats(0, 300)
ohms = st.none() | st.floats(0, 5000)
zones = st.integers(-14, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.builds(
    lambda hours, zone: (NOW - timedelta(hours=hours)).astimezone(zone), st.floats(-48, 9000), zones
)
any_moments = st.datetimes(timezones=zones)


@dataclass(frozen=True)
class Past:
    measured_at: datetime
    weight_kg: float
    impedance: float | None


def histories(times):
    return st.lists(st.builds(Past, times, weights, ohms), max_size=12).map(
        lambda past: sorted(past, key=lambda each: each.measured_at)
    )


def households(times=moments, *, claims=True):
    person = st.fixed_dictionaries(
        {
            "history": histories(times),
            "first_guess": st.none() | weights,
            "weight_min": st.none() | weights,
            "weight_max": st.none() | weights,
            "profile_id": st.none() | st.integers(1, 4),
            "home": st.none() | st.booleans(),
            "claimed": st.booleans() if claims else st.just(False),
        }
    )
    return st.lists(person, max_size=5).map(
        lambda people: [SimpleNamespace(id=f"p{n}", **each) for n, each in enumerate(people)]
    )


def readings(times=moments):
    return st.builds(
        lambda weight, ohm, at, slot: SimpleNamespace(
            weight_kg=weight, impedance=ohm, measured_at=at, profile_id=slot
        ),
        weights,
        ohms,
        times,
        st.none() | st.integers(1, 5),
    )


thresholds = st.floats(0, 1)


@given(readings(any_moments), households(any_moments), thresholds)
@settings(max_examples=200)
def test_any_input_has_an_answer(reading, people, threshold):
    verdict = identify(reading, people, threshold=threshold)
    assert set(verdict.scores) == {each.id for each in people} | {"nobody"}
    assert all(0 <= score <= 1 for score in verdict.scores.values())
    assert sum(verdict.scores.values()) == pytest.approx(1)
    assert verdict.reason
    assert not (verdict.nobody and verdict.person_id)


@given(readings(), households(), thresholds, st.randoms())
def test_the_order_of_people_doesnt_matter(reading, people, threshold, random):
    verdict = identify(reading, people, threshold=threshold)
    shuffled = list(people)
    random.shuffle(shuffled)
    other = identify(reading, shuffled, threshold=threshold)
    assert other.scores == pytest.approx(dict(verdict.scores), abs=1e-12)
    assert (other.person_id, other.nobody) == (verdict.person_id, verdict.nobody)


@given(readings(), households(), thresholds, thresholds)
def test_a_higher_threshold_never_accepts_more(reading, people, one, other):
    low = identify(reading, people, threshold=min(one, other))
    high = identify(reading, people, threshold=max(one, other))
    assert high.scores == low.scores
    assert high.person_id in {None, low.person_id}
    assert low.nobody or not high.nobody


@given(readings(), households(claims=False), thresholds)
def test_limits_hold(reading, people, threshold):
    verdict = identify(reading, people, threshold=threshold)
    for each in people:
        if verdict.person_id == each.id:
            assert each.weight_min is None or reading.weight_kg >= each.weight_min
            assert each.weight_max is None or reading.weight_kg <= each.weight_max


@given(readings(), households(claims=False), thresholds)
def test_what_is_accepted_reaches_the_threshold(reading, people, threshold):
    verdict = identify(reading, people, threshold=threshold)
    assert verdict.confidence == max(verdict.scores.values())
    if verdict.person_id or verdict.nobody:
        assert verdict.confidence >= threshold
        assert verdict.scores[verdict.person_id or "nobody"] == verdict.confidence
