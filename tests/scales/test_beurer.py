"""Captured parts of conversations with Beurer's and Sanitas' scales."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.scales.conversation import Situation

from .captures import advertisement
from .dialogues import expected, said, spoken, steps, written

FAMILY = "beurer_sanitas"
USER = "0000000000000065"
STATE = "e7f04f006414dc0100000005"
# A record of dlg-221 in its two halves.
FIRST, SECOND = "5d5776b1070701e200b902", "202001 99011808290c3e00f1".replace(" ", "")[2:]


def play(*frames, **given):
    return spoken(FAMILY, *frames, uuid="FFE1", **given)


def wrote(played):
    return [data.hex() for _, data in played.writes]


def named(name, at=0x5E5D58EF):
    return Situation(address="", name=name, now=datetime.fromtimestamp(at, UTC))


def test_it_begins_as_openscale_did():
    situation = named("BF700")
    played = scales.play(FAMILY, steps("dlg-216"), situation=situation)
    assert list(played.writes)[:3] == written("dlg-216")


def test_it_ends_as_openscale_did():
    played = scales.play(FAMILY, steps("dlg-217"))
    assert [played.writes[-1]] == written("dlg-217")


@pytest.mark.parametrize("identity", ["dlg-219", "dlg-221"])
def test_parts_are_acknowledged_as_by_openscale(identity):
    played = scales.play(FAMILY, steps(identity))
    acknowledged = [(u, data) for u, data in played.writes if data[1] == 0xF1]
    assert acknowledged[: len(written(identity))] == written(identity)
    assert len(acknowledged) == sum(step["dir"] == "notify" for step in steps(identity))


def test_halves_of_different_records_give_no_weighing():
    assert scales.play(FAMILY, steps("dlg-219")).frames == ()


def test_halves_that_follow_each_other_do():
    first, second, _ = [s["hex"] for s in steps("dlg-219") if s["dir"] == "notify"]
    # As the fourth, the second half follows the first.
    [frame] = play(first, second[:6] + "04" + second[8:]).frames
    want = expected("dlg-219")
    assert (frame.weight_kg, frame.impedance) == (want["weight_kg"], want["impedance"][0])
    assert frame.given.body_fat == want["fat"][0]
    assert frame.stamp == datetime.fromtimestamp(want["unix"][0], UTC)


def test_a_record_has_what_the_scale_knew():
    [frame] = scales.play(FAMILY, steps("dlg-221")).recalled
    want = expected("dlg-221")
    assert (frame.weight_kg, frame.impedance) == (want["weight_kg"], want["impedance"])
    given = frame.given
    assert (given.body_fat, given.water) == (want["fat"], want["water"])
    assert given.muscle_mass == pytest.approx(want["weight_kg"] * want["muscle"] / 100, abs=0.001)
    assert (given.basal_metabolism, given.bmi) == (0x829, 24.1)
    assert given.bone_mass is None


def test_what_is_of_nobody_known_has_no_body():
    half = "5d5776b1070701e2000000", "00" * 11
    [frame] = play("e74c0201" + half[0], "e74c0202" + half[1]).frames
    assert (frame.weight_kg, frame.impedance, frame.given) == (89.95, 482, None)


def test_a_whole_conversation():
    """Two users, of whom one has a record, one record of nobody, then a weighing."""
    frames = [
        "e60020",
        STATE,
        "e7f033000208",
        f"e7340201{USER}41424354",
        f"e7340202{USER[:-2]}66414243 54".replace(" ", ""),
        "e7f0410200",
        "e7420201" + FIRST,
        "e7420202" + "202001990118 08290c3e00f1".replace(" ", "")[2:],
        "e7f0410000",
        "e7f04600",
        "e747010100" + "5d5776b0" + "0708" + "01f0",
        "e758010700",
        "e758000707",
        f"e759030101{USER}",
        "e7590302" + "5e5d58ff" + FIRST[8:],
        "e7590303" + "2001990118" + "08290c3e00f1",
        "e7f0410000",
    ]
    played = play(*frames, situation=named("SANITAS SBF70"))
    assert [f.weight_kg for f in played.recalled] == [90.0, 89.95]
    live = [f for f in played.frames if f not in played.recalled]
    assert [(f.weight_kg, f.stable, f.impedance) for f in live] == [
        (89.6, False, None),
        (89.95, False, None),
        (89.95, True, 482),
    ]
    assert {f.battery for f in played.frames} == {100}
    assert wrote(played)[:4] == ["e601", "e95e5d58ef", "e74f" + "00" * 8, "e733"]
    assert f"e741{USER}" in wrote(played)
    # Nobody is made, weighed, changed or deleted.
    assert {data[1] for _, data in played.writes if data[0] == 0xE7} == {
        *(0x4F, 0x33, 0x41, 0x46, 0xF1),
    }
    assert wrote(played)[-1] == "ea02"


def test_the_units_of_the_display():
    for byte, unit in (("01", "kg"), ("02", "lb"), ("04", "st"), ("07", "kg")):
        *_, frame = play("e7f04f006414dc" + byte, "e758000707", "e758000707").frames
        assert (frame.unit, frame.stable) == (unit, True)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [("BF-700", "f601", "e601"), ("RT-Libra-B", "f601", "e601"), ("SBF75", "e601", "f601")],
)
def test_the_other_first_byte_is_tried_when_nothing_is_answered(name, first, second):
    played = play(situation=named(name))
    assert wrote(played) == [first, second]
    assert "answer" in played.reason


def test_the_first_byte_is_that_of_the_answer():
    played = play("f60020", situation=named("BF700"))
    assert wrote(played)[:2] == ["e601", "f95e5d58ef"]


def test_it_is_given_up_without_its_characteristic():
    assert "FFE1" in scales.play(FAMILY, [], lacks=("ffe1",)).reason


@pytest.mark.parametrize(
    "name", ["BF-700", "BF700", "BEURER BF710", "SANITAS SBF70", "RT-Libra-W", "AICDSCALE1"]
)
def test_it_is_known_by_its_name(name):
    assert scales.family_of(advertisement(name=name)).name == FAMILY


@pytest.mark.parametrize("name", ["BF720", "BF105", "BEURER BF720", "Libra", "SBF72", "BF-600"])
def test_another_of_its_makers_isnt(name):
    family = scales.family_of(advertisement(name=name))
    assert family is None or family.name == "sig_body_composition"


def test_a_user_list_without_end_ends():
    played = scales.play(
        FAMILY, said(*[f"e73402{n % 2:02x}{USER}" for n in range(999)], uuid="FFE1")
    )
    assert played.reason is None
