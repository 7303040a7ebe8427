"""Real captures of OKOK scales decode, whatever company id they come under and linger under."""

from types import SimpleNamespace

import pytest

from custom_components.body_scale import scales

from .captures import advertisement, agrees, capture, captures, heard

FAMILY = scales.FAMILIES["okok_broadcast"]
ADDRESS = "08:B8:D0:DE:B5:3A"


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


def c0(data, company=0x10C0, address=ADDRESS, name=""):
    return advertisement(address=address, name=name, manufacturer_data={company: data})


DATA = bytes.fromhex(capture("okok-c0-nix-3")["payload_hex"])


def test_a_counter_as_company_id_is_of_no_matter():
    for counter in range(256):
        found = c0(DATA, counter << 8 | 0xC0)
        assert scales.family_of(found) is FAMILY
        assert scales.decode(found).weight_kg == 147.0


@pytest.mark.parametrize(
    ("data", "company", "address"),
    [
        (DATA[:-1], 0x10C0, ADDRESS),
        (DATA, 0x10C1, ADDRESS),
        (DATA, 0x10C0, "08:B8:D0:DE:B5:3B"),
        (DATA[:6] + b"\x65" + DATA[7:], 0x10C0, ADDRESS),
        (DATA, 0x10C0, "5F0A1B2C-3D4E"),
    ],
)
def test_a_frame_of_another_length_id_or_address_is_nobody_s(data, company, address):
    found = c0(data, company, address)
    assert scales.family_of(found) is None
    assert scales.decode(found) is None


def test_zeros_for_an_address_count_with_the_name_alone():
    data = bytes.fromhex(capture("okok-c0-yoda-2")["payload_hex"])
    assert scales.family_of(c0(data, name="Yoda0")) is FAMILY
    assert scales.family_of(c0(data)) is None
    assert scales.decode(c0(data)) is None


def test_the_units():
    frames = [
        # 160.8 jin; 11 st 7.5 lb; whole kg; decimals that aren't known.
        scales.decode(c0(head + DATA[2:6] + bytes([properties]) + DATA[7:]))
        for head, properties in (
            (b"\x06\x48", 0x29),
            (b"\x0b\x4b", 0x39),
            (b"\x00\x48", 0x23),
            (b"\x00\x48", 0x27),
        )
    ]
    assert [frame and (frame.unit, round(frame.weight_kg, 3)) for frame in frames] == [
        ("jin", 80.4),
        ("st", 73.255),
        ("kg", 72.0),
        None,
    ]


@pytest.mark.parametrize(
    "identity", ["okok-c0-nix-3", "okok-c0-yoda-2", "okok-v20-2", "okok-v20-6"]
)
def test_a_placeholder_is_no_impedance(identity):
    assert scales.decode(heard(capture(identity))).impedance is None


def test_another_r1_is_an_impedance_of_a_final_weight():
    final = DATA[:2] + (4871).to_bytes(2, "big") + DATA[4:]
    assert scales.decode(c0(final)).impedance == 487.1
    moving = final[:6] + b"\x24" + final[7:]
    assert scales.decode(c0(moving)).impedance is None


@pytest.mark.parametrize("identity", ["okok-v20-2", "okok-v11"])
def test_each_bit_of_a_frame_with_a_check_sum_is_checked(identity):
    vector = capture(identity)
    data = bytes.fromhex(vector["payload_hex"])
    for bit in range(13 * 8 if identity == "okok-v20-2" else 17 * 8):
        broken = bytearray(data)
        broken[bit // 8] ^= 1 << bit % 8
        found = heard(vector, payload=bytes(broken))
        assert scales.family_of(found) is None
        assert scales.decode(found) is None


# What Home Assistant delivers: the ids of earlier weighings linger.

NIX = {int(v["company_id"], 16): v for v in captures(FAMILY.name) if "nix" in v["id"]}
OLD, NEW, NEWER = (
    {company: bytes.fromhex(NIX[company]["payload_hex"])} for company in (0x10C0, 0x12C0, 0x13C0)
)


def merged(*entries, raw=None):
    found = advertisement(
        address=ADDRESS, manufacturer_data={k: v for e in entries for k, v in e.items()}
    )
    return SimpleNamespace(**vars(found), raw=raw)


def sent(entry):
    """Return an advertisement's bytes: flags and one entry."""
    [(company, data)] = entry.items()
    body = b"\xff" + company.to_bytes(2, "little") + data
    return b"\x02\x01\x06" + bytes([len(body)]) + body


def decoded(*advertisements):
    """Return what one scale's decoder makes of advertisements in turn."""
    decode = FAMILY.decoder(ADDRESS, None)
    return [
        (frame.weight_kg, frame.removed) if (frame := decode(each)) else None
        for each in advertisements
    ]


def test_a_new_company_id_beside_old_ones_is_the_newest():
    assert decoded(merged(OLD), merged(OLD, NEW), merged(OLD, NEW, NEWER)) == [
        (147.0, False),
        (148.7, False),
        (147.5, False),
    ]


def test_a_company_id_that_comes_again_is_the_newest_though_it_is_first():
    again = {0x10C0: bytes.fromhex("3a1617700a012508b8d0deb53a")}
    assert decoded(merged(OLD, NEWER), merged(again, NEWER))[1] == (148.7, False)


def test_the_bytes_of_the_packet_tell_the_newest_at_once():
    assert decoded(merged(OLD, NEW, NEWER, raw=sent(NEW))) == [(148.7, False)]


def test_a_packet_without_a_measurement_brings_none():
    name = b"\x06\x09Yoda0"
    assert decoded(merged(OLD, NEW, raw=name)) == [None]
    assert decoded(merged(OLD, NEW, raw=sent(NEW) + name)) == [(148.7, False)]


def test_of_several_at_first_sight_the_last_is_given_as_one_of_before():
    assert decoded(merged(OLD, NEW)) == [(148.7, True)]
    assert scales.decode(merged(OLD, NEW)).weight_kg == 148.7


def test_others_data_beside_it_is_of_no_matter():
    apple = {0x004C: bytes(12)}
    assert decoded(merged(apple, NEW), merged({0x004C: b"x"}, NEW)) == [(148.7, False), None]


@pytest.mark.parametrize("raw", [b"", b"\x00\x00", b"\x05\xff\xc0", b"\x02\xff\xc0", b"\xff" * 9])
def test_broken_bytes_of_a_packet_raise_nothing(raw):
    assert decoded(merged(NEW, raw=raw)) == [(148.7, False) if not raw else None]
