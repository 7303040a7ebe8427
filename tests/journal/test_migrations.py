"""Files of all versions are brought to the newest one, with nothing lost.

`tests/vectors/body_scale_0_1_0.db` was written by the code of version 0.1.0, and what is expected of
it was read by SQLite itself: `make_body_scale_0_1_0.py` beside this file shows how.
"""

from contextlib import closing
from datetime import date, datetime
import json
from pathlib import Path
import shutil
import sqlite3

import pytest

from custom_components.body_scale.bridges import outbox
from custom_components.body_scale.journal import (
    memberships,
    migrations,
    people,
    scales,
    weighings,
)
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.memberships import Span
from custom_components.body_scale.model import (
    AssignedBy,
    Given,
    Origin,
    Profile,
    Sex,
    Unit,
    Weighing,
)
from custom_components.body_scale.session import Memory

VECTORS = Path(__file__).parents[1] / "vectors"
EXPECTED = json.loads((VECTORS / "body_scale_0_1_0.json").read_text())


@pytest.fixture
def path(tmp_path):
    return Path(shutil.copy(VECTORS / "body_scale_0_1_0.db", tmp_path / "body_scale.db"))


@pytest.fixture
def journal(path):
    journal = Journal(path)
    journal.open()
    assert journal.set_aside is None
    yield journal
    journal.close()


def weighing(row):
    """Return the weighing that a row of version 0.1.0 stands for."""
    return Weighing(
        **row
        | {
            "measured_at": datetime.fromisoformat(row["measured_at"]),
            "unit": Unit(row["unit"]),
            "origin": Origin(row["origin"]),
            "assigned_by": row["assigned_by"] and AssignedBy(row["assigned_by"]),
            "candidates": json.loads(row["candidates"]),
        }
    )


def profile(row):
    return Profile(
        sex=Sex(row["sex"]),
        birth_date=date.fromisoformat(row["birth_date"]),
        height_cm=row["height_cm"],
        athlete=bool(row["athlete"]),
        no_impedance_metrics=bool(row["no_impedance_metrics"]),
        valid_from=date.fromisoformat(row["valid_from"]),
    )


class TestVersion010:
    """A database of version 0.1.0 is opened with nothing lost."""

    def test_it_has_what_matters(self):
        """Make sure that the file would show a loss."""
        rows = EXPECTED["weighings"]
        assert {row["unit"] for row in rows} == {"kg", "lb", "jin"}
        for name in ("impedance", "impedance_250khz", "heart_rate", "profile_id", "confidence"):
            assert {row[name] is None for row in rows} == {True, False}
        assert {row["origin"] for row in rows} == set(Origin)
        assert {row["assigned_by"] for row in rows} == {None, *AssignedBy}
        assert {None, "guest"} < {row["person_id"] for row in rows}
        items = EXPECTED["outbox"]
        assert {bool(row["delivered_at"]) for row in items} == {True, False}
        assert {row["attempts"] for row in items} == {0, 1, 3}
        assert {json.loads(row["body"])["payload"] == "" for row in items} == {True, False}
        assert len({row["bridge"] for row in items}) == 5

    def test_every_weighing(self, journal):
        found = journal.run(lambda db: weighings.between(db, None, None))
        expected = sorted(map(weighing, EXPECTED["weighings"]), key=lambda each: each.measured_at)
        assert found == expected

    def test_people_and_their_dated_profiles(self, journal, path):
        names = {row["person_id"]: row["name"] for row in EXPECTED["people"]}
        assert people.former_people(path) == names
        for person_id in names:
            expected = [
                profile(row) for row in EXPECTED["profiles"] if row["person_id"] == person_id
            ]
            assert journal.run(lambda db, each=person_id: people.profiles_of(db, each)) == sorted(
                expected, key=lambda each: each.valid_from
            )

    def test_who_is_known_was_always_a_member(self, journal):
        always = {row["person_id"]: [Span(None, None)] for row in EXPECTED["people"]}
        assert len(always) == 3
        assert journal.run(memberships.spans) == always

    def test_what_is_remembered_of_each_scale(self, journal):
        for row in EXPECTED["scales"]:
            memory = journal.run(lambda db, row=row: scales.memory_of(db, row["address"]))
            assert memory == json.loads(row["memory"])
            assert Memory.from_dict(memory).records

    @pytest.mark.parametrize("bridge", sorted({row["bridge"] for row in EXPECTED["outbox"]}))
    def test_every_row_of_the_outbox(self, journal, bridge):
        rows = [row for row in EXPECTED["outbox"] if row["bridge"] == bridge]
        waiting = journal.run(lambda db: outbox.waiting_items(db, bridge))
        assert [facts(item) for item in waiting] == [
            expected_facts(row) for row in rows if not row["delivered_at"]
        ]
        told = {}
        for row in rows:
            told[row["target"]] = row
        found = journal.run(lambda db: outbox.last_items(db, bridge))
        assert {item.target: facts(item) for item in found} == {
            target: expected_facts(row) for target, row in told.items()
        }
        count = journal.run(
            lambda db: db.execute(
                "SELECT COUNT(*) FROM outbox WHERE bridge = ?", (bridge,)
            ).fetchone()[0]
        )
        assert count == len(rows)

    @pytest.mark.parametrize("bridge", sorted({row["bridge"] for row in EXPECTED["outbox"]}))
    def test_what_a_broker_retains_can_be_retracted(self, journal, bridge):
        found = journal.run(lambda db: outbox.last_items(db, bridge))
        assert [item.lasts for item in found] == [item.body["retain"] for item in found]
        for item in found:
            assert item.retracts is (item.body["retain"] and item.body["payload"] == "")
            if item.lasts and not item.retracts:
                taken_back = {"payload": "", "value": "", "question": None}
                assert item.retraction == item.body | taken_back

    def test_it_is_written_on(self, journal, path):
        later = {"given": Given(body_fat=21.5), "battery": 84, "segments": (19.8, 283.0)}
        new = weighing(EXPECTED["weighings"][0] | {"weighing_id": "new"} | later)
        journal.run(lambda db: weighings.add(db, [new]))
        again = Journal(path)
        again.open()
        assert again.run(lambda db: weighings.by_id(db, "new")) == new
        again.close()


def facts(item):
    delivered = item.delivered_at and item.delivered_at.isoformat(timespec="microseconds")
    return (
        item.target,
        item.key,
        item.weighing_id,
        item.person_id,
        item.attempts,
        delivered,
        content(item.body),
    )


def expected_facts(row):
    names = ("target", "key", "weighing_id", "person_id", "attempts", "delivered_at")
    return (*(row[name] for name in names), content(json.loads(row["body"])))


def content(body):
    """Return what is sent, and how it is known to have arrived."""
    names = ("topic", "payload", "retain", "slot", "value", "question")
    return tuple(body[name] for name in names)


def test_a_migration_that_fails_leaves_the_file_as_it_was(path, monkeypatch):
    def fail(database):
        database.execute("DROP TABLE weighings")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fail))
    with pytest.raises(sqlite3.OperationalError, match="full"):
        Journal(path).open()
    with sqlite3.connect(path) as database:
        [version] = database.execute("PRAGMA user_version").fetchone()
        [count] = database.execute("SELECT COUNT(*) FROM weighings").fetchone()
    assert (version, count) == (len(migrations.MIGRATIONS) - 1, len(EXPECTED["weighings"]))


def test_a_new_file_is_migrated_step_by_step(tmp_path, monkeypatch):
    steps = []

    def step(number):
        return lambda database: steps.append((number, *versions(database)))

    def versions(database):
        return database.execute("PRAGMA user_version").fetchone()

    monkeypatch.setattr(migrations, "MIGRATIONS", tuple(map(step, range(3))))
    path = tmp_path / "journal.db"
    for expected in ([(0, 0), (1, 1), (2, 2)], []):
        steps.clear()
        with closing(sqlite3.connect(path)) as database:
            migrations.migrate(database)
            assert steps == expected
            assert versions(database)[0] == 3
