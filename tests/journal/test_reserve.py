"""The file beside the journal, on a disk that is full or can't be read."""

import os
from unittest.mock import patch

import pytest

from custom_components.body_scale.journal import reserve
from custom_components.body_scale.journal.reserve import Reserve

ENTRIES = [{"scale": "a"}, {"scale": "b"}]


def refused(*_):
    raise OSError(28, "No space left on device")


@pytest.fixture
def path(tmp_path):
    """Return a file with entries and nothing reserved."""
    path = tmp_path / "waiting"
    with patch.object(reserve, "_RESERVED_BYTES", 0):
        Reserve(path).prepare()
        Reserve(path).add(ENTRIES)
    return path


def test_entries_are_read_though_nothing_can_be_reserved(path):
    full = Reserve(path)
    with patch.object(os, "pwrite", refused):
        assert full.prepare() == ENTRIES
    assert full.is_used
    full.add([{"scale": "c"}])
    assert Reserve(path).prepare() == [*ENTRIES, {"scale": "c"}]
    full.clear()
    assert Reserve(path).prepare() == []


def test_what_was_not_read_is_not_overwritten_or_cleared(path):
    unread = Reserve(path)
    with patch.object(os, "read", refused), pytest.raises(OSError, match="space"):
        unread.prepare()
    assert not unread.is_used
    unread.add([{"scale": "c"}])
    assert unread.is_used
    assert Reserve(path).prepare() == [*ENTRIES, {"scale": "c"}]
    unread.clear()
    assert not unread.is_used
    assert Reserve(path).prepare() == ENTRIES
