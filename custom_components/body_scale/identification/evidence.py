"""Compute how likely a reading is from each person: weight, impedance, habits, presence, slot. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, fsum
from typing import NamedTuple

from . import strangers
from .candidates import Candidate, Measured
from .forecast import Forecast, Outlook
from .habits import Habits, clock_hour, strangers_hour
from .learned import FREEDOM, learn, percent_scale
from .newcomers import others_say

_GUESSED = 3.0
"""kg; spread of a first guess."""
_ANYBODY = Forecast([Outlook(70.0, 16.0, 0.7), Outlook(30.0, 15.0, 0.3)], 8.0)
"""kg; an adult or a child without a history and without a first guess."""
_SURPRISE = 0.02
"""How often a weight is off for reasons of a day."""
_DAYS_OFF = Forecast([Outlook(0.0, 1.5, 0.5), Outlook(2.5, 1.2, 0.5)], 30.0)
"""kg, how far: an illness, a meal; a coat, shoes."""
_AFTER_MEALS, _MEALS = 0.08, Forecast([Outlook(0.9, 1.1)], 30.0)
"""The same at an hour at which the person never weighed: bodies are heaviest in the evening."""
_UNPROVEN = 0.15
"""The same for the first weighings, which may be wrongly assigned; fades as 1 / number."""
_ALONE_LIGHTER, _ALONE_UNPROVEN, _ALONE_FADES = 0.003, 0.3, 1.0
"""The only person of a household may be far off, most so at first: no other member is like them."""
_ALONE_FAR = 0.18
"""Share of the weight; so far."""
_ALONE_NEAR, _ALONE_NEAR_KG = 0.2, 2.0
"""Such a person also gets what is within some kilograms."""
_MOST_GAINED_KG, _MOST_SPREADS, _FADING_KG, _GUESS_FADING_KG = 3.0, 3.0, 1.0, 8.0
"""A body gains no more since it was weighed last, whatever else fits: it carries something. A first
guess may be far off."""
_LOST, _STEADY = 0.1, 5
"""A body loses no more either, which is asked about. The first weighing may have been with a load, and
with more of them the prediction says it itself."""
_ODD_IMPEDANCE = 0.004
"""How often an impedance has nothing to do with what was predicted: wet feet, one foot off."""
_BAREFOOT, _CARRIED_ODD = 0.6, 0.1
"""How often the feet of somebody who carries something are bare, and what they carry changes that."""
_GUESS_CARRIES = 0.015
"""Share of a member's weighings with a load, as long as only a first guess tells their weight."""
_MISSING_COUNTS = 4.0
"""Weighings that the household's rate of missing impedances counts for."""
_SELDOM_MISSING = 0.03
_AT_HOME, _AWAY = 1.3, 0.08
"""A wrong presence is rare: about 3 in 100, while 4 in 10 members are away at any time."""
_OTHER_SLOT = 0.05
"""A scale with profiles picks a wrong one once in twenty weighings."""
_NOBODY_IN_SLOT = 0.3
_USUAL_RATE = 0.3
"""Weighings a day, before anybody has a history."""
_NEW_COUNTS = 0.5
"""A member who has never weighed is expected half as often as the others."""
_STRANGERS_ALONE = 0.25
"""A household of one has fewer guests on the scale, once its member was weighed."""
_EXPLAINED = 3.0
"""Spreads in which an unanswered weighing may be a member's who was weighed before."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is predicted for a candidate at the moment of the reading.

    Attributes:
        weighings: How many the forecasts rest on.
        impedances: How many of those have an impedance.
    """

    candidate: Candidate
    habits: Habits
    weight: Forecast
    weighings: int
    impedance: Forecast | None
    impedances: int

    @property
    def expected(self) -> float | None:
        """The expected weight, if anything is known of it."""
        if self.weighings or self.candidate.first_guess is not None:
            return self.weight.mean
        return None


def know(candidate: Candidate, now: datetime) -> Known:
    """Predict a candidate's weight, impedance and habits at a moment."""
    learned = learn(candidate)
    weight, impedance = learned.forecasts(now)
    return Known(
        candidate,
        learned.habits(now.tzinfo),
        weight or _first_forecast(candidate),
        learned.number,
        impedance,
        learned.impedances,
    )


def _first_forecast(candidate: Candidate) -> Forecast:
    if candidate.first_guess is not None:
        return Forecast([Outlook(candidate.first_guess, _GUESSED)], FREEDOM)
    return _ANYBODY


class Likelihoods(NamedTuple):
    """How likely a reading is.

    Attributes:
        people: From each candidate, in their order.
        nobody: From nobody.
        carrying: The part of that which is a candidate with a load.
    """

    people: list[float]
    nobody: float
    carrying: float


def likelihoods(
    reading: Measured, known: Sequence[Known], unanswered: Sequence[Measured] = ()
) -> Likelihoods:
    """Return how likely this reading is now from each, and from nobody.

    The unit is the same for all: per day, kg and percent of impedance.

    Args:
        reading: What the scale measured.
        known: What is predicted for each candidate.
        unanswered: Other weighings whose person isn't known.
    """
    alone = len(known) == 1
    impedance = percent_scale(reading.impedance)
    weighings = sum(each.weighings for each in known)
    measures = (sum(each.impedances for each in known) + 0.5) / (weighings + 1)
    rates = _rates(known, reading.measured_at)
    people, carrying = [], 0.0
    for each, rate in zip(known, rates, strict=True):
        chance = _moment(reading, each, rate, alone=alone)
        chance *= _presence(each.candidate) * _slot(reading, each.candidate)
        own = _impedance(impedance, each, measures)
        people.append(chance * _weight(reading, each, alone=alone) * own)
        if each.expected is not None:
            carries = strangers.CARRYING if each.weighings else _GUESS_CARRIES
            carries *= strangers.carried(reading.weight_kg, each.weight)
            carrying += chance * carries * _carriers_impedance(impedance, own, measures)
    nobody = (
        strangers.SHARE
        * (_STRANGERS_ALONE if alone and weighings else 1.0)
        * (fsum(rates) or _USUAL_RATE)
        * (1.0 if alone else strangers_hour(clock_hour(reading.measured_at)))
        * strangers.density(reading.weight_kg, impedance, measures)
        * (_NOBODY_IN_SLOT if any(in_slot(reading, each.candidate) for each in known) else 1.0)
    )
    if not alone:
        # A member without a history and a first guess looks like a guest, unless the slot is theirs.
        nobody += fsum(
            likelihood
            for likelihood, each in zip(people, known, strict=True)
            if each.expected is None and not in_slot(reading, each.candidate)
        )
    return _with_unanswered(
        reading, known, unanswered, Likelihoods(people, nobody + carrying, carrying)
    )


def _with_unanswered(
    reading: Measured,
    known: Sequence[Known],
    unanswered: Sequence[Measured],
    found: Likelihoods,
) -> Likelihoods:
    """Return likelihoods with what unanswered weighings say of members who were never weighed."""
    new = [at for at, each in enumerate(known) if not each.weighings and each.expected is not None]
    if not unanswered or not new:
        return found
    weighed = [each.weight for each in known if each.weighings]

    def is_explained(weight: float) -> bool:
        return any(
            abs(weight - each.mean) <= _EXPLAINED * max(1.0, each.spread) for each in weighed
        )

    factors, otherwise = others_say(
        reading, unanswered, [known[at].weight for at in new], is_explained
    )
    of_new = dict(zip(new, factors, strict=True))
    return Likelihoods(
        [likelihood * of_new.get(at, otherwise) for at, likelihood in enumerate(found.people)],
        found.nobody * otherwise,
        found.carrying * otherwise,
    )


def _rates(known: Sequence[Known], now: datetime) -> list[float]:
    """Return the recent weighings a day of each candidate."""
    weighed = [each.habits.recent_rate(now, _USUAL_RATE) for each in known if each.weighings]
    usual = fsum(weighed) / len(weighed) if weighed else _USUAL_RATE
    found = iter(weighed)
    return [next(found) if each.weighings else usual * _NEW_COUNTS for each in known]


def _moment(reading: Measured, known: Known, rate: float, *, alone: bool) -> float:
    """Return the weighings a day that are expected of a candidate at this moment."""
    if alone:  # Habits only help to choose between members.
        return rate
    now = reading.measured_at
    return rate * known.habits.hour_factor(now) * known.habits.again_factor(now, rate)


def _weight(reading: Measured, known: Known, *, alone: bool) -> float:
    off = reading.weight_kg - known.weight.mean
    usual = known.weight.density(reading.weight_kg)
    if alone:
        far = _ALONE_UNPROVEN * exp(-known.weighings / _ALONE_FADES)
        far += _ALONE_LIGHTER if off < 0 else 0.0
        near = strangers.gauss(off, 0.0, _ALONE_NEAR_KG)
        anything = strangers.gauss(off, 0.0, _ALONE_FAR * abs(known.weight.mean) + 1)
        density = (1 - far) * ((1 - _ALONE_NEAR) * usual + _ALONE_NEAR * near) + far * anything
    else:
        surprise = _SURPRISE + _UNPROVEN / (2 + known.weighings)
        meals = _AFTER_MEALS * exp(-3 * known.habits.hour_factor(reading.measured_at))
        density = (1 - surprise - meals) * usual
        density += surprise * _DAYS_OFF.density(off) + meals * _MEALS.density(off)
    most = _MOST_GAINED_KG + _MOST_SPREADS * known.weight.spread
    if alone and -off > most and 1 < known.weighings < _STEADY:
        density *= _LOST
    beyond = off - most
    fading = _FADING_KG if known.weighings else _GUESS_FADING_KG
    return density * exp(-beyond / fading) if beyond > 0 else density


def _impedance(impedance: float | None, known: Known, measures: float) -> float:
    """Return how likely the impedance, or its absence, is from a candidate."""
    often = (known.impedances + _MISSING_COUNTS * measures) / (known.weighings + _MISSING_COUNTS)
    if impedance is None:
        return max(_SELDOM_MISSING, 1 - often)
    anything = strangers.impedance_of_anybody(impedance)
    if known.impedance is None:
        return often * anything
    usual = known.impedance.density(impedance)
    return often * ((1 - _ODD_IMPEDANCE) * usual + _ODD_IMPEDANCE * anything)


def _carriers_impedance(impedance: float | None, own: float, measures: float) -> float:
    """Return how likely the impedance, or its absence, is from a candidate who carries something.

    Args:
        impedance: 100 × ln ohm, if it was measured.
        own: How likely it is from the candidate without a load.
        measures: Share of this household's weighings that have an impedance, 0 to 1.
    """
    if impedance is None:
        return _BAREFOOT * own + 1 - _BAREFOOT
    return _BAREFOOT * own + _CARRIED_ODD * measures * strangers.impedance_of_anybody(impedance)


def odd_impedance(reading: Measured, known: Known) -> bool:
    """Return whether the impedance is beyond 2.5 spreads of a candidate's."""
    value = percent_scale(reading.impedance)
    if value is None or known.impedance is None:
        return False
    return abs(value - known.impedance.mean) > 2.5 * known.impedance.spread


def _presence(candidate: Candidate) -> float:
    if candidate.home is None:
        return 1.0
    return _AT_HOME if candidate.home else _AWAY


def in_slot(reading: Measured, candidate: Candidate) -> bool:
    """Return whether the scale itself chose this candidate's profile."""
    return reading.profile_id is not None and candidate.profile_id == reading.profile_id


def _slot(reading: Measured, candidate: Candidate) -> float:
    if reading.profile_id is None or candidate.profile_id is None:
        return 1.0
    return 1.0 if in_slot(reading, candidate) else _OTHER_SLOT


def beyond_limits(reading: Measured, candidate: Candidate) -> bool:
    """Return whether a candidate's hard limits exclude the weight."""
    low, high = candidate.weight_min, candidate.weight_max
    below = low is not None and reading.weight_kg < low
    return below or (high is not None and reading.weight_kg > high)
