"""What was discarded is in no list of weighings, comes back as it was, and is gone after 30 days."""

from datetime import UTC, datetime, timedelta
import shutil
import sqlite3

import pytest

from custom_components.body_scale.journal import discarded, people, weighings
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.model import (
    ERASED,
    GUEST,
    AssignedBy,
    Given,
    Origin,
    ReasonPart,
    Unit,
    Weighing,
)

from .test_migrations import EXPECTED, VECTORS

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)

WHOLE = Weighing(
    weighing_id="whole",
    scale="5C:CA:D3:70:D4:A2",
    measured_at=NOW - DAY,
    weight_kg=68.25,
    unit=Unit.LB,
    impedance=503.0,
    impedance_250khz=451.0,
    heart_rate=61,
    profile_id=2,
    origin=Origin.REMOVED,
    person_id="anna",
    assigned_by=AssignedBy.PROFILE,
    confidence=0.97,
    reason=(ReasonPart(key="near_trend", person_id="anna", kg=0.4, notes=("slot",)),),
    candidates={"anna": 0.97, "ben": 0.01, "nobody": 0.02},
    given=Given(body_fat=21.5, bone_mass=2.75),
    battery=84,
    segments=(19.8, 283.0, 279.9, 244.7, 259.7),
)


def weighing(number, **values):
    return Weighing(
        **{
            "weighing_id": f"w{number}",
            "scale": "scale",
            "measured_at": NOW + timedelta(minutes=number),
            "weight_kg": 80.0 + number,
            **values,
        }
    )


@pytest.fixture
def run(tmp_path):
    journal = Journal(tmp_path / "journal.db")
    journal.open()
    yield journal.run
    journal.close()


def add(run, *added):
    run(lambda db: weighings.add(db, added))


def discard(run, weighing_id, at=NOW):
    return run(lambda db: discarded.discard(db, weighing_id, at))


def restore(run, weighing_id):
    return run(lambda db: discarded.restore(db, weighing_id))


def everything(run):
    return run(lambda db: weighings.between(db, None, None))


def aside(run):
    return [each.weighing_id for each in run(lambda db: discarded.newest_discarded(db, 9))]


def purge(run, now):
    """Delete what is old enough, the way it is done while Home Assistant runs."""
    if due := run(lambda db: discarded.is_purge_due(db, now)):
        run(lambda db: discarded.purge(db, now))
    return due


def test_it_comes_back_as_it_was(run):
    add(run, WHOLE, weighing(1))
    assert discard(run, "whole") == (WHOLE, None)
    assert everything(run) == [weighing(1)]
    assert run(lambda db: weighings.by_id(db, "whole")) is None
    assert restore(run, "whole") == (None, WHOLE)
    assert run(lambda db: weighings.by_id(db, "whole")) == WHOLE
    # Once: a second time there is nothing to restore.
    assert restore(run, "whole") is None
    assert aside(run) == []


@pytest.mark.parametrize("unknown", ["w1", "nothing", "", "\ud800", "'; DROP TABLE weighings"])
def test_what_was_not_discarded_is_not_restored(run, unknown):
    add(run, weighing(1))
    assert restore(run, unknown) is None
    assert everything(run) == [weighing(1)]


def test_nothing_counts_it(run):
    pending = [weighing(number) for number in range(3)]
    guest = weighing(3, person_id=GUEST, assigned_by=AssignedBy.AUTO)
    add(run, *pending, guest)
    for each in (*pending, guest):
        discard(run, each.weighing_id)
    undecided = run(lambda db: weighings.count_undecided(db, newest=9, oldest=9))
    assert undecided == weighings.Undecided(newest=[], oldest=[])
    assert run(lambda db: weighings.undecided(db, pending=9, set_aside=9)) == []
    assert run(lambda db: weighings.newest_measured(db, NOW + DAY)) is None
    assert run(lambda db: weighings.of_person(db, GUEST)) == []


def test_it_is_not_new_when_it_is_heard_again(run):
    """What waited in a file beside the journal is added if the journal doesn't have it."""
    add(run, weighing(1))
    discard(run, "w1")
    assert run(lambda db: weighings.missing(db, [weighing(1), weighing(2)])) == [weighing(2)]


class TestPending:
    """All of before a moment at once."""

    def test_all_and_the_newest_are_listed(self, run):
        old = [weighing(number) for number in range(5)]
        own, new = weighing(5, person_id="anna"), weighing(90)
        add(run, *old, own, new)
        moment = NOW + timedelta(minutes=60)
        listed = run(lambda db: discarded.discard_pending(db, moment, NOW, listed=2))
        assert listed == old[-2:]
        assert everything(run) == [own, new]
        assert aside(run) == ["w4", "w3", "w2", "w1", "w0"]
        for each in old:
            restore(run, each.weighing_id)
        assert everything(run) == [*old, own, new]


class TestTime:
    """It stays for 30 days, by a clock that was right."""

    def test_it_is_gone_after_30_days(self, run):
        add(run, weighing(1), weighing(2))
        discard(run, "w1", NOW)
        discard(run, "w2", NOW + DAY)
        assert not purge(run, NOW + 30 * DAY - timedelta(seconds=1))
        assert aside(run) == ["w2", "w1"]
        assert purge(run, NOW + 30 * DAY)
        assert aside(run) == ["w2"]
        assert restore(run, "w1") is None
        assert restore(run, "w2").new == weighing(2)

    def test_an_old_weighing_has_its_30_days(self, run):
        add(run, weighing(1, measured_at=NOW - 900 * DAY))
        discard(run, "w1", NOW)
        assert not purge(run, NOW + 29 * DAY)
        assert aside(run) == ["w1"]

    @pytest.mark.parametrize(
        "wrong",
        [datetime(1970, 1, 1, tzinfo=UTC), NOW + 400 * DAY],
        ids=["never set", "far ahead"],
    )
    def test_what_a_wrong_clock_noted_counts_from_now_on(self, run, wrong):
        add(run, weighing(1))
        discard(run, "w1", wrong)
        assert purge(run, NOW)
        assert aside(run) == ["w1"]
        assert not purge(run, NOW + 29 * DAY)
        assert purge(run, NOW + 30 * DAY)
        assert aside(run) == []

    def test_a_clock_that_is_not_set_deletes_nothing(self, run):
        add(run, weighing(1))
        discard(run, "w1", NOW)
        unset = datetime(1970, 1, 1, tzinfo=UTC)
        assert not purge(run, unset)
        run(lambda db: discarded.purge(db, unset))
        assert aside(run) == ["w1"]

    def test_discarded_once_more_it_has_its_time_again(self, run):
        add(run, weighing(1))
        discard(run, "w1", NOW)
        restore(run, "w1")
        discard(run, "w1", NOW + 20 * DAY)
        assert not purge(run, NOW + 40 * DAY)
        assert aside(run) == ["w1"]


class TestErasing:
    """Whoever is erased is erased there, too."""

    def test_their_weighings(self, run):
        add(run, WHOLE, weighing(1, person_id="ben"))
        discard(run, "whole")
        discard(run, "w1")
        run(lambda db: weighings.erase(db, "anna"))
        assert aside(run) == ["w1"]

    def test_what_others_weighings_say_of_them(self, run):
        add(run, WHOLE)
        discard(run, "whole")
        run(lambda db: weighings.erase(db, "ben"))
        restored = restore(run, "whole").new
        assert restored == weighings.without_person(WHOLE, "ben")
        assert ERASED in restored.candidates


def test_both_tables_have_the_same_columns(run):
    """A migration that adds one to weighings adds it to what was discarded."""

    def columns(table):
        return run(lambda db: {row[1] for row in db.execute(f"PRAGMA table_info({table})")})

    assert columns("discarded") == columns("weighings") | {"discarded_at"}


def test_a_journal_of_before_gets_the_place(tmp_path):
    path = shutil.copy(VECTORS / "body_scale_0_1_0.db", tmp_path / "journal.db")
    with sqlite3.connect(path) as database:
        tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master")}
    assert "discarded" not in tables
    journal = Journal(path)
    journal.open()
    before = everything(journal.run)
    assert len(before) == len(EXPECTED["weighings"])
    for each in before:
        discard(journal.run, each.weighing_id)
    assert everything(journal.run) == []
    for each in before:
        restore(journal.run, each.weighing_id)
    by_id = {each.weighing_id: each for each in before}
    assert {each.weighing_id: each for each in everything(journal.run)} == by_id
    journal.close()


def test_people_are_known_though_all_of_theirs_is_discarded(run):
    run(lambda db: people.store_person(db, "anna", "Anna", []))
    add(run, WHOLE)
    discard(run, "whole")
    assert run(people.known) == {"anna"}
