"""A chart that is too narrow for all dots still shows each peak."""

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale.dashboard.thinning import thinned

POINTS = st.lists(
    st.tuples(st.integers(0, 10**12), st.floats(-1e6, 1e6)), max_size=300, unique=True
).map(lambda points: sorted(points, key=lambda each: each[0]))
LIMITS = st.integers(4, 100)


def stretches(points, count):
    """Return points by the part of the time that each is in."""
    begin, span = points[0][0], points[-1][0] - points[0][0]
    found = {}
    for point in points:
        part = min(count - 1, int((point[0] - begin) / span * count)) if span else 0
        found.setdefault(part, []).append(point)
    return found.values()


@given(POINTS, LIMITS)
def test_no_more_than_asked_for_in_order_and_all_of_them_real(points, limit):
    kept = thinned(points, limit)
    assert len(kept) <= limit
    rest = iter(points)
    assert all(each in rest for each in kept)


@given(POINTS, LIMITS)
def test_nothing_is_left_out_that_there_is_room_for(points, limit):
    if len(points) <= limit:
        assert thinned(points, limit) == points


@given(POINTS.filter(bool), LIMITS)
def test_of_each_stretch_of_time_the_first_last_least_and_most_stay(points, limit):
    kept = thinned(points, limit)
    for some in stretches(points, limit // 4):
        values = [value for _, value in some]
        left = [each for each in kept if each in some]
        assert {some[0], some[-1]} <= set(left)
        assert {min(values), max(values)} <= {value for _, value in left}


def test_ten_years_keep_the_one_day_in_a_coat():
    points = [(day * 86_400_000, 80.0 + day % 7 / 10) for day in range(3650)]
    points[1234] = (points[1234][0], 95.0)
    kept = thinned(points, 600)
    assert points[1234] in kept
    assert (kept[0], kept[-1]) == (points[0], points[-1])


@pytest.mark.parametrize("count", [5, 50])
def test_all_at_one_moment(count):
    points = [(7, float(number)) for number in range(count)]
    assert thinned(points, 4) == [points[0], points[-1]]
