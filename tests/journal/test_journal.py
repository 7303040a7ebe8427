"""The journal: committed is kept, and a damaged file is never overwritten."""

from datetime import UTC, date, datetime, timedelta
import os
from pathlib import Path
import signal
import sqlite3
import subprocess
import sys
import textwrap
from unittest.mock import patch

import pytest

from custom_components.body_scale.journal import discarded, people, scales, weighings
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.migrations import JournalFromTheFutureError
from custom_components.body_scale.journal.people import former_people
from custom_components.body_scale.model import (
    GUEST,
    AssignedBy,
    Origin,
    Profile,
    ReasonPart,
    Sex,
    Unit,
    Weighing,
)

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def weighing(number=0, **values):
    return Weighing(
        **{
            "weighing_id": f"weighing{number}",
            "scale": "5C:CA:D3:70:D4:A2",
            "measured_at": NOW + timedelta(minutes=number),
            "weight_kg": 85.15,
            **values,
        }
    )


def add(journal, added, memory=None, scale="scale"):
    """Add weighings with what their scale remembers, in one transaction."""

    def write(database):
        if memory is not None:
            scales.store_memory(database, scale, memory)
        weighings.add(database, added)

    journal.run(write)


def of_person(journal, person_id, **limit):
    return journal.run(lambda db: weighings.of_person(db, person_id, **limit))


def memory_of(journal, scale):
    return journal.run(lambda db: scales.memory_of(db, scale))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "body_scale.db"


@pytest.fixture
def journal(path):
    journal = Journal(path)
    journal.open()
    yield journal
    journal.close()


def test_what_is_added_is_read_back_whole(journal):
    whole = weighing(
        unit=Unit.JIN,
        impedance=428.5,
        impedance_250khz=390.1,
        heart_rate=61,
        profile_id=2,
        origin=Origin.REMOVED,
        person_id="anna",
        assigned_by=AssignedBy.CLAIM,
        confidence=0.75,
        reason="0.2 kg from Änna's weight",
        candidates={"anna": 0.75, "nobody": 0.25},
        battery=84,
        segments=(19.8, 283.0, 279.9, 244.7, 259.7),
    )
    plain = weighing(1, person_id="anna")
    add(journal, [whole, plain], {"records": []})
    assert of_person(journal, "anna") == [whole, plain]


def test_weighings_come_by_person_oldest_first_and_newest_kept(journal):
    rows = [weighing(number, person_id="anna") for number in (3, 1, 2)]
    rows += [weighing(10), weighing(11, person_id=GUEST), weighing(12, person_id="ben")]
    add(journal, rows, {})
    ids = [each.weighing_id for each in of_person(journal, "anna", limit=2)]
    assert ids == ["weighing2", "weighing3"]
    assert [each.weighing_id for each in of_person(journal, None)] == ["weighing10"]
    assert [each.weighing_id for each in of_person(journal, GUEST)] == ["weighing11"]


class TestBatteries:
    """What a scale's battery had left is that of its newest weighing that says so."""

    def batteries_of(self, journal, *ids, until=NOW + timedelta(days=1)):
        return journal.run(lambda db: scales.batteries_of(db, ids, until))

    def test_of_each_scale_the_newest(self, journal):
        rows = [
            weighing(3, scale="bath", battery=80),
            weighing(1, scale="bath", battery=90),
            weighing(4, scale="bath"),
            weighing(2, scale="attic", battery=0),
            weighing(5, scale="mat"),
        ]
        add(journal, rows)
        assert self.batteries_of(journal, "bath", "attic", "mat") == {"bath": 80, "attic": 0}
        assert self.batteries_of(journal, "attic") == {"attic": 0}
        assert self.batteries_of(journal) == {}

    def test_one_of_a_time_to_come_is_of_a_wrong_clock(self, journal):
        add(journal, [weighing(1, battery=80), weighing(5, battery=20)])
        [scale] = {weighing().scale}
        assert self.batteries_of(journal, scale, until=NOW + timedelta(minutes=4)) == {scale: 80}

    def test_a_discarded_weighing_says_what_it_said(self, journal):
        add(journal, [weighing(1, battery=80), weighing(2, battery=70)])
        journal.run(lambda db: discarded.discard(db, "weighing2", NOW))
        assert self.batteries_of(journal, weighing().scale) == {weighing().scale: 70}


def test_times_of_any_zone_are_in_order(journal):
    from zoneinfo import ZoneInfo

    late = weighing(1, person_id="a", measured_at=datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    # 00:30 in New York is 05:30 UTC.
    new_york = datetime(2026, 11, 22, 0, 30, tzinfo=ZoneInfo("America/New_York"))
    add(journal, [weighing(2, person_id="a", measured_at=new_york), late], {})
    assert [each.weighing_id for each in of_person(journal, "a")] == ["weighing1", "weighing2"]


def test_weighings_and_what_the_scale_remembers_are_kept_together(journal):
    add(journal, [weighing(1)], {"number": 1})
    with pytest.raises(sqlite3.IntegrityError):
        add(journal, [weighing(2), weighing(1)], {"number": 2})
    assert memory_of(journal, "scale") == {"number": 1}
    assert [each.weighing_id for each in of_person(journal, None)] == ["weighing1"]
    assert memory_of(journal, "other") is None


def test_people_and_their_dated_profiles(journal, path):
    old = Profile(sex=Sex.FEMALE, birth_date=date(1990, 5, 17), height_cm=168.0)
    new = Profile(
        sex=Sex.FEMALE,
        birth_date=date(1990, 5, 17),
        height_cm=168.5,
        athlete=True,
        no_impedance_metrics=True,
        valid_from=date(2026, 1, 1),
    )
    journal.run(lambda db: people.store_person(db, "anna", "Anna", [old]))
    journal.run(lambda db: people.store_person(db, "anna", "Anne", [old, new]))
    assert journal.run(lambda db: people.profiles_of(db, "anna")) == [old, new]
    assert former_people(path) == {"anna": "Anne"}


def test_nobody_is_known_where_there_is_no_journal(tmp_path):
    assert former_people(tmp_path / "none.db") == {}
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"no database at all" * 100)
    assert former_people(broken) == {}


def test_it_is_all_there_after_closing_and_opening(journal, path):
    add(journal, [weighing()], {"number": 1})
    journal.close()
    again = Journal(path)
    again.open()
    assert of_person(again, None) == [weighing()]
    assert again.set_aside is None
    again.close()


def test_the_one_file_is_whole_between_writes(journal, path, tmp_path):
    add(journal, [weighing()], {})
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    copy = tmp_path / "copy.db"
    copy.write_bytes(path.read_bytes())
    restored = Journal(copy)
    restored.open()
    assert of_person(restored, None) == [weighing()]
    restored.close()


def test_a_closed_journal_says_so(journal):
    journal.close()
    with pytest.raises(sqlite3.OperationalError, match="closed"):
        of_person(journal, None)


def test_a_later_versions_file_is_left_alone(journal, path):
    journal.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(JournalFromTheFutureError):
        Journal(path).open()
    assert path.read_bytes() == before


def damage(path, kind):
    content = bytearray(path.read_bytes())
    if kind == "empty":
        content = bytearray()
    elif kind == "less than a page":
        content = content[:2048]
    elif kind == "no database":
        content = bytearray(b"my shopping list\n" * 500)
    elif kind == "cut":
        content = content[: len(content) // 2]
    else:
        # Everything but the header: the tables' pages.
        content[200:] = os.urandom(len(content) - 200)
    path.write_bytes(content)
    return bytes(content)


@pytest.mark.parametrize("kind", ["empty", "less than a page", "no database", "cut", "garbled"])
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(journal, path, kind):
    add(journal, [weighing(number) for number in range(200)], {})
    journal.close()
    damaged = damage(path, kind)
    again = Journal(path)
    again.open()
    assert again.set_aside is not None
    assert again.set_aside.read_bytes() == damaged
    add(again, [weighing()], {})
    assert of_person(again, None) == [weighing()]
    again.close()


def test_damage_that_shows_while_writing_loses_nothing_new(journal, path):
    add(journal, [weighing(number) for number in range(200)], {})
    damaged = damage(path, "garbled")
    # Long running, SQLite has other pages in memory than those that it needs next.
    journal._database.execute("PRAGMA shrink_memory")
    add(journal, [weighing(1000)], {"number": 1})
    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes()[200:] == damaged[200:]
    assert [each.weighing_id for each in of_person(journal, None)] == ["weighing1000"]


def test_what_is_left_of_a_journal_whose_file_is_gone_is_set_aside(path):
    path.parent.mkdir()
    left = path.with_name("body_scale.db-journal")
    left.write_bytes(b"what SQLite needs to undo a write" * 100)
    journal = Journal(path)
    journal.open()
    aside = journal.set_aside.with_name(journal.set_aside.name + "-journal")
    assert aside.read_bytes() == b"what SQLite needs to undo a write" * 100
    journal.close()


def test_a_disk_that_does_not_let_a_new_file_be_made_is_tried_again(journal, path):
    add(journal, [weighing(number) for number in range(200)], {})
    damage(path, "garbled")
    journal._database.execute("PRAGMA shrink_memory")
    connect, calls = Journal._connect, []

    def full(self):
        calls.append(self)
        if len(calls) == 1:
            raise sqlite3.OperationalError("database or disk is full")
        return connect(self)

    with patch.object(Journal, "_connect", full):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            add(journal, [weighing(1000)], {})
        add(journal, [weighing(1000)], {})
    assert [each.weighing_id for each in of_person(journal, None)] == ["weighing1000"]
    assert journal.set_aside is not None


KILLED = """
    import os, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from custom_components.body_scale.journal import scales, weighings
    from custom_components.body_scale.journal.database import Journal
    from custom_components.body_scale.model import Weighing

    def write(database):
        weighings.add(database, [Weighing(weighing_id=f"weighing{number}", scale="s", weight_kg=70.0,
                                          measured_at=datetime.now(UTC))])
        scales.store_memory(database, "s", {"number": number})

    journal = Journal(Path(sys.argv[1]))
    journal.open()
    for number in range(1000):
        journal.run(write)
        print(number, flush=True)
        if number == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("last", [0, 7, 23])
def test_what_was_committed_survives_kill_9_right_after(path, last):
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(path), str(last)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.split()[-1] == str(last)
    journal = Journal(path)
    journal.open()
    assert len(of_person(journal, None)) == last + 1
    assert memory_of(journal, "s") == {"number": last}
    assert journal.set_aside is None
    journal.close()


def test_erasing_says_nothing_of_the_person_any_more(tmp_path):
    """SQL does it, as `without_person` does it with one."""
    parts = (
        ReasonPart(key="near_trend", person_id="ben", kg=0.4, notes=("away",)),
        ReasonPart(key="heavier", person_id="anna", kg=3.25),
    )
    both = {"ben": 0.6, "anna": 0.3, "nobody": 0.1}
    of_others = [
        weighing(0, person_id="ben", candidates=both, reason=parts),
        weighing(1, candidates=both, reason=parts[1:]),
        weighing(2, person_id="ben", candidates={"ben": 1.0, "nobody": 0.0}, reason=parts[:1]),
        weighing(3, candidates=both, reason="0.4 kg from Ben [trend]; Anna is 3 kg heavier"),
        weighing(4, candidates=both, reason='"quoted" anna'),
        weighing(5, candidates=both, reason=""),
        weighing(6, candidates=both, reason="12"),
        weighing(7, candidates={}, reason=parts),
        weighing(8, person_id=GUEST, candidates={"nobody": 1.0}, reason=parts[:1]),
    ]
    journal = Journal(tmp_path / "body_scale.db")
    journal.open()
    add(journal, [*of_others, weighing(9, person_id="anna", candidates=both)])
    journal.run(lambda db: weighings.erase(db, "anna"))
    found = journal.run(lambda db: weighings.between(db, None, None))
    told = {0, 1, 3, 4, 5, 6, 7}
    assert found == [
        weighings.without_person(each, "anna") if number in told else each
        for number, each in enumerate(of_others)
    ]
    journal.close()
