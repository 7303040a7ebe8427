"""What Eufy's P2 broadcasts, by its layout: no capture was published."""

import pytest

from custom_components.body_scale import scales

from .captures import advertisement

FAMILY = scales.FAMILIES["eufy_p2_broadcast"]


def p2(weight=8790, state=0, rate=0, flags=0, *, name="", size=19):
    data = bytes.fromhex("cfe6031d09f7cf") + bytes([rate, flags]) + weight.to_bytes(2, "little")
    data = data + bytes(4) + bytes([state]) + bytes(3)
    return advertisement(name=name, manufacturer_data={0xFF48: data[:size]})


def test_a_final_weight():
    frame = scales.decode(p2(name="eufy T9149"))
    assert scales.family_of(p2()) is FAMILY
    assert (frame.model, frame.weight_kg, frame.stable, frame.heart_rate) == (
        "Eufy P2 Pro",
        87.9,
        True,
        None,
    )
    assert not scales.decode(p2(state=1)).stable


@pytest.mark.parametrize(
    ("rate", "flags", "found"), [(76, 0xC0, 76), (76, 0x80, None), (0, 0xC0, None)]
)
def test_a_heart_rate_counts_with_its_flags(rate, flags, found):
    assert scales.decode(p2(rate=rate, flags=flags)).heart_rate == found


@pytest.mark.parametrize("size", [0, 7, 18])
def test_another_length_is_nobody_s(size):
    assert scales.family_of(p2(size=size)) is None
    assert scales.decode(p2(size=size)) is None
