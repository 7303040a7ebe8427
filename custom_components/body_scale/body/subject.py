"""The input of a formula set, with impossible values removed."""

from typing import NamedTuple, Self

from ..model import Given, Sex

NO_MEASUREMENT = 3000.0
"""Ohm; from here on an impedance is a scale's code for a failed measurement."""

BEYOND_ANY_BODY = 1e6
"""Kg, cm or years; below it no equation overflows."""


class Subject(NamedTuple):
    """One person on one day; None for what isn't known or can't be true.

    Attributes:
        sex: The sex the formulas were made for.
        age: Years, 0 or more.
        height_cm: More than 0.
        weight_kg: More than 0.
        impedance: Ohm at 50 kHz, between 0 and 3000.
        as_sent: Ohm at 50 kHz as the scale sent it, 0 or more; for a set that repeats another
            program's results.
        athlete: The person trains hard.
        given: What the scale itself said.
    """

    sex: Sex
    age: float | None
    height_cm: float | None
    weight_kg: float | None
    impedance: float | None
    as_sent: float | None
    athlete: bool
    given: Given | None = None

    @classmethod
    def of(
        cls,
        *,
        sex: Sex,
        age: float,
        height_cm: float,
        weight_kg: float,
        impedance: float | None,
        impedance_250khz: float | None,
        athlete: bool,
        given: Given | None = None,
    ) -> Self:
        """Return the subject of these inputs, impossible ones left out."""
        measured = as_sent = at_50khz(impedance, impedance_250khz)
        if measured is None and impedance is not None and impedance >= 0:
            as_sent = impedance
        return cls(
            sex,
            float(age) if 0 <= age < BEYOND_ANY_BODY else None,
            float(height_cm) if 0 < height_cm < BEYOND_ANY_BODY else None,
            float(weight_kg) if 0 < weight_kg < BEYOND_ANY_BODY else None,
            measured,
            as_sent,
            athlete,
            given,
        )


def at_50khz(impedance: float | None, impedance_250khz: float | None) -> float | None:
    """Return the impedance at 50 kHz: the larger of two, never the one at 250 kHz alone."""
    if impedance is None or not 0 < impedance < NO_MEASUREMENT:
        return None
    if impedance_250khz is None or not 0 < impedance_250khz < NO_MEASUREMENT:
        return float(impedance)
    return float(max(impedance, impedance_250khz))
