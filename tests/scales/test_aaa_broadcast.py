"""Real captures of ICOMON's broadcasting scales decode, the impedance joined with its weight."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.session import Session

from .captures import advertisement, agrees, capture, captures, heard

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
FAMILY = scales.FAMILIES["aaa_broadcast"]
WEIGHTS = [v for v in captures(FAMILY.name) if v["expected"].get("frame_type") != "impedance"]


@pytest.mark.parametrize("vector", WEIGHTS, ids=lambda v: v["id"])
def test_a_captured_weight_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


def weighed(*identities):
    """Return what one scale's decoder makes of captures in turn."""
    decode = FAMILY.decoder("A0:85:61:91:E9:4F", None)
    return [decode(heard(capture(identity))) for identity in identities]


def test_the_impedance_is_that_of_the_weight_before():
    *_, weight, both = weighed("aaa-2", "aaa-3", "aaa-impedance-1")
    assert (weight.weight_kg, weight.impedance, weight.final) == (108.48, None, False)
    assert (both.weight_kg, both.impedance, both.final) == (108.48, 529, True)


def test_an_object_has_no_impedance():
    *_, frame = weighed("aaa-4", "aaa-impedance-2")
    assert (frame.weight_kg, frame.impedance, frame.impedance_failed) == (5.61, None, True)


def test_an_impedance_without_its_weight_is_of_an_earlier_weighing():
    for before in ([], ["aaa-3", "aaa-1"], ["aaa-3", "aaa-2"]):
        *_, frame = weighed(*before, "aaa-impedance-1")
        assert frame is None


def test_the_captures_are_one_weighing():
    session = Session(FAMILY.traits)
    frames = weighed("aaa-1", "aaa-2", "aaa-3", "aaa-3", "aaa-impedance-1", "aaa-impedance-1")
    readings = []
    for second, frame in enumerate(frames):
        readings += session.hear(frame, NOW + timedelta(seconds=second))
    readings += session.expire(NOW + timedelta(seconds=60))
    assert [(r.weight_kg, r.impedance) for r in readings] == [(108.48, 529)]


def test_another_high_byte_of_the_company_id_is_another_key():
    data = bytes.fromhex(capture("aaa-3")["payload_hex"])
    opened = bytes(each ^ 0xA0 for each in data[6:])
    for key in (0x00, 0x17, 0xFF):
        closed = data[:6] + bytes(each ^ key for each in opened)
        found = advertisement(manufacturer_data={key << 8 | 0xAC: closed})
        assert scales.family_of(found) is FAMILY
        assert scales.decode(found).weight_kg == 108.48


def test_its_name_is_its_product():
    found = heard(capture("oth-124"))
    assert FAMILY.product(found) == "AAA002"
    assert FAMILY.product(heard(capture("aaa-3"))) == "ICOMON scale"


@pytest.mark.parametrize(
    "data",
    [
        "4fe9916185a0202d07600da0",
        "4fe9916185a0202d07600d",
        "4fe9916185a0202d07600da100",
        "4fe9916185a0202d07600bbf",
    ],
)
def test_what_does_not_add_up_is_nobody_s(data):
    found = advertisement(manufacturer_data={0xA0AC: bytes.fromhex(data)}, name="AAA002")
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
