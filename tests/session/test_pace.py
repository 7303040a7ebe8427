"""Who is at the radio can send anything; weighings of one scale are no closer than people can be."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame, Origin
from custom_components.body_scale.session import Memory, Record, Session

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
CLOCK = datetime(2026, 11, 22, 8, 0)
SECONDS = 40
AT_ONCE = SECONDS / 5 + 1
QUICK = 2
"""In these seconds; one in thirty."""
NAIVE, NAMED = "mi_scale_v2", "xiaomi_mibeacon"


def forged(family, every_s, *, removed=False, ohm=500):
    """Return the readings of 25 settled frames a second, stamped `every_s` seconds apart."""
    first = Frame("", 55.0, stable=True, impedance=500, stamp=CLOCK - timedelta(hours=1))
    memory = Memory((Record.of(first, NOW - timedelta(hours=1), NOW - timedelta(hours=1)),))
    session = Session(scales.FAMILIES[family].traits, memory)
    readings = []
    for number in range(25 * SECONDS):
        stamp = (CLOCK if family == NAIVE else NOW) + timedelta(seconds=every_s * number)
        frame = Frame(
            "",
            50.0 + number % 400 / 10,
            stable=True,
            removed=removed,
            impedance=ohm,
            impedance_250khz=450 if family == NAMED else None,
            stamp=None if family == "qn_aabb_broadcast" else stamp,
        )
        readings += session.hear(frame, NOW + timedelta(seconds=number / 25))
    return readings + session.expire(NOW + timedelta(seconds=SECONDS + 60))


@pytest.mark.parametrize("family", [NAIVE, NAMED, "qn_aabb_broadcast"])
@pytest.mark.parametrize("ohm", [None, 500])
@pytest.mark.parametrize("every_s", [0, 1 / 25])
def test_forged_weighings_are_no_more_than_people_could_make(family, ohm, every_s):
    assert 1 <= len(forged(family, every_s, ohm=ohm)) <= AT_ONCE + QUICK


@pytest.mark.parametrize("family", [NAIVE, NAMED])
@pytest.mark.parametrize("every_s", [1, 5, 600, -600])
def test_forged_stamps_add_a_few(family, every_s):
    assert len(forged(family, every_s)) <= AT_ONCE + QUICK + 5


def test_forged_records_of_removed_loads_are_as_few():
    readings = forged(NAIVE, 600, removed=True)
    assert {reading.origin for reading in readings} == {Origin.REMOVED}
    assert len(readings) <= AT_ONCE + QUICK + 5


def test_forged_live_and_removed_frames_in_turn_are_as_few():
    first = Frame("", 55.0, stable=True, impedance=500, stamp=CLOCK - timedelta(hours=1))
    memory = Memory((Record.of(first, NOW - timedelta(hours=1), NOW - timedelta(hours=1)),))
    session = Session(scales.FAMILIES[NAIVE].traits, memory)
    readings = []
    for number in range(25 * SECONDS):
        frame = Frame(
            "",
            50.0 + number % 400 / 10,
            stable=True,
            removed=number % 2 == 1,
            impedance=500,
            stamp=CLOCK + timedelta(seconds=600 * number),
        )
        readings += session.hear(frame, NOW + timedelta(seconds=number / 25))
    assert 1 <= len(readings) <= AT_ONCE + QUICK + 5


@pytest.mark.parametrize("family", ["mi_scale_v1", "mi_scale_v2", "qn_aabb_broadcast", "qn_gatt"])
def test_people_one_right_after_the_other_all_count(family):
    # The fastest that is possible: 1 s from one to the next, settled after 3 s, off after 1 more.
    session = Session(scales.FAMILIES[family].traits)
    clock = not family.startswith("qn")
    readings = []
    for person in range(20):
        begin, weight = person * 5, 60.0 + person
        for second, kg, stable in ((0, 20.0, False), (1, weight, False), (3, weight, True)):
            stamp = CLOCK + timedelta(seconds=begin + second) if clock else None
            at = NOW + timedelta(seconds=begin + second)
            readings += session.hear(Frame("", kg, stable=stable, stamp=stamp), at)
    readings += session.expire(NOW + timedelta(seconds=200))
    assert [reading.weight_kg for reading in readings] == [60.0 + person for person in range(20)]


def test_weighings_that_were_held_up_together_all_count():
    session = Session(scales.FAMILIES[NAMED].traits)
    readings = []
    for number in range(5):
        stamp = NOW + timedelta(seconds=12 * number)
        frame = Frame(
            "", 60.0 + number, stable=True, impedance=500, impedance_250khz=450, stamp=stamp
        )
        readings += session.hear(frame, NOW + timedelta(seconds=50))
    assert len(readings) == 5


def test_what_came_too_fast_counts_when_it_is_heard_again():
    session = Session(scales.FAMILIES[NAIVE].traits)
    one, quick, other = (
        Frame("", weight, stable=True, impedance=500, stamp=CLOCK + timedelta(seconds=second))
        for weight, second in ((60.0, 0), (65.0, 4), (70.0, 8))
    )
    assert len(session.hear(one, NOW)) == 1
    assert len(session.hear(quick, NOW + timedelta(seconds=4))) == 1
    assert session.hear(other, NOW + timedelta(seconds=8)) == []
    [reading] = session.hear(other, NOW + timedelta(seconds=10))
    assert reading.weight_kg == 70.0


def hear(*frames):
    """Return weight and impedance of the readings of frames, given by second, weight and more."""
    session = Session(scales.FAMILIES[NAIVE].traits)
    readings = []
    for second, kg, more in frames:
        at = timedelta(seconds=second)
        stamp = more.pop("stamp", second)
        frame = Frame("", kg, stamp=CLOCK + timedelta(seconds=stamp), **more)
        readings += session.hear(frame, NOW + at)
    readings += session.expire(NOW + timedelta(seconds=90))
    return [(reading.weight_kg, reading.impedance) for reading in readings]


@pytest.mark.parametrize("between", [[], [(3, 85.2, {})]], ids=["at once", "after moving"])
def test_a_settled_weight_may_be_corrected_by_more_than_a_kilogram(between):
    heard = hear(
        (0, 40.0, {}),
        (2, 84.0, {"stable": True}),
        *between,
        (4, 85.5, {"stable": True}),
        (12, 85.5, {"stable": True, "stamp": 4, "impedance": 480}),
    )
    assert heard == [(85.5, 480)]


def test_what_is_left_behind_keeps_nobody_from_being_weighed():
    heard = hear(
        (0, 30.0, {}),
        (3, 70.0, {"stable": True, "impedance": 500}),
        (5, 0.0, {}),
        (6, 2.0, {}),
        (8, 3.9, {"stable": True}),
        (9.5, 40.0, {}),
        (12, 85.0, {"stable": True}),
        (18, 85.0, {"stable": True, "stamp": 12, "impedance": 470}),
    )
    assert heard == [(70.0, 500), (3.9, None), (85.0, 470)]
