"""A Eufy P2 is shown that its address is known, and then sends weights with impedances."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.scales import eufy_p2_gatt
from custom_components.body_scale.scales.checks import xored
from custom_components.body_scale.scales.conversation import (
    Notification,
    Situation,
    Subscribe,
    Wait,
    Write,
)

from .captures import advertisement, captures
from .dialogues import expected, said, steps, written

FAMILY = "eufy_p2_gatt"
FRAMES = captures("eufy_p2")
# Address, and identity of the host, that the conversation was computed with; the rest isn't used.
SITUATION = Situation(
    address="CF:E6:03:1D:09:F7",
    now=datetime(2026, 1, 1, tzinfo=UTC),
    nonce=bytes.fromhex("abcdef123456789f") + bytes(24),
)


def play(*spoken, situation=SITUATION, lacks=()):
    return scales.play(FAMILY, spoken, situation=situation, lacks=lacks)


@pytest.mark.parametrize("vector", FRAMES, ids=lambda v: v["id"])
def test_a_captured_frame_decodes(vector):
    [frame] = scales.decode_record(FAMILY, bytes.fromhex(vector["payload_hex"]))
    wanted = vector["expected"]
    assert (frame.weight_kg, frame.impedance) == (wanted["weight_kg"], wanted["impedance_ohm"])
    assert frame.stable is wanted["final"]


def test_the_handshake_goes_as_published():
    played = play(*steps("dlg-131"))
    assert list(played.writes) == written("dlg-131")
    assert played.reason is None


@pytest.mark.parametrize("identity", ["dlg-133", "dlg-135"])
def test_a_captured_weighing_comes_out_after_the_handshake(identity):
    [frame] = play(*steps("dlg-131"), *steps(identity)).frames
    assert frame.stable
    assert frame.weight_kg == expected(identity)["weight_kg"]
    assert frame.impedance == expected(identity)["impedance"]


def test_weights_before_the_welcome_do_not_count():
    *handshake, welcome = steps("dlg-131")
    played = play(*handshake, *steps("dlg-133"), welcome, *steps("dlg-135"))
    assert [frame.weight_kg for frame in played.frames] == [expected("dlg-135")["weight_kg"]]


def test_a_refusal_is_given_up():
    *handshake, _ = steps("dlg-131")
    played = play(*handshake, *steps("dlg-132"), *steps("dlg-133"))
    assert (played.frames, played.reason) == ((), "it refuses the handshake")


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 6, 7])
def test_a_connection_lost_in_the_handshake_is_no_reason_to_give_up(count):
    played = play(*steps("dlg-131")[:count])
    assert (played.frames, played.reason) == ((), None)


def test_what_another_key_encrypts_is_given_up():
    other = Situation(address="CF:E6:03:1D:09:F8", now=SITUATION.now, nonce=SITUATION.nonce)
    assert "decrypted" in play(*steps("dlg-131"), situation=other).reason


@pytest.mark.parametrize("address", ["", "5F0A1B2C-3D4E-5F60-7182-93A4B5C6D7E8", "CF:E6:03:1D:09"])
def test_without_an_address_there_is_no_key(address):
    other = Situation(address=address, now=SITUATION.now)
    played = play(*steps("dlg-131"), situation=other)
    assert (played.writes, "address" in played.reason) == ((), True)


def test_segments_out_of_order_or_with_a_wrong_sum_are_left_out():
    first, second = (step["hex"] for step in steps("dlg-131")[2:4])
    wrong = second[:-2] + f"{int(second[-2:], 16) ^ 1:02x}"
    spoken = said(second, first, wrong, first, second, "c1", uuid="fff4")
    assert len(play(*spoken).writes) == len(written("dlg-131"))


def test_it_pauses_between_segments_and_asks_for_acknowledgement():
    conversation = eufy_p2_gatt.converse(SITUATION)
    assert next(conversation) == Subscribe("fff4")
    for _ in range(2):
        assert isinstance(step := conversation.send(True), Write)
        assert step.response is True
        assert isinstance(pause := conversation.send(True), Wait)
        assert pause.seconds == 1.0
    # Nothing came in the pause: now it waits for the answer.
    assert isinstance(conversation.send(None), Wait)
    assert isinstance(conversation.send(Notification("fff4", b"\x00")), Wait)


@pytest.mark.parametrize("place", [0, 2, 3, 4, 6, 8, 12, 15])
def test_a_frame_that_is_not_whole_is_no_weight(place):
    data = bytearray.fromhex(FRAMES[0]["payload_hex"])
    data[place] ^= 0x10
    assert scales.decode_record(FAMILY, bytes(data)) == []
    assert scales.decode_record(FAMILY, bytes(data[:place])) == []


def test_a_weight_that_is_not_final_is_not_settled():
    data = bytearray.fromhex(FRAMES[0]["payload_hex"])
    data[12] = 1
    data[15] = xored(data[2:15])
    [frame] = scales.decode_record(FAMILY, bytes(data))
    assert (frame.stable, frame.weight_kg) == (False, 87.9)


@pytest.mark.parametrize("uuid", ["fff4", "fff2"])
def test_a_scale_without_the_characteristics_is_given_up(uuid):
    assert uuid.upper() in play(*steps("dlg-131"), lacks=[uuid]).reason


@pytest.mark.parametrize(
    ("name", "model"), [("eufy T9148", "Eufy P2"), ("eufy T9149", "Eufy P2 Pro"), ("eufy", None)]
)
def test_it_is_known_by_its_name(name, model):
    found = advertisement(name=name)
    assert scales.family_of(found) is (eufy_p2_gatt.FAMILY if model else None)
    assert eufy_p2_gatt.FAMILY.product(found) == model
