"""Frames and conversations of Renpho's 55AA scales give the weights that were published with them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Sex
from custom_components.body_scale.scales import renpho_55aa
from custom_components.body_scale.scales.checks import added
from custom_components.body_scale.scales.conversation import Guest, Situation

from .captures import advertisement, captures
from .dialogues import expected, said, steps, written

FAMILY = "renpho_55aa"
NOW = datetime.fromtimestamp(0x6A2F5980, UTC)
# Whom dlg-123 tells of: 80 kg, born in 1980.
GUEST = Guest(sex=Sex.MALE, age=46, height_cm=170, weight_kg=80.0)
ES_26BB, ES_CS20M, R_MSC04 = "ES-26BB-B", "ES-CS20M", "R-MSC04"


def frame(command, payload):
    payload = bytes.fromhex(payload)
    body = bytes((0x55, 0xAA, command)) + len(payload).to_bytes(2, "big") + payload
    return (body + bytes((added(body),))).hex()


def play(spoken, name, *, now=NOW, lacks=(), **about):
    situation = Situation(address="A4:C1:38:00:00:01", now=now, name=name, **about)
    return scales.play(FAMILY, spoken, situation=situation, lacks=lacks)


def hexes(played):
    return [data.hex() for _, data in played.writes]


@pytest.mark.parametrize("vector", captures(FAMILY), ids=lambda v: v["id"])
def test_a_captured_frame_decodes(vector):
    [found] = scales.decode_record(FAMILY, bytes.fromhex(vector["payload_hex"]))
    wanted = vector["expected"]
    assert found.weight_kg == wanted["weight_kg"]
    assert (found.stable, found.final) == (wanted["final"], wanted["final"])


@pytest.mark.parametrize(
    ("identity", "name"), [("dlg-122", R_MSC04), ("dlg-123", ES_CS20M), ("dlg-124", ES_26BB)]
)
def test_a_conversation_goes_as_published(identity, name):
    played = play(steps(identity), name, guest=GUEST)
    assert list(played.writes) == written(identity)
    final = [f for f in played.frames if f.stable and f not in played.recalled][-1]
    assert final.weight_kg == expected(identity)["weight_kg"]
    assert final.impedance == expected(identity)["impedance"]


def test_a_moving_weight_comes_before_a_settled_one():
    frames = play(steps("dlg-123"), ES_CS20M).frames
    assert [(f.weight_kg, f.stable, f.impedance, f.final) for f in frames] == [
        (80.0, False, None, False),
        (80.0, True, 500, False),
        (80.0, True, 500, True),
    ]


def test_a_record_has_the_time_that_it_tells():
    [record] = play(steps("dlg-124"), ES_26BB).recalled
    [(weight, ohm, _)] = expected("dlg-124")["stored"]
    assert (record.weight_kg, record.impedance) == (weight, ohm)
    assert record.stamp == NOW - timedelta(seconds=60)


def test_records_come_oldest_first_and_a_repeated_one_once():
    young, old = frame(0x15, "00001f4001f40000003c"), frame(0x15, "00001f4101f400000e10")
    played = play(said(young, old, old, uuid="2a10"), ES_26BB)
    assert [record.weight_kg for record in played.recalled] == [80.01, 80.0]
    # Each has to be answered.
    assert hexes(played)[1:] == ["55aa9500010196"] * 3


def test_a_result_in_pieces_is_joined_though_others_come_between():
    whole = bytes.fromhex(frame(0x19, "0000000000001f4001f401ea"))
    first, last = "ad0501" + whole[:10].hex(), "af0500" + whole[10:].hex()
    live = frame(0x14, "0000001f400000")
    frames = play(said(first, live, last, last, uuid="2a10"), ES_CS20M).frames
    assert [(f.weight_kg, f.stable, f.impedance) for f in frames] == [
        (80.0, False, None),
        (80.0, True, 500),
    ]


def test_pieces_without_an_end_are_forgotten():
    piece = "ad0501" + "55aa19000c" + "00" * 12
    played = play(said(piece, *["ae0501" + "00" * 15] * 9, uuid="2a10"), ES_CS20M)
    assert played.frames == ()


def test_where_nothing_else_ends_it_the_end_says_which_weight_was_final():
    live, stop = frame(0x14, "0000001f400000"), frame(0x11, "000101")
    frames = play(said(live, stop, stop, uuid="2a10"), ES_CS20M).frames
    assert [(f.weight_kg, f.stable, f.final) for f in frames] == [
        (80.0, False, False),
        (80.0, True, True),
    ]


def test_a_scale_that_does_not_answer_is_started_all_the_same():
    assert [data[2] for _, data in play([], ES_CS20M).writes] == [0x97, 0x96, 0x90]


def test_a_scale_without_a_name_is_known_by_its_characteristics():
    assert hexes(play([], ""))[0].startswith("55aa90")
    assert hexes(play([], "", lacks=["2a12"]))[0].startswith("55aa97")


def test_the_r_msc04_is_told_of_a_guest_and_the_time_once_and_each_status_is_answered():
    # Status, profile and clock as in ble-scale-sync #117 and #434: number, state, and three bytes.
    now = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=10)))
    time = int(now.timestamp()).to_bytes(4, "big").hex()
    statuses = [frame(0x20, "0005010350"), frame(0x20, "0301010050")]
    played = play(said(*statuses, uuid="2a12"), R_MSC04, now=now)
    assert hexes(played)[1:] == [
        frame(0xB2, "000906a41b58a9ff02"),
        frame(0xB3, f"01070101{time}025800"),
        frame(0xB0, "0001"),
        frame(0xB0, "0301"),
    ]


def test_a_zone_west_of_utc_is_told_as_none():
    now = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=-8)))
    played = play(said(frame(0x20, "0005010350"), uuid="2a12"), R_MSC04, now=now)
    assert hexes(played)[2][-8:-2] == "000000"


@pytest.mark.parametrize(
    "body",
    [
        "55aa210005010000255da9",
        "55aa210004010000255da7",
        "55aa21000501000025",
        "55ab210005010000255da9",
        frame(0x14, "0100011f400000"),
        frame(0x14, "01"),
        frame(0x15, "00011f4001f40000003c"),
        frame(0x15, "00001f40"),
        frame(0x18, "00"),
        frame(0x19, "00"),
        frame(0x21, "1f40"),
        frame(0x24, "1f40"),
        frame(0x99, "1f40"),
        "",
    ],
)
def test_a_frame_that_is_not_whole_is_no_weight(body):
    assert scales.decode_record(FAMILY, bytes.fromhex(body)) == []
    assert play(said(body, uuid="2a10"), ES_26BB).frames == ()


def test_a_scale_without_the_service_is_given_up():
    assert "2A10" in play([], "", lacks=["2a10"]).reason


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("ES-26BB-B", "Renpho ES-26BB"),
        ("ES-CS20M", "Renpho ES-CS20M"),
        ("ES-32MD", "Renpho ES-CS20M"),
        ("113360_A1", "Renpho ES-CS20M"),
        ("R-MSC04", "Renpho R-MSC04"),
        ("R-MSC02", None),
        ("ES-28R", None),
        ("", None),
        (None, None),
    ],
)
def test_it_is_known_by_its_name(name, model):
    found = advertisement(name=name)
    assert scales.family_of(found) is (renpho_55aa.NAMED if model else None)
    assert renpho_55aa.NAMED.product(found) == model


def test_one_without_a_name_is_known_by_its_address():
    # As captured in ble-scale-sync #376.
    data = {0x1A10: bytes.fromhex("00040031cfea02072c870109")}
    own = advertisement(address="CF:EA:02:07:2C:87", manufacturer_data=data)
    assert scales.family_of(own) is renpho_55aa.ANONYMOUS
    for other in (
        advertisement(address="CF:EA:02:07:2C:88", manufacturer_data=data),
        advertisement(address="CF:EA:02:07:2C:87", manufacturer_data={0x1A10: data[0x1A10] + b"0"}),
        advertisement(address="", manufacturer_data={0x1A10: b""}),
    ):
        assert scales.family_of(other) is None
