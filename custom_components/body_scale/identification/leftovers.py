"""What lies on a scale that nobody has to be asked about. Pure.

Below 10 kg neither the bit that some scales send for an object nor its absence decides: after a
weighing scales settle on 3 to 5 kg without it, and a baby is weighed with it. So the members decide.
"""

from collections.abc import Sequence
from datetime import datetime

from .candidates import Candidate, Measured
from .learned import learn

_LIGHT_KG = 10.0
_NEAR_SHARE, _NEAR_KG = 0.3, 1.0
"""A small child grows by as much between two weighings, or the first guess is off by it."""


def is_leftover(reading: Measured, candidates: Sequence[Candidate]) -> bool:
    """Return whether a weight is below 10 kg and no member's.

    A member has such a weight who is expected near it, by weighings, first guess or limits, who
    claimed it, or whose slot the scale chose.
    """
    weight = reading.weight_kg
    if weight >= _LIGHT_KG:
        return False
    return not any(
        each.claimed
        or (reading.profile_id is not None and reading.profile_id == each.profile_id)
        or _has_limits_around(weight, each)
        or _is_near(weight, _expected(each, reading.measured_at))
        for each in candidates
    )


def _has_limits_around(weight: float, candidate: Candidate) -> bool:
    low, high = candidate.weight_min, candidate.weight_max
    return low is not None and high is not None and low <= weight <= high


def _expected(candidate: Candidate, now: datetime) -> float | None:
    weight, _ = learn(candidate).forecasts(now)
    return candidate.first_guess if weight is None else weight.mean


def _is_near(weight: float, expected: float | None) -> bool:
    if expected is None:
        return False
    return abs(weight - expected) <= max(_NEAR_KG, _NEAR_SHARE * expected)
