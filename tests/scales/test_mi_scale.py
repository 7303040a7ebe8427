"""Real captures of Mi scales decode to what their displays showed."""

from datetime import datetime
import json
import pathlib
from types import SimpleNamespace

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale import scales

VECTORS = json.loads((pathlib.Path(__file__).parents[1] / "vectors" / "frames.json").read_text())[
    "frames"
]
MI = [vector for vector in VECTORS if vector["family"].startswith("mi_scale")]
UUIDS = {
    "mi_scale_v1": "0000181d-0000-1000-8000-00805f9b34fb",
    "mi_scale_v2": "0000181b-0000-1000-8000-00805f9b34fb",
}


def advertisement(uuid, payload, name="5C:CA:D3:00:00:01"):
    return SimpleNamespace(
        address="5C:CA:D3:00:00:01",
        name=name,
        service_data={uuid: payload},
        manufacturer_data={},
        service_uuids=[uuid],
    )


def check(frame, expected):
    stamp = expected["timestamp"] and datetime.fromisoformat(expected["timestamp"])
    assert frame.weight_kg == pytest.approx(expected["weight_kg"], abs=5e-5)
    assert frame.unit == expected["unit"]
    assert frame.stable is expected["stabilized"]
    assert frame.removed is expected["removed"]
    assert frame.small_object is expected["small_object_flag"]
    assert frame.stamp == stamp
    assert frame.impedance == expected["impedance_ohm"]
    assert frame.impedance_failed is (expected.get("impedance_raw", 0) in {0xFFFD, 0xFFFE})
    assert (frame.impedance_250khz, frame.heart_rate, frame.profile_id) == (None, None, None)


def test_there_are_vectors_of_both_families_from_the_air_and_from_gatt():
    kinds = {(v["family"], v["transport"].partition("_")[0]) for v in MI}
    assert len(MI) == 62
    assert kinds == {(f, t) for f in UUIDS for t in ("advertisement", "gatt")}


@pytest.mark.parametrize("vector", MI, ids=lambda v: v["id"])
def test_a_captured_advertisement_decodes(vector):
    payload = bytes.fromhex(vector["payload_hex"])
    check(scales.decode(advertisement(UUIDS[vector["family"]], payload)), vector["expected"])


@pytest.mark.parametrize("vector", MI, ids=lambda v: v["id"])
def test_a_captured_record_decodes(vector):
    payload = bytes.fromhex(vector["payload_hex"])
    [frame] = scales.decode_record(vector["family"], payload)
    check(frame, vector["expected"])


def test_a_history_notification_can_carry_two_records():
    first, second = "22ac49e0070c140d1c04", "232049e0070c150d1c04"
    frames = scales.decode_record("mi_scale_v1", bytes.fromhex(first + second))
    assert [frame.stamp.day for frame in frames] == [20, 21]
    assert [frame.unit for frame in frames] == ["kg", "lb"]


@pytest.mark.parametrize("payload", ["", "03", "011200ffff0001", "22ac49e0070c140d1c0400"])
@pytest.mark.parametrize("family", UUIDS)
def test_replies_of_the_history_dialogue_are_no_records(family, payload):
    assert scales.decode_record(family, bytes.fromhex(payload)) == []


def test_an_unknown_family_is_an_error():
    with pytest.raises(ValueError, match="nobody_scale"):
        scales.decode_record("nobody_scale", b"")


@pytest.mark.parametrize(
    ("name", "uuid", "model"),
    [
        ("MI_SCALE", "mi_scale_v1", "XMTZC01HM"),
        ("MI SCALE2", "mi_scale_v1", "XMTZC04HM"),
        ("MIBCS", "mi_scale_v2", "XMTZC02HM"),
        ("MIBFS", "mi_scale_v2", "XMTZC05HM"),
        (None, "mi_scale_v1", "Mi Smart Scale"),
        ("5C:CA:D3:00:00:01", "mi_scale_v2", "Mi Body Composition Scale"),
    ],
)
def test_the_model_is_told_by_the_name(name, uuid, model):
    payload = bytes(10 if uuid == "mi_scale_v1" else 13)
    assert scales.decode(advertisement(UUIDS[uuid], payload, name)).model == model


# v2 byte 1 bit 6 and v1 bit 4: jin, 0.5 kg; 140.00 jin displayed.
@pytest.mark.parametrize(
    ("family", "payload"),
    [
        ("mi_scale_v1", "32b036ea070b16081e00"),
        ("mi_scale_v2", "0264ea070b16081e000000b036"),
    ],
)
def test_jin_is_half_a_kilogram(family, payload):
    [frame] = scales.decode_record(family, bytes.fromhex(payload))
    assert (frame.unit, frame.weight_kg, frame.stable) == ("jin", 70.0, True)


@pytest.mark.parametrize("raw", ["f0ff", "ffff"])
def test_overload_has_no_weight(raw):
    [frame] = scales.decode_record("mi_scale_v1", bytes.fromhex(f"22{raw}ea070b16081e00"))
    assert frame.weight_kg is None


def test_the_last_weight_below_the_codes_is_one():
    [frame] = scales.decode_record("mi_scale_v1", bytes.fromhex("22efffea070b16081e00"))
    assert frame.weight_kg == pytest.approx(327.595)


@pytest.mark.parametrize("date", ["0000000000000000"[:14], "ea070d16081e00", "ea070b1f081e00"])
def test_a_date_that_does_not_exist_is_no_stamp(date):
    [frame] = scales.decode_record("mi_scale_v1", bytes.fromhex(f"22b036{date}"))
    assert frame.stamp is None
    assert frame.weight_kg == 70.0


@pytest.mark.parametrize(("ohm", "valid"), [(1, 1), (2999, 2999), (3000, None), (0, None)])
def test_impedance_limits(ohm, valid):
    payload = bytes.fromhex("0226ea070b16081e00") + ohm.to_bytes(2, "little") + b"\xb0\x36"
    [frame] = scales.decode_record("mi_scale_v2", payload)
    assert frame.impedance == valid


def test_the_length_tells_the_vendor():
    # Other makers use the same services; a SIG weight measurement is shorter or longer.
    for length in {*range(40)} - {10}:
        assert scales.decode(advertisement(UUIDS["mi_scale_v1"], bytes(length))) is None
    for length in {*range(40)} - {13}:
        assert scales.decode(advertisement(UUIDS["mi_scale_v2"], bytes(length))) is None


@given(
    st.dictionaries(
        st.sampled_from([*UUIDS.values(), "0000fe95-0000-1000-8000-00805f9b34fb", ""]),
        st.binary(max_size=40)
        | st.binary(min_size=10, max_size=10)
        | st.binary(min_size=13, max_size=13),
    ),
    st.none() | st.text(),
    st.none() | st.binary(min_size=16, max_size=16),
)
def test_no_bytes_raise(service_data, name, key):
    heard = SimpleNamespace(
        address="", name=name, service_data=service_data, manufacturer_data={}, service_uuids=[]
    )
    frame = scales.decode(heard, key=key)
    measurement = any(
        len(service_data.get(UUIDS[family], b"")) == length
        for family, length in (("mi_scale_v1", 10), ("mi_scale_v2", 13))
    )
    assert (frame is not None) is measurement


@given(st.sampled_from([*UUIDS]), st.binary(max_size=60))
def test_no_record_raises(family, payload):
    for frame in scales.decode_record(family, payload):
        assert frame.weight_kg is None or 0 <= frame.weight_kg <= 328
