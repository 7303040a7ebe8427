"""Real captures of Senssun's IF_B7 decode to what their displays showed."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.session import Session

from .captures import agrees, capture, captures, heard

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
FAMILY = scales.FAMILIES["senssun_broadcast"]
DATA = bytes.fromhex(capture("senssun-4")["payload_hex"])


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


def test_the_captures_are_one_weighing():
    session = Session(FAMILY.traits)
    readings = []
    # Weighing, final twice, with the impedance.
    for second, identity in enumerate(["senssun-3", "senssun-4", "senssun-5", "senssun-6"]):
        frame = scales.decode(heard(capture(identity)))
        readings += session.hear(frame, NOW + timedelta(seconds=second))
    assert [(r.weight_kg, r.impedance) for r in readings] == [(88.1, 137)]


def checked(data, at, value):
    """Return a frame with another byte and its sum."""
    data = bytearray(data)
    data[at] = value
    data[16] = sum(data[9:16]) & 0xFF
    return bytes(data)


@pytest.mark.parametrize("state", [0xA2, 0x02, 0xE1, 0x00])
def test_a_unit_or_state_that_is_not_known_gives_no_weight(state):
    found = heard(capture("senssun-4"), payload=checked(DATA, 14, state))
    assert scales.family_of(found) is FAMILY
    assert scales.decode(found) is None


@pytest.mark.parametrize(
    "data", [DATA[:-1], DATA + b"\0", b"\x03" + DATA[1:], DATA[:16] + b"\x00", bytes(17)]
)
def test_what_does_not_add_up_is_nobody_s(data):
    found = heard(capture("senssun-4"), payload=data)
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
