"""Write the reason of a verdict. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

_MAX_MENTIONED = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate compares with the reading.

    Attributes:
        name: The person's name.
        expected: kg, None if nothing is known.
        weighings: How many the expected weight rests on.
        probability: 0 to 1.
        away: The person isn't at home.
        limits: The person's hard limits exclude the weight.
        slot: The scale itself chose the person's profile.
        odd_impedance: The impedance is unlike the person's.
    """

    name: str
    expected: float | None
    weighings: int
    probability: float
    away: bool
    limits: bool
    slot: bool
    odd_impedance: bool


def in_words(weight: float, standings: Sequence[Standing], *, sure: bool, nobody: bool) -> str:
    """Return how near the reading is to the candidates, likeliest first.

    Args:
        weight: kg.
        standings: All candidates, in any order.
        sure: The verdict is certain.
        nobody: The verdict is nobody.
    """
    ranked = sorted(standings, key=lambda s: (-s.probability, _distance(weight, s), s.name))
    if not ranked:
        return "there is nobody it could be"
    parts = [_compare(weight, each, first=index == 0) for index, each in enumerate(ranked)]
    if len(parts) > _MAX_MENTIONED:
        parts[_MAX_MENTIONED:] = [f"{len(parts) - _MAX_MENTIONED} more"]
    if nobody:
        parts.insert(0, "unlike everybody's weighings")
    elif not sure:
        parts.insert(0, "not certain")
    return "; ".join(parts)


def _distance(weight: float, standing: Standing) -> float:
    return 1e9 if standing.expected is None else abs(weight - standing.expected)


def _compare(weight: float, standing: Standing, *, first: bool) -> str:
    name = standing.name
    if standing.expected is None:
        words = f"{name}'s weight isn't known yet"
    else:
        off = standing.expected - weight
        if first or abs(off) < 1:
            what = "trend" if standing.weighings > 1 else "last weight"
            what = what if standing.weighings else "first guess"
            words = f"{abs(off):.1f} kg from {name}'s {what}"
        else:
            words = f"{name} is {abs(off):.0f} kg {'heavier' if off > 0 else 'lighter'}"
    notes = [
        note
        for note, holds in (
            ("outside the limits set", standing.limits),
            ("not at home", standing.away),
            ("the scale chose this profile", standing.slot),
            ("unlike their impedance", standing.odd_impedance),
        )
        if holds
    ]
    return f"{words} ({', '.join(notes)})" if notes else words
