"""Why a verdict is what it is, in plain words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

_MENTIONED = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate compares with the reading.

    Attributes:
        name: As people say it.
        expected: kg, None if nothing is known.
        weighings: How many that rests on.
        probability: 0 to 1.
        away: Their presence says they are not at home.
        limits: Their hard limits exclude the weight.
        slot: The scale itself chose their profile.
        odd_impedance: The impedance is unlike theirs.
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
    """Say how near the reading is to everybody who is near, likeliest first.

    Args:
        weight: kg.
        standings: Everybody, in any order.
        sure: Whether nobody needs to be asked.
        nobody: Whether that is because it is nobody's.
    """
    ranked = sorted(standings, key=lambda s: (-s.probability, _distance(weight, s), s.name))
    if not ranked:
        return "there is nobody it could be"
    parts = [_compare(weight, each, first=index == 0) for index, each in enumerate(ranked)]
    if len(parts) > _MENTIONED:
        parts[_MENTIONED:] = [f"{len(parts) - _MENTIONED} more"]
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
