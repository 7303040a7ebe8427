"""What lies on a scale that nobody has to be asked about. Pure.

Below 10 kg neither the bit that some scales send for an object nor its absence decides: after a
weighing scales settle on 3 to 5 kg without it, and a baby is weighed with it. So the members decide.
"""

from collections.abc import Sequence
from datetime import datetime

from .candidates import Candidate, Measured
from .habits import age_in_days
from .learned import learn

_LIGHT_KG = 10.0
_NEAR_SHARE, _NEAR_KG, _GUESS_SHARE = 0.3, 1.0, 0.48
"""So far a small child may be from what was measured last, or from a first guess, which ages."""
_GROWTH_KG_A_DAY, _MOST_GROWN_KG = 0.035, 6.0
"""Of the first months, which nobody exceeds later."""
_SMALL_KG = 20.0
"""A greatest weight up to this is a small child's."""


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
        or _is_near(weight, each, reading.measured_at)
        for each in candidates
    )


def _has_limits_around(weight: float, candidate: Candidate) -> bool:
    low, high = candidate.weight_min, candidate.weight_max
    if high is None or (low is None and high > _SMALL_KG):
        return False
    return (low or 0.0) <= weight <= high


def _is_near(weight: float, candidate: Candidate, now: datetime) -> bool:
    """Return whether a member may have a weight, by the last weighings or by the first guess."""
    found, _ = learn(candidate).forecasts(now)
    if found is not None:
        days = max(0.0, age_in_days(candidate.history[-1].measured_at, now))
        grown = min(_MOST_GROWN_KG, _GROWTH_KG_A_DAY * days)
        near = max(_NEAR_KG, _NEAR_SHARE * found.mean)
        return found.mean - near <= weight <= found.mean + max(near, grown)
    if candidate.first_guess is None:
        return False
    return abs(weight - candidate.first_guess) <= max(
        _NEAR_KG, _GUESS_SHARE * candidate.first_guess
    )
