"""Who it was: a probability for each person and for nobody, from the weight alone so far. Pure.

Each person's weight is expected around the last confirmed one (or the first guess, or an adult's)
with a Gaussian spread that widens with the days since; nobody (a guest, a suitcase) is a small constant
density over the scale's range. The posterior decides; below the threshold the answer is to ask.
Spreads are day-to-day variation (about 1 kg with food and clothes) and drift of 0.1 kg a day.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import exp, pi, sqrt
from typing import Protocol

from ..model import AssignedBy, Verdict

NOBODY = "nobody"
_NOBODY_DENSITY = 0.02 / 150
"""One weighing in fifty is nobody's, anywhere over 150 kg."""
_DAILY_SPREAD = 1.5
_DRIFT_A_DAY = 0.1
_MOST_DRIFT = 6.0
_GUESS_SPREAD = 4.0
_ANY_ADULT = (75.0, 25.0)
_ONLY_PERSON_SPREAD = 15.0
"""Alone in the household, one is believed a great deal of change."""


class PastWeighing(Protocol):
    """A confirmed weighing of a candidate."""

    @property
    def measured_at(self) -> datetime:
        """When, aware."""

    @property
    def weight_kg(self) -> float:
        """How much."""


class Candidate(Protocol):
    """A person it might be."""

    @property
    def id(self) -> str:
        """Person id."""

    @property
    def history(self) -> Sequence[PastWeighing]:
        """Confirmed weighings, oldest first."""

    @property
    def first_guess(self) -> float | None:
        """kg, until there is a history."""

    @property
    def weight_min(self) -> float | None:
        """Hard limit, kg."""

    @property
    def weight_max(self) -> float | None:
        """Hard limit, kg."""

    @property
    def claimed(self) -> bool:
        """Whether this person said that the next weighing is theirs."""


class Measured(Protocol):
    """What the scale measured."""

    @property
    def weight_kg(self) -> float:
        """How much."""

    @property
    def measured_at(self) -> datetime:
        """When, aware."""


def identify(
    reading: Measured, candidates: Sequence[Candidate], *, threshold: float = 0.9
) -> Verdict:
    """Say whose a reading is.

    Args:
        reading: Weight in kg and time.
        candidates: The people of the household.
        threshold: The probability from which on nobody needs to be asked, 0 to 1.

    Returns:
        The verdict; `person_id` is None when somebody has to be asked.
    """
    for candidate in candidates:
        if candidate.claimed:
            scores = {other.id: float(other is candidate) for other in candidates} | {NOBODY: 0.0}
            return Verdict(
                person_id=candidate.id,
                nobody=False,
                confidence=1.0,
                reason="claimed beforehand",
                scores=scores,
                assigned_by=AssignedBy.CLAIM,
            )
    densities = {
        candidate.id: _density(reading, candidate, alone=len(candidates) == 1)
        for candidate in candidates
    }
    densities[NOBODY] = _NOBODY_DENSITY
    total = sum(densities.values())
    scores = {key: density / total for key, density in densities.items()}
    best = max(scores, key=scores.__getitem__)
    sure = scores[best] >= threshold
    return Verdict(
        person_id=best if sure and best != NOBODY else None,
        nobody=sure and best == NOBODY,
        confidence=scores[best],
        reason=_reason(reading, candidates, best),
        scores=scores,
    )


def _expected(reading: Measured, candidate: Candidate) -> tuple[float, float]:
    """Return the mean and spread of a candidate's weight at the time of the reading."""
    if candidate.history:
        last = candidate.history[-1]
        days = abs((reading.measured_at - last.measured_at).total_seconds()) / 86400
        drift = min(_MOST_DRIFT, _DRIFT_A_DAY * days)
        return last.weight_kg, sqrt(_DAILY_SPREAD**2 + drift**2)
    if candidate.first_guess is not None:
        return candidate.first_guess, _GUESS_SPREAD
    return _ANY_ADULT


def _density(reading: Measured, candidate: Candidate, *, alone: bool) -> float:
    weight = reading.weight_kg
    if candidate.weight_min is not None and weight < candidate.weight_min:
        return 0.0
    if candidate.weight_max is not None and weight > candidate.weight_max:
        return 0.0
    mean, spread = _expected(reading, candidate)
    if alone:
        spread = max(spread, _ONLY_PERSON_SPREAD)
    return exp(-(((weight - mean) / spread) ** 2) / 2) / (spread * sqrt(2 * pi))


def _reason(reading: Measured, candidates: Sequence[Candidate], best: str) -> str:
    """Say in words how far everybody's expected weight is, nearest first."""
    names: Mapping[str, str] = {c.id: getattr(c, "name", c.id) for c in candidates}
    distances = sorted(
        (abs(reading.weight_kg - _expected(reading, c)[0]), names[c.id])
        for c in candidates
        if c.history or c.first_guess is not None
    )
    words = [f"{distance:.1f} kg from {name}'s weight" for distance, name in distances]
    if best == NOBODY:
        words.insert(0, "unlike everybody known")
    return "; ".join(words) or "no weight of anybody is known yet"
