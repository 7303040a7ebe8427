"""Real captures of Xiaomi's encrypted scales decode to what their displays showed."""

from datetime import UTC, datetime
import itertools

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale import scales

from .captures import ADDRESS, KEY, advertisement, capture, captures, heard, mibeacon, s400, uuid

MEASURED = [v for v in captures("xiaomi_mibeacon") if "timestamp_unix" in v["expected"]]
IDLE = [v for v in captures("xiaomi_mibeacon") if not v["expected"].get("encrypted", True)]
MAC_OS = "5F0A1B2C-3D4E-5F60-7182-93A4B5C6D7E8"
FAMILY = scales.FAMILIES["xiaomi_mibeacon"]


def key_of(vector):
    return bytes.fromhex(vector["bindkey"])


def decoder(identity):
    vector = capture(identity)
    return FAMILY.decoder(vector["address"], key_of(vector))


def test_there_are_captures_of_measurements_and_of_idle_scales():
    assert (len(MEASURED), len(IDLE)) == (7, 2)


@pytest.mark.parametrize("vector", MEASURED, ids=lambda v: v["id"])
def test_a_captured_measurement_decodes(vector):
    expected = vector["expected"]
    frame = scales.decode(heard(vector), key=key_of(vector))
    wanted = expected.get("impedance_ohm")
    bands = (wanted, None) if expected.get("impedance_band") == "50kHz" else (None, wanted)
    assert frame.model == vector["model"]
    assert frame.weight_kg == expected["weight_kg"]
    assert frame.heart_rate == expected.get("heart_rate")
    assert (frame.impedance, frame.impedance_250khz) == bands
    assert frame.profile_id == expected["profile_id"]
    assert frame.stamp == datetime.fromtimestamp(expected["timestamp_unix"], UTC)
    assert (frame.stable, frame.removed, frame.unit) == (True, False, "kg")
    assert frame.impedance_failed is (expected.get("heart_rate_raw") == 127)


@pytest.mark.parametrize("vector", captures("xiaomi_mibeacon"), ids=lambda v: v["id"])
def test_the_product_is_known_without_a_key(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    assert FAMILY.product(heard(vector)) == vector["model"]
    assert FAMILY.traits.needs_key


@pytest.mark.parametrize("vector", IDLE, ids=lambda v: v["id"])
@pytest.mark.parametrize("key", [None, KEY, b"short"])
def test_an_idle_scale_measures_nothing(vector, key):
    assert scales.decode(heard(vector), key=key) is None


def test_a_changed_ciphertext_fails_the_tag():
    vector = capture("mib-122")
    with pytest.raises(scales.EncryptionError):
        scales.decode(heard(vector), key=key_of(vector))


@pytest.mark.parametrize("key", [None, b"", bytes(15), bytes(16), bytes(17), KEY.hex().encode()])
def test_a_missing_or_wrong_key_is_said(key):
    with pytest.raises(scales.EncryptionError):
        scales.decode(heard(capture("mib-106")), key=key)


@pytest.mark.parametrize(
    "order", [order for n in (2, 3, 4) for order in itertools.product((0, 1), repeat=n)]
)
def test_two_packets_are_joined_whatever_their_order_and_repetition(order):
    packets = [heard(capture("mib-106")), heard(capture("mib-107"))]
    decode = decoder("mib-106")
    for index in order:
        frame = decode(packets[index])
    assert frame.weight_kg == (69.9 if 0 in order else None)
    assert frame.heart_rate == (92 if 0 in order else None)
    assert frame.impedance == (543.2 if 0 in order else None)
    assert frame.impedance_250khz == (497.6 if 1 in order else None)
    assert frame.stamp == datetime(2025, 4, 10, 2, 3, 25, tzinfo=UTC)


@pytest.mark.parametrize("order", itertools.product((0, 1), repeat=4))
def test_the_larger_impedance_is_at_50_khz(order):
    packets = [s400(70, 30, 400.0), s400(ohm=450.0)]
    decode = FAMILY.decoder(ADDRESS, KEY)
    frames = [decode(packets[index]) for index in order]
    if {*order} == {0, 1}:
        assert (frames[-1].impedance, frames[-1].impedance_250khz) == (450.0, 400.0)


def test_packets_of_another_weighing_or_profile_are_not_joined():
    for other in (s400(ohm=450.0, seconds=1780000001), s400(ohm=450.0, profile=2)):
        decode = FAMILY.decoder(ADDRESS, KEY)
        assert decode(s400(70, 30, 500.0)).impedance == 500.0
        assert decode(other).weight_kg is None
        assert decode(s400(70, 30, 500.0)).impedance_250khz is None


def test_the_last_weighings_are_remembered_and_older_ones_dropped():
    decode = FAMILY.decoder(ADDRESS, KEY)
    for second in range(4):
        decode(s400(70, 30, 500.0, seconds=100 + second))
    assert decode(s400(ohm=450.0, seconds=100)).weight_kg == 70.0
    decode(s400(70, 30, 500.0, seconds=104))
    assert decode(s400(ohm=450.0, seconds=101)).weight_kg is None


def test_zeros_after_the_step_off_are_no_measurement():
    decode = FAMILY.decoder(ADDRESS, KEY)
    decode(s400(70, 30, 500.0))
    assert decode(s400()) is None
    assert decode(s400(ohm=450.0)).weight_kg == 70.0


def test_socks_are_said():
    socks, other = decoder("mib-108")(heard(capture("mib-108"))), scales.decode(s400(70), key=KEY)
    assert (socks.impedance_failed, socks.final) == (True, True)
    assert (other.impedance_failed, other.final) == (False, False)


def test_a_saturated_weight_is_none():
    frame = scales.decode(s400(204.7, 30, 500.0, product=0x4B05), key=KEY)
    assert (frame.model, frame.weight_kg, frame.impedance) == ("MJTZC03YM", None, 500.0)
    assert scales.decode(s400(204.6, 30, 500.0), key=KEY).weight_kg == 204.6


def test_a_clock_that_was_never_set_is_no_stamp():
    assert scales.decode(s400(70, 30, 500.0, seconds=0), key=KEY).stamp is None
    assert scales.decode(s400(70, profile=0), key=KEY).profile_id is None
    decode = FAMILY.decoder(ADDRESS, KEY)
    decode(s400(ohm=450.0, seconds=0))
    assert decode(s400(82, 30, 500.0, seconds=0)).impedance_250khz is None


def test_the_product_decides_the_layout_not_the_object():
    # 63.15 kg, as of the S800 in ble-scale-sync #232; read as an S200's it would be a stamp.
    value = bytes(7) + (6315).to_bytes(2, "little")
    frame = scales.decode(mibeacon(value, product=0x51E2, object_id=0x4E16), key=KEY)
    assert (frame.model, frame.weight_kg, frame.stamp) == ("S800", 63.15, None)
    assert frame.final
    assert scales.decode(mibeacon(value, product=0x4C04, object_id=0x4E16), key=KEY) is None
    s200 = b"\x01" + (6315).to_bytes(4, "little") + bytes(4)
    frame = scales.decode(mibeacon(s200, product=0x4C04, object_id=0x4E16), key=KEY)
    assert (frame.model, frame.weight_kg, frame.final) == ("MJTZC02YM", 63.15, True)
    assert scales.decode(mibeacon(bytes(9), product=0x51E2, object_id=0x4E16), key=KEY) is None
    assert scales.decode(mibeacon(value, product=0x3BD5, object_id=0x4E16), key=KEY) is None
    assert scales.decode(mibeacon(value[:8], product=0x51E2, object_id=0x4E16), key=KEY) is None


@pytest.mark.parametrize("product", [0x0098, 0x3BD6, 0xD53B, 0, 0xFFFF])
def test_other_products_of_xiaomi_are_nobodys(product):
    found = s400(70, 30, 500.0, product=product)
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
    assert scales.decode(found, key=KEY) is None


def test_an_address_in_the_frame_counts_more_than_the_senders():
    frame = s400(70, 30, 500.0, with_mac=True)
    frame.address = "00:00:00:00:00:01"
    assert scales.decode(frame, key=KEY).weight_kg == 70.0


def test_an_address_that_is_none_is_learned_from_an_idle_frame():
    vector, idle = capture("mib-112"), capture("mib-116")
    assert vector["address"] == idle["expected"]["address"]
    decode = FAMILY.decoder(MAC_OS, key_of(vector))
    assert decode(heard(vector)) is None
    assert decode(heard(idle)) is None
    assert decode(heard(vector)).weight_kg == 73.2
    with pytest.raises(scales.EncryptionError):
        scales.decode(heard(vector, address=MAC_OS))


def test_an_address_that_is_one_is_not_unlearned():
    vector = capture("mib-112")
    decode = FAMILY.decoder(vector["address"], key_of(vector))
    other = bytes.fromhex("1059d53b06010203040506")
    assert decode(advertisement(service_data={uuid("fe95"): other})) is None
    assert decode(heard(vector)).weight_kg == 73.2


def test_capability_bytes_are_skipped():
    # 0x5830: unbound, with address and capability; 0x20 means that a second byte follows.
    for capability in ("08", "2008"):
        data = bytes.fromhex("3058d53b01e6a564934684" + capability)
        found = advertisement(service_data={uuid("fe95"): data})
        assert scales.family_of(found) is FAMILY
        assert scales.decode(found) is None
        cut = advertisement(service_data={uuid("fe95"): data[:-1]})
        assert scales.family_of(cut) is None


@pytest.mark.parametrize("control", [0x3948, 0x5940, 0x2010])
def test_other_versions_and_objects_in_the_clear_are_not_read(control):
    data = control.to_bytes(2, "little") + bytes.fromhex(capture("mib-106")["payload_hex"])[2:]
    found = advertisement(service_data={uuid("fe95"): data})
    assert scales.family_of(found) is None
    assert scales.decode(found, key=KEY) is None


@given(
    st.sampled_from(captures("xiaomi_mibeacon")),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 255)), max_size=4),
    st.integers(0, 40),
    st.binary(max_size=6),
    st.none() | st.binary(max_size=20) | st.binary(min_size=16, max_size=16),
    st.sampled_from(["", MAC_OS, ADDRESS, "zz"]),
)
def test_no_mutation_raises_anything_else(vector, changes, length, tail, key, address):
    data = bytearray(bytes.fromhex(vector["payload_hex"])[:length] + tail)
    for offset, value in changes:
        if offset < len(data):
            data[offset] = value
    found = heard(vector, payload=bytes(data), address=address)
    decode = FAMILY.decoder(address, key)
    for _ in range(2):
        try:
            frame = decode(found)
        except scales.EncryptionError:
            continue
        assert frame is None or frame.weight_kg is None or frame.weight_kg >= 0


@given(st.sampled_from([0x3BD5, 0x4B05, 0x4C04, 0x51E2]), st.binary(max_size=20))
def test_no_object_raises(product, value):
    for object_id in (0x6E16, 0x4E16):
        frame = scales.decode(mibeacon(value, product=product, object_id=object_id), key=KEY)
        assert frame is None or len(value) == 9
