"""Real captures of QN's broadcasting scales decode to what their displays showed."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.session import Session

from .captures import advertisement, capture, captures, heard

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
FAMILY = scales.FAMILIES["qn_aabb_broadcast"]


@pytest.mark.parametrize("vector", captures("qn_aabb_broadcast"), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    expected = vector["expected"]
    frame = scales.decode(heard(vector))
    assert scales.family_of(heard(vector)) is FAMILY
    assert frame.weight_kg == expected["weight_kg"]
    assert frame.stable is expected["final"]
    assert frame.unit == expected.get("display_unit", "kg")
    assert (frame.impedance, frame.stamp, frame.removed) == (None, None, False)


def test_the_captures_are_one_weighing():
    session = Session(FAMILY.traits)
    readings = []
    # Moving, final, and final without a load.
    for second, identity in enumerate(["oth-128", "oth-127", "oth-129"]):
        frame = scales.decode(heard(capture(identity)))
        readings += session.hear(frame, NOW + timedelta(seconds=second))
    readings += session.expire(NOW + timedelta(seconds=10))
    assert [(r.weight_kg, r.measured_at) for r in readings] == [(85.9, NOW + timedelta(seconds=1))]


def status(value, weight=8590):
    data = b"\xaa\xbb" + bytes(13) + bytes([value, 0]) + weight.to_bytes(2, "little")
    return advertisement(manufacturer_data={0xFFFF: data})


def test_a_provisional_weight_with_bit_5_is_not_final():
    assert not scales.decode(status(0x64)).stable
    assert scales.decode(status(0x65)).stable


def test_pounds_are_only_displayed():
    frame = scales.decode(status(0x05))
    assert (frame.unit, frame.weight_kg) == ("lb", 85.9)


@pytest.mark.parametrize("data", [b"", b"\xaa\xbb", b"\xaa\xbb" + bytes(16), bytes(19)])
def test_what_others_send_without_a_company_id_is_nobodys(data):
    found = advertisement(manufacturer_data={0xFFFF: data})
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
