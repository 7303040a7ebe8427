"""Captured conversations of two scales with the service FFF0."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Sex
from custom_components.body_scale.scales.conversation import Guest, Situation

from .captures import advertisement, capture, uuid
from .dialogues import expected, spoken, steps, written

RESULT = steps("dlg-235")[-1]["hex"]
LEAN = steps("dlg-236")[-1]["hex"]


def ended(body):
    """Return a frame of the Koogeek with its check."""
    data = bytes.fromhex("55aa55aa" + body)
    check = 0
    for byte in data:
        check ^= byte
    return (data + bytes((check,))).hex()


def framed(body):
    """Return a frame of the Inlife with its check."""
    data = bytes.fromhex(body).ljust(11, b"\x00")
    check = 0
    for byte in data:
        check ^= byte
    return (b"\x02" + data + bytes((check, 0xAA))).hex()


def test_the_koogeek_is_answered_as_by_its_app():
    played = scales.play("koogeek", steps("dlg-235"))
    assert list(played.writes) == written("dlg-235")
    [frame] = played.frames
    want = expected("dlg-235")
    assert (frame.weight_kg, frame.impedance) == (want["weight_kg"], want["impedance"])
    assert frame.final


def test_the_koogeek_is_answered_when_it_asks():
    hello = steps("dlg-235")[0]["hex"]
    played = spoken("koogeek", hello, hello, ended("070105"), uuid="fff4")
    assert [d.hex() for _, d in played.writes] == [
        "55aa55aa81010181",
        "55aa55aa81010181",
        ended("870105"),
    ]


def test_a_moving_weight_and_socks():
    moving, socks = ended("0207010000030f0000"), ended("0307010000030f0000")
    frames = spoken("koogeek", moving, socks, socks, moving, socks, uuid="fff4").frames
    assert [(f.stable, f.impedance_failed) for f in frames] == [
        (False, False),
        (True, True),
        (False, False),
        (True, True),
    ]


def test_a_captured_frame_of_the_koogeek_decodes():
    vector = capture("oth-161")
    [frame] = scales.decode_record("koogeek", bytes.fromhex(vector["payload_hex"]))
    assert frame.impedance == vector["expected"]["impedance_ohm"]


@pytest.mark.parametrize("data", [RESULT[:-2] + "00", RESULT[:-2], "", ended("03")])
def test_a_frame_of_the_koogeek_that_isnt_whole_gives_nothing(data):
    assert scales.decode_record("koogeek", bytes.fromhex(data)) == []


def test_the_inlife_is_told_a_guest_and_that_its_result_was_taken():
    guest = Guest(sex=Sex.FEMALE, age=41, height_cm=168)
    situation = Situation(address="", now=datetime(2026, 1, 1, tzinfo=UTC), guest=guest)
    played = scales.play("inlife", steps("dlg-236"), situation=situation)
    assert [d.hex() for _, d in played.writes] == [framed("d201010129a8"), framed("d4")]


def test_the_inlife_gives_its_weight_and_nothing_of_the_guests_body():
    [frame] = scales.play("inlife", steps("dlg-236")).frames
    assert frame.weight_kg == expected("dlg-236")["weight_kg"]
    assert (frame.impedance, frame.impedance_failed, frame.given) == (None, False, None)


def test_the_inlife_may_have_an_impedance():
    def result(ohm):
        return framed(f"dd02c0{ohm:08x}0000" + "00" + "80")

    [good] = spoken("inlife", result(500), uuid="fff1").frames
    [bad] = spoken("inlife", result(0), uuid="fff1").frames
    assert (good.impedance, bad.impedance, bad.impedance_failed) == (500, None, True)


def test_the_inlife_repeats_its_result_and_switches_off():
    moving = framed("d802b0")
    frames = spoken("inlife", moving, LEAN, LEAN, framed("0f"), LEAN, uuid="fff1").frames
    assert [(f.weight_kg, f.stable) for f in frames] == [(68.8, False), (70.4, True)]


@pytest.mark.parametrize("data", [LEAN[:-4] + "00aa", LEAN[:-2] + "ab", LEAN[2:], framed("df00")])
def test_a_frame_of_the_inlife_that_isnt_whole_gives_nothing(data):
    assert scales.decode_record("inlife", bytes.fromhex(data)) == []


@pytest.mark.parametrize(
    ("name", "family"),
    [("Koogeek-S1", "koogeek"), ("000FatScale01", "inlife"), ("042FatScale01", "inlife")],
)
def test_they_are_known_by_their_names_not_by_their_service(name, family):
    service = [uuid("fff0")]
    assert scales.family_of(advertisement(name=name, service_uuids=service)).name == family
    assert scales.family_of(advertisement(service_uuids=service)) is None
    assert scales.family_of(advertisement(name=f"x{name}", service_uuids=service)) is None


def test_they_are_given_up_without_their_characteristics():
    assert "FFF4" in scales.play("koogeek", [], lacks=("fff4",)).reason
    assert "FFF1" in scales.play("inlife", [], lacks=("fff1",)).reason
