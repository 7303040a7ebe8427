"""JSON is read piece by piece, and says what it says."""

import json

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale.exchange import json_text

LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    LEAVES,
    lambda some: st.lists(some, max_size=4) | st.dictionaries(st.text(), some, max_size=4),
)


@given(VALUES, st.sampled_from([None, 2]))
def test_as_the_standard_library_reads_it(value, indent):
    text = f" {json.dumps(value, indent=indent)}\n"
    assert json_text.loads(text) == value


def raises(text):
    try:
        json_text.loads(text)
    except ValueError:
        return True
    return False


@given(VALUES, st.data())
def test_what_is_no_json_is_refused_as_there(value, data):
    text = json.dumps(value)
    at = data.draw(st.integers(0, len(text)))
    damaged = (
        text[:at] + data.draw(st.sampled_from(["", "]", "}", ",", ":", '"', "x"])) + text[at + 1 :]
    )
    try:
        expected = json.loads(damaged)
    except ValueError:
        assert raises(damaged)
    else:
        assert json_text.loads(damaged) == expected


@pytest.mark.parametrize("piece", ['{"a": ', "[", '[{"a": '])
def test_what_is_too_deep_is_refused(piece):
    with pytest.raises((ValueError, RecursionError)):
        json_text.loads(piece * 100_000)


def test_a_list_is_read_one_by_one(monkeypatch):
    """While one call reads, nothing else runs: a list of hundred thousands would take a second."""
    lengths = []

    class Noting(json.JSONDecoder):
        def raw_decode(self, s, idx=0):
            value, end = super().raw_decode(s, idx)
            lengths.append(end - idx)
            return value, end

    monkeypatch.setattr(json_text, "_DECODER", Noting())
    rows = [{"weight_kg": 62.3, "person": "Anna"}] * 50
    for value in (rows, {"weighings": rows}, {"data": {"points": rows}}):
        lengths.clear()
        assert json_text.loads(json.dumps(value)) == value
        assert max(lengths) == len(json.dumps(rows[0]))


def test_it_is_freed_piece_by_piece():
    rows = [{"weight_kg": 62.3}] * 2500
    found = {"data": {"points": rows}, "name": "x"}
    json_text.free(found)
    assert rows == []
    json_text.free(None)
