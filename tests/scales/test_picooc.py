"""Real captures of PICOOC's Mini Lite decode to what its display showed."""

import pytest

from custom_components.body_scale import scales

from .captures import agrees, capture, captures, heard

FAMILY = scales.FAMILIES["picooc_broadcast"]
VECTOR = capture("picooc-3")
DATA = bytes.fromhex(VECTOR["payload_hex"])


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


def checked(at, value):
    """Return a frame with other bytes and its sum."""
    data = bytearray(DATA)
    data[at : at + len(value)] = value
    data[13] = (0xFF - sum(b"\xd0\x49" + data[:13])) & 0xFF
    return heard(VECTOR, payload=bytes(data))


def test_it_is_not_complete_yet():
    frame = scales.decode(checked(4, b"\x38"))
    assert (frame.stable, frame.impedance, frame.final) == (False, None, False)


def test_it_could_not_measure_the_impedance():
    frame = scales.decode(checked(8, b"\xff\xff"))
    assert (frame.weight_kg, frame.impedance, frame.impedance_failed) == (82.7, None, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "PICOOC-L1"},
        {"name": ""},
        {"address": "D0:49:00:4B:4F:1F"},
        {"payload": DATA[:-1]},
        {"payload": DATA[:-1] + b"\0"},
    ],
)
def test_what_is_not_the_scale_s_own_is_nobody_s(changes):
    found = heard(VECTOR, **changes)
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
