"""Explain a verdict, in parts that can be stored and said in any language. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..model import ReasonPart

MAX_MENTIONED = 3
"""People that a sentence mentions, the likeliest."""

TEXTS: Mapping[str, str] = {
    "nobody_there": "there is nobody it could be",
    "unlike_all": "unlike everybody's weighings",
    "uncertain": "not certain",
    "weight_unknown": "{name}'s weight isn't known yet",
    "near_trend": "{weight} from {name}'s trend",
    "near_last": "{weight} from {name}'s last weight",
    "near_guess": "{weight} from {name}'s first guess",
    "heavier": "{name} is {weight} heavier",
    "lighter": "{name} is {weight} lighter",
    "claimed": "{name} claimed it beforehand",
    "by_hand": "assigned by hand",
    "failed": "the identification failed",
    "sample": "a sample, to try automations",
    "assisted": "weighed with and without {name}",
    "assisted_unknown": "weighed together with somebody, and without",
    "more": "{count} more",
    "former": "a former member",
    "note_limits": "outside the limits set",
    "note_away": "not at home",
    "note_slot": "the scale chose this profile",
    "note_odd_impedance": "unlike their impedance",
}
"""English, by the keys of parts; notes have `note_` before their key. `name`, `weight` (with its
unit) and `count` are placeholders."""

_ROUNDED = frozenset({"heavier", "lighter"})
"""Parts whose weight is said without decimals."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a candidate compares with the reading.

    Attributes:
        id: Person id.
        name: The person's name.
        expected: kg, None if nothing is known.
        weighings: How many the expected weight rests on.
        probability: 0 to 1.
        away: The person isn't at home.
        limits: The person's hard limits exclude the weight.
        slot: The scale itself chose the person's profile.
        odd_impedance: The impedance is unlike the person's.
    """

    id: str
    name: str
    expected: float | None
    weighings: int
    probability: float
    away: bool
    limits: bool
    slot: bool
    odd_impedance: bool


def explain(
    weight: float, standings: Sequence[Standing], *, sure: bool, nobody: bool
) -> tuple[ReasonPart, ...]:
    """Return how near the reading is to the candidates, likeliest first.

    Args:
        weight: kg.
        standings: All candidates, in any order.
        sure: The verdict is certain.
        nobody: The verdict is nobody.
    """
    ranked = sorted(standings, key=lambda s: (-s.probability, _distance(weight, s), s.name))
    if not ranked:
        return (ReasonPart(key="nobody_there"),)
    parts = [_compare(weight, each, first=index == 0) for index, each in enumerate(ranked)]
    if nobody:
        parts.insert(0, ReasonPart(key="unlike_all"))
    elif not sure:
        parts.insert(0, ReasonPart(key="uncertain"))
    return tuple(parts)


def claimed(person_id: str) -> tuple[ReasonPart, ...]:
    """Return the reason of what a person claimed."""
    return (ReasonPart(key="claimed", person_id=person_id),)


def _distance(weight: float, standing: Standing) -> float:
    return 1e9 if standing.expected is None else abs(weight - standing.expected)


def _compare(weight: float, standing: Standing, *, first: bool) -> ReasonPart:
    notes = tuple(
        note
        for note, holds in (
            ("limits", standing.limits),
            ("away", standing.away),
            ("slot", standing.slot),
            ("odd_impedance", standing.odd_impedance),
        )
        if holds
    )
    if standing.expected is None:
        return ReasonPart(key="weight_unknown", person_id=standing.id, notes=notes)
    off = standing.expected - weight
    if first or abs(off) < 1:
        key = "near_trend" if standing.weighings > 1 else "near_last"
        key = key if standing.weighings else "near_guess"
    else:
        key = "heavier" if off > 0 else "lighter"
    return ReasonPart(key=key, person_id=standing.id, kg=round(abs(off), 3), notes=notes)


def in_words(
    parts: Sequence[ReasonPart],
    name: Callable[[str], str],
    *,
    weight: Callable[[float, int], str] = lambda kg, digits: f"{kg:.{digits}f} kg",
    texts: Mapping[str, str] = TEXTS,
) -> str:
    """Return the sentence of a reason.

    Args:
        parts: From `explain`.
        name: Returns a person's name for their id.
        weight: Returns kg with so many decimals and a unit.
        texts: As `TEXTS`, in another language; parts without a text are left out.
    """
    people = [index for index, each in enumerate(parts) if each.person_id is not None]
    left_out = people[MAX_MENTIONED:]
    said = [
        _say(each, name, weight, texts)
        for index, each in enumerate(parts)
        if each.key in texts and index not in left_out
    ]
    if left_out and "more" in texts:
        said.append(texts["more"].format(count=len(left_out)))
    return "; ".join(said)


def _say(
    part: ReasonPart,
    name: Callable[[str], str],
    weight: Callable[[float, int], str],
    texts: Mapping[str, str],
) -> str:
    words = texts[part.key].format(
        name="" if part.person_id is None else name(part.person_id),
        weight="" if part.kg is None else weight(part.kg, 0 if part.key in _ROUNDED else 1),
    )
    notes = [texts[f"note_{note}"] for note in part.notes if f"note_{note}" in texts]
    return f"{words} ({', '.join(notes)})" if notes else words
