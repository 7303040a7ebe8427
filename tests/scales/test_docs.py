"""docs/scales.md is what the registry says, and what a family says of itself its captures show."""

from datetime import UTC, datetime
import importlib.util
from pathlib import Path
import sys

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.scales.family import EVERYTHING, Gives

from .captures import FRAMES, KEY, heard
from .dialogues import DIALOGUES

ROOT = Path(__file__).parents[2]
FAMILIES = list(scales.FAMILIES.values())
IN_PIECES = "the whole conversation"
"""There are captures of its parts, which don't go through it."""
DECODED = {
    Gives.IMPEDANCE: lambda frame: frame.impedance,
    Gives.TWO_IMPEDANCES: lambda frame: frame.impedance_250khz,
    Gives.HEART_RATE: lambda frame: frame.heart_rate,
    Gives.SEGMENTS: lambda frame: frame.segments,
    Gives.BODY: lambda frame: frame.given,
    Gives.USER: lambda frame: frame.profile_id,
    Gives.BATTERY: lambda frame: frame.battery,
}
SAID = {
    Gives.IMPEDANCE: {"impedance", "impedance_ohm", "impedance_inferred"},
    Gives.HEART_RATE: {"heart_rate"},
    Gives.USER: {"user"},
    Gives.BATTERY: {"battery"},
    Gives.MEMORY: {"stored", "history", "time"},
}


@pytest.fixture(scope="module")
def generator():
    path = ROOT / "scripts" / "scales_docs.py"
    spec = importlib.util.spec_from_file_location("scales_docs", path)
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_the_page_is_what_the_generator_prints(generator):
    written = (ROOT / "docs" / "scales.md").read_text(encoding="utf-8")
    assert written == generator.page(), "run scripts/scales_docs.py --write"


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
def test_a_family_has_a_capture_or_says_that_it_is_unverified(generator, family):
    assert bool(generator.captured().get(family.name)) is (family.unverified != EVERYTHING)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
def test_a_row_has_its_family(generator, family):
    [line] = [each for each in generator.page().splitlines() if each.startswith(_begin(family))]
    assert line.count("|") == 7
    assert ("is connected to" in line) is family.traits.connects


def _begin(family):
    return f"| {family.title} | {family.models} | "


def captured(family):
    """Yield the captures of a family and whether they are of a real scale."""
    for vector in FRAMES:
        if vector["family"] == family.name:
            yield vector, vector["origin"] == "capture"
    for dialogue in DIALOGUES.values():
        if dialogue.get("scale") == family.name:
            yield dialogue, dialogue["kind"] == "captured"


def frames_of(family, capture):
    """Return what a family makes of a capture: frames, and those of a memory."""
    if "payload_hex" not in capture:
        frames = [
            f for s in capture["steps"] for f in family.records(bytes.fromhex(s.get("hex", "")))
        ]
        if not family.conversation:
            return frames, ()
        now = datetime(2026, 6, 1, tzinfo=UTC)
        played = scales.play(family.name, capture["steps"], now=now)
        return [*frames, *played.frames], played.recalled
    if "gatt" in capture["transport"]:
        return family.records(bytes.fromhex(capture["payload_hex"])), ()
    found = heard(capture)
    key = bytes.fromhex(capture.get("bindkey", KEY.hex()))
    try:
        frame = family.decoder(found.address, key)(found)
    except scales.EncryptionError:
        frame = None
    return [frame] if frame else [], ()


def decoded(family, capture):
    """Return what of a table's row is decoded of a capture."""
    frames, recalled = frames_of(family, capture)
    found = {each for each, has in DECODED.items() if any(map(has, frames))}
    if Gives.TWO_IMPEDANCES in family.gives:
        found.discard(Gives.IMPEDANCE)
    return found | ({Gives.MEMORY} if recalled else set())


def said(capture):
    """Return what of a table's row a capture has by its source; the family's own tests decode it."""
    names = {name for name, value in capture["expected"].items() if value is not None}
    return {each for each, keys in SAID.items() if keys & names}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
def test_what_a_family_gives_is_what_its_captures_show(family):
    """And what no real scale was seen to give is said to be unverified."""
    given, verified = set(), set()
    for capture, is_real in captured(family):
        given |= decoded(family, capture)
        verified |= decoded(family, capture) | said(capture) if is_real else set()
    assert given <= set(family.gives)
    if family.unverified != EVERYTHING and IN_PIECES not in family.unverified:
        unsaid = {each for each in family.gives if each not in family.unverified}
        assert unsaid <= verified


def test_each_conversation_is_of_a_family_that_is_connected_to():
    for dialogue in DIALOGUES.values():
        assert "scale" not in dialogue or dialogue["scale"] in scales.FAMILIES


def test_the_words_of_the_table_are_no_part_of_each_other():
    """Else *unverified* would say more than it means."""
    assert all(a == b or a not in b for a in set(Gives) - {Gives.IMPEDANCE} for b in Gives)
