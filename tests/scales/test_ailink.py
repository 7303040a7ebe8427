"""AiLink's scales, by their layout: the published frames were made by its author."""

import pytest

from custom_components.body_scale import scales

from .captures import agrees, capture, captures, heard

FAMILY = scales.FAMILIES["ailink_broadcast"]
VECTOR = capture("ailink-1")
DATA = bytes.fromhex(VECTOR["payload_hex"])


@pytest.mark.parametrize("vector", captures(FAMILY.name), ids=lambda v: v["id"])
def test_a_published_advertisement_decodes(vector):
    assert scales.family_of(heard(vector)) is FAMILY
    agrees(scales.decode(heard(vector)), vector)


@pytest.mark.parametrize("name", ["", "QN-Scale", "Yoda0"])
def test_its_name_is_of_no_matter(name):
    assert scales.family_of(heard(VECTOR, name=name)) is FAMILY


def test_it_could_not_measure_the_impedance():
    assert scales.decode(heard(capture("ailink-5"))).impedance_failed
    assert not scales.decode(heard(VECTOR)).impedance_failed


def test_the_impedance_of_an_earlier_weighing_is_left_out():
    # openScale says so of frames that aren't complete; those published have one.
    assert scales.decode(heard(capture("ailink-3"))).impedance is None


@pytest.mark.parametrize(
    "changes",
    [
        {"service_uuids": []},
        {"address": "0A:1B:2C:3D:4E:5E"},
        {"payload": DATA[:-1]},
        {"payload": DATA[:7] + b"\x90" + DATA[8:]},
        # It is whole, but opened with another key: nonsense.
        {"payload": b"\x02" + DATA[1:]},
        {"payload": DATA[:7] + bytes(11)},
    ],
)
def test_what_is_not_the_scale_s_own_is_nobody_s(changes):
    found = heard(VECTOR, **changes)
    assert scales.family_of(found) is None
    assert scales.decode(found) is None
