"""Real captures of Eufy's C20 and P3 decode to what their displays showed."""

from types import SimpleNamespace

import pytest

from custom_components.body_scale import scales

from .captures import advertisement, agrees, capture, captures, heard

FAMILY = scales.FAMILIES["eufy_c20"]
WEIGHTS = [v for v in captures(FAMILY.name) if "weight_kg" in v["expected"]]
DATA = bytes.fromhex(capture("p3-3")["payload_hex"])
ADDRESS = "CF:E8:07:12:20:9D"


@pytest.mark.parametrize("vector", WEIGHTS, ids=lambda v: v["id"])
def test_a_captured_weight_decodes(vector):
    for name in (vector["local_name"], "", vector["address"]):
        found = heard(vector, name=name)
        assert scales.family_of(found) is FAMILY
        assert FAMILY.product(found) == vector["model"]
        agrees(scales.decode(found), vector)


def test_a_scale_that_woke_up_says_nothing_yet():
    found = heard(capture("c20-1"))
    assert scales.family_of(found) is FAMILY
    assert scales.decode(found) is None


def p3(data, battery=93, address=ADDRESS, name=""):
    return advertisement(
        address=address, name=name, manufacturer_data={0xCF00 | battery: bytes(data)}
    )


def test_impedance_and_heart_rate_come_with_their_flags():
    data = bytearray(DATA)
    data[15], data[17:19] = 76, (3712).to_bytes(2, "little")
    for flags, impedance, rate in ((0x05, None, None), (0x25, 371.2, None), (0xE5, 371.2, 76)):
        data[10] = flags
        frame = scales.decode(p3(data))
        assert (frame.weight_kg, frame.impedance, frame.heart_rate) == (68.55, impedance, rate)


def test_an_id_of_before_lingers():
    # As captured: 0xCF53 was heard weeks before.
    old, moving, final = (
        {int(v["company_id"], 16): bytes.fromhex(v["payload_hex"])}
        for v in map(capture, ("p3-1", "p3-2", "p3-3"))
    )
    decode = FAMILY.decoder(ADDRESS, None)
    frames = [
        decode(
            SimpleNamespace(
                **vars(advertisement(address=ADDRESS, manufacturer_data=old | new)), raw=None
            )
        )
        for new in (moving, final)
    ]
    assert [(f.weight_kg, f.stable, f.removed) for f in frames] == [
        (68.6, False, False),
        (68.55, True, False),
    ]


@pytest.mark.parametrize(
    "found",
    [
        p3(DATA, address="CF:E8:07:12:20:9E"),
        p3(DATA, address="BC:E8:07:12:20:9D"),
        p3(DATA, battery=101),
        p3(DATA[:17]),
        p3(DATA[:5] + b"\x01" + DATA[6:]),
    ],
)
def test_what_is_not_the_scale_s_own_is_nobody_s(found):
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
