"""Captured conversations of scales by Transtek: Medisana, Trisa, ADE."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Unit
from custom_components.body_scale.scales.conversation import Situation

from .captures import advertisement, capture
from .dialogues import expected, spoken, steps, written

PASSWORDLESS, WEIGHT, BODY = [s["hex"] for s in steps("dlg-234") if s["dir"] != "write"]
MEDISANA_NOW = datetime.fromtimestamp(0x0DF67B7B + 1262304000, UTC)


def at(text):
    return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)


def test_a_medisana_is_told_the_time_as_by_its_app():
    played = scales.play("medisana", steps("dlg-227"), now=MEDISANA_NOW)
    assert list(played.writes) == written("dlg-227")


def test_a_medisana_gives_its_records_with_the_body():
    [frame] = scales.play("medisana", steps("dlg-227"), now=MEDISANA_NOW).recalled
    want = expected("dlg-227")
    assert (frame.weight_kg, frame.profile_id) == (want["weight_kg"], want["user"])
    assert frame.impedance == want["impedance_inferred"]
    assert frame.stamp == at(want["time"])
    given = frame.given
    assert (given.body_fat, given.water) == (want["fat"], want["water"])
    assert given.bone_mass == want["bone"]
    assert given.muscle_mass == pytest.approx(want["weight_kg"] * want["muscle"] / 100)
    # What the user needs in a day isn't what the body needs at rest.
    assert given.basal_metabolism is None


def test_what_was_just_weighed_is_of_now():
    now = at(expected("dlg-227")["time"])
    played = scales.play("medisana", steps("dlg-227"), now=now)
    assert [f.weight_kg for f in played.frames] == [96.0]
    assert played.recalled == ()


def test_a_body_belongs_to_the_weight_of_its_time():
    record, body = [s["hex"] for s in steps("dlg-227") if s["dir"] != "write"]
    other = record[:10] + "810ff40d" + record[18:]
    frames = [
        {"dir": "indicate", "uuid": "8A21", "hex": record},
        {"dir": "indicate", "uuid": "8A21", "hex": other},
        {"dir": "indicate", "uuid": "8A22", "hex": body},
        {"dir": "indicate", "uuid": "8A22", "hex": body},
    ]
    first, second = scales.play("medisana", frames, now=MEDISANA_NOW).recalled
    assert (first.given is None, second.given is None) == (False, True)
    assert second.stamp > first.stamp


def test_a_bs430_counts_from_1970():
    situation = Situation(address="", name="0203B0123456", now=datetime.fromtimestamp(1.6e9, UTC))
    [(_, clock)] = scales.play("medisana", [], situation=situation).writes
    assert clock == b"\x02" + (1600000000).to_bytes(4, "little")
    record = "1d802500fe" + (1600000000).to_bytes(4, "little").hex() + "6a1700ff0109"
    [frame] = scales.decode_record("medisana", bytes.fromhex(record))
    assert frame.stamp == datetime.fromtimestamp(1.6e9, UTC)


@pytest.mark.parametrize("identity", ["dlg-228", "dlg-230", "dlg-231"])
def test_a_captured_weight_of_a_trisa(identity):
    [frame] = scales.play("trisa", steps(identity)).frames
    want = expected(identity)
    assert (frame.weight_kg, frame.impedance) == (want["weight_kg"], want["impedance"])
    assert frame.stable
    assert frame.profile_id is None


def test_an_ade_is_answered_as_by_its_app():
    played = scales.play("trisa", steps("dlg-234"))
    # The time and the end aren't in the transcript.
    answer, clock, end = played.writes
    assert [answer] == written("dlg-234")
    assert (clock[1][:1], end[1]) == (b"\x02", b"\x22")


def test_an_ade_gives_what_its_app_showed():
    want = expected("dlg-234")
    [frame] = scales.play("trisa", steps("dlg-234"), now=at(want["time"])).frames
    assert (frame.weight_kg, frame.profile_id) == (want["weight_kg"], want["user"])
    assert frame.impedance == want["impedance_inferred"]
    assert frame.stamp == at(want["time"])
    given = frame.given
    assert (given.body_fat, given.water) == (want["fat_inferred"], want["water_inferred"])
    assert given.bone_mass == want["bone_inferred"]
    muscle = want["weight_kg"] * want["muscle_inferred"] / 100
    assert given.muscle_mass == pytest.approx(muscle, abs=0.001)


# Of one connection each.
PAIRING, CHALLENGE = steps("dlg-233")[:3], steps("dlg-233")[3:]
PASSWORD = bytes.fromhex(PAIRING[0]["hex"])[1:]


def trisa(said, password=None):
    situation = Situation(
        address="",
        now=datetime.fromtimestamp(1262304000, UTC),
        # The new name of the transcript is the start of it.
        nonce=bytes.fromhex("01") + bytes(31),
        password=password,
    )
    return scales.play("trisa", said, situation=situation)


def test_a_trisa_that_is_paired_gives_its_password():
    played = trisa(PAIRING)
    assert list(played.writes) == written("dlg-233")[:2]
    assert (played.password, played.reason) == (PASSWORD, None)
    # That is all: what it asks next it asks in another connection.
    assert trisa(steps("dlg-233")).writes == played.writes


def test_what_takes_no_name_was_not_paired():
    assert scales.play("trisa", PAIRING, lacks=["8a81"]).password is None


def test_it_gets_another_name_from_each_household():
    names = {
        scales.play(
            "trisa", PAIRING, situation=Situation(address="", now=MEDISANA_NOW, nonce=nonce)
        ).writes[0]
        for nonce in (b"\1" * 32, b"\2" * 32)
    }
    assert len(names) == 2


def test_a_trisa_is_answered_with_its_password():
    played = trisa([*CHALLENGE, *steps("dlg-228")], PASSWORD)
    assert list(played.writes) == [*written("dlg-233")[2:], ("8A81", b"\x22")]
    assert [frame.weight_kg for frame in played.frames] == [expected("dlg-228")["weight_kg"]]
    assert (played.password, played.reason) == (None, None)


def test_without_a_password_what_it_asked_is_its_answer():
    assert trisa(CHALLENGE).writes[0][1] == b"\x20" + bytes.fromhex(CHALLENGE[0]["hex"])[1:]


@pytest.mark.parametrize("password", [None, PASSWORD])
def test_a_scale_that_asks_and_then_says_nothing_may_want_to_be_paired(password):
    assert "paired" in trisa(CHALLENGE, password).reason
    # What doesn't ask, or gives what it has, doesn't.
    assert trisa([], password).reason is None
    assert trisa([*CHALLENGE, *steps("dlg-228")], password).reason is None
    assert trisa([*steps("dlg-228"), *CHALLENGE], password).reason is None


@pytest.mark.parametrize("said", ["a0", "a011223344ff", "a1", "a1aabbcc", "841122334455"])
def test_what_is_neither_a_password_nor_a_question_is_not_answered(said):
    played = spoken("trisa", said, uuid="8A82")
    assert ([data for _, data in played.writes], played.password) == ([b"\x22"], None)


def test_a_captured_frame_decodes():
    vector = capture("oth-162")
    [frame] = scales.decode_record("trisa", bytes.fromhex(vector["payload_hex"]))
    assert frame.weight_kg == vector["expected"]["weight_kg"]


@pytest.mark.parametrize(
    ("data", "unit", "stable", "user"),
    [
        ("18102700fe0109", Unit.KG, True, 1),
        ("38102700fe0208", Unit.LB, False, 2),
        ("58102700feff09", Unit.ST, True, None),
        ("00102700fe", Unit.KG, True, None),
    ],
)
def test_parts_of_a_weight_may_be_missing(data, unit, stable, user):
    [frame] = scales.decode_record("medisana", bytes.fromhex(data))
    assert (frame.weight_kg, frame.unit, frame.stable, frame.profile_id) == (
        100,
        unit,
        stable,
        user,
    )
    assert (frame.impedance, frame.impedance_failed, frame.stamp) == (None, False, None)


def test_no_contact_is_a_failed_impedance():
    [frame] = scales.decode_record("medisana", bytes.fromhex("04102700fe00000000"))
    assert (frame.impedance, frame.impedance_failed) == (None, True)


@pytest.mark.parametrize("data", [WEIGHT[:36], "", "1d802500", "1d802500fe800ff40d6a1700ff01"])
def test_a_frame_that_isnt_whole_gives_nothing(data):
    whole = data == WEIGHT[:36]
    found = scales.decode_record("trisa", bytes.fromhex(data))
    assert found == []
    assert not whole or len(scales.decode_record("trisa", bytes.fromhex(WEIGHT[:38]))) == 1


@pytest.mark.parametrize(
    "data",
    [
        "ff" * 20,
        # A unit that there isn't, 501 kg, no time.
        "78102700fe0109",
        "00b4c300fe",
        "01102700feffffffff",
    ],
)
@pytest.mark.parametrize("family", ["medisana", "trisa"])
def test_what_no_scale_says_is_no_weight(family, data):
    assert scales.decode_record(family, bytes.fromhex(data)) == []


def test_an_exponent_that_no_scale_has_gives_no_weight():
    [frame] = scales.decode_record("trisa", bytes.fromhex("001027007f"))
    assert frame.weight_kg is None


def test_a_body_that_isnt_whole_gives_nothing_of_it():
    steps_ = [
        {"dir": "indicate", "uuid": "8A24", "hex": WEIGHT},
        {"dir": "indicate", "uuid": "8A22", "hex": BODY[:26]},
    ]
    [frame] = scales.play("trisa", steps_).frames
    assert (frame.weight_kg, frame.given) == (80.4, None)


def test_without_a_question_the_scale_isnt_answered():
    assert [d for _, d in spoken("trisa", WEIGHT, uuid="8A24").writes] == [b"\x22"]


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("0202B60123", "medisana"),
        ("0131971234", "medisana"),
        ("0203B01234", "medisana"),
        ("01257BAABBCCDD", "trisa"),
        ("11257B0123", "trisa"),
    ],
)
def test_it_is_known_by_its_name(name, family):
    assert scales.family_of(advertisement(name=name)).name == family


@pytest.mark.parametrize("name", ["01257", "0202B5", "013196", "A01257B"])
def test_another_number_is_another_device(name):
    assert scales.family_of(advertisement(name=name)) is None


def test_it_is_given_up_without_its_characteristics():
    assert "8A21" in scales.play("medisana", [], lacks=("8a21",)).reason
    assert "8A24" in scales.play("trisa", [], lacks=("8a21", "8a24")).reason
    assert scales.play("trisa", [], lacks=("8a21",)).reason is None
