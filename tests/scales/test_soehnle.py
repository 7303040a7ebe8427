"""Captured records of Soehnle's scales."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import scales

from .captures import advertisement, capture, captures
from .dialogues import expected, said, steps

SPEAKS = "352e3001-28e9-40b8-a361-6db4cca4147c"
COMMANDS = "352e3002-28e9-40b8-a361-6db4cca4147c"
RECORD = "090107e3080d090b00055101ff01dc"


def play(*frames, **given):
    battery = [{"dir": "read", "uuid": "2a19", "hex": "55"}]
    return scales.play("soehnle", battery + said(*frames, uuid=SPEAKS), **given)


def test_the_time_is_set_and_every_user_is_asked_for_and_nothing_is_deleted():
    played = play(now=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC))
    asked = [(COMMANDS, bytes((9, user))) for user in range(1, 8)]
    # The fourth of March of 2026 is a Wednesday.
    clock = ("2a2b", bytes.fromhex("ea07 03 04 05 06 07 03 00 00"))
    assert list(played.writes) == [clock, *asked]


@pytest.mark.parametrize("identity", ["dlg-223", "dlg-225"])
def test_a_captured_record_decodes(identity):
    [record] = [step["hex"] for step in steps(identity)]
    [frame] = play(record).frames
    want = expected(identity)
    assert (frame.weight_kg, frame.profile_id) == (want["weight_kg"], want["user"])
    assert frame.impedance == want["r50"]
    assert frame.impedance_failed is (want["r50"] is None)
    assert frame.battery == 85
    # A clock that begins in 2016 was never set.
    never_set = "never set" in want["time"]
    taken = None if never_set else datetime.fromisoformat(want["time"]).replace(tzinfo=UTC)
    assert frame.stamp == taken


@pytest.mark.parametrize("vector", captures("soehnle"), ids=lambda v: v["id"])
def test_a_captured_frame_decodes(vector):
    [frame] = scales.decode_record("soehnle", bytes.fromhex(vector["payload_hex"]))
    assert frame.weight_kg == vector["expected"]["weight_kg"]
    assert frame.impedance == vector["expected"].get("impedance_50khz")


def test_the_records_of_all_users_come_together_and_oldest_first():
    newer = RECORD.replace("090107e3", "090207e4")
    assert [f.profile_id for f in play(newer, RECORD).recalled] == [1, 2]


def test_what_was_just_weighed_is_of_now():
    # In the scale's zone, which is ours.
    played = play("3001000552", RECORD, now=datetime(2019, 8, 13, 9, 12, tzinfo=UTC))
    assert [(f.weight_kg, f.stable) for f in played.frames] == [(136.2, False), (136.1, True)]
    assert played.recalled == ()


@pytest.mark.parametrize(
    "data", [RECORD[:28], RECORD + "00", "0a" + RECORD[2:], "30010005", "0c010002"]
)
def test_another_frame_is_no_record(data):
    assert scales.decode_record("soehnle", bytes.fromhex(data)) == []


@pytest.mark.parametrize(
    ("at_5", "at_50", "ohm"), [(476, 413, 413), (476, 0, None), (5000, 413, None), (413, 476, None)]
)
def test_one_resistance_that_cannot_be_makes_nonsense_of_both(at_5, at_50, ohm):
    data = bytes.fromhex(RECORD)[:11] + at_5.to_bytes(2) + at_50.to_bytes(2)
    [frame] = scales.decode_record("soehnle", data)
    assert (frame.impedance, frame.impedance_failed) == (ohm, ohm is None)


def test_a_date_that_there_isnt_is_no_time():
    [frame] = scales.decode_record("soehnle", bytes.fromhex(RECORD.replace("080d", "0d0d")))
    assert frame.stamp is None


def test_a_frame_of_another_characteristic_is_none_of_its_own():
    assert scales.play("soehnle", said(RECORD, uuid="2a9c")).frames == ()


def test_the_shape_50_is_none_of_them():
    """It speaks the standard services alone."""
    assert scales.family_of(advertisement(name="Shape50")).name == "soehnle_shape50"
    for name in ("Shape200", "Shape100", "Style100"):
        assert scales.family_of(advertisement(name=name)).name == "soehnle"


def test_it_is_given_up_without_its_characteristic():
    assert "352E3001" in scales.play("soehnle", [], lacks=(SPEAKS,)).reason


def test_a_record_is_whole():
    data = bytes.fromhex(capture("oth-163")["payload_hex"])
    assert all(scales.decode_record("soehnle", data[:n]) == [] for n in range(len(data)))
