"""The Yunmai X, by its layout: no capture was published."""

import pytest

from custom_components.body_scale import scales

from .captures import agrees, capture, captures, heard

FAMILY = scales.FAMILIES["yunmai_x"]
VECTOR = capture("yunmai-x-4")
DATA = bytes.fromhex(VECTOR["payload_hex"])


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


def test_it_could_not_measure_the_impedance():
    # As 80.00 kg, 500 ohm, with nothing for the ohms.
    data = DATA[:11] + bytes(2) + bytes([DATA[13] ^ 0x01 ^ 0xF4])
    frame = scales.decode(heard(VECTOR, payload=data))
    assert (frame.weight_kg, frame.impedance, frame.impedance_failed) == (80.0, None, True)


@pytest.mark.parametrize("name", [None, "C0:FF:EE:12:34:56", "C0-FF-EE-12-34-56"])
def test_its_address_is_no_name(name):
    assert scales.family_of(heard(VECTOR, name=name)) is FAMILY


@pytest.mark.parametrize(
    "changes",
    [
        {"service_uuids": []},
        {"name": "Scale"},
        {"address": "AA:BB:CC:DD:EE:FF"},
        {"payload": DATA[:-1]},
        {"payload": DATA[:5] + b"\x75" + DATA[6:]},
        {"payload": DATA[:9] + b"\x1c" + DATA[10:]},
    ],
)
def test_what_is_not_the_scale_s_own_is_nobody_s(changes):
    found = heard(VECTOR, **changes)
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
