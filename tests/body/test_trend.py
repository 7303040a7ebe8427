"""The trend follows a weight slowly, and changes make sense with gaps."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale.body.trend import trend

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def history(*pairs):
    """Return weighings from (days ago, kg)."""
    return [
        SimpleNamespace(measured_at=NOW - timedelta(days=days), weight_kg=weight)
        for days, weight in pairs
    ]


def test_nothing_has_no_trend():
    assert trend([]) is None


def test_one_weighing_is_its_own_trend():
    result = trend(history((0, 70.0)))
    assert (result.weight_kg, result.change_7d, result.change_30d) == (70.0, None, None)


def test_a_day_moves_a_tenth_of_the_way():
    # The Hacker's Diet's own example: trend 172.5 and a weight of 171.5 give 172.4.
    assert trend(history((1, 172.5), (0, 171.5))).weight_kg == pytest.approx(172.4)


def test_a_gap_counts_like_its_days():
    daily = trend(history((4, 70.0), (3, 69.0), (2, 69.0), (1, 69.0), (0, 69.0)))
    gap = trend(history((4, 70.0), (0, 69.0)))
    assert gap.weight_kg == pytest.approx(daily.weight_kg)
    assert gap.weight_kg == pytest.approx(70 - (1 - 0.9**4))


def test_two_weighings_in_an_hour_hardly_move_it():
    once = trend(history((1, 70.0), (0.04, 71.0)))
    twice = trend(history((1, 70.0), (0.04, 71.0), (0, 75.0)))
    assert twice.weight_kg - once.weight_kg < 0.03


def test_changes_of_a_steady_loss_are_the_loss():
    weights = [(days, 70.0 + days * 0.1) for days in range(120, -1, -1)]
    result = trend(history(*weights))
    assert result.change_7d == pytest.approx(-0.7, abs=1e-3)
    assert result.change_30d == pytest.approx(-3.0, abs=1e-3)


def test_a_change_needs_a_weighing_before_and_none_too_far_away():
    assert trend(history((6.9, 70.0), (0, 69.0))).change_7d is None
    assert trend(history((10, 70.0), (5, 69.8), (0, 69.0))).change_7d is not None
    # A holiday of seven weeks: nobody knows what the weight was thirty days ago.
    away = trend(history((60, 70.0), (10, 72.0), (0, 72.0)))
    assert away.change_30d is None
    assert away.change_7d == pytest.approx(
        away.weight_kg
        - (70 + 2 * (1 - 0.9**50))
        - 0.3 * (away.weight_kg - (70 + 2 * (1 - 0.9**50)))
    )


@given(st.lists(st.tuples(st.floats(0, 900), st.floats(2, 300)), min_size=1, max_size=40))
def test_the_trend_is_among_the_weights(pairs):
    pairs = sorted(pairs, reverse=True)
    result = trend(history(*pairs))
    weights = [weight for _, weight in pairs]
    assert min(weights) - 1e-6 <= result.weight_kg <= max(weights) + 1e-6
    for change in (result.change_7d, result.change_30d):
        assert change is None or abs(change) <= max(weights) - min(weights) + 1e-6
