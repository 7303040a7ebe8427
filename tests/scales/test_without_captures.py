"""Scales of which no capture was published: frames made by their descriptions."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Sex, Unit
from custom_components.body_scale.scales.conversation import Guest, Situation

from .captures import advertisement, uuid
from .dialogues import spoken

SPEAKS = "1a2ea400-75b9-11e2-be05-0002a5d5c51b"
SITUATION = Situation(
    address="",
    now=datetime(2026, 1, 1, tzinfo=UTC),
    unit=Unit.LB,
    guest=Guest(sex=Sex.FEMALE, age=41, height_cm=168),
)
NAMES = [("VScale", "exingtech_y1"), ("Mengii", "digoo"), ("YunChen", "hesley")]


def frame(start):
    return bytes.fromhex(start).ljust(20, b"\x00").hex()


def test_an_exingtech_gives_a_weight_once_and_nothing_of_the_guests_body():
    weight, body = frame("00000000 02f4 ff"), frame("00000000 02f4 00c8")
    played = spoken("exingtech_y1", weight, body, uuid=SPEAKS, situation=SITUATION)
    [found] = played.frames
    assert (found.weight_kg, found.stable, found.given) == (75.6, True, None)
    assert [d.hex() for _, d in played.writes] == ["10010129a8"]


@pytest.mark.parametrize("body", ["03e9", "0000 03e9", "01f4 01f5"])
def test_an_exingtech_frame_with_more_than_a_whole_body_gives_nothing(body):
    data = bytes.fromhex(frame(f"00000000 02f4 {body}"))
    assert scales.decode_record("exingtech_y1", data) == []


def test_an_exingtech_is_no_other_makers_advertisement():
    family = scales.FAMILIES["exingtech_y1"]
    for name in ("", "VScale2", "vscale"):
        found = advertisement(name=name, service_uuids=[uuid("fff0")])
        assert family.product(found) is None


def test_a_digoo_is_told_of_the_guest_once_the_weight_has_settled():
    moving, settled, body = (frame(f"000000 1d88 {state}") for state in ("00", "01", "02"))
    played = spoken("digoo", moving, settled, settled, body, uuid="fff1", situation=SITUATION)
    assert [(f.weight_kg, f.stable, f.final) for f in played.frames] == [
        (75.6, False, False),
        (75.6, True, False),
        (75.6, True, False),
        (75.6, True, True),
    ]
    told = bytes.fromhex("0910 12110d01 a8 29 01 02 0000000000")
    assert [d for _, d in played.writes] == [told + bytes((sum(told[3:]) & 0xFF,))]


def test_a_hesley_is_asked_and_gives_a_weight_once():
    played = spoken("hesley", frame("00001d88"), frame("00001d88"), uuid="fff4")
    assert [(f.weight_kg, f.given) for f in played.frames] == [(75.6, None)]
    assert [d.hex() for _, d in played.writes] == ["a5012cab505a29"]


@pytest.mark.parametrize(("name", "family"), NAMES)
def test_they_are_known_by_their_whole_name(name, family):
    service = [uuid("fff0")]
    assert scales.family_of(advertisement(name=name, service_uuids=service)).name == family
    for other in (f"{name}1", name.upper(), name[1:]):
        assert scales.family_of(advertisement(name=other, service_uuids=service)) is None


def test_an_exingtech_is_known_by_its_makers_service():
    service = ["f433bd80-75b8-11e2-97d9-0002a5d5c51b"]
    found = advertisement(name="Y1", service_uuids=service)
    assert scales.family_of(found).name == "exingtech_y1"


@pytest.mark.parametrize(("name", "family"), NAMES)
def test_a_frame_of_another_length_gives_nothing(name, family):
    assert scales.decode_record(family, bytes(19)) == []
    assert scales.decode_record(family, b"\x01" * 21) == []


@pytest.mark.parametrize("missing", ["fff1", "fff4", SPEAKS])
def test_they_are_given_up_without_their_characteristics(missing):
    reasons = [scales.play(f, [], lacks=(missing,)).reason for _, f in NAMES]
    assert sum(reason is not None for reason in reasons) == 1
