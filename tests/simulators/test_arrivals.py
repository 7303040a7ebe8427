"""A weighing has arrived when all of it has, and once however often it's heard."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from simulators.arrivals import Arrivals, Expected, table

BEN = {
    "weighing_id": "1",
    "person": "Ben",
    "measured_at": "2026-11-22T07:30:15+01:00",
    "weight": 85.15,
    "impedance": 428,
    "impedance_250khz": None,
    "heart_rate": None,
    "origin": "live",
    "reason": "nearest in weight",
    "metrics": {"bmi": 25.7, "body_fat": 21.4, "water": 53.9, "basal_metabolism": 1712.6},
}
IN_SOCKS = BEN | {
    "weighing_id": "2",
    "impedance": None,
    "metrics": BEN["metrics"] | {"body_fat": None, "water": None, "basal_metabolism": None},
}
BAREFOOT = Expected("Ben", 85.15, 428)
WITHOUT = Expected("Ben", 85.15, None)


class Heard:
    """A subscription that heard these weighings."""

    def __init__(self, *records, entity_id="event.body_scale_weighing"):
        self.seen = [
            {"data": {"entity_id": entity_id, "new_state": {"attributes": record}}}
            for record in records
        ]


@pytest.mark.parametrize(
    "other",
    [
        {"person": "Anna"},
        {"person": None},
        {"weight": 85.2},
        {"impedance": 429},
        {"impedance": None},
        {"impedance_250khz": 398.7},
        {"origin": "history"},
        {"heart_rate": 71},
        {"metrics": None},
        {"metrics": BEN["metrics"] | {"bmi": None}},
        {"metrics": BEN["metrics"] | {"body_fat": None}},
    ],
    ids=str,
)
def test_a_weighing_that_differs_is_another(other):
    assert BAREFOOT.is_met_by(BEN)
    assert not BAREFOOT.is_met_by(BEN | other)


def test_a_weighing_in_socks_has_no_composition():
    assert WITHOUT.is_met_by(IN_SOCKS)
    assert not WITHOUT.is_met_by(IN_SOCKS | {"metrics": BEN["metrics"]})


def test_a_weighing_at_two_frequencies_has_both_impedances_and_the_heart_rate():
    record = BEN | {"impedance": 432.1, "impedance_250khz": 398.7, "heart_rate": 71}
    expected = Expected("Ben", 85.15, 432.1, 398.7, 71)

    assert expected.is_met_by(record)
    for missing in ("impedance", "impedance_250khz", "heart_rate"):
        assert not expected.is_met_by(record | {missing: None})
    assert not expected.is_met_by(record | {"impedance": 398.7, "impedance_250khz": 432.1})
    assert str(expected) == "Ben: 85.15 kg, 432.1 Ω, 398.7 Ω at 250 kHz, 71 bpm"


@pytest.mark.parametrize("seconds", [-2, 0, 2, -3, 3])
def test_a_weighing_of_before_has_its_own_time(seconds):
    taken = datetime(2026, 11, 22, 6, 30, 15, tzinfo=UTC)
    expected = replace(BAREFOOT, origin="history", taken=taken)
    measured_at = (taken + timedelta(seconds=seconds)).isoformat()

    history = BEN | {"origin": "history", "measured_at": measured_at}
    assert expected.is_met_by(history) is (abs(seconds) <= 2)
    assert str(expected) == "Ben: 85.15 kg, 428 Ω, history of 2026-11-22 06:30:15+00:00"


def test_what_was_heard_again_has_arrived_once():
    arrivals = Arrivals(Heard(BEN, IN_SOCKS, BEN | {"person": "Anna"}, {}))

    assert [(each["weighing_id"], each["person"]) for each in arrivals.records] == [
        ("1", "Anna"),
        ("2", "Ben"),
    ]
    assert arrivals.missing([BAREFOOT, WITHOUT]) == [BAREFOOT]


def test_other_entities_and_removed_ones_are_no_weighings():
    gone = Heard()
    gone.seen = [{"data": {"entity_id": "event.body_scale_weighing", "new_state": None}}]

    assert Arrivals(Heard(BEN, entity_id="event.ben_weighing")).records == []
    assert Arrivals(gone).records == []


def test_the_table_shows_what_there_is():
    header, barefoot, socks = table([BEN, IN_SOCKS]).splitlines()

    assert header.split()[:5] == ["person", "time", "origin", "kg", "Ω"]
    assert barefoot.split()[1:4] == ["Sun", "07:30:15", "live"]
    assert barefoot.split()[4:12] == ["85.15", "428", "–", "–", "25.7", "21.4", "53.9", "1713"]
    assert socks.split()[4:12] == ["85.15", "–", "–", "–", "25.7", "–", "–", "–"]
    assert barefoot.endswith("nearest in weight")
