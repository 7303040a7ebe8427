"""Simulated people: how their weight, impedance and habits run over two years."""

from dataclasses import dataclass, field
from math import cos, exp, pi
import random

DAYS = 730
_NIGHT = 6.0


@dataclass(frozen=True, slots=True)
class Style:
    """What a whole household has in common; drawn once, so that households differ a lot."""

    impedance: bool
    """Whether the scale measures it at all."""
    habits: bool
    """Whether people have hours of the day at all."""
    presence: float
    """Share of the people who have a linked `person` entity."""
    clothes: float
    """Scale of what clothes and meals add, kg."""
    swing: float
    """How much heavier people are in the evening, kg."""
    strangers: float
    """Share of weighings that are nobody's."""


def draw_style(rng: random.Random) -> Style:
    """Draw a household's style."""
    return Style(
        impedance=rng.random() < 0.65,
        habits=rng.random() < 0.75,
        presence=rng.choice((0.0, 0.5, 1.0)),
        clothes=rng.choice((0.3, 0.5, 0.8, 1.2, 2.0)),
        swing=rng.choice((0.0, 0.4, 0.8)),
        strangers=rng.choice((0.01, 0.03, 0.05, 0.08)),
    )


@dataclass(slots=True)
class Person:
    """A member of a household with two years of life laid out."""

    id: str
    first_guess: float | None
    joins: int
    """The first day they weigh."""
    levels: list[float]
    """Weight without clothes on each day's morning, kg."""
    impedances: list[float]
    """Ohm on each day, before the noise of a measurement."""
    rates: list[float]
    """Chance of weighing on each day."""
    hours: list[tuple[float, float]]
    """Preferred hours with their spreads; empty for none."""
    clothes: float
    impedance_noise: float
    impedance_missing: float
    again: float
    """Chance of a second weighing on the same day."""
    presence: bool
    late_weekends: float
    holidays: list[tuple[int, int]] = field(default_factory=list)

    def hour(self, rng: random.Random, day: int) -> float:
        """Draw the hour of a weighing."""
        if not self.hours:
            return rng.uniform(_NIGHT, 23.0)
        middle, spread = self.hours[0] if rng.random() < 0.8 else self.hours[-1]
        late = self.late_weekends if day % 7 >= 5 else 0.0
        return min(23.9, max(0.1, rng.gauss(middle + late, spread)))

    def weigh(self, rng: random.Random, day: int, hour: float, style: Style) -> float:
        """Draw what the scale shows."""
        swing = style.swing * (1 - cos(pi * max(0.0, hour - _NIGHT) / 17)) / 2
        clothes = rng.gauss(0, self.clothes)
        if rng.random() < 0.02:
            clothes += rng.uniform(1, 4)  # a coat, shoes, a bag
        return self.levels[day] + swing + clothes

    def measure_impedance(self, rng: random.Random, day: int) -> float | None:
        """Draw what the scale measures through the feet; None with socks on."""
        if rng.random() < self.impedance_missing:
            return None
        return self.impedances[day] * exp(rng.gauss(0, self.impedance_noise))


def draw_person(
    rng: random.Random,
    name: str,
    style: Style,
    weight: float,
    *,
    growth: float = 0.0,
    impedance: float | None = None,
    joins: int = 0,
) -> Person:
    """Draw a person who weighs `weight` at the beginning and grows by `growth` kg a year."""
    water, levels = _levels(rng, weight, growth)
    base = impedance or _impedance_of(rng, weight)
    drift, impedances = 0.0, []
    for day in range(DAYS):
        drift += rng.gauss(0, 0.0015)
        fatter = (levels[day] - water[day] - weight) / weight
        impedances.append(base * exp(drift - 0.5 * fatter - 0.02 * water[day]))
    guess = None if rng.random() < 0.3 else round(weight + rng.gauss(0, 2))
    return Person(
        id=name,
        first_guess=guess,
        joins=joins,
        levels=levels,
        impedances=impedances,
        rates=_rates(rng, joins),
        hours=_hours(rng) if style.habits and rng.random() < 0.85 else [],
        clothes=style.clothes * rng.uniform(0.5, 1.2),
        impedance_noise=rng.uniform(0.01, 0.05),
        impedance_missing=rng.choice((0.0, 0.02, 0.1)) if style.impedance else 1.0,
        again=rng.choice((0.0, 0.0, 0.03, 0.15)),
        presence=rng.random() < style.presence,
        late_weekends=rng.choice((0.0, 0.0, 1.5)),
    )


def _impedance_of(rng: random.Random, weight: float) -> float:
    return min(900.0, max(300.0, rng.gauss(510 - 1.5 * (weight - 70), 55)))


def _levels(rng: random.Random, weight: float, growth: float) -> tuple[list[float], list[float]]:
    """Lay out two years: slow drift, water, diets that end, growth."""
    drift_sd, water_sd = rng.uniform(0.02, 0.08), rng.uniform(0.2, 0.6)
    slopes = [growth / 365] * DAYS
    for _ in range(rng.choice((0, 0, 1, 1, 2)) if weight > 50 and not growth else 0):
        start, length = rng.randrange(DAYS), rng.randrange(30, 120)
        slope = rng.choice((-0.2, -0.15, -0.1, -0.06, 0.05))
        for day in range(start, min(DAYS, start + length)):
            slopes[day] += slope
        regain = rng.uniform(0, 0.6) * -slope
        for day in range(start + length, min(DAYS, start + 2 * length)):
            slopes[day] += regain
    level, wet, levels, water = weight, 0.0, [], []
    for day in range(DAYS):
        level = max(8.0, level + slopes[day] + rng.gauss(0, drift_sd))
        wet = 0.7 * wet + rng.gauss(0, water_sd * 0.71)
        levels.append(level + wet)
        water.append(wet)
    return water, levels


def _rates(rng: random.Random, joins: int) -> list[float]:
    """Lay out how keen somebody is, with phases and gaps of weeks."""
    keen = rng.choice((0.08, 0.15, 0.3, 0.5, 0.8, 0.95))
    rates, day = [], 0
    while day < DAYS:
        phase = min(1.0, keen * rng.choice((0.4, 1, 1, 1.3)))
        length = rng.randrange(40, 150)
        rates += [phase] * length
        day += length
    for _ in range(rng.randrange(4)):
        start, length = rng.randrange(DAYS), rng.randrange(7, 60)
        rates[start : start + length] = [0.0] * length
    rates[:joins] = [0.0] * joins
    return rates[:DAYS]


def _hours(rng: random.Random) -> list[tuple[float, float]]:
    """Draw one or two preferred hours."""
    main = rng.choice((6.5, 7.0, 7.5, 8.0, 9.0, 21.5)) + rng.uniform(-0.5, 0.5)
    hours = [(main, rng.choice((0.3, 0.7, 1.5)))]
    if rng.random() < 0.4:
        hours.append((rng.uniform(17, 22.5), rng.uniform(0.7, 2)))
    return hours
