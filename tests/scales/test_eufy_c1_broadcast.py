"""A real capture of Eufy's A1 decodes; the layout of the others is unverified."""

import pytest

from custom_components.body_scale import scales

from .captures import advertisement, agrees, capture, captures, heard

FAMILY = scales.FAMILIES["eufy_c1_broadcast"]
A1 = bytes.fromhex(capture("a1-1")["payload_hex"])


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


def c1(state, ohm=0, weight=7520, *, first=b"\xbc\x0f", name="eufy T9146"):
    """Return what a C1 would broadcast by the layout."""
    body = (
        b"\xcf"
        + ohm.to_bytes(2, "little")
        + weight.to_bytes(2, "little")
        + bytes(4)
        + bytes([state])
    )
    check = 0
    for each in body:
        check ^= each
    data = b"\xb7\x15\x69\x5f" + body + bytes([check]) + bytes(3)
    address = ":".join(f"{each:02X}" for each in first + b"\xb7\x15\x69\x5f")
    company = int.from_bytes(first, "little")
    return advertisement(address=address, name=name, manufacturer_data={company: data})


def test_a_final_weight_has_its_impedance():
    frame = scales.decode(c1(0, 5123))
    assert (frame.model, frame.weight_kg, frame.stable, frame.impedance) == (
        "Eufy C1",
        75.2,
        True,
        512.3,
    )
    moving = scales.decode(c1(1, 5123))
    assert (moving.stable, moving.impedance) == (False, None)
    assert scales.decode(c1(2)).weight_kg is None


def test_another_address_is_found_by_name():
    found = c1(0, first=b"\xcf\xe8", name="eufy T9147")
    assert scales.family_of(found) is FAMILY
    assert scales.decode(found).model == "Eufy P1"


def test_each_bit_is_checked():
    vector = capture("a1-1")
    for bit in range(15 * 8):
        broken = bytearray(A1)
        broken[bit // 8] ^= 1 << bit % 8
        found = heard(vector, payload=bytes(broken))
        assert FAMILY.product(found) is None
        assert scales.decode(found) is None


@pytest.mark.parametrize("data", [A1[:-2], A1 + b"\0"])
def test_another_length_is_not_of_this_family(data):
    found = heard(capture("a1-1"), payload=data)
    assert FAMILY.product(found) is None
    assert scales.decode(found) is None


def test_data_count_more_than_the_name_that_is_connected_to():
    assert scales.family_of(c1(0)) is FAMILY
    silent = advertisement(name="eufy T9146")
    assert scales.family_of(silent).name == "onebyone_classic"
