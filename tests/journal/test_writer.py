"""Writes are run one at a time and in their order, whatever the disk does meanwhile."""

import asyncio
import sqlite3
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


async def test_who_listens_for_damage_hears_of_it_until_they_stop(writer):
    heard = []
    stop = writer.async_add_damage_listener(lambda: heard.append(1))
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
