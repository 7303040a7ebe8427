"""What is written survives whatever is done to the file meanwhile: nothing lost, nothing doubled."""

from datetime import UTC, datetime, timedelta
import os
from pathlib import Path
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from unittest.mock import patch

import pytest

from custom_components.body_scale.journal import weighings
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.migrations import JournalFromTheFutureError
from custom_components.body_scale.journal.once import Once, WithdrawnError
from custom_components.body_scale.model import Weighing

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def weighing(number):
    return Weighing(
        weighing_id=f"w{number}",
        scale="scale",
        measured_at=NOW + timedelta(minutes=number),
        weight_kg=85.15,
    )


def add(journal, *numbers):
    journal.run(lambda db: weighings.add(db, map(weighing, numbers)))


def stored(journal):
    return [each.weighing_id for each in journal.run(lambda db: weighings.between(db, None, None))]


def on_disk(path):
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
        return [row[0] for row in database.execute("SELECT weighing_id FROM weighings")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "body_scale.db"


@pytest.fixture
def journal(path):
    journal = Journal(path)
    journal.open()
    add(journal, 1, 2)
    yield journal
    journal.close()


def put(path, content):
    """Replace a file as a backup is restored: another one takes its name."""
    other = path.with_name("other")
    other.write_bytes(content)
    other.replace(path)


def another_programs(tmp_path):
    other = tmp_path / "states.db"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE states (state TEXT)")
    return other.read_bytes()


@pytest.mark.parametrize("what", ["file", "folder", "name"])
def test_a_removed_file_is_written_again_whole(journal, path, tmp_path, what):
    if what == "file":
        path.unlink()
    elif what == "folder":
        shutil.rmtree(path.parent)
    else:
        path.rename(tmp_path / "elsewhere.db")
    add(journal, 3)
    assert on_disk(path) == stored(journal) == ["w1", "w2", "w3"]
    assert (journal.set_aside, journal.renewed) == (None, False)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_removed_file_is_read_all_the_same(journal, path):
    path.unlink()
    assert stored(journal) == on_disk(path) == ["w1", "w2"]


def test_a_restored_older_file_is_gone_on_with(journal, path):
    older = path.read_bytes()
    add(journal, 3)
    put(path, older)
    add(journal, 4)
    assert on_disk(path) == stored(journal) == ["w1", "w2", "w4"]
    assert journal.renewed


def test_an_older_file_copied_over_it_is_gone_on_with(journal, path):
    older = path.read_bytes()
    add(journal, 3)
    path.write_bytes(older)
    add(journal, 4)
    assert on_disk(path) == stored(journal) == ["w1", "w2", "w4"]
    assert journal.renewed


def test_a_copy_of_itself_is_nothing_new(journal, path):
    put(path, path.read_bytes())
    add(journal, 3)
    assert on_disk(path) == ["w1", "w2", "w3"]
    assert not journal.renewed


@pytest.mark.parametrize("foreign", [b"", b"my shopping list\n" * 1000, another_programs])
def test_a_foreign_file_in_its_place_is_set_aside(journal, path, tmp_path, foreign):
    content = foreign(tmp_path) if callable(foreign) else foreign
    put(path, content)
    add(journal, 3)
    assert on_disk(path) == ["w1", "w2", "w3"]
    assert journal.set_aside.read_bytes() == content


def test_another_programs_database_is_set_aside_at_the_start(path, tmp_path):
    path.parent.mkdir()
    content = another_programs(tmp_path)
    path.write_bytes(content)
    journal = Journal(path)
    journal.open()
    assert journal.set_aside.read_bytes() == content
    journal.close()


@pytest.mark.parametrize("size", [0, 100, 4096, 8192])
def test_a_truncated_file_is_set_aside_and_what_comes_is_stored(journal, path, size):
    before = path.read_bytes()
    os.truncate(path, size)
    add(journal, 3)
    assert on_disk(path) == stored(journal) == ["w3"]
    assert journal.set_aside.read_bytes() == before[:size]
    assert journal.renewed


def test_damage_whose_error_cannot_be_decoded_is_damage(journal, path):
    """SQLite quotes what it finds in the place of a table's definition."""
    content = path.read_bytes()
    row = b"tableweighingsweighings"
    at = content.index(row)
    garbled = b"table" + b"\xff" * 18
    content = content[:at] + garbled + content[at + len(row) :]
    path.write_bytes(content.replace(b"CREATE TABLE weighings", b"\xff" * 22))
    add(journal, 3)
    assert on_disk(path) == ["w3"]
    assert journal.set_aside.read_bytes().count(b"\xff" * 22) == 1


@pytest.mark.parametrize("fate", ["removed", "replaced"])
def test_what_was_written_into_a_dead_file_is_written_again(journal, path, fate):
    """SQLite commits into a file without a name and says nothing."""
    calls = []

    def write(database):
        weighings.add(database, [weighing(3)])
        calls.append(None)
        if len(calls) == 1:
            older = path.read_bytes()
            path.unlink()
            if fate == "replaced":
                path.write_bytes(older)

    journal.run(write)
    assert on_disk(path) == stored(journal) == ["w1", "w2", "w3"]


def test_what_the_copy_has_already_is_not_written_twice(journal, path):
    """The file is replaced by a copy that was made after the commit."""
    look, calls = Journal._note, []

    def replace(self):
        calls.append(None)
        if len(calls) == 1:
            put(path, path.read_bytes())
        look(self)

    with patch.object(Journal, "_note", replace):
        add(journal, 3)
    assert on_disk(path) == stored(journal) == ["w1", "w2", "w3"]


def test_a_later_versions_file_in_its_place_is_left_alone_until_it_is_gone(journal, path):
    own = path.read_bytes()
    with sqlite3.connect(path.with_name("later")) as database:
        database.execute("PRAGMA user_version = 99")
    later = path.with_name("later").read_bytes()
    put(path, later)
    with pytest.raises(JournalFromTheFutureError):
        add(journal, 3)
    assert path.read_bytes() == later
    put(path, own)
    add(journal, 3)
    assert on_disk(path) == ["w1", "w2", "w3"]


def failing(code, name):
    error = sqlite3.OperationalError(name)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_READONLY_DBMOVED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_CANTOPEN,
    ],
)
def test_what_only_a_new_connection_heals_gets_one(journal, path, code):
    sick = journal._database

    def write(database):
        if database is sick:
            raise failing(code, "of this connection")
        weighings.add(database, [weighing(3)])

    journal.run(write)
    assert on_disk(path) == ["w1", "w2", "w3"]


def test_a_lock_and_a_full_disk_are_no_reason_to_connect_anew(journal):
    connection = journal._database
    for code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL):
        with pytest.raises(sqlite3.OperationalError):
            journal.run(lambda _, code=code: (_ for _ in ()).throw(failing(code, "later")))
    assert journal._database is connection


def test_a_full_disk_is_survived_whole(journal, path):
    """The limit of pages is how SQLite itself plays a full disk."""
    [pages] = journal._database.execute("PRAGMA page_count").fetchone()
    journal._database.execute(f"PRAGMA max_page_count = {pages}")
    once = Once(lambda db: weighings.add(db, map(weighing, range(3, 300))))
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError, match="full"):
            journal.run(once)
        assert on_disk(path) == stored(journal) == ["w1", "w2"]
    journal._database.execute("PRAGMA max_page_count = 1000000")
    journal.run(once)
    assert len(on_disk(path)) == 299


def test_a_write_is_done_once_however_often_it_is_tried(journal):
    once = Once(lambda db: weighings.add(db, [weighing(3)]))
    assert journal.run(once) == journal.run(once)
    assert stored(journal) == ["w1", "w2", "w3"]


def test_what_is_withdrawn_is_not_written(journal):
    once = Once(lambda db: weighings.add(db, [weighing(3)]))
    once.withdraw()
    with pytest.raises(WithdrawnError):
        journal.run(once)

    late = Once(lambda db: (weighings.add(db, [weighing(4)]), late.withdraw()))
    with pytest.raises(WithdrawnError):
        journal.run(late)
    assert stored(journal) == ["w1", "w2"]


WRITING = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from custom_components.body_scale.journal import weighings
    from custom_components.body_scale.journal.database import Journal
    from custom_components.body_scale.model import Weighing

    journal = Journal(Path(sys.argv[1]))
    journal.open()
    for number in range(int(sys.argv[2]), 100000):
        added = [Weighing(weighing_id=f"w{number}", scale="s", weight_kg=70.0,
                          measured_at=datetime.now(UTC))]
        journal.run(lambda db: weighings.add(db, added))
        print(number, flush=True)
"""


def test_kill_9_in_the_middle_of_writing_loses_and_doubles_nothing(path):
    """Each round goes on where the one before was killed, wherever in a write that was."""
    said = -1
    for lines in (1, 5, 2, 9):
        with subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITING), str(path), str(said + 1)],
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
            text=True,
        ) as writing:
            for _ in range(lines):
                said = int(writing.stdout.readline())
            writing.send_signal(signal.SIGKILL)
            # What it said before it died counts as well.
            said = max([said, *map(int, writing.stdout.read().split())])
        journal = Journal(path)
        journal.open()
        found = [
            int(each.weighing_id[1:])
            for each in journal.run(lambda db: weighings.between(db, None, None))
        ]
        journal.close()
        # The last one may have been committed and not said.
        assert sorted(found) in ([*range(said + 1)], [*range(said + 2)])
        assert journal.set_aside is None
        said = max(found)


LOCKING = """
    import sqlite3, sys
    database = sqlite3.connect(sys.argv[1], isolation_level=None)
    database.execute("BEGIN EXCLUSIVE")
    print("locked", flush=True)
    sys.stdin.readline()
"""


def test_another_process_that_locks_the_file_is_waited_for(journal, path):
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LOCKING), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as locking:
        assert locking.stdout.readline() == "locked\n"
        journal._database.execute("PRAGMA busy_timeout = 1")
        once = Once(lambda db: weighings.add(db, [weighing(3)]))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            journal.run(once)
        locking.stdin.write("\n")
        locking.stdin.flush()
        locking.wait(60)
        journal.run(once)
    assert on_disk(path) == ["w1", "w2", "w3"]
