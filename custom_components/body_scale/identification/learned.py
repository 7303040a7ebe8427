"""What is learned of a person's confirmed weighings, kept until these change. Pure.

Fitting 200 weighings takes milliseconds, and each reading asks about everybody. So what was fitted
stays in a small cache; it is a function of the history alone, whatever was asked before.
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from math import log
from operator import itemgetter

from .candidates import Candidate, PastWeighing
from .forecast import Fit, Forecast, Temper
from .habits import Habits, age_in_days, day_of

MAX_HISTORY = 200
"""The newest confirmed weighings that habits are learned from."""
_MIN_FITTED, _MAX_FITTED = 80, 120
"""The newest confirmed weighings that weight and impedance are learned from; more only cost time.
Where they begin depends on them, so that it seldom moves when one is added."""
_NEAREST = 24
"""The weighings nearest in time that a weighing between them is compared with."""
_MAX_PEOPLE = 64
_WEIGHT_TEMPERS = (
    Temper(0.3, 0.05, 0.02),
    Temper(0.5, 0.08, 0.08),
    Temper(0.8, 0.05, 0.02),
    Temper(0.4, 0.25, 0.03),
    Temper(1.2, 0.10, 0.06),
    Temper(2.0, 0.08, 0.03),
)
"""kg: undressed and steady, dieting, dressed, water retention, dressed and dieting, coats."""
_IMPEDANCE_TEMPERS = (Temper(1.5, 0.15), Temper(3.0, 0.15), Temper(3.0, 0.6))
"""Percent: dry feet and steady, varying with hydration, drifting."""
FREEDOM = 4.0
"""Weighings that the prior sizes of the tempers count for."""
_FIRST_WEIGHT_SPREAD, _FIRST_IMPEDANCE_SPREAD = 0.5, 1.0


def percent_scale(impedance: float | None) -> float | None:
    """Return 100 × ln ohm, in which a difference of 1 is a percent."""
    return 100 * log(impedance) if impedance and impedance > 0 else None


type _Row = tuple[datetime, float, float | None]
"""When, kg, ohm."""


def _rows(history: Sequence[PastWeighing]) -> list[_Row]:
    """Return what is learned from, oldest first."""
    return [(each.measured_at, each.weight_kg, each.impedance) for each in history[-MAX_HISTORY:]]


class _Fits:
    """Fits of weight and impedance to some rows; more are added at the end."""

    def __init__(self) -> None:
        self.weight = Fit(_WEIGHT_TEMPERS, freedom=FREEDOM, start_spread=_FIRST_WEIGHT_SPREAD)
        self.impedance = Fit(
            _IMPEDANCE_TEMPERS, freedom=FREEDOM, start_spread=_FIRST_IMPEDANCE_SPREAD
        )
        self._weighed: float | None = None
        self._measured: float | None = None

    def add(self, day: float, weight: float, ohm: float | None) -> None:
        """Take the next weighing, at a time in days."""
        self.weight.add(_since(self._weighed, day), weight)
        self._weighed = day
        if (value := percent_scale(ohm)) is not None:
            self.impedance.add(_since(self._measured, day), value)
            self._measured = day

    def forecasts(self, day: float) -> tuple[Forecast, Forecast | None]:
        """Predict weight and impedance at a time."""
        impedance = None
        if self._measured is not None:
            impedance = self.impedance.forecast(_since(self._measured, day))
        return self.weight.forecast(_since(self._weighed, day)), impedance


class Learned:
    """What one history says.

    Attributes:
        number: How many weighings the forecasts rest on.
        impedances: How many of those have an impedance.
    """

    def __init__(self, rows: list[_Row]) -> None:
        """Fit nothing yet."""
        self._rows = rows
        self._moments = [moment for moment, _, _ in rows]
        self._begin = _begin(self._moments)
        self.number = min(len(rows), _MIN_FITTED)
        self.impedances = sum(1 for _, _, ohm in rows[-_MIN_FITTED:] if ohm and ohm > 0)
        self._fits: _Fits | None = None
        self._habits: Habits | None = None
        self._older_habits: Habits | None = None

    def is_of(self, rows: list[_Row]) -> bool:
        """Return whether it was learned of exactly these weighings."""
        return self._rows == rows

    def habits(self, zone: tzinfo | None) -> Habits:
        """Return when the person weighs by the clock of a zone."""
        if self._habits is None or self._habits.zone is not zone:
            self._habits = Habits(self._moments, zone, self._older_habits)
            self._older_habits = None
        return self._habits

    def forecasts(self, now: datetime) -> tuple[Forecast | None, Forecast | None]:
        """Predict weight and impedance at a moment, as far as anything is known."""
        if not self._rows:
            return None, None
        if age_in_days(self._moments[-1], now) < 0:
            return self._between(now)
        if self._fits is None:
            self._fits = _Fits()
            self._extend(self._fits, self._begin)
        return self._fits.forecasts(day_of(now))

    def take_over(self, older: Learned) -> None:
        """Take away what was fitted of a history that this one only adds to, from where it begins."""
        self._older_habits = older._habits
        if older._fits is None:
            return
        known = older._rows[older._begin :]
        end = self._begin + len(known)
        if self._rows[self._begin : end] == known:
            self._fits, older._fits = older._fits, None
            self._extend(self._fits, end)

    def _extend(self, fits: _Fits, begin: int) -> None:
        for moment, weight, ohm in self._rows[begin:]:
            fits.add(day_of(moment), weight, ohm)

    def _between(self, now: datetime) -> tuple[Forecast, Forecast | None]:
        """Predict from the weighings nearest in time, later ones too, the nearest last."""
        rows = [(abs(age_in_days(moment, now)), weight, ohm) for moment, weight, ohm in self._rows]
        fits = _Fits()
        for age, weight, ohm in sorted(rows, key=itemgetter(0), reverse=True)[-_NEAREST:]:
            fits.add(-age, weight, ohm)
        return fits.forecasts(0.0)


def _begin(moments: Sequence[datetime]) -> int:
    """Return where the fitted weighings begin, the same one for most histories with more behind."""
    if len(moments) <= _MAX_FITTED:
        return 0
    eligible = moments[-_MAX_FITTED:-_MIN_FITTED]
    return len(moments) - _MAX_FITTED + eligible.index(min(eligible, key=_mixed))


@lru_cache(maxsize=_MAX_PEOPLE * (_MAX_FITTED - _MIN_FITTED))
def _mixed(moment: datetime) -> int:
    """Return a number that looks random, but is always the same for a moment."""
    return int(86400 * day_of(moment)) * 2654435761 % 2**32


def _since(before: float | None, day: float) -> float:
    return 0.0 if before is None else max(0.0, day - before)


_learned: dict[str, Learned] = {}
"""By person id, the one asked about last at the end."""


def learn(candidate: Candidate) -> Learned:
    """Return what a candidate's history says."""
    rows = _rows(candidate.history)
    known = _learned.pop(candidate.id, None)
    if known is None or not known.is_of(rows):
        older, known = known, Learned(rows)
        if older is not None:
            known.take_over(older)
    _learned[candidate.id] = known
    while len(_learned) > _MAX_PEOPLE:
        _learned.pop(next(iter(_learned)), None)
    return known
