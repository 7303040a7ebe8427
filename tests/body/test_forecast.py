"""A forecast is a range that holds, or there is none."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from hypothesis import given, strategies as st
import pytest

from bench.goals import replay, steady
from custom_components.body_scale.body.forecast import forecast, is_reached, pace
from custom_components.body_scale.body.trend import trend

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def history(*pairs):
    """Return weighings from (days ago, kg)."""
    return [
        SimpleNamespace(measured_at=NOW - timedelta(days=days), weight_kg=weight)
        for days, weight in pairs
    ]


def losing(days=90, *, a_day=0.1, last=70.0, every=1, ago=0):
    """Return weighings of somebody who loses so much a day, up to a day so long ago."""
    return history(*((day + ago, last + day * a_day) for day in range(days, -1, -every)))


def ahead(weighings, goal_kg, now=NOW):
    return forecast(weighings, trend(weighings).weight_kg, goal_kg, now)


class TestReached:
    @pytest.mark.parametrize(
        ("start", "now", "reached"),
        [
            (75.0, 71.0, False),
            (75.0, 70.19, True),
            (75.0, 69.0, True),  # beyond it
            (75.0, 78.0, False),
            (65.0, 69.0, False),
            (65.0, 69.81, True),
            (65.0, 72.0, True),  # who wants to gain
            (65.0, 63.0, False),
            (70.1, 70.0, True),
            (70.1, 69.0, False),  # who wants to stay
            (70.1, 71.0, False),
        ],
    )
    def test_from_where_it_started(self, start, now, reached):
        assert is_reached(start, now, 70.0) is reached


class TestPace:
    @pytest.mark.parametrize("a_day", [-0.15, -0.02, 0.0, 0.1])
    def test_of_a_line_is_its_slope(self, a_day):
        assert pace(losing(a_day=a_day)).kg_a_day == pytest.approx(-a_day)

    def test_a_coat_does_not_count(self):
        weighings = losing()
        weighings[-3].weight_kg += 4.0
        assert pace(weighings).kg_a_day == pytest.approx(-0.1, abs=0.002)

    def test_a_days_weighings_count_once(self):
        once = losing(30)
        often = sorted(
            once
            + [
                SimpleNamespace(
                    measured_at=each.measured_at + timedelta(minutes=minute),
                    weight_kg=each.weight_kg,
                )
                for each in once[:-1]
                for minute in range(1, 20)
            ],
            key=lambda each: each.measured_at,
        )
        assert pace(often).error == pytest.approx(pace(once).error, rel=0.01)

    def test_who_weighs_more_seldom_is_less_certain(self):
        assert pace(losing(every=4)).error > pace(losing()).error

    def test_is_that_of_the_last_weeks(self):
        weighings = losing(200, a_day=-0.2, ago=42.5) + losing(42)
        assert pace(weighings).kg_a_day == pytest.approx(-0.1)

    def test_neighbouring_days_repeat_each_other(self):
        """Independent residuals of 0.3 kg would give sqrt(12 / n³) · 0.3."""
        n = 42
        assert pace(losing(41)).error > 1.3 * (12 / n**3) ** 0.5 * 0.3


class TestForecast:
    def test_the_likely_day_is_the_distance_by_the_pace(self):
        weighings = losing()
        distance = trend(weighings).weight_kg - 68.0 - 0.2
        found = ahead(weighings, 68.0)
        assert (found.likely - NOW) / DAY == pytest.approx(distance / 0.1)

    def test_who_gains_on_purpose(self):
        found = ahead(losing(a_day=-0.1), 72.0)
        assert NOW < found.earliest < found.likely < found.latest

    def test_further_is_less_certain(self):
        near, far = ahead(losing(), 69.0), ahead(losing(), 66.0)
        assert far.latest - far.earliest > near.latest - near.earliest

    def test_nothing_where_the_pace_leads_away(self):
        assert ahead(losing(), 75.0) is None

    def test_nothing_where_there_may_be_no_pace(self):
        assert ahead(losing(a_day=0.004), 69.0) is None

    def test_nothing_where_it_is_reached(self):
        weighings = losing()
        assert ahead(weighings, trend(weighings).weight_kg - 0.1) is None

    def test_nothing_in_two_years(self):
        assert ahead(losing(a_day=0.2, last=200.0), 40.0) is None

    @pytest.mark.parametrize(
        ("days", "every", "is_given"),
        [(14, 2, True), (14, 7, False), (13, 1, False), (12, 2, False), (90, 6, True)],
    )
    def test_eight_days_in_two_weeks(self, days, every, is_given):
        weighings = losing(days, every=every, a_day=0.2)
        assert (ahead(weighings, 68.0) is not None) is is_given

    def test_nothing_of_nobody(self):
        assert forecast([], 70.0, 65.0, NOW) is None

    def test_nothing_a_month_after_the_last_weighing(self):
        weighings = losing()
        assert ahead(weighings, 65.0, NOW + 30 * DAY)
        assert ahead(weighings, 65.0, NOW + 30 * DAY + timedelta(seconds=1)) is None

    def test_no_day_has_passed(self):
        weighings = losing()
        found = ahead(weighings, 69.5)
        later = found.likely + DAY
        again = ahead(weighings, 69.5, later)
        assert (again.earliest, again.likely, again.latest) == (later, later, found.latest)

    def test_nothing_once_the_whole_range_has_passed(self):
        weighings = losing()
        latest = ahead(weighings, 69.5).latest
        assert latest - NOW < 29 * DAY
        assert ahead(weighings, 69.5, latest)
        assert ahead(weighings, 69.5, latest + timedelta(seconds=1)) is None

    @given(
        st.lists(st.tuples(st.floats(0, 100), st.floats(2, 300)), max_size=60),
        st.floats(2, 300),
    )
    def test_is_in_order_and_within_two_years(self, pairs, goal):
        weighings = history(*sorted(pairs, reverse=True))
        smoothed = trend(weighings)
        found = forecast(weighings, smoothed.weight_kg if smoothed else 70.0, goal, NOW)
        if found:
            assert NOW <= found.earliest <= found.likely <= found.latest <= NOW + 731 * DAY


def test_four_of_five_who_go_on_come_within_the_range():
    """Simulated people with water, clothes, coats and gaps: the width was found on others."""
    endings = Counter(end for seed in range(5000, 5040) for end in replay(steady(seed), seed))
    given = endings["before"] + endings["within"] + endings["after"]
    assert given > 1000
    assert 0.75 < endings["within"] / given < 0.9
    assert endings["before"] / given < 0.15
    assert endings["after"] / given < 0.15
