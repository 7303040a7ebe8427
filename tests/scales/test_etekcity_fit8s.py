"""Real captures of Etekcity's FIT-8S decode to what their displays showed."""

import pytest

from custom_components.body_scale import scales

from .captures import advertisement, agrees, capture, captures, heard

FAMILY = scales.FAMILIES["etekcity_fit8s"]
DATA = bytes.fromhex(capture("fit8s-1")["payload_hex"])


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


@pytest.mark.parametrize(("code", "unit"), [(0, "kg"), (1, "lb"), (2, "st")])
def test_the_display_s_unit_changes_nothing_else(code, unit):
    frame = scales.decode(heard(capture("fit8s-1"), payload=DATA[:16] + bytes([code]) + DATA[17:]))
    assert (frame.unit, frame.weight_kg) == (unit, 80.47)


@pytest.mark.parametrize(
    "data",
    [
        DATA[:-1],
        DATA + b"\0",
        b"\x02" + DATA[1:],
        # The code of another product, as an air purifier has it.
        DATA[:7] + b"\xc6\x23" + DATA[9:],
    ],
)
def test_other_products_of_the_maker_are_nobody_s(data):
    found = advertisement(manufacturer_data={0x06D0: data})
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
