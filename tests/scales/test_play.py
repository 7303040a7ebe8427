"""A conversation is run against what a scale said."""

from datetime import UTC, datetime
import re
import textwrap

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame, Traits
from custom_components.body_scale.scales import conversation
from custom_components.body_scale.scales.conversation import (
    GaveUp,
    Heard,
    Recalled,
    long_uuid,
    read,
    short_uuid,
    subscribe,
    wait,
    write,
)

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
VENDOR = "352e3001-28e9-40b8-a361-6db4cca4147c"


def frame(weight):
    return Frame("Test scale", weight)


@pytest.fixture
def family(monkeypatch):
    """Return a function that registers a conversation as the family `test`."""

    def register(converse):
        row = scales.Family(
            name="test",
            title="Test",
            matchers=(),
            traits=Traits(connects=True),
            product=lambda advertisement: None,
            conversation=converse,
        )
        monkeypatch.setattr(scales, "FAMILIES", {**scales.FAMILIES, "test": row})
        return "test"

    return register


def test_what_the_scale_says_goes_in_and_what_is_written_comes_out(family):
    def converse(situation):
        assert (situation.address, situation.now) == ("A4:C1:38:00:00:01", NOW)
        assert (yield from subscribe("fff1"))
        battery = yield from read("2a19")
        yield from write("fff2", b"\x01" + battery)
        while heard := (yield from wait(1)):
            yield Heard((frame(heard.data[0]),))
            yield from write(VENDOR, heard.uuid.encode())
        yield Recalled((frame(7),))

    steps = [
        {"dir": "write", "uuid": "FFF2", "hex": "ff"},
        {"dir": "notify", "uuid": "FFF1", "hex": "50"},
        {"dir": "read", "uuid": "2a19", "hex": "63"},
        {"dir": "notify", "uuid": "fff1", "pattern": "anything"},
        {"dir": "indicate", "uuid": VENDOR.upper(), "hex": "51"},
    ]
    played = scales.play(family(converse), steps, address="A4:C1:38:00:00:01", now=NOW)
    assert played.frames == (frame(0x50), frame(0x51), frame(7))
    assert played.recalled == (frame(7),)
    assert played.writes == (
        ("FFF2", b"\x01\x63"),
        (VENDOR.upper(), b"fff1"),
        (VENDOR.upper(), VENDOR.encode()),
    )
    assert played.reason is None


def test_what_the_transcript_does_not_have_cannot_be_read(family):
    def converse(situation):
        assert (yield from read("2a19")) is None

    assert scales.play(family(converse), []).frames == ()


def test_a_conversation_that_waits_for_ever_is_ended(family):
    ended = []

    def converse(situation):
        try:
            while True:
                yield from wait(1)
        finally:
            ended.append(situation)

    assert scales.play(family(converse), []).reason is None
    assert len(ended) == 1


def test_a_conversation_can_give_up(family):
    def converse(situation):
        yield Heard((frame(1),))
        raise GaveUp("it speaks French")

    played = scales.play(family(converse), [])
    assert (played.frames, played.reason) == ((frame(1),), "it speaks French")


@pytest.mark.parametrize(
    "step",
    [
        {},
        {"dir": "notify"},
        {"dir": "notify", "uuid": "fff1", "hex": "no"},
        {"dir": "notify", "uuid": "fff1", "hex": None},
        {"dir": "think", "uuid": "fff1", "hex": "00"},
    ],
)
def test_a_step_that_says_nothing_is_left_out(family, step):
    def converse(situation):
        assert (yield from wait(1)) is None

    assert scales.play(family(converse), [step]).writes == ()


@pytest.mark.parametrize("name", ["mi_s400", "nobody_scale"])
def test_a_family_without_a_conversation_is_an_error(name):
    with pytest.raises(ValueError, match=name):
        scales.play(name, [])


@pytest.mark.parametrize(
    ("short", "long"),
    [("fff1", "0000fff1-0000-1000-8000-00805f9b34fb"), (VENDOR, VENDOR)],
)
def test_a_uuid_has_a_short_form_where_the_standard_gives_it_one(short, long):
    assert (short_uuid(long.upper()), long_uuid(short.upper())) == (short, long)
    assert (short_uuid(short), long_uuid(long)) == (short, long)


def test_the_example_of_a_conversation_can_be_played(family):
    [example] = re.findall(
        r"^    def converse.*?\n\n", conversation.__doc__, re.DOTALL | re.MULTILINE
    )
    names = {**vars(conversation), "records": lambda data: (frame(data[0]),)}
    exec(textwrap.dedent(example), names)
    said = {"dir": "notify", "uuid": "fff1", "hex": "46"}
    played = scales.play(family(names["converse"]), [said])
    assert (played.frames, played.writes) == ((frame(70),), (("fff2", b"\x01\x00"),))
