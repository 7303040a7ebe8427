"""Records of a scale's memory that the journal has already are known again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale.journal import weighings
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.discarded import discard
from custom_components.body_scale.journal.known import without_known
from custom_components.body_scale.model import Origin, Weighing

NOW = datetime(2026, 11, 22, 7, tzinfo=UTC)
STAMP = datetime(2026, 11, 22, 8)
SCALE = "5C:CA:D3:00:00:01"


def weighing(number=0, **changes):
    return replace(
        Weighing(
            weighing_id=f"id{number}",
            scale=SCALE,
            measured_at=NOW,
            weight_kg=85.0,
            origin=Origin.LIVE,
            stamp=STAMP,
        ),
        **changes,
    )


def record(number=100, **changes):
    return weighing(number, origin=Origin.HISTORY, **changes)


@pytest.fixture
def run(tmp_path):
    journal = Journal(tmp_path / "body_scale.db")
    journal.open()
    yield journal.run
    journal.close()


@pytest.fixture
def new(run):
    """Return what of some records is new to a journal that has some weighings."""

    def found(stored, *records):
        run(lambda database: weighings.add(database, stored))
        return [
            each.weighing_id for each in run(lambda db: without_known(db, SCALE, list(records)))
        ]

    return found


@pytest.mark.parametrize(
    "changes",
    [
        {},
        # The clock was set since: the same stamp is another time.
        {"measured_at": NOW + timedelta(hours=5)},
        # What was heard had the stamp of a later frame.
        {"stamp": STAMP - timedelta(seconds=40), "weight_kg": 85.02},
        # Somebody corrected the weight.
        {"weight_kg": 58.0},
    ],
)
def test_a_record_that_is_known(new, changes):
    assert new([weighing()], record(**changes)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"stamp": STAMP - timedelta(seconds=40), "weight_kg": 85.1},
        {"stamp": STAMP + timedelta(seconds=61)},
        {"scale": "another", "stamp": None},
    ],
)
def test_a_record_that_is_new(run, new, changes):
    if changes.pop("scale", None):
        assert new([weighing(scale="another")], record(**changes)) == ["id100"]
    else:
        assert new([weighing()], record(**changes)) == ["id100"]


@pytest.mark.parametrize(("minutes", "known"), [(0, True), (1.9, True), (2.1, False)])
def test_what_an_earlier_version_stored_is_known_by_its_time(new, minutes, known):
    old = weighing(stamp=None, measured_at=NOW - timedelta(minutes=minutes))
    assert new([old], record()) == ([] if known else ["id100"])


def test_a_weighing_stands_for_one_record(new):
    assert new([weighing()], record(1), record(2, stamp=STAMP + timedelta(seconds=30))) == ["id2"]


def test_what_was_discarded_doesnt_come_back(run, new):
    run(lambda database: weighings.add(database, [weighing()]))
    run(lambda database: discard(database, "id0", NOW))
    assert new([], record()) == []


def test_a_clock_that_was_never_set_shows_the_same_times_again(new):
    never_set = datetime(1970, 1, 1, 0, 5)
    assert new([weighing(stamp=never_set)], record(stamp=never_set, weight_kg=62.0)) == ["id100"]
    assert new([], record(stamp=never_set)) == []


def test_what_is_heard_is_always_new(new):
    assert new([weighing()], weighing(1)) == ["id1"]


def test_at_the_calendars_ends(new):
    assert new([weighing()], record(stamp=datetime(9999, 12, 31, 23, 59, 59))) == ["id100"]


def test_hundreds_of_live_weighings_read_again(new):
    heard = [
        weighing(n, stamp=STAMP + timedelta(hours=n), measured_at=NOW + timedelta(hours=n))
        for n in range(400)
    ]
    records = [
        replace(each, weighing_id=f"r{n}", origin=Origin.HISTORY) for n, each in enumerate(heard)
    ]
    assert new(heard, *records, record(stamp=STAMP - timedelta(days=1))) == ["id100"]
