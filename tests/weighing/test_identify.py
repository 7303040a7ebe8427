"""Whose a weighing is: the nearest by weight if that is clear, and otherwise somebody is asked."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from custom_components.body_scale.weighing import identify

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


@dataclass
class Candidate:
    id: str
    name: str = ""
    history: tuple = ()
    first_guess: float | None = None
    weight_min: float | None = None
    weight_max: float | None = None
    profile_id: int | None = None
    home: bool | None = None
    claimed: bool = False


def reading(weight):
    return SimpleNamespace(weight_kg=weight, impedance=None, measured_at=NOW, profile_id=None)


def past(weight, days=1):
    return (
        SimpleNamespace(weight_kg=weight, impedance=None, measured_at=NOW - timedelta(days=days)),
    )


ANNA = Candidate("a", "Anna", history=past(62.0))
BEN = Candidate("b", "Ben", history=past(85.0))


@pytest.mark.parametrize(
    ("weight", "person"),
    [(62.4, "a"), (85.9, "b"), (60.5, "a"), (73.5, None), (120.0, None), (12.7, None)],
)
def test_the_nearest_or_nobody(weight, person):
    assert identify(reading(weight), [ANNA, BEN]).person_id == person


def test_the_only_person_is_believed_a_lot():
    assert identify(reading(61.75), [BEN]).person_id == "b"
    assert identify(reading(103.0), [BEN]).person_id == "b"
    assert identify(reading(12.7), [BEN]).person_id is None
    assert identify(reading(81.0), [Candidate("c")]).person_id == "c"


def test_a_first_guess_counts_until_there_is_a_history():
    guessed = Candidate("c", first_guess=64.0)
    assert identify(reading(64.5), [guessed, BEN]).person_id == "c"
    known = Candidate("c", first_guess=64.0, history=past(55.0))
    assert identify(reading(55.2), [known, BEN]).person_id == "c"


def test_people_near_each_other_are_asked_about():
    twin = Candidate("t", history=past(62.3))
    verdict = identify(reading(62.1), [ANNA, twin])
    assert verdict.person_id is None
    assert not verdict.nobody
    assert 0.4 < verdict.confidence < 0.6


def test_the_threshold_decides():
    # 5 and 6 kg away, a week ago.
    near, far = Candidate("n", history=past(70.0, 7)), Candidate("f", history=past(75.5, 7))
    sure = identify(reading(72.0), [near, far]).confidence
    assert 0.5 < sure < 0.95
    assert identify(reading(72.0), [near, far], threshold=sure - 0.01).person_id == "n"
    assert identify(reading(72.0), [near, far], threshold=sure + 0.01).person_id is None


def test_time_widens():
    lately, long_ago = Candidate("c", history=past(70.0, 1)), Candidate("c", history=past(70.0, 90))
    other = Candidate("o", history=past(100.0))
    assert identify(reading(78.0), [lately, other]).person_id is None
    assert identify(reading(78.0), [long_ago, other]).person_id == "c"


@pytest.mark.parametrize("limits", [{"weight_min": 70.0}, {"weight_max": 60.0}])
def test_hard_limits_hold(limits):
    limited = Candidate("a", history=past(62.0), **limits)
    verdict = identify(reading(62.0), [limited, BEN])
    assert verdict.person_id is None
    assert verdict.scores["a"] == 0.0


def test_a_claim_wins():
    verdict = identify(reading(85.0), [Candidate("a", history=past(62.0), claimed=True), BEN])
    assert (verdict.person_id, verdict.assigned_by) == ("a", "claim")
    assert verdict.scores == {"a": 1.0, "b": 0.0, "nobody": 0.0}


def test_the_reason_is_in_words():
    assert identify(reading(62.4), [ANNA, BEN]).reason == (
        "0.4 kg from Anna's weight; 22.6 kg from Ben's weight"
    )
    assert identify(reading(12.7), [ANNA]).reason.startswith("unlike everybody known")
    assert identify(reading(20.0), []).nobody
    assert identify(reading(70.0), [Candidate("c")]).reason == "no weight of anybody is known yet"


def test_scores_are_probabilities():
    scores = identify(reading(64.0), [ANNA, BEN]).scores
    assert set(scores) == {"a", "b", "nobody"}
    assert sum(scores.values()) == pytest.approx(1.0)
