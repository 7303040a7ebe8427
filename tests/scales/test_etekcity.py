"""Captured conversations of Etekcity's connected scales give weights, impedances and heart rates."""

from datetime import datetime, timedelta, timezone

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Unit
from custom_components.body_scale.scales import etekcity_a5, etekcity_efs, etekcity_esf551
from custom_components.body_scale.scales.conversation import Situation

from .captures import advertisement
from .dialogues import expected, said, steps, written

SECRET = expected("dlg-139")
ADDRESS = "CF:EA:01:28:86:45"
# The time and the secrets of the app whose conversation was captured: 8 hours west of UTC.
NOW = datetime.fromtimestamp(0x6A2F5955, timezone(timedelta(hours=-8)))
NONCE = (
    (SECRET["d"] - 40000).to_bytes(4, "big")
    + bytes((SECRET["e"] - 10, SECRET["g"] - 5))
    + bytes(10)
    + bytes.fromhex(SECRET["iv"])
)
SITUATION = Situation(address=ADDRESS, now=NOW, nonce=NONCE)


def play(family, spoken, *, situation=SITUATION, lacks=()):
    return scales.play(family, spoken, situation=situation, lacks=lacks)


def sealed(frame):
    """Return a frame with the sum that it should have."""
    data = bytearray(frame)
    data[5] = 0
    data[5] = (0xFF - sum(data)) & 0xFF
    return bytes(data)


def built(operation, body, channel=b""):
    rest = b"\x01" + operation.to_bytes(2, "little") + b"\x00" + channel + body
    return sealed(b"\xa5\x02\x07" + len(rest).to_bytes(2, "little") + b"\x00" + rest).hex()


def encrypted(body):
    """Return a text as the captured scale encrypts it."""
    padding = 16 - len(body) % 16
    key, vector = bytes.fromhex(SECRET["key"]), bytes.fromhex(SECRET["iv"])
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return encryptor.update(body + bytes((padding,)) * padding) + encryptor.finalize()


def handshake():
    return [step for step in steps("dlg-139") if step["dir"] == "notify"][:1]


def results(identity):
    """Return the body of the transcript of a result, and a frame that carries it."""
    for step in steps(identity):
        body, operation = bytes.fromhex(step["plaintext"]), int(step["opcode"], 16)
        if operation >> 8 == 0x44:
            yield body, said(built(operation, encrypted(body), b"\x01"), uuid="fff1")
        else:
            yield body, said(built(operation, body), uuid="fff1")


def test_the_esf_551_is_told_the_unit():
    played = play("etekcity_esf551", steps("dlg-136"))
    assert list(played.writes) == written("dlg-136")


@pytest.mark.parametrize(("unit", "end"), [(Unit.KG, "2b0163a10000"), (Unit.LB, "2a0163a10001")])
def test_the_esf_551_shows_the_household_s_unit(unit, end):
    situation = Situation(address=ADDRESS, now=NOW, unit=unit)
    [(_, data)] = play("etekcity_esf551", [], situation=situation).writes
    assert data.hex() == "a522030500" + end


def test_a_moving_weight_of_the_esf_551_has_no_impedance():
    [frame] = play("etekcity_esf551", steps("dlg-136")).frames
    assert [frame.weight_kg] == expected("dlg-136")["weight_kg_live"]
    assert (frame.stable, frame.impedance, frame.unit) == (False, None, expected("dlg-136")["unit"])


def test_a_weighing_of_the_esf_551_comes_out():
    # The sum of these frames isn't set in the transcript.
    whole = [sealed(bytes.fromhex(step["hex"])).hex() for step in steps("dlg-137")]
    settled, complete = play("etekcity_esf551", said(*whole, uuid="fff1")).frames
    assert (settled.stable, settled.impedance, settled.final) == (True, None, False)
    wanted = expected("dlg-137")
    assert (complete.weight_kg, complete.impedance) == (wanted["weight_kg"], wanted["impedance"])
    assert (complete.stable, complete.final, complete.unit) == (True, True, wanted["unit"])
    assert play("etekcity_esf551", steps("dlg-137")).frames == ()


@pytest.mark.parametrize("place", range(22))
def test_a_frame_of_the_esf_551_that_is_not_whole_is_no_weight(place):
    data = bytearray.fromhex([step for step in steps("dlg-136") if "hex" in step][-1]["hex"])
    data[place] ^= 0x08
    assert scales.decode_record("etekcity_esf551", bytes(data)) == []
    assert scales.decode_record("etekcity_esf551", bytes(data[:place])) == []


def test_the_handshake_goes_as_captured():
    played = play("etekcity_efs", steps("dlg-139"))
    assert list(played.writes) == written("dlg-139")
    assert [(f.weight_kg, f.stable) for f in played.frames] == [
        (weight, False) for weight in SECRET["weight_kg_live"]
    ]


def test_pieces_of_20_bytes_are_joined():
    whole = "".join(step["hex"] for step in steps("dlg-139") if step["dir"] == "notify")
    pieces = [whole[start : start + 40] for start in range(0, len(whole), 40)]
    # The first frame ends with a shorter piece, as on the air.
    first = len(handshake()[0]["hex"])
    pieces = [
        whole[:40],
        whole[40:first],
        *(whole[i : i + 40] for i in range(first, len(whole), 40)),
    ]
    played = play("etekcity_efs", said(*filter(None, pieces), uuid="fff1"))
    assert [frame.weight_kg for frame in played.frames] == SECRET["weight_kg_live"]


def test_a_lost_piece_costs_one_frame():
    live = next(step["hex"] for step in reversed(steps("dlg-139")))
    spoken = said(live[:40], live[:40], live[40:80], live[80:], live, uuid="fff1")
    played = play("etekcity_efs", [*handshake(), *spoken])
    assert [frame.weight_kg for frame in played.frames] == SECRET["weight_kg_live"]


@pytest.mark.parametrize("identity", ["dlg-140", "dlg-143", "dlg-145", "dlg-146"])
def test_a_captured_result_comes_out(identity):
    [(_, spoken)] = results(identity)
    [frame] = play("etekcity_efs", [*handshake(), *spoken]).frames
    wanted = expected(identity)
    assert (frame.weight_kg, frame.impedance) == (wanted["weight_kg"], wanted["impedance"])
    assert (frame.unit, frame.heart_rate) == (wanted["unit"], wanted.get("heart_rate"))
    assert (frame.stable, frame.final, frame.impedance_failed) == (True, True, False)


def test_a_scale_that_needs_no_key_is_heard_all_the_same():
    played = play("etekcity_efs", steps("dlg-142"))
    moving, result, off = played.frames
    assert (moving.weight_kg, moving.stable) == (136.6, False)
    assert result.weight_kg == expected("dlg-142")["weight_kg"]
    assert (result.unit, result.heart_rate) == ("lb", None)
    # In socks.
    assert (result.stable, result.impedance, result.impedance_failed) == (True, None, True)
    assert (off.weight_kg, off.stable) == (0, False)
    assert len(played.writes) == 1
    notified = next(step["hex"] for step in steps("dlg-142") if "hex" in step)
    assert scales.decode_record("etekcity_efs", bytes.fromhex(notified)) == [moving]


@pytest.mark.parametrize("word", ["ffffff00", "00000000", "00ff0f00"])
def test_what_is_no_impedance_of_a_c651_is_none(word):
    [(body, _)] = results("dlg-145")
    body = body[:25] + bytes.fromhex(word) + body[29:]
    spoken = said(built(0x4422, encrypted(body), b"\x01"), uuid="fff1")
    [frame] = play("etekcity_efs", [*handshake(), *spoken]).frames
    assert (frame.weight_kg, frame.impedance, frame.impedance_failed) == (74.35, None, True)


def test_without_the_key_nothing_is_read():
    [(_, spoken)] = results("dlg-140")
    assert play("etekcity_efs", spoken).frames == ()
    other = Situation(address=ADDRESS, now=NOW, nonce=bytes(32))
    assert play("etekcity_efs", [*handshake(), *spoken], situation=other).frames == ()


def test_a_second_answer_changes_no_key():
    [(_, spoken)] = results("dlg-140")
    again = built(0x4201, bytes.fromhex("000645862801eacf0100"), b"\x00")
    played = play("etekcity_efs", [*handshake(), *said(again, uuid="fff1"), *spoken])
    assert (len(played.writes), len(played.frames)) == (2, 1)


@pytest.mark.parametrize("address", ["", "5F0A1B2C-3D4E-5F60-7182-93A4B5C6D7E8"])
def test_without_an_address_there_is_no_key(address):
    situation = Situation(address=address, now=NOW, nonce=NONCE)
    assert "address" in play("etekcity_efs", [], situation=situation).reason


@pytest.mark.parametrize("family", ["etekcity_esf551", "etekcity_efs"])
def test_a_scale_without_the_service_is_given_up(family):
    assert "FFF1" in play(family, [], lacks=["fff1"]).reason


def test_the_numbers_of_the_exchange_are_such_as_the_scale_takes():
    for start in range(0, 256, 5):
        modulus = etekcity_efs._prime(etekcity_efs._MODULI, start * 257)
        base = etekcity_efs._prime(etekcity_efs._BASES, start)
        for number, numbers in ((modulus, range(40000, 46341)), (base, range(10, 101))):
            assert number in numbers
            assert all(number % each for each in range(2, number) if each * each <= number)


OWN = "4586 2801 eacf"
FAMILIES = {
    "01" + OWN + "0001": etekcity_esf551.FAMILY,
    "01" + OWN + "0002": etekcity_esf551.FAMILY,
    "01" + OWN + "0005": etekcity_efs.FAMILY,
    # The captured one of a C651 has bytes after the product.
    "32" + OWN + "0088030201": etekcity_efs.FAMILY,
    # An air purifier, an address of another, another layout, too short.
    "01" + OWN + "c623": None,
    "01" + "4586 2801 eace" + "0002": None,
    "03" + OWN + "0002": None,
    "01" + OWN + "00": None,
}


@pytest.mark.parametrize("data", FAMILIES)
def test_it_is_known_by_its_product(data):
    found = advertisement(
        address=ADDRESS, manufacturer_data={etekcity_a5.COMPANY: bytes.fromhex(data)}
    )
    assert scales.family_of(found) is FAMILIES[data]


def test_an_address_that_a_platform_hides_is_not_compared():
    found = advertisement(
        address="5F0A1B2C-3D4E-5F60-7182-93A4B5C6D7E8",
        manufacturer_data={etekcity_a5.COMPANY: bytes.fromhex("01" + OWN + "0002")},
    )
    assert scales.family_of(found) is etekcity_esf551.FAMILY
