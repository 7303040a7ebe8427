"""A child's or a pet's weighing as the difference of two stands of an adult: with them, and without."""

from dataclasses import replace
from enum import StrEnum
from typing import Any, NamedTuple

from ..model import KG_IN, AssignedBy, ReasonPart, Weighing
from ..units import WEIGHTS_KG

_ALIKE = 0.08
"""Impedances of one adult, within minutes, differ by less, whatever they carry."""
_DIGITS = 2
"""Of a scale's display, in its unit."""


class Problem(StrEnum):
    """Why two stands aren't of one adult, with the child and without."""

    TOO_ALIKE = "too_alike"
    """They weigh nearly the same."""
    OTHER_ADULT = "other_adult"
    """It wasn't the same adult, or not the one who was named."""


class Adult(NamedTuple):
    """Who carries the child.

    Attributes:
        id: Person id.
        expected_kg: What they weigh by what is known; None if nothing is.
        tolerance_kg: By so much they may weigh more or less.
    """

    id: str
    expected_kg: float | None
    tolerance_kg: float

    def may_weigh(self, kg: float) -> bool:
        """Return whether it may be them, without the child."""
        return self.expected_kg is None or abs(kg - self.expected_kg) <= self.tolerance_kg


class Pair(NamedTuple):
    """What two stands became.

    Attributes:
        new: The weighing of the second, with its id.
        first: That of the first as it is now, with its id.
    """

    new: Weighing
    first: Weighing


def paired(first: Weighing, second: Weighing, child_id: str, adult: Adult | None) -> Pair | Problem:
    """Return the child's weighing and the adult's; or why it can't be told.

    The child's has the id, the scale and the time of the heavier stand, of which it is all that stays;
    the adult's is the lighter one.

    Args:
        first: Identified as it is without the other.
        second: Of a moment later, the same.
        child_id: Whose weighing is the difference.
        adult: Who it was; None for whoever the lighter stand is.
    """
    heavier, lighter = (first, second) if first.weight_kg > second.weight_kg else (second, first)
    kg = _shown(heavier.weight_kg - lighter.weight_kg, heavier)
    if kg < WEIGHTS_KG[0]:
        return Problem.TOO_ALIKE
    is_other = lighter.person_id == child_id or (adult and not adult.may_weigh(lighter.weight_kg))
    if is_other or not _is_one_body(heavier, lighter):
        return Problem.OTHER_ADULT
    child = replace(
        heavier,
        weight_kg=kg,
        # What was measured of the adult.
        impedance=None,
        impedance_250khz=None,
        heart_rate=None,
        profile_id=None,
        given=None,
        segments=None,
        **_assigned(child_id, adult.id if adult else lighter.person_id),
    )
    if adult and lighter.person_id != adult.id:
        lighter = replace(lighter, **_assigned(adult.id, child_id))
    return Pair(lighter, child) if heavier is first else Pair(child, lighter)


def _assigned(person_id: str, other_id: str | None) -> dict[str, Any]:
    key = "assisted" if other_id else "assisted_unknown"
    return {
        "person_id": person_id,
        "assigned_by": AssignedBy.CLAIM,
        "confidence": 1.0,
        "reason": (ReasonPart(key=key, person_id=other_id),),
        "candidates": {person_id: 1.0},
    }


def _shown(kg: float, weighing: Weighing) -> float:
    """Return kg as the scale would have shown them."""
    unit_kg = KG_IN[weighing.unit]
    return round(kg / unit_kg, _DIGITS) * unit_kg


def _is_one_body(one: Weighing, other: Weighing) -> bool:
    """Return whether two impedances, as far as there are two, can be of one body."""
    if one.impedance is None or other.impedance is None:
        return True
    least, most = sorted((one.impedance, other.impedance))
    return most - least <= _ALIKE * least
