"""People go on weighing themselves: in turns, near what they weigh, now and then a guest."""

import asyncio
from contextlib import suppress
from itertools import islice, pairwise
from random import Random
from statistics import stdev

import pytest

from simulators import everyday
from simulators.everyday import GUEST, go_on_weighing, visits
from simulators.scales.mi_scale import MiScale
from simulators.scales.mi_scale_frames import Model
from simulators.scales.scale import Stand

PEOPLE = {
    "Ben": Stand(weight_kg=85.4, impedance=432),
    "Anna": Stand(weight_kg=61.6, impedance=541),
}


def first(number, seed=1):
    return [*islice(visits(PEOPLE, Random(seed)), number)]


def test_people_take_turns_and_now_and_then_there_is_a_guest():
    assert [each.name for each in first(9)] == [
        "Ben",
        "Anna",
        GUEST,
        "Ben",
        "Anna",
        "Ben",
        "Anna",
        GUEST,
        "Ben",
    ]


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_drifts_away_however_long_it_goes_on(name):
    usual = PEOPLE[name]
    stands = [each.stand for each in first(5000) if each.name == name]
    weights = [each.weight_kg for each in stands]
    assert all(abs(weight - usual.weight_kg) < 1 for weight in weights)
    assert stdev(weights) > 0.05
    assert all(abs(each.impedance - usual.impedance) < 20 for each in stands)


def test_a_guest_is_nobodys_weight():
    weights = [each.stand.weight_kg for each in first(500) if each.name == GUEST]
    assert all(61.6 + 8 < weight < 85.4 - 8 for weight in weights)


class Radio:
    """What hears the scales."""

    def __init__(self):
        self.heard = []

    def advertise(self, address, data, **_):
        self.heard.append((address, data))


async def test_they_step_on_one_after_the_other_and_it_is_told(monkeypatch):
    """All pauses are skipped; after so many it is over."""
    pauses = []

    async def skip(seconds):
        pauses.append(seconds)
        if len(pauses) > 1000:
            raise asyncio.CancelledError

    monkeypatch.setattr(everyday.asyncio, "sleep", skip)
    one = MiScale(address="5C:CA:D3:00:00:01", on_air=1)
    other = MiScale(address="5C:CA:D3:00:00:02", on_air=1, model=Model.V1)
    radio, told = Radio(), []
    scales = (("Bathroom scale", one), ("Bedroom scale", other))
    with suppress(asyncio.CancelledError):
        await go_on_weighing(PEOPLE, scales, radio, told.append, Random(1))
    assert told[0].startswith("Ben steps on: 85.")
    assert "(Bathroom scale)" in told[0]
    assert told[1].startswith("Anna steps on: 61.")
    assert "(Bedroom scale)" in told[1]
    assert told[2].startswith(f"{GUEST} steps on: 7")
    assert "who it was" in told[3]
    assert told[4].startswith("Ben ")
    # About a minute from one to the next, and at first whoever opens the page has a moment.
    assert 20 < pauses[0] < 60
    addresses = [address for address, _ in radio.heard]
    changes = [b for a, b in pairwise(addresses) if a != b]
    assert changes[:3] == [other.address, one.address, other.address]
