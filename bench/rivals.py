"""What users have elsewhere, and a plain posterior as the yardstick of what is knowable.

A rival takes a reading and candidates like the integration's own `identify` and answers with a
person id, `NOBODY`, or None for asking.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from math import exp, log, pi, sqrt
from statistics import mean

from custom_components.body_scale.identification.candidates import Candidate, Measured

NOBODY = "nobody"
type Rival = Callable[[Measured, Sequence[Candidate]], str | None]


def fixed_ranges(reading: Measured, candidates: Sequence[Candidate]) -> str | None:
    """Give it to the first whose range, 5 kg around the first weight known, has it."""
    for each in candidates:
        middle = each.first_guess or (each.history[0].weight_kg if each.history else None)
        if middle is not None and abs(reading.weight_kg - middle) <= 5:
            return each.id
    return None


def _last(candidate: Candidate) -> float | None:
    return candidate.history[-1].weight_kg if candidate.history else candidate.first_guess


def _nearest(reading: Measured, candidates: Sequence[Candidate]) -> tuple[float, Candidate | None]:
    nearest, least = None, 1e9
    for each in candidates:
        last = _last(each)
        if last is not None and abs(reading.weight_kg - last) < least:
            nearest, least = each, abs(reading.weight_kg - last)
    return least, nearest


def nearest_within_3kg(reading: Measured, candidates: Sequence[Candidate]) -> str | None:
    """Give it to whose last weight is nearest, if within 3 kg."""
    distance, nearest = _nearest(reading, candidates)
    return nearest.id if nearest and distance <= 3 else None


def nearest_learned(reading: Measured, candidates: Sequence[Candidate]) -> str | None:
    """Give it to whose last weight is nearest, within three times their usual step."""
    distance, nearest = _nearest(reading, candidates)
    if nearest is None:
        return None
    weights = [each.weight_kg for each in nearest.history[-20:]]
    steps = [abs(b - a) for a, b in pairwise(weights)]
    tolerance = max(1.0, 3 * mean(steps)) if len(steps) >= 3 else 3.0
    return nearest.id if distance <= tolerance else None


# The yardstick. Its constants were tuned on the same seeds as the integration's own.

_FEWEST = 4.0
"""The prior spread counts for so many weighings."""


def posterior(reading: Measured, candidates: Sequence[Candidate]) -> dict[str, float]:
    """Return a probability for each person and nobody, without any refinement."""
    scores = {
        each.id: 1
        / len(candidates)
        * _weight(reading, each)
        * _impedance(reading, each)
        * _hour(reading, each)
        * (0.08 if each.home is False else 1.0)
        for each in candidates
    }
    scores[NOBODY] = 0.04 / 80 * (1 / 400 if reading.impedance else 1) / 24
    whole = sum(scores.values())
    return {key: score / whole for key, score in scores.items()}


def _gauss(distance: float, spread: float) -> float:
    return exp(-((distance / spread) ** 2) / 2) / (spread * sqrt(2 * pi))


def _weight(reading: Measured, candidate: Candidate) -> float:
    history = candidate.history[-8:]
    if not history:
        if candidate.first_guess is None:
            return _gauss(reading.weight_kg - 72, 18)
        return _gauss(reading.weight_kg - candidate.first_guess, 4)
    ages = [(reading.measured_at - w.measured_at).total_seconds() / 86400 for w in history]
    trust = [exp(-age / 10) for age in (age - ages[-1] for age in ages)]
    middle = sum(t * w.weight_kg for t, w in zip(trust, history, strict=True)) / sum(trust)
    steps = [w.weight_kg for w in candidate.history[-30:]]
    square = sum((b - a) ** 2 for a, b in pairwise(steps)) / 1.2
    variance = (square + _FEWEST * 1.0) / (len(steps) - 1 + _FEWEST)
    return _gauss(reading.weight_kg - middle, sqrt(variance + (0.06 * min(ages[-1], 90)) ** 2))


def _impedance(reading: Measured, candidate: Candidate) -> float:
    if not reading.impedance:
        return 1.0
    known = [log(w.impedance) for w in candidate.history[-20:] if w.impedance]
    if not known:
        return 1 / 400
    middle = mean(known)
    square = sum((each - middle) ** 2 for each in known)
    spread = sqrt((square + _FEWEST * 0.04**2) / (len(known) + _FEWEST))
    spread *= sqrt(1 + 1 / len(known))
    return _gauss(log(reading.impedance) - middle, spread) / reading.impedance


def _hour(reading: Measured, candidate: Candidate) -> float:
    def clock(moment: datetime) -> float:
        return float(moment.hour + moment.minute / 60)

    hours = [clock(w.measured_at) for w in candidate.history[-60:]]
    now = clock(reading.measured_at)
    near = sum(_gauss(min(d := abs(now - h), 24 - d), 1.5) for h in hours)
    return (near + 5 / 24) / (len(hours) + 5)
