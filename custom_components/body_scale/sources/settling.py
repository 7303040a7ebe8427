"""What entities show one after the other becomes one weighing. No Home Assistant; time is an argument.

Weight, impedance and heart rate change one after the other, repeat, become unavailable, and come
back with an old value. So the weight alone begins a weighing, by changing from one number to
another; the first number after a start is only what later ones are compared with. Everything else
counts if it was reported in the same weighing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from ..const import (
    CONF_HEART_RATE_ENTITY,
    CONF_IMPEDANCE_250KHZ_ENTITY,
    CONF_IMPEDANCE_ENTITY,
    CONF_PROFILE_ENTITY,
)
from ..model import Frame, Unit

_SAME_WEIGHT_KG = 0.02
_MAX_IMPEDANCE = 3000.0
_HEART_RATES = range(20, 301)
"""Beats a minute of a person."""
_PROFILES = range(1, 256)
"""A slot is one byte on air."""
_UNITS = {"lb": Unit.LB}
_MODEL = ""
"""Entities don't tell the product."""


class Weight(NamedTuple):
    """A weight as an entity shows it.

    Attributes:
        kg: The mass.
        unit: The unit that the entity shows it in.
    """

    kg: float
    unit: str


@dataclass(frozen=True, slots=True)
class OpenWeighing:
    """A weight that hasn't settled yet; `at` is when it changed last."""

    weight: Weight
    at: datetime


class Settling:
    """The rule by which the states of several entities become frames of one scale.

    Args:
        settle_s: Seconds without a change after which a weighing is complete.
        last_kg: The weight weighed last, from before the start.
    """

    def __init__(self, settle_s: float, last_kg: float | None) -> None:
        """Begin without knowing what the entities show."""
        self._settle = timedelta(seconds=settle_s)
        self._weighed_kg = last_kg
        self._outdated = False
        self._shown: Weight | None = None
        self._shown_extras: dict[str, float] = {}
        self._reported: dict[str, tuple[float, datetime]] = {}
        self.open: OpenWeighing | None = None

    def take_weight(self, weight: Weight | None, at: datetime) -> Frame | None:
        """Take what the weight entity shows; None while it shows no weight.

        Returns:
            What this says about the scale, if anything.
        """
        before, self._shown = self._shown, weight or self._shown
        if weight is None or weight == before:
            return None
        if before is None or before.unit != weight.unit:
            self._compare_with(weight)
            return None
        outdated, self._outdated = self._outdated, False
        if outdated and self._is_last(weight):
            # The value of the last weighing, after an older one had been restored.
            return None
        return self._empty() if weight.kg <= 0 else self._load(weight, at)

    def _compare_with(self, weight: Weight) -> None:
        """Take a weight as nothing new; what is reported with it is nothing new either."""
        self._outdated = weight.kg > 0 and not self._is_last(weight)
        self._reported.clear()

    def _is_last(self, weight: Weight) -> bool:
        last = self._weighed_kg
        return last is not None and abs(weight.kg - last) < _SAME_WEIGHT_KG

    def _empty(self) -> Frame | None:
        """Take that nothing is on the scale: the same weight after this is another weighing."""
        self._reported.clear()
        if self.open:
            self.open = None
            return Frame(_MODEL, 0.0, removed=True)
        if self._weighed_kg is None:
            return None
        return Frame(_MODEL, self._weighed_kg, stable=True, removed=True)

    def _load(self, weight: Weight, at: datetime) -> Frame:
        if self.open is None:
            # Some integrations write the impedance before the weight.
            earliest = at - self._settle
            self._reported = {k: v for k, v in self._reported.items() if v[1] >= earliest}
        self.open = OpenWeighing(weight, at)
        return Frame(_MODEL, weight.kg, _unit(weight))

    def take_extra(self, key: str, number: float | None, at: datetime, *, came_back: bool) -> bool:
        """Take what another entity than the weight's shows, changed or reported once more.

        Args:
            key: What it is, by its field in the form.
            number: What it shows; None or 0 while there is nothing to show.
            at: When it was reported.
            came_back: It wasn't available before: the number it had then is nothing new.

        Returns:
            Whether an open weighing has to settle anew.
        """
        if number is None or number <= 0:
            return False
        before = self._shown_extras.get(key)
        self._shown_extras[key] = number
        if came_back and number == before:
            return False
        self._reported[key] = (number, at)
        return self.open is not None and number != before

    def settle(self) -> tuple[Frame, datetime] | None:
        """Return the open weighing as a settled frame, and when it was; None if there is none."""
        if self.open is None:
            return None
        (weight, at), self.open = (self.open.weight, self.open.at), None
        values = {key: number for key, (number, _) in self._reported.items()}
        self._reported.clear()
        self._weighed_kg = weight.kg
        impedance, impedance_250khz = _impedances(values)
        frame = Frame(
            _MODEL,
            weight.kg,
            _unit(weight),
            stable=True,
            impedance=impedance,
            impedance_250khz=impedance_250khz,
            heart_rate=_whole(values.get(CONF_HEART_RATE_ENTITY), _HEART_RATES),
            profile_id=_whole(values.get(CONF_PROFILE_ENTITY), _PROFILES),
        )
        return frame, at


def _impedances(values: dict[str, float]) -> tuple[float | None, float | None]:
    """Return the impedances at 50 and 250 kHz: the larger of two is at 50 kHz, whatever their names."""
    at_50, at_250 = (
        number if (number := values.get(key)) is not None and number < _MAX_IMPEDANCE else None
        for key in (CONF_IMPEDANCE_ENTITY, CONF_IMPEDANCE_250KHZ_ENTITY)
    )
    if at_50 is not None and at_250 is not None:
        return max(at_50, at_250), min(at_50, at_250)
    return at_50, at_250


def _unit(weight: Weight) -> Unit:
    return _UNITS.get(weight.unit, Unit.KG)


def _whole(number: float | None, possible: range) -> int | None:
    """Return a whole number; None where it can't be what it is said to be."""
    if number is None or (whole := round(number)) not in possible:
        return None
    return whole
