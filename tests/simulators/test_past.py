"""What somebody weighed before looks like a life, and is the same each time."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import mean, stdev
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from simulators.past import Absence, Habits, weighings

TODAY = date(2026, 11, 22)
BERLIN = ZoneInfo("Europe/Berlin")
STEADY = Habits(
    course=((1000, 70.0), (0, 70.0)), impedance=500, morning=time(7, 0), weighs=1.0, evenings=0.0
)


def changed(**changes):
    given = {name: getattr(STEADY, name) for name in STEADY.__slots__}
    return Habits(**given | changes)


def days_ago(weighing, zone=BERLIN, today=TODAY):
    return (today - weighing.measured_at.astimezone(zone).date()).days


def test_it_is_the_same_each_time_and_for_each_somebody_else():
    anna = weighings("Anna", STEADY, TODAY, BERLIN)
    assert weighings("Anna", STEADY, TODAY, BERLIN) == anna
    ben = weighings("Ben", STEADY, TODAY, BERLIN)
    assert [each.weight_kg for each in ben] != [each.weight_kg for each in anna]


def test_another_day_moves_all_of_it():
    earlier = weighings("Anna", STEADY, TODAY - timedelta(days=5), BERLIN)
    later = weighings("Anna", STEADY, TODAY, BERLIN)
    assert [each.weight_kg for each in earlier] == [each.weight_kg for each in later]


@given(
    st.dates(date(2022, 1, 1), date(2100, 1, 1)),
    st.sampled_from(("Europe/Berlin", "Etc/GMT-14", "Etc/GMT+12", "America/St_Johns")),
)
def test_it_goes_up_to_yesterday_in_order(today, key):
    zone = ZoneInfo(key)
    found = weighings("Anna", changed(course=((9, 70.0), (0, 70.0))), today, zone)
    assert [days_ago(each, zone, today) for each in found] == [*range(9, 0, -1)]
    assert all(one.measured_at < other.measured_at for one, other in pairwise(found))


def test_the_last_evening_is_free():
    found = weighings("Anna", changed(evenings=1.0), TODAY, BERLIN)
    hours = [each.measured_at.astimezone(BERLIN).hour for each in found]
    assert all(19 <= hour <= 22 for hour in hours[:-1])
    assert hours[-1] < 12


def test_mornings_are_later_at_the_weekend():
    found = weighings("Anna", STEADY, TODAY, BERLIN)

    def minutes(weekend):
        local = [each.measured_at.astimezone(BERLIN) for each in found]
        return [each.hour * 60 + each.minute for each in local if (each.weekday() > 4) is weekend]

    assert mean(minutes(weekend=False)) == pytest.approx(7 * 60, abs=5)
    assert mean(minutes(weekend=True)) > mean(minutes(weekend=False)) + 60


def test_a_weight_differs_from_its_course_as_a_body_does():
    weights = [each.weight_kg for each in weighings("Anna", STEADY, TODAY, BERLIN)]
    assert mean(weights) == pytest.approx(70, abs=0.1)
    assert 0.3 < stdev(weights) < 0.6
    # Much of a day is still there on the next.
    assert stdev(b - a for a, b in pairwise(weights)) < 1.3 * stdev(weights)
    assert all(weight * 20 == pytest.approx(round(weight * 20)) for weight in weights)


def test_a_weight_follows_its_course():
    down = changed(course=((100, 80.0), (50, 70.0), (0, 75.0)))
    found = {days_ago(each): each.weight_kg for each in weighings("Anna", down, TODAY, BERLIN)}
    for ago, weight in ((100, 80.0), (75, 75.0), (50, 70.0), (20, 73.0), (1, 74.9)):
        near = [found[day] for day in range(max(1, ago - 2), min(100, ago + 2) + 1)]
        assert mean(near) == pytest.approx(weight, abs=1.0)


def test_evenings_are_heavier():
    morning = mean(each.weight_kg for each in weighings("Anna", STEADY, TODAY, BERLIN))
    evening = weighings("Anna", changed(evenings=1.0), TODAY, BERLIN)
    assert mean(each.weight_kg for each in evening) > morning + 0.3


def test_nobody_weighs_who_is_away_and_that_changes_nothing_else():
    away = changed(absences=(Absence(30, 10),))
    found, always = (
        {days_ago(each): each for each in weighings("Anna", habits, TODAY, BERLIN)}
        for habits in (away, STEADY)
    )
    assert always.keys() - found.keys() == set(range(21, 31))
    assert found.items() <= always.items()


def test_some_days_are_left_out_and_some_feet_are_dressed():
    habits = changed(weighs=0.5, barefoot=0.8)
    found = weighings("Anna", habits, TODAY, BERLIN)
    ohms = [each.impedance for each in found if each.impedance is not None]
    assert len(found) == pytest.approx(500, abs=60)
    assert len(ohms) / len(found) == pytest.approx(0.8, abs=0.06)
    assert mean(ohms) == pytest.approx(500, abs=3)
    assert 450 < min(ohms) < max(ohms) < 550


def test_who_is_heavier_has_less_impedance():
    habits = changed(course=((500, 80.0), (0, 70.0)), barefoot=1.0)
    found = weighings("Anna", habits, TODAY, BERLIN)
    first, last = (mean(each.impedance for each in part) for part in (found[:50], found[-50:]))
    assert first < last - 5


def test_a_day_without_a_course_is_nobodys():
    with pytest.raises(ValueError, match="outside of the course"):
        weighings("Anna", changed(course=((5, 70.0), (2, 70.0))), TODAY, BERLIN)


def test_times_are_of_the_house():
    [last] = weighings("Anna", changed(course=((1, 70.0), (0, 70.0))), TODAY, BERLIN)
    assert last.measured_at.tzinfo is BERLIN
    assert abs(last.measured_at - datetime(2026, 11, 21, 8, 20, tzinfo=BERLIN)) < timedelta(hours=1)
