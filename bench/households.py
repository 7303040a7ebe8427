"""Simulated households: everybody's weighings, and what else is put on a scale.

The households are meant to be hard: twins, couples within a kilogram, flat-shares, teenagers who
grow past their parents, guests as heavy as a member, suitcases, a parent with a child on the arm.
"""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import exp
import random
from zoneinfo import ZoneInfo

from .people import DAYS, Person, Style, draw_person, draw_style

_FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
_CARRYING, _DINNERS = 0.03, 0.01
"""Shares of the weighings that are their person's only one on a day."""
_CARRIED_KG, _EATEN_KG = (4.0, 30.0), (0.8, 1.6)
_BAREFOOT = 0.6
_ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class Stand:
    """Something stands on the scale: a reading, and what only the simulation knows."""

    measured_at: datetime
    weight_kg: float
    impedance: float | None
    truth: str | None
    """Person id, None for nobody's."""
    home: dict[str, bool]
    profile_id: int | None = None
    event: str = ""
    """What is special about it: see `_special`."""


@dataclass(frozen=True, slots=True)
class SimulatedHousehold:
    """Who lives there and what the scale measures, oldest first."""

    kind: str
    people: list[Person]
    stands: list[Stand]


def _couple(rng: random.Random, style: Style) -> list[Person]:
    """Two adults within a kilogram."""
    weight = rng.uniform(55, 95)
    return [
        draw_person(rng, "anna", style, weight),
        draw_person(rng, "ben", style, weight + rng.uniform(-1, 1)),
    ]


def _twins(rng: random.Random, style: Style) -> list[Person]:
    """Twins with one impedance, and a parent or two."""
    weight, growth, impedance = rng.uniform(30, 65), rng.choice((0.0, 3.0, 6.0)), rng.gauss(540, 40)
    twins = [
        draw_person(
            rng,
            name,
            style,
            weight + rng.uniform(-1, 1),
            growth=growth + rng.uniform(-0.5, 0.5),
            impedance=impedance * rng.uniform(0.97, 1.03),
        )
        for name in ("tom", "tim")
    ]
    parents = [draw_person(rng, name, style, rng.uniform(55, 100)) for name in ("mum", "dad")]
    return twins + parents[: rng.randrange(1, 3)]


def _flat_share(rng: random.Random, style: Style) -> list[Person]:
    """Three to five young adults of any weight; some move in later."""
    return [
        draw_person(
            rng, name, style, rng.gauss(70, 9), joins=rng.choice((0, 0, 0, rng.randrange(30, 400)))
        )
        for name in ("lea", "max", "kim", "jan", "zoe")[: rng.randrange(3, 6)]
    ]


def _teenagers(rng: random.Random, style: Style) -> list[Person]:
    """Two parents and teenagers who grow past one of them."""
    mother = rng.uniform(55, 75)
    people = [
        draw_person(rng, "mum", style, mother),
        draw_person(rng, "dad", style, mother + rng.uniform(2, 25)),
        draw_person(rng, "eva", style, mother - rng.uniform(0, 8), growth=rng.uniform(2, 6)),
    ]
    if rng.random() < 0.5:
        people.append(draw_person(rng, "leo", style, rng.uniform(35, 60), growth=7))
    return people


def _small_children(rng: random.Random, style: Style) -> list[Person]:
    """Two parents, and children of which some have a person of their own."""
    people = [
        draw_person(rng, "mum", style, rng.uniform(52, 80)),
        draw_person(rng, "dad", style, rng.uniform(65, 105)),
    ]
    children = [
        draw_person(rng, name, style, rng.uniform(12, 35), growth=3)
        for name in ("eva", "leo")[: rng.randrange(3)]
    ]
    return people + children


def _six(rng: random.Random, style: Style) -> list[Person]:
    """Six people of three generations."""
    weights = [rng.gauss(74, 11) for _ in range(4)]
    people = [
        draw_person(rng, name, style, weight)
        for name, weight in zip(("mum", "dad", "gran", "pop"), weights, strict=True)
    ]
    return [
        *people,
        draw_person(rng, "eva", style, rng.uniform(40, 60), growth=4),
        draw_person(rng, "leo", style, rng.uniform(20, 45), growth=4),
    ]


_KINDS = {
    "couple": _couple,
    "twins": _twins,
    "flat-share": _flat_share,
    "teenagers": _teenagers,
    "small children": _small_children,
    "six": _six,
}


def simulate(seed: int, *, days: int = DAYS) -> SimulatedHousehold:
    """Return the household of a seed; its kind goes round with the seed."""
    rng = random.Random(seed)
    kind = list(_KINDS)[seed % len(_KINDS)]
    style = draw_style(rng)
    people = _KINDS[kind](rng, style)
    for _ in range(rng.randrange(3)):  # the whole household is away
        start, length = rng.randrange(DAYS), rng.randrange(5, 24)
        for person in people:
            person.rates[start : start + length] = [0.0] * len(person.rates[start : start + length])
    zone = ZoneInfo(rng.choice(_ZONES))
    stands = []
    for day in range(days):
        for person in people:
            if rng.random() < person.rates[day]:
                stands += _weighings(rng, people, style, person=person, day=day, zone=zone)
    own = len(stands)
    stands = _special(random.Random(f"special {seed}"), stands)
    for _ in range(round(own * style.strangers / (1 - style.strangers))):
        stands += [_stranger(rng, people, style, rng.randrange(days), zone)]
    return SimulatedHousehold(kind, people, sorted(stands, key=lambda each: each.measured_at))


def _weighings(
    rng: random.Random,
    people: list[Person],
    style: Style,
    *,
    person: Person,
    day: int,
    zone: ZoneInfo,
) -> list[Stand]:
    hours = [person.hour(rng, day)]
    if rng.random() < person.again:
        later = rng.choice((rng.uniform(0.01, 0.05), rng.uniform(1, 12)))
        hours.append(min(23.95, hours[0] + later))
    return [
        Stand(
            measured_at=_moment(day, hour, zone),
            weight_kg=_rounded(person.weigh(rng, day, hour, style)),
            impedance=_ohm(person.measure_impedance(rng, day)),
            truth=person.id,
            home=_presence(rng, people, person, day, hour),
        )
        for hour in hours
    ]


def _special(rng: random.Random, stands: list[Stand]) -> list[Stand]:
    """Let people carry something, or come from a dinner, on days with one weighing of theirs.

    Who carries something barefoot keeps their own impedance; nobody is told that it was them.
    """

    def day_of(stand: Stand) -> tuple[str | None, int]:
        return stand.truth, stand.measured_at.toordinal()

    number = Counter(map(day_of, stands))
    return [_changed(rng, stand) if number[day_of(stand)] == 1 else stand for stand in stands]


def _changed(rng: random.Random, stand: Stand) -> Stand:
    lot = rng.random()
    if lot < _CARRYING:
        carried, barefoot = rng.uniform(*_CARRIED_KG), rng.random() < _BAREFOOT
        return replace(
            stand,
            weight_kg=_rounded(stand.weight_kg + carried),
            impedance=stand.impedance if barefoot else None,
            truth=None,
            event="carrying, own impedance" if barefoot and stand.impedance else "carrying, none",
        )
    if lot < _CARRYING + _DINNERS:
        eaten = rng.uniform(*_EATEN_KG)
        return replace(stand, weight_kg=_rounded(stand.weight_kg + eaten), event="dinner")
    return stand


def _stranger(
    rng: random.Random, people: list[Person], style: Style, day: int, zone: ZoneInfo
) -> Stand:
    """Put somebody or something else on the scale."""
    member = rng.choice(people)
    kind = rng.choices(("guest", "double", "child", "suitcase", "arm"), (40, 20, 10, 18, 12))[0]
    impedance: float | None = 510 * exp(rng.gauss(0, 0.14))
    if kind == "guest":
        weight = rng.gauss(73, 15)
    elif kind == "double":
        weight = member.levels[day] + rng.gauss(0, 1.5)
    elif kind == "child":
        weight = rng.uniform(8, 45)
    elif kind == "suitcase":
        weight, impedance = rng.uniform(5, 30), None
    else:
        weight = member.levels[day] + rng.uniform(4, 18)
        odd = member.impedances[day] * rng.uniform(0.6, 1.0)
        impedance = odd if rng.random() < 0.7 else None
    if not style.impedance or rng.random() < 0.1:
        impedance = None
    hour = rng.choice((rng.uniform(7, 11), rng.uniform(8, 23.5)))
    return Stand(
        measured_at=_moment(day, hour, zone),
        weight_kg=_rounded(max(3.0, weight)),
        impedance=_ohm(impedance),
        truth=None,
        home=_presence(rng, people, None, day, hour),
    )


def _presence(
    rng: random.Random, people: list[Person], weighed: Person | None, day: int, hour: float
) -> dict[str, bool]:
    """Say who seems to be at home, of those whose phone tells."""
    working = day % 7 < 5 and 8 <= hour <= 17
    at_home = 0.35 if working else 0.8 if hour > 8 else 0.93
    return {
        person.id: rng.random() < (0.97 if person is weighed else at_home)
        for person in people
        if person.presence
    }


def _moment(day: int, hour: float, zone: ZoneInfo) -> datetime:
    local = (_FIRST_DAY + timedelta(days=day)).replace(tzinfo=zone)
    return local + timedelta(hours=hour)


def _rounded(weight: float) -> float:
    return round(weight * 20) / 20


def _ohm(impedance: float | None) -> float | None:
    return None if impedance is None else float(round(impedance))
