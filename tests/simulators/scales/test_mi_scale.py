"""The simulated scale says what real ones were heard to say."""

from datetime import UTC, datetime, timedelta
from itertools import groupby
import json
from pathlib import Path

from bluetooth_data_tools import parse_advertisement_data_bytes
from hypothesis import given, strategies as st
import pytest

from simulators.scales.mi_scale import (
    BEFORE_IMPEDANCE,
    BEFORE_STABLE,
    MiScale,
    clock_since_battery_change,
)
from simulators.scales.mi_scale_frames import Display, Model, Unit, payload
from simulators.scales.scale import Beacon, Stand, captured

VECTORS = Path(__file__).parents[2] / "vectors" / "frames.json"
FRAMES = {frame["id"]: frame for frame in json.loads(VECTORS.read_text())["frames"]}
NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)

MODELS = {"mi_scale_v1": Model.V1, "mi_scale_v2": Model.V2}
# Fixtures of peers and synthetic ones that no capture shows: the impedance flag without an
# impedance, and pounds finer than the display's tenth.
ODD = {"mi2-059", "mi2-101", "mi2-092", "mi2-093", "mi2-098"}
STAMPED = [
    frame
    for frame in FRAMES.values()
    if frame["family"] in MODELS and frame["expected"]["timestamp_flag"] and frame["id"] not in ODD
]
assert all(FRAMES[odd]["origin"] != "capture" for odd in ODD)


def sequence(name: str) -> list[str]:
    frames = [frame for frame in FRAMES.values() if frame.get("sequence") == name]
    return [f["payload_hex"] for f in sorted(frames, key=lambda f: f["sequence_index"])]


def on_air(beacons: list[Beacon]) -> list[str]:
    """What a receiver sees that ignores repetitions."""
    return [text for text, _ in groupby(beacon.payload.hex() for beacon in beacons)]


def flags(payloads: list[str], digits: int) -> list[str]:
    return [flag for flag, _ in groupby(text[:digits] for text in payloads)]


def stamp(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("frame", STAMPED, ids=lambda frame: frame["id"])
def test_every_known_frame_can_be_said(frame):
    expected = frame["expected"]
    display = Display(
        weight_kg=expected["weight_kg"],
        stamp=stamp(expected["timestamp"]),
        stable=expected["stabilized"],
        removed=expected["removed"],
        small_object=expected["small_object_flag"],
        impedance=expected.get("impedance_raw", 0),
    )

    said = payload(MODELS[frame["family"]], Unit(expected["unit"]), display)

    assert said.hex() == frame["payload_hex"]


@pytest.mark.parametrize(
    ("model", "head"), [(Model.V1, bytes((0x32,))), (Model.V2, bytes((0x02, 0x64)))]
)
def test_jin(model, head):
    said = payload(model, Unit.JIN, Display(weight_kg=60, stamp=NOON, stable=True))

    assert said.startswith(head)
    weight = said[1:3] if model is Model.V1 else said[11:13]
    assert int.from_bytes(weight, "little") == 12000  # 120 jin


def test_v1_weighing_is_the_captured_one():
    real = sequence("ble_monitor-292")[:9]
    scale = MiScale(model=Model.V1)
    beacons = scale.schedule(Stand(weight_kg=87.2), stamp("1970-01-01T10:26:11"))
    said = on_air(beacons)

    assert flags(said, 2) == flags(real, 2) == ["00", "02", "22", "a2"]
    assert said[0] == real[0]  # all zero after waking
    assert said[-2:] == real[-2:]  # the same stable and removed frames, to the stamps
    # The settled weight is seen before the stable flag.
    assert said[-3][2:6] == real[-3][2:6] == said[-2][2:6]
    weights = {text[2:6] for text in said[1:-2]}
    assert len(weights) > 4, "the weight moves"


def test_v1_stepped_off_too_early_is_the_captured_one():
    real = sequence("ble_monitor-292")
    scale = MiScale(model=Model.V1)
    early = Stand(weight_kg=85.15, stays=BEFORE_STABLE)
    again = Stand(weight_kg=87.4, before_kg=4.95)
    said = on_air(scale.schedule(early, stamp("1970-01-01T10:26:38")))
    woken = on_air(scale.schedule(again, stamp("1970-01-01T10:26:58")))

    assert said[-2:] == real[10:12]
    assert flags(said, 2) == ["00", "02", "82"]
    assert woken[0] == real[12], "the residue shows again on the next wake"


def test_v2_weighing_with_impedance_is_the_captured_one():
    stand = Stand(weight_kg=85.15, impedance=428)
    beacons = MiScale().schedule(stand, stamp("1970-05-04T15:01:56"))
    said = on_air(beacons)

    assert flags(said, 4) == ["0204", "0224", "0226", "02a6"]
    assert said[-2] == FRAMES["mi2-058"]["payload_hex"]
    waiting, measured = said[-3:-1]
    assert waiting[18:22] == "0000"
    assert waiting[4:18] == measured[4:18], "the stamp froze when the weight settled"


def test_v2_impedance_comes_ten_to_thirteen_seconds_after_stepping_on():
    beacons = MiScale().schedule(Stand(weight_kg=70, impedance=500), NOON)
    first = next(beacon.at for beacon in beacons if beacon.payload[1] == 0x26)

    assert 10 <= first <= 13


def test_v2_with_socks_is_the_captured_one():
    real = sequence("xiaomi_mi_scale-4-socks")
    stand = Stand(weight_kg=61.75, socks=True, stays=32)
    said = on_air(MiScale().schedule(stand, stamp("2019-10-30T22:59:39")))

    assert flags(said, 4) == flags(real, 4) == ["0204", "0224", "02a4"]
    assert said[-2:] == real[-2:]  # FFFD without the flag, and a second, later stamp


@pytest.mark.parametrize(
    "stand",
    [
        Stand(weight_kg=80, impedance=500, stays=BEFORE_IMPEDANCE),
        Stand(weight_kg=80, socks=True, stays=BEFORE_IMPEDANCE),
        Stand(weight_kg=80),
        Stand(weight_kg=5.5, impedance=500, small_object=True),
    ],
    ids=["stepped off", "stepped off in socks", "no impedance", "suitcase"],
)
def test_v2_without_impedance(stand):
    said = on_air(MiScale().schedule(stand, NOON))
    low = "06" if stand.small_object else "02"

    assert flags(said, 4) == [f"{low}04", f"{low}24", f"{low}a4"]
    assert {text[18:22] for text in said} == {"0000"}


def test_v2_stepped_off_too_early():
    said = on_air(MiScale().schedule(Stand(weight_kg=80, impedance=500, stays=BEFORE_STABLE), NOON))

    assert flags(said, 4) == ["0204", "0284"]


@pytest.mark.parametrize("model", Model)
def test_removed_record_stays_on_air_for_twenty_minutes_with_one_later_stamp(model):
    beacons = MiScale(model=model).schedule(Stand(weight_kg=80, impedance=500), NOON)
    last = beacons[-1].payload
    removed = [beacon for beacon in beacons if beacon.payload == last]
    stable = next(b for b in beacons if b.payload[model is Model.V2] & 0x20)
    seconds = 9 if model is Model.V1 else 8

    assert 1190 < removed[-1].at - removed[0].at < 1200
    assert last[seconds] - stable.payload[seconds] >= 4
    assert all(b.payload[model is Model.V2] & 0xA0 == 0xA0 for b in removed)


@pytest.mark.parametrize(
    ("offset", "shown"),
    [
        (timedelta(0), NOON),
        (timedelta(hours=-1), NOON - timedelta(hours=1)),
        (clock_since_battery_change(NOON - timedelta(days=2)), stamp("1970-01-03")),
    ],
    ids=["right", "summer time", "new battery"],
)
def test_clock(offset, shown):
    beacons = MiScale(clock_offset=offset).schedule(Stand(weight_kg=80), NOON)
    first = beacons[0].payload

    assert int.from_bytes(first[2:4], "little") == shown.year
    assert tuple(first[4:9]) == (shown.month, shown.day, shown.hour, shown.minute, shown.second)


@given(
    scale=st.builds(
        MiScale, model=st.sampled_from(Model), unit=st.sampled_from(Unit), on_air=st.just(30)
    ),
    stand=st.builds(
        Stand,
        weight_kg=st.floats(0.1, 160),
        impedance=st.none() | st.floats(1, 3000),
        socks=st.booleans(),
        small_object=st.booleans(),
        stays=st.none() | st.floats(0.1, 60),
        before_kg=st.floats(0, 10),
    ),
)
def test_any_stand_is_said_in_order_and_ends(scale, stand):
    beacons = scale.schedule(stand, NOON)
    times = [beacon.at for beacon in beacons]

    assert times == sorted(times)
    assert {len(beacon.payload) for beacon in beacons} == {10 if scale.model is Model.V1 else 13}
    assert beacons[-1].payload[scale.model is Model.V2] & 0x80, "the load has left"


def structures_in_hci(frame: dict) -> bytes:
    """The AD structures of a recorded HCI advertising report."""
    report = bytes.fromhex(frame["hci_hex"])
    length = report[13]
    return report[14 : 14 + length]


def test_v1_advertisement_is_the_captured_one():
    frame = FRAMES["mi1-001"]
    scale = MiScale(model=Model.V1, address="C8:47:8C:C0:95:89")

    said = scale.advertising_data(bytes.fromhex(frame["payload_hex"]))

    assert said == structures_in_hci(frame)
    assert len(said) == 31


def test_v2_advertisement_is_the_captured_one():
    frame = FRAMES["mi2-062"]
    real = structures_in_hci(frame)
    scale = MiScale(address="F1:46:E3:55:15:C8")

    said = scale.advertising_data(bytes.fromhex(frame["payload_hex"]))

    assert len(said) == 24
    assert said == real[:24]
    # That capture is of the older model, whose name has the same length.
    assert scale.scan_response == real[24:].replace(b"MIBCS", b"MIBFS")


@pytest.mark.parametrize(
    ("model", "service", "name"), [(Model.V1, "181d", "MI SCALE2"), (Model.V2, "181b", "MIBFS")]
)
def test_advertisement_parses_as_home_assistant_parses_it(model, service, name):
    scale = MiScale(model=model)
    content = scale.schedule(Stand(weight_kg=80), NOON)[1].payload
    uuid = f"0000{service}-0000-1000-8000-00805f9b34fb"

    passive = parse_advertisement_data_bytes(scale.advertising_data(content))
    active = parse_advertisement_data_bytes(scale.advertising_data(content) + scale.scan_response)

    assert passive[0] is None
    assert active[0] == name
    for heard in (passive, active):
        assert heard[1] == [uuid]
        assert heard[2] == {uuid: content}
    maker = {0x0157: bytes.fromhex(scale.address.replace(":", ""))}
    assert active[3] == maker
    assert passive[3] == (maker if model is Model.V1 else {})


@pytest.mark.parametrize(
    ("model", "payload_hex"),
    [(Model.V1, "020000b20701010a1a0a"), (Model.V2, "0204b20705040f013800000000")],
)
def test_a_woken_scale_shows_nothing(model, payload_hex):
    assert MiScale(model=model).wake() == [Beacon(0.0, bytes.fromhex(payload_hex))]


def test_captured_sequences_get_their_delays():
    hexes = sequence("ble_monitor-366")

    assert captured(hexes, [0, 1, 0.25]) == [
        Beacon(at, bytes.fromhex(text)) for at, text in zip((0, 1, 1.25), hexes, strict=True)
    ]
    assert [beacon.at for beacon in captured(hexes, 2)] == [0, 2, 4]
    with pytest.raises(ValueError, match="zip"):
        captured(hexes, [0])
