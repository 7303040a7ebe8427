"""What a scale remembered is told from what it weighs now, and comes together."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.body_scale.model import Frame
from custom_components.body_scale.scales.conversation import Heard, Recalled
from custom_components.body_scale.scales.stored import Stored

NOW = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize(
    ("stamp", "of_now"),
    [
        (None, False),
        (datetime(2026, 5, 1, 9, 58, tzinfo=UTC), True),
        (datetime(2026, 5, 1, 9, 57, tzinfo=UTC), False),
        (datetime(2026, 5, 1, 10, 10, tzinfo=UTC), True),
        (datetime(2026, 5, 1, 12, 0, tzinfo=UTC), False),
        (datetime(2026, 5, 1, 11, 59), True),
        (datetime(2026, 5, 1, 10, 0), False),
    ],
)
def test_a_record_is_of_now_around_the_beginning_of_the_conversation(stamp, of_now):
    steps = [*Stored(NOW).take(Frame("Test", 70.0, stable=True, stamp=stamp))]
    assert [type(step) for step in steps] == [Heard] * of_now


def test_a_weight_settles_only_if_no_record_of_it_comes():
    stored = Stored(NOW)
    moving, settled = Frame("Test", 30.0), Frame("Test", 70.0, stable=True)
    record = Frame("Test", 70.1, stable=True, stamp=NOW)
    shown = Heard((settled._replace(stable=False),))
    assert list(stored.weigh(moving)) == [Heard((moving,))]
    assert list(stored.weigh(settled)) == [shown]
    assert list(stored.take(record)) == [Heard((record,))]
    # Still the same stand.
    assert list(stored.weigh(settled)) == [shown]
    assert list(stored.settle()) == []
    # Another of the same person.
    assert list(stored.weigh(Frame("Test", 0.0))) == [Heard((Frame("Test", 0.0),))]
    assert list(stored.weigh(settled)) == [shown]
    # And another person's.
    heavy = Frame("Test", 90.0, stable=True)
    assert list(stored.weigh(heavy)) == [
        Heard((settled,)),
        Heard((heavy._replace(stable=False),)),
    ]
    assert list(stored.settle()) == [Heard((heavy,))]
    assert list(stored.settle()) == []


def test_records_come_together_and_oldest_first():
    stored = Stored(NOW)
    old, older, fresh = (
        Frame("Test", 70.0, stable=True, stamp=NOW - timedelta(days=days)) for days in (1, 2, 0)
    )
    timeless = Frame("Test", 71.0, stable=True)
    given = [step for frame in (old, older, fresh, timeless) for step in stored.take(frame)]
    assert given == [Heard((fresh,))]
    assert list(stored.recall()) == [Recalled((timeless, older, old))]
    assert list(stored.recall()) == []


def test_a_record_that_has_not_settled_is_none():
    stored = Stored(NOW)
    moving = Frame("Test", 70.0, stamp=NOW - timedelta(days=1))
    fresh = moving._replace(stamp=NOW)
    assert [*stored.take(moving), *stored.take(fresh)] == [Heard((fresh,))]
    assert list(stored.recall()) == []
    assert list(stored.settle()) == []
