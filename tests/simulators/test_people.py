"""Anna's and Ben's history goes on to what the demo weighs, and to their goals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from custom_components.body_scale.body import metrics
from custom_components.body_scale.body.forecast import forecast
from custom_components.body_scale.body.trend import trend
from custom_components.body_scale.identification import identify
from simulators.demo import EVENING, EXPECTED, UNHEARD
from simulators.past import PastWeighing, weighings
from simulators.people import ANNA, BEN, HABITS, with_goal

ZONE = ZoneInfo("Etc/GMT-8")
DAYS = (date(2026, 11, 22), date(2027, 1, 1), date(2028, 2, 29), date(2028, 3, 4))
PEOPLE = {"Anna": ANNA, "Ben": BEN}


@dataclass
class Member:
    id: str
    history: Sequence[PastWeighing]
    first_guess: float | None = None
    weight_min: float | None = None
    weight_max: float | None = None
    profile_id: int | None = None
    home: bool | None = None
    claimed: bool = False


def past(name, today):
    return weighings(name, HABITS[name], today, ZONE)


def morning(today):
    return datetime.combine(today, time(8, 20), ZONE)


@pytest.mark.parametrize("name", PEOPLE)
def test_it_is_two_years_of_ups_and_downs(name):
    today = DAYS[0]
    found = past(name, today)
    assert timedelta(days=725) < morning(today) - found[0].measured_at < timedelta(days=732)
    assert morning(today) - found[-1].measured_at < timedelta(days=7)
    weights = [each.weight_kg for each in found]
    assert max(weights) - min(weights) > 5
    quarters = [trend(found[: len(found) * n // 8]).weight_kg for n in range(1, 9)]
    steps = [after - before for before, after in pairwise(quarters)]
    assert sum(step > 0.5 for step in steps) >= 1
    assert sum(step < -0.5 for step in steps) >= 2


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_demos_weighings_are_theirs(today):
    members = [Member(name, past(name, today), PEOPLE[name]["weight"]) for name in PEOPLE]
    evening = datetime.combine(today - timedelta(days=1), EVENING, ZONE)
    stood = [(each.person, each.weight, each.impedance, morning(today)) for each in EXPECTED]
    stood.append(("Anna", UNHEARD.weight_kg, UNHEARD.impedance, evening))
    for name, weight, impedance, when in stood:
        reading = SimpleNamespace(
            weight_kg=weight, impedance=impedance, measured_at=when, profile_id=None
        )
        verdict = identify(reading, members)
        assert verdict.person_id == name, (weight, verdict)


@pytest.mark.parametrize("today", DAYS, ids=str)
@pytest.mark.parametrize("name", PEOPLE)
def test_they_are_on_the_way_to_their_goals(name, today):
    found, now = past(name, today), morning(today)
    goal = with_goal(PEOPLE[name], today)["goal"]
    ahead = forecast(found, trend(found).weight_kg, goal["goal_weight"], now)
    assert ahead is not None
    assert now.date() < ahead.likely.date() <= date.fromisoformat(goal["goal_date"])


@pytest.mark.parametrize("name", PEOPLE)
def test_metrics_are_those_of_a_grown_up_of_that_weight(name):
    person, today = PEOPLE[name], DAYS[0]
    age = (today - date.fromisoformat(person["birth_date"])).days / 365.25
    found = [each for each in past(name, today) if each.impedance is not None]
    for each in found:
        shown = metrics(
            sex=person["sex"],
            age=age,
            height_cm=person["height"],
            weight_kg=each.weight_kg,
            impedance=each.impedance,
        )
        assert 20 < shown.body_fat < 38
        assert 45 < shown.water < 60
        assert 25 < shown.metabolic_age < 55
    assert 0.8 < len(found) / len(past(name, today)) < 1
