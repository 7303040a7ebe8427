"""The simulated S400 says what real ones were heard to say, as a decoder with its key reads it."""

from datetime import UTC, datetime, timedelta, timezone
import json
from pathlib import Path
from typing import NamedTuple

from bluetooth_data_tools import parse_advertisement_data_bytes
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from hypothesis import given, strategies as st
import pytest

from simulators.scales.mi_s400 import (
    MEASURED_AFTER,
    PRODUCT,
    SETTLED_AFTER,
    Measurement,
    MiS400,
    Packet,
)
from simulators.scales.mibeacon import Sender
from simulators.scales.scale import Beacon, Stand

VECTORS = Path(__file__).parents[2] / "vectors" / "frames.json"
CAPTURES = {
    frame["id"]: frame
    for frame in json.loads(VECTORS.read_text())["frames"]
    if frame["family"] == "xiaomi_mibeacon"
    and frame["origin"] == "capture"
    and frame["model"] == "MJTZC01YM"
    and "bindkey" in frame
}
assert len(CAPTURES) >= 6
UUID = "0000fe95-0000-1000-8000-00805f9b34fb"

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
BAREFOOT = Stand(weight_kg=69.9, impedance=543.2, impedance_250khz=497.6, heart_rate=92, profile=1)
# What a decoder has to read: profile, weight in 0.1 kg, heart rate less 50, 0.1 ohm.
A = (1, 699, 42, 5432)
B = (1, 0, 0, 4976)
RESET = (1, 0, 0, 0)


class Read(NamedTuple):
    """A measurement as a receiver reads it, by protocol and without the simulator's code."""

    at: float
    counter: int
    content: tuple[int, int, int, int]
    measured_at: int


def decrypt(beacon: Beacon, scale: MiS400, key: bytes | None = None) -> Read:
    frame = beacon.payload
    assert frame[:4] == bytes.fromhex("4859d53b")
    nonce = bytes.fromhex(scale.address.replace(":", ""))[::-1] + frame[2:5] + frame[-7:-4]
    cipher = AESCCM(key or scale.key, tag_length=4)
    plain = cipher.decrypt(nonce, frame[5:-7] + frame[-4:], b"\x11")
    assert plain[:3] == bytes.fromhex("166e09")
    word = int.from_bytes(plain[4:8], "little")
    return Read(
        beacon.at,
        frame[4] | int.from_bytes(frame[-7:-4], "little") << 8,
        (plain[3], word & 0x7FF, word >> 11 & 0x7F, word >> 18),
        int.from_bytes(plain[8:], "little"),
    )


def measured(scale: MiS400, stand: Stand) -> list[Read]:
    """What a receiver reads after the idle frame of waking."""
    idle, *beacons = scale.schedule(stand, NOON)
    assert idle.payload.hex().startswith("1059d53b")
    return [decrypt(beacon, scale) for beacon in beacons]


def contents(scale: MiS400, stand: Stand) -> list[tuple[int, int, int, int]]:
    return [read.content for read in measured(scale, stand)]


@pytest.mark.parametrize("frame", CAPTURES.values(), ids=lambda frame: frame["id"])
def test_every_captured_measurement_can_be_said(frame):
    expected = frame["expected"]
    without_weight = expected["weight_kg"] is None
    measurement = Measurement(
        profile=expected["profile_id"],
        measured_at=expected["timestamp_unix"],
        weight_kg=expected["weight_kg"] or 0,
        heart_rate=0 if without_weight else expected["heart_rate"],
        impedance=expected["impedance_ohm"] or 0,
    )
    sender = Sender(product=PRODUCT, address=frame["address"], key=bytes.fromhex(frame["bindkey"]))

    said = sender.encrypted(expected["frame_counter"], measurement.encode())

    assert said.hex() == frame["payload_hex"]


def test_a_barefoot_weighing_is_the_captured_one():
    first, second = CAPTURES["mib-106"], CAPTURES["mib-107"]
    scale = MiS400(address=first["address"], key=bytes.fromhex(first["bindkey"]), counter=8)
    stepped_on = datetime.fromtimestamp(first["expected"]["timestamp_unix"] - SETTLED_AFTER, UTC)

    idle, weight, impedance, reset = scale.schedule(BAREFOOT, stepped_on)

    assert weight.payload.hex() == first["payload_hex"]
    assert impedance.payload.hex() == second["payload_hex"]
    assert decrypt(reset, scale).content == RESET
    assert idle.payload.hex() == "1059d53b09" + "efbef6b2d08c"


def test_the_packets_of_a_weighing_share_their_time_and_come_after_each_other():
    reads = measured(MiS400(), BAREFOOT)

    assert [read.content for read in reads] == [A, B, RESET]
    assert {read.measured_at for read in reads} == {int(NOON.timestamp() + SETTLED_AFTER)}
    assert reads[0].at == MEASURED_AFTER < reads[1].at < reads[2].at
    assert [read.counter for read in reads] == [2, 3, 4]


def test_the_time_is_utc_wherever_the_scale_stands():
    scale = MiS400()
    local = NOON.astimezone(timezone(timedelta(hours=9)))

    assert [decrypt(b, scale).measured_at for b in scale.schedule(BAREFOOT, local)[1:]] == [
        read.measured_at for read in measured(MiS400(), BAREFOOT)
    ]


@pytest.mark.parametrize(
    ("options", "heard"),
    [
        ({"swapped": True}, [B, A, RESET]),
        ({"lost": {Packet.WEIGHT}}, [B, RESET]),
        ({"lost": {Packet.SECOND_IMPEDANCE}}, [A, RESET]),
        ({"lost": {Packet.RESET}, "swapped": True}, [B, A]),
        ({"lost": set(Packet)}, []),
        ({"repeats": 3}, [A, A, A, B, B, B, RESET, RESET, RESET]),
    ],
    ids=["swapped", "first lost", "second lost", "reset lost, swapped", "all lost", "repeated"],
)
def test_ways_in_which_packets_come_through(options, heard):
    assert contents(MiS400(**options), BAREFOOT) == heard


def test_a_repeated_packet_is_the_same_frame_and_a_lost_one_counts():
    repeated = measured(MiS400(repeats=2), BAREFOOT)
    gap = measured(MiS400(lost={Packet.WEIGHT}), BAREFOOT)

    assert [read.counter for read in repeated] == [2, 2, 3, 3, 4, 4]
    assert [read.counter for read in gap] == [3, 4]


@pytest.mark.parametrize(
    ("stand", "heard"),
    [
        (Stand(weight_kg=74.7, impedance=500, socks=True, profile=1), [(1, 747, 127, 0), RESET]),
        (Stand(weight_kg=74.7, profile=1), [(1, 747, 127, 0), RESET]),
        (Stand(weight_kg=74.7, impedance=500, stays=8, profile=1), [(1, 747, 127, 0), RESET]),
        (Stand(weight_kg=74.7, impedance=500, profile=1), [(1, 747, 127, 5000), RESET]),
        (Stand(weight_kg=74.7, impedance=500, stays=2, profile=1), [RESET]),
        (Stand(weight_kg=9, impedance=500, small_object=True), [(0, 90, 127, 0), (0, 0, 0, 0)]),
        (Stand(weight_kg=250, impedance=2000), [(0, 2047, 127, 16383), (0, 0, 0, 0)]),
    ],
    ids=["socks", "no impedance", "left early", "one frequency", "touched", "object", "saturated"],
)
def test_other_stands(stand, heard):
    assert contents(MiS400(), stand) == heard


def test_the_counter_goes_on_and_its_high_bytes_are_the_extended_ones():
    scale = MiS400(counter=0x6FC)

    first = measured(scale, BAREFOOT)
    second = measured(scale, BAREFOOT)

    assert [read.counter for read in first + second] == [0x6FE, 0x6FF, 0x700, 0x702, 0x703, 0x704]
    assert scale.wake()[0].payload[4] == 0x05


def test_another_key_reads_nothing():
    scale = MiS400()
    beacon = scale.schedule(BAREFOOT, NOON)[1]

    with pytest.raises(InvalidTag):
        decrypt(beacon, scale, bytes(16))


@pytest.mark.parametrize("heart_rate", [-1, 50, 177])
def test_a_heart_rate_that_no_frame_can_carry(heart_rate):
    with pytest.raises(ValueError, match="heart rate"):
        Measurement(profile=1, measured_at=0, heart_rate=heart_rate).encode()


def test_advertisement_parses_as_home_assistant_parses_it():
    scale = MiS400(address="8C:D0:B2:F6:be:ef")
    idle, weight, *_ = scale.schedule(BAREFOOT, NOON)
    data = scale.advertising_data(weight.payload)

    passive = parse_advertisement_data_bytes(data)
    active = parse_advertisement_data_bytes(data + scale.scan_response)

    assert len(data) == 31
    assert passive[0] is None
    assert active[0] == scale.name == "Xiaomi Scale S400 BEEF"
    assert passive[2] == active[2] == {UUID: weight.payload}
    assert len(scale.scan_response) <= 31
    quiet = parse_advertisement_data_bytes(scale.advertising_data(idle.payload))
    assert quiet[2] == {UUID: idle.payload}


@given(
    stand=st.builds(
        Stand,
        weight_kg=st.floats(0.1, 200),
        impedance=st.none() | st.floats(1, 1638),
        impedance_250khz=st.none() | st.floats(1, 1638),
        heart_rate=st.none() | st.integers(51, 176),
        profile=st.integers(0, 255),
        socks=st.booleans(),
        small_object=st.booleans(),
        stays=st.none() | st.floats(0.1, 60),
    ),
    swapped=st.booleans(),
    repeats=st.integers(1, 30),
)
def test_any_stand_is_said_in_order_and_ends(stand, swapped, repeats):
    scale = MiS400(swapped=swapped, repeats=repeats)
    beacons = scale.schedule(stand, NOON)
    times = [beacon.at for beacon in beacons]
    reads = [decrypt(beacon, scale) for beacon in beacons[1:]]

    assert times == sorted(times)
    [measured_at] = {read.measured_at for read in reads}
    assert 0 <= measured_at - NOON.timestamp() <= SETTLED_AFTER
    assert reads[-1].content == (stand.profile, 0, 0, 0), "the load has left"
