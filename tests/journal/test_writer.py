"""Writes are run one at a time and in their order, whatever the disk does meanwhile."""

import asyncio
import sqlite3
import threading
from unittest.mock import patch

import pytest

from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.writer import JournalWriter


@pytest.fixture
async def writer(hass, tmp_path):
    writer = JournalWriter(hass, Journal(tmp_path / "journal.db"))
    await writer.async_open(lambda database: database.execute("CREATE TABLE said (word TEXT)"))
    yield writer
    await writer.async_close()


def say(word, *, refusals=0):
    left = [None] * refusals

    def write(database):
        database.execute("INSERT INTO said VALUES (?)", (word,))
        if left:
            left.pop()
            raise sqlite3.OperationalError("database or disk is full")
        return word

    return write


def said(database):
    return [row["word"] for row in database.execute("SELECT word FROM said ORDER BY rowid")]


async def test_a_write_waits_for_those_before_it_and_a_read_does_not(writer):
    sleeping, awake = asyncio.Event(), asyncio.Event()

    async def sleep(_):
        sleeping.set()
        await awake.wait()

    with patch("custom_components.body_scale.journal.writer.asyncio.sleep", sleep):
        first = asyncio.create_task(writer.async_write(say("first", refusals=1)))
        await sleeping.wait()
        second = asyncio.create_task(writer.async_write(say("second")))
        assert await writer.async_read(said) == []
        assert not second.done()
        awake.set()
        assert await asyncio.gather(first, second) == ["first", "second"]
    assert await writer.async_read(said) == ["first", "second"]


async def test_a_fault_is_raised_and_lets_the_next_write(writer):
    def fail(database):
        say("first")(database)
        raise KeyError("a mistake")

    with pytest.raises(KeyError):
        await writer.async_write(fail)
    await writer.async_write(say("second"))
    assert await writer.async_read(said) == ["second"]


async def test_who_listens_for_a_renewal_hears_of_it_until_they_stop(writer):
    heard = []
    stop = writer.async_add_renewal_listener(lambda: heard.append(1))
    writer.journal.set_aside = writer.journal.path
    await writer.async_read(said)
    stop()
    writer.journal.set_aside = writer.journal.path
    await writer.async_read(said)
    assert heard == [1]


async def test_what_cannot_be_opened_is_closed(hass, tmp_path):
    writer = JournalWriter(hass, Journal(tmp_path / "journal.db"))

    def fail(database):
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError, match="full"):
        await writer.async_open(fail)
    with pytest.raises(sqlite3.OperationalError, match="closed"):
        await writer.async_read(said)


async def test_who_is_cancelled_in_the_middle_of_a_commit_ends_after_it(writer):
    entered, go_on = threading.Event(), threading.Event()
    written = []

    def write(database):
        say("first")(database)
        entered.set()
        go_on.wait(20)

    async def write_again_and_again():
        while True:
            await writer.async_write(say("before"))
            await writer.async_write(write)
            written.append(await writer.async_read(said))

    task = asyncio.create_task(write_again_and_again())
    await asyncio.get_running_loop().run_in_executor(None, entered.wait, 20)
    task.cancel()
    await asyncio.sleep(0)
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    # Withdrawn, because it wasn't being committed yet.
    assert written == []
    assert await writer.async_read(said) == ["before"]


async def test_what_was_committed_when_its_caller_is_cancelled_is_known_to_them(writer):
    committed, go_on = threading.Event(), threading.Event()
    run = writer.journal.run

    def slow(once):
        result = run(once)
        committed.set()
        go_on.wait(20)
        return result

    known = []

    async def write_and_read():
        known.append(await writer.async_write(say("first")))
        await asyncio.sleep(60)

    with patch.object(writer.journal, "run", slow):
        task = asyncio.create_task(write_and_read())
        await asyncio.get_running_loop().run_in_executor(None, committed.wait, 20)
        task.cancel()
        await asyncio.sleep(0)
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert known == ["first"]
    assert await writer.async_read(said) == ["first"]
