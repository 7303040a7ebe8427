"""Real captures of Amazfit's scale decode to what its display showed."""

import pytest

from custom_components.body_scale import scales

from .captures import advertisement, agrees, capture, captures, heard, uuid

FAMILY = scales.FAMILIES["amazfit_scale"]


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


@pytest.mark.parametrize("size", [0, 4, 19, 21])
def test_bands_of_the_maker_are_nobody_s(size):
    found = advertisement(service_data={uuid("fee0"): bytes(size)})
    assert scales.family_of(found) is None
    assert scales.decode(found) is None


def test_noise_is_no_impedance():
    data = bytearray.fromhex(capture("oth-123")["payload_hex"])
    data[5:7] = b"\xff\xff"
    frame = scales.decode(heard(capture("oth-123"), payload=bytes(data)))
    assert (frame.weight_kg, frame.impedance) == (85.3, None)
