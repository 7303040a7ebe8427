"""The journal notes which hours the recorder's statistics lack, whatever changes them."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale.journal import discarded, people, recorded, weighings
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.recorded import Recorded
from custom_components.body_scale.model import GUEST, Given, Measured, Unit, Weighing

NOW = datetime(2026, 3, 1, 6, 30, tzinfo=UTC)
HOUR = NOW.replace(minute=0)
WEIGHING = Weighing(
    weighing_id="a", scale="s", measured_at=NOW, weight_kg=80.0, person_id="ben", unit=Unit.KG
)
NO_NUMBERS = {"unit", "battery", "segments"}
"""What is measured and no number of the body: no statistic is made of it."""


@pytest.fixture
def run(tmp_path):
    journal = Journal(tmp_path / "body_scale.db")
    journal.open()
    yield journal.run
    journal.close()


@pytest.fixture
def lacking(run):
    def hours(*people):
        found = run(lambda db: recorded.next_batch(db, people or ["ben", "anna"], limit=1000))
        return found and (found.person_id, found.hours)

    return hours


@pytest.fixture
def complete(run):
    """Have a weighing that the recorder has."""
    run(lambda db: weighings.add(db, [WEIGHING]))
    strike_off(run)


def strike_off(run, *people):
    def work(database):
        batch = recorded.next_batch(database, people or ["ben", "anna"], limit=1000)
        recorded.strike_off(database, batch, rows=1, starts=3600.0, means=80.0)
        return batch

    return run(work)


def test_a_new_weighing_is_lacking_until_it_is_recorded(run, lacking):
    run(lambda db: weighings.add(db, [WEIGHING]))
    assert lacking() == ("ben", [HOUR])
    assert lacking("anna") is None
    assert strike_off(run).weighings == [WEIGHING]
    assert lacking() is None


def test_every_weighing_of_the_hour_comes_with_it(run, lacking, complete):
    others = [
        replace(WEIGHING, weighing_id="b", measured_at=NOW + timedelta(minutes=29)),
        replace(WEIGHING, weighing_id="c", measured_at=NOW + timedelta(minutes=31)),
        replace(WEIGHING, weighing_id="d", person_id="anna"),
    ]
    run(lambda db: weighings.add(db, others[1:]))
    strike_off(run, "ben")
    run(lambda db: weighings.add(db, others[:1]))
    assert strike_off(run, "ben").weighings == [WEIGHING, others[0]]


@pytest.mark.usefixtures("complete")
class TestCorrections:
    def change(self, run, **values):
        run(lambda db: weighings.change(db, replace(WEIGHING, **values)))

    @pytest.mark.parametrize("name", sorted({each.name for each in fields(Measured)} - NO_NUMBERS))
    def test_every_measured_value_counts(self, run, lacking, name):
        self.change(run, **{name: Given(water=55.0) if name == "given" else 77})
        assert lacking() == ("ben", [HOUR])

    def test_another_time_touches_both_hours(self, run, lacking):
        self.change(run, measured_at=NOW - timedelta(days=400))
        assert lacking() == ("ben", [HOUR - timedelta(days=400), HOUR])

    def test_another_person_touches_both(self, run, lacking):
        self.change(run, person_id="anna")
        assert (lacking("ben"), lacking("anna")) == (("ben", [HOUR]), ("anna", [HOUR]))

    @pytest.mark.parametrize("nobody", [None, GUEST])
    def test_nobody_has_statistics(self, run, lacking, nobody):
        self.change(run, person_id=nobody)
        assert strike_off(run).weighings == []
        assert run(lambda db: db.execute("SELECT * FROM unrecorded").fetchall()) == []
        run(lambda db: discarded.discard(db, "a", HOUR))
        assert run(lambda db: db.execute("SELECT * FROM unrecorded").fetchall()) == []

    def test_deleting(self, run, lacking):
        run(lambda db: discarded.discard(db, "a", HOUR))
        assert lacking() == ("ben", [HOUR])

    def test_what_statistics_have_nothing_of_does_not_count(self, run, lacking):
        # So erasing a person leaves the statistics of others alone.
        self.change(run, candidates={"anna": 0.5}, reason="other", confidence=0.3)
        assert lacking() is None
        self.change(run, unit=Unit.LB, battery=50, segments=(19.8, 283.0))
        assert lacking() is None
        run(lambda db: weighings.erase(db, "anna"))
        assert lacking() is None

    def test_an_hour_that_changes_while_it_is_written_stays_lacking(self, run, lacking):
        self.change(run, weight_kg=81.0)
        batch = run(lambda db: recorded.next_batch(db, ["ben"], limit=9))
        self.change(run, weight_kg=82.0)
        run(lambda db: recorded.strike_off(db, batch, rows=0, starts=0.0, means=1.0))
        assert lacking() == ("ben", [HOUR])

    def test_whatever_an_insert_says_of_conflicts(self, run, lacking):
        self.change(run, weight_kg=81.0)
        names = ", ".join(weighings.COLUMNS)
        run(
            lambda db: db.execute(
                f"INSERT OR IGNORE INTO weighings ({names})"
                f" SELECT {names.replace('weighing_id', "'b'")} FROM weighings"
            )
        )
        batch = run(lambda db: recorded.next_batch(db, ["ben"], limit=9))
        assert [each.weighing_id for each in batch.weighings] == ["a", "b"]


def test_beginning_anew_takes_all_hours_of_both_in_order(run, lacking):
    times = [NOW - timedelta(days=days) for days in (1, 2, 3)]
    run(
        lambda db: weighings.add(
            db, [replace(WEIGHING, weighing_id=f"{at}", measured_at=at) for at in times]
        )
    )
    strike_off(run)
    only_there = HOUR - timedelta(days=2, hours=3)
    run(lambda db: recorded.begin_anew(db, "ben", Recorded("x", 5, 36.0, 7.5), [HOUR, only_there]))
    hours = [*(each.replace(minute=0) for each in times), HOUR, only_there]
    assert lacking() == ("ben", sorted(hours))
    assert run(lambda db: recorded.recorded_of(db, "ben")) == Recorded("x", 5, 36.0, 7.5)
    assert run(lambda db: recorded.next_batch(db, ["ben"], limit=2)).hours == sorted(hours)[:2]
    strike_off(run)
    assert run(lambda db: recorded.recorded_of(db, "ben")) == Recorded("x", 6, 3636.0, 87.5)


def test_an_erased_person_is_known_until_the_recorder_has_erased_them(run):
    run(lambda db: people.store_person(db, "ben", "Ben", []))
    run(lambda db: weighings.add(db, [WEIGHING]))
    assert run(recorded.erased_people) == []
    run(lambda db: (weighings.erase(db, "ben"), people.erase(db, "ben")))
    assert run(recorded.erased_people) == ["ben"]
    run(lambda db: recorded.forget(db, "ben"))
    assert run(recorded.erased_people) == []


@pytest.mark.parametrize("year", [1, 9999])
def test_absurd_times_have_no_statistics_and_hold_up_no_others(run, lacking, year):
    absurd = replace(
        WEIGHING, weighing_id="b", measured_at=NOW.replace(year=year, month=12, day=31, hour=23)
    )
    run(lambda db: weighings.add(db, [absurd]))
    assert lacking() == ("ben", [])
    run(lambda db: weighings.add(db, [WEIGHING]))
    assert lacking() == ("ben", [HOUR])
    assert strike_off(run).weighings == [WEIGHING]
    assert lacking() is None
