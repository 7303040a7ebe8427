"""What a scale's memory adds to weighings that were heard without an impedance."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale.journal import weighings
from custom_components.body_scale.journal.completions import complete
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.model import AssignedBy, Given, Origin, Reading, Weighing

AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
HEARD = Weighing(
    weighing_id="heard",
    scale="scale",
    measured_at=AT,
    weight_kg=68.2,
    person_id="anna",
    assigned_by=AssignedBy.USER,
    confidence=1.0,
)
READING = Reading(
    weight_kg=68.2,
    impedance=480.0,
    measured_at=AT + timedelta(seconds=20),
    origin=Origin.HISTORY,
)


@pytest.fixture
def journal(tmp_path):
    journal = Journal(tmp_path / "journal.db")
    journal.open()
    yield journal
    journal.close()


@pytest.fixture
def completed(journal):
    """Return a function that stores weighings and completes them; it returns what changed."""

    def run(stored, *readings, scale="scale"):
        journal.run(lambda db: weighings.add(db, stored))
        return journal.run(lambda db: complete(db, scale, readings))

    return run


def everything(journal):
    return journal.run(lambda db: weighings.between(db, None, None))


@pytest.mark.parametrize("origin", [Origin.LIVE, Origin.REMOVED])
@pytest.mark.parametrize("late", [-119, 119])
@pytest.mark.parametrize("heavier", [-0.03, 0.03])
def test_a_record_gives_its_weighing_the_impedance(journal, completed, origin, late, heavier):
    heard = replace(HEARD, origin=origin)
    reading = replace(READING, weight_kg=68.2 + heavier, measured_at=AT + timedelta(seconds=late))
    [(old, new)] = completed([heard], reading)
    assert (old, new) == (heard, replace(heard, impedance=480.0))
    assert everything(journal) == [new]


@pytest.mark.parametrize(
    "heard",
    [
        {"scale": "other"},
        {"impedance": 470.0},
        {"origin": Origin.MANUAL},
        {"origin": Origin.HISTORY},
        {"weight_kg": 68.25},
        {"weight_kg": 68.15},
        {"measured_at": AT - timedelta(seconds=101)},
        {"measured_at": AT + timedelta(seconds=141)},
    ],
)
def test_another_weighing_stays_as_it_is(journal, completed, heard):
    heard = replace(HEARD, **heard)
    assert completed([heard], READING) == []
    assert everything(journal) == [heard]


def test_a_record_without_an_impedance_says_nothing_new(completed):
    assert completed([HEARD], replace(READING, impedance=None, heart_rate=60)) == []


@pytest.mark.parametrize("year", [1, 9999])
def test_a_record_of_an_absurd_time_is_of_no_weighing(completed, year):
    absurd = datetime(year, 1, 1, tzinfo=UTC) if year == 1 else datetime.max.replace(tzinfo=UTC)
    assert completed([HEARD], replace(READING, measured_at=absurd)) == []


def test_whatever_else_it_lacks_is_added_and_nothing_replaced(completed):
    heard = replace(HEARD, heart_rate=61, given=Given(water=55.0))
    reading = replace(
        READING,
        impedance_250khz=440.0,
        heart_rate=99,
        profile_id=2,
        given=Given(water=11.0, bone_mass=2.5),
    )
    [(_, new)] = completed([heard], reading)
    assert new == replace(
        heard,
        impedance=480.0,
        impedance_250khz=440.0,
        profile_id=2,
        given=Given(water=55.0, bone_mass=2.5),
    )


def test_each_completes_the_one_nearest_in_time(journal, completed):
    first, second = (
        HEARD,
        replace(HEARD, weighing_id="second", measured_at=AT + timedelta(seconds=90)),
    )
    late = replace(READING, impedance=510.0, measured_at=AT + timedelta(seconds=95))
    completed([first, second], late, READING)
    assert [each.impedance for each in everything(journal)] == [480.0, 510.0]
    # They are read from the scale once more.
    assert completed([], late, READING) == []
