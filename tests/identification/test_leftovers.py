"""Below 10 kg members' weights decide, not the bit that some scales send for an object."""

import pytest

from custom_components.body_scale.identification import is_leftover

from .test_identify import Somebody, Weighed, anna, ben, daily


@pytest.mark.parametrize("weight", [0.2, 3.5, 4.1, 9.95])
def test_adults_leave_residues(weight):
    assert is_leftover(Weighed(weight), [anna(), ben()])
    assert is_leftover(Weighed(weight), [Somebody("new"), Somebody("other", first_guess=70)])
    assert is_leftover(Weighed(weight), [])


@pytest.mark.parametrize("weight", [10.0, 10.05, 18.3, 62.0])
def test_what_is_heavier_is_asked_about(weight):
    assert not is_leftover(Weighed(weight), [anna(), ben()])


@pytest.mark.parametrize(
    "baby",
    [
        Somebody("c", first_guess=8.0),
        Somebody("c", daily(8.0, noise=0.1)),
        Somebody("c", first_guess=11.0),
        Somebody("c", weight_min=6.0, weight_max=12.0),
        Somebody("c", claimed=True),
    ],
    ids=["guess", "history", "lighter than guessed", "limits", "claim"],
)
def test_a_members_weight_is_none(baby):
    assert not is_leftover(Weighed(8.2), [anna(), ben(), baby])


def test_a_baby_grows():
    assert not is_leftover(Weighed(5.0), [anna(), Somebody("c", first_guess=3.4)])
    two_months_ago = daily(4.5, days=5, noise=0.05, until=60)
    assert not is_leftover(Weighed(6.2), [anna(), Somebody("c", two_months_ago)])
    yesterday = daily(4.5, days=5, noise=0.05)
    assert is_leftover(Weighed(6.2), [anna(), Somebody("c", yesterday)])


def test_the_limit_of_a_small_child_is_enough():
    assert not is_leftover(Weighed(8.2), [anna(), Somebody("c", weight_max=12.0)])


def test_a_baby_makes_no_residue_a_question():
    assert is_leftover(Weighed(3.8), [anna(), Somebody("c", daily(8.0, noise=0.1))])


def test_one_limit_says_nothing():
    assert is_leftover(Weighed(3.8), [anna(weight_max=80.0)])
    assert is_leftover(Weighed(3.8), [anna(weight_min=2.0)])


def test_the_slot_of_a_member_is_theirs():
    reading = Weighed(8.2, profile_id=3)
    assert not is_leftover(reading, [anna(profile_id=1), Somebody("c", profile_id=3)])
    assert is_leftover(reading, [anna(profile_id=1), Somebody("c")])
