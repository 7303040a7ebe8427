"""The captured beginning of a conversation with an AFU B1, and what it stored."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Sex
from custom_components.body_scale.scales.conversation import Guest, Situation

from .captures import advertisement, uuid
from .dialogues import expected, silences, spoken, steps, written

UNIX = expected("dlg-214")["unix"]
RECORD = steps("dlg-214")[-1]["hex"]
CHINA = timezone(timedelta(hours=8))


def situation(**changes):
    given = {
        "address": "",
        "now": datetime.fromtimestamp(0x6A8090BA, CHINA),
        "guest": Guest(sex=Sex.MALE, age=29, height_cm=175, weight_kg=60.7, target_kg=50.0),
    }
    return Situation(**given | changes)


def framed(what, body):
    data = bytes.fromhex(body).ljust(16, b"\x00") + bytes((what,))
    return (b"\xaf\x45" + data + bytes((sum(data) & 0x1F,))).hex()


def persons(data):
    """Return a frame without its sum and the persons in it: 5 bytes each."""
    data = bytearray(data[:19])
    for start in {0x62: (5, 12), 0x61: (9,)}.get(data[18], ()):
        data[start : start + 5] = bytes(5)
    return bytes(data)


def test_it_begins_as_by_its_app():
    played = scales.play("afu_b1", steps("dlg-214"), situation=situation())
    wrote = list(played.writes)[:4]
    clock, first, second, everything = written("dlg-214")
    assert wrote[0] == clock
    # Users 1 to 4: of the app's owner and others; here the guest, who is user 1 there.
    assert wrote[1][1][:10] == first[1][:10]
    # Two minutes before, the app asked for what is stored.
    later = situation(now=datetime.fromtimestamp(0x6A809040, CHINA))
    asked = scales.play("afu_b1", [], situation=later).writes[3]
    assert [persons(data) for _, data in (*wrote[1:3], asked)] == [
        persons(data) for _, data in (first, second, everything)
    ]
    assert asked[0] == everything[0]


def test_a_person_is_a_person():
    """What the app wrote of its owner, whose weight was 61.10 kg by then."""
    owner = Guest(sex=Sex.MALE, age=29, height_cm=175, weight_kg=61.1, target_kg=50.0)
    at = situation(now=datetime.fromtimestamp(0x6A809040, CHINA), guest=owner)
    assert scales.play("afu_b1", [], situation=at).writes[3] == written("dlg-214")[3]


def test_what_it_stored_is_recalled_and_acknowledged():
    played = scales.play("afu_b1", steps("dlg-214"), situation=situation())
    [frame] = played.recalled
    want = expected("dlg-214")
    assert (frame.weight_kg, frame.impedance) == (want["weight_kg"], want["impedance"])
    assert frame.stamp == datetime.fromtimestamp(UNIX, UTC)
    assert [data.hex() for _, data in played.writes[4:]] == [framed(0x5F, "12540000")]


def test_a_record_is_acknowledged_by_its_number():
    fifth = framed(0x54, "16" + RECORD[6:36])
    played = spoken("afu_b1", fifth, uuid="notify-char")
    assert [data.hex() for _, data in played.writes[4:]] == [framed(0x5F, "12540005")]


def test_a_weighing():
    """Moving, settled, silence; then the record of it."""
    now = situation(now=datetime.fromtimestamp(UNIX, UTC))
    live, settled = framed(0x51, "10270000 02"), framed(0x51, "7aee0080 02")
    frames, writes = silences("afu_b1", now, live, settled, settled, None, RECORD)
    assert [(f.weight_kg, f.stable, f.impedance) for f in frames] == [
        (10.0, False, None),
        (61.05, False, None),
        (61.05, False, None),
        (61.05, True, 551),
    ]
    assert [(d[2], d[18]) for d in writes[4:]] == [
        (0x3F, 0x61),
        (0x12, 0x5F),
        (0x16, 0x5F),
        (0x04, 0x62),
        (0x04, 0x62),
        (0x4B, 0x61),
        (0x5B, 0x61),
        (0x14, 0x5F),
        (0x12, 0x5F),
    ]


def test_an_impedance_of_its_own_goes_with_the_settled_weight():
    settled, valid, bad = (
        framed(0x51, "7aee0080 02"),
        framed(0x52, "0100f401"),
        framed(0x52, "0000f401"),
    )
    frames = spoken("afu_b1", settled, bad, valid, uuid="notify-char").frames
    assert [(f.weight_kg, f.impedance) for f in frames] == [(61.05, None), (61.05, 500)]


@pytest.mark.parametrize("data", [RECORD[:-2] + "05", RECORD[:-2], "", "ac45" + RECORD[4:]])
def test_a_frame_that_isnt_whole_gives_nothing(data):
    assert scales.decode_record("afu_b1", bytes.fromhex(data)) == []


def test_it_is_known_by_name_and_service():
    service = [uuid("fc50")]
    found = advertisement(name="AFU-BH-TZ-B1", service_uuids=service)
    assert scales.family_of(found).name == "afu_b1"
    for other in (
        advertisement(name="AFU-BH-TZ-B1"),
        advertisement(service_uuids=service),
        advertisement(name="AFU-WL-TZ-A1", service_uuids=[uuid("ffb0")]),
    ):
        assert scales.family_of(other) is None


def test_a_scale_that_says_nothing_is_given_up():
    assert scales.play("afu_b1", [], lacks=("*",)).reason == "it has nothing that notifies"
