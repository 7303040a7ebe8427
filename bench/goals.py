"""Replay simulated people with a goal: how often does the trend come to it within the forecast?

Two kinds of people: `steady` ones go on as before, while water, clothes, meals and a slow drift blur
it; those of `people.py` start diets, end them and regain. Every few weighings each has a goal 1 to 8 kg
away, to where the weight moves. Only ranges that end within the simulated time count: of the others
nobody knows how they end.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
import random
import sys

from custom_components.body_scale.body.forecast import TOLERANCE_KG, Forecast, forecast, pace
from custom_components.body_scale.body.trend import levels

from .people import DAYS, draw_person, draw_style

_START = datetime(2024, 1, 1, tzinfo=UTC)
_GOALS_KG = (1, 2, 3, 5, 8)
_EVERY = 5
_KEPT = 150
"""Weighings up to a moment that are handed on: more than six weeks have."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weight:
    """A weighing."""

    measured_at: datetime
    weight_kg: float


def steady(seed: int) -> list[Weight]:
    """Return two years of weighings of somebody whose pace stays."""
    rng = random.Random(f"steady {seed}")
    pace_a_day = rng.choice((-0.2, -0.15, -0.1, -0.07, -0.05, -0.03, 0.05))
    drift, rate = rng.uniform(0.02, 0.06), rng.choice((0.3, 0.5, 0.8, 0.95))
    water, clothes = rng.uniform(0.2, 0.6), rng.uniform(0.1, 1.2)
    level, wet, weights = rng.uniform(70, 160), 0.0, []
    for day in range(DAYS):
        level += pace_a_day + rng.gauss(0, drift)
        wet = 0.7 * wet + rng.gauss(0, 0.71 * water)
        if level > 40 and rng.random() < rate:
            coat = rng.uniform(1, 4) if rng.random() < 0.02 else 0.0
            weight = level + wet + rng.gauss(0, clothes) + coat
            weights.append(Weight(_START + (day + rng.gauss(0.3, 0.03)) * _DAY, _rounded(weight)))
    return weights


def dieting(seed: int) -> list[Weight]:
    """Return two years of weighings of somebody of the simulated households."""
    rng = random.Random(f"dieting {seed}")
    style = draw_style(rng)
    person = draw_person(rng, "anna", style, rng.uniform(55, 105))
    weights = []
    for day in range(DAYS):
        if rng.random() < person.rates[day]:
            hour = person.hour(rng, day)
            weight = person.weigh(rng, day, hour, style)
            weights.append(Weight(_START + (day + hour / 24) * _DAY, _rounded(weight)))
    return weights


def replay(weights: Sequence[Weight], seed: int) -> Iterator[str]:
    """Yield how each forecast ended: within its range, before, after; or that there was none."""
    rng = random.Random(f"goals {seed}")
    trends = levels(weights)
    for index in range(30, len(weights), _EVERY):
        known = weights[max(0, index - _KEPT) : index + 1]
        found = pace(known)
        if found is None:
            continue
        sign = 1 if found.kg_a_day > 0 else -1
        goal = trends[index] + sign * rng.choice(_GOALS_KG)
        given = forecast(known, trends[index], goal, known[-1].measured_at)
        if given is None:
            yield "none"
        elif given.latest < weights[-1].measured_at:
            yield _ending(weights, trends, index, goal, given)


def _ending(
    weights: Sequence[Weight], trends: Sequence[float], index: int, goal: float, given: Forecast
) -> str:
    sign = 1 if goal > trends[index] else -1
    later = range(index + 1, len(weights))
    hits = (each for each in later if sign * (goal - trends[each]) <= TOLERANCE_KG)
    hit = next(hits, None)
    # Between two weighings nobody sees the trend move.
    last = bisect_left(weights, given.latest, key=lambda each: each.measured_at)
    if hit is None or hit > last:
        return "after"
    return "before" if weights[hit].measured_at < given.earliest else "within"


def _rounded(weight: float) -> float:
    return round(weight * 20) / 20


def main() -> None:
    """Print a line for each kind of people."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    for name, draw in (("steady", steady), ("dieting", dieting)):
        endings = Counter(end for seed in range(number) for end in replay(draw(seed), seed))
        given = sum(endings[each] for each in ("before", "within", "after"))
        shares = ", ".join(
            f"{each} {endings[each] / given:.0%}" for each in ("before", "within", "after")
        )
        print(
            f"{name}: {given} forecasts that ended: {shares}; no forecast {endings['none']} times"
        )


if __name__ == "__main__":
    main()
