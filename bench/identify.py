"""Simulate households and print who gets how many weighings right, wrong and asked.

Run `scripts/bench identify`. Everything is seeded; the same command prints the same table.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from multiprocessing import Pool
from time import perf_counter

from custom_components.body_scale.identification import identify
from custom_components.body_scale.model import Verdict

from . import rivals
from .households import SimulatedHousehold, Stand, simulate

TUNING_SEEDS = range(48)
REPORT_SEEDS = range(1000, 1048)


@dataclass(frozen=True, slots=True)
class Past:
    """A confirmed weighing."""

    measured_at: datetime
    weight_kg: float
    impedance: float | None


@dataclass(slots=True)
class Candidate:
    """A person as the identification sees them."""

    id: str
    first_guess: float | None
    history: list[Past] = field(default_factory=list)
    weight_min: float | None = None
    weight_max: float | None = None
    profile_id: int | None = None
    home: bool | None = None
    claimed: bool = False


@dataclass(slots=True)
class Tally:
    """What became of the weighings."""

    right: int = 0
    wrong: int = 0
    asked: int = 0
    strangers_given: int = 0
    strangers: int = 0
    bins: dict[int, list[float]] = field(
        default_factory=lambda: defaultdict(lambda: [0.0, 0.0, 0.0])
    )
    """Tenths of a probability: how many, their sum, how many were true."""
    events: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0, 0]))
    """Kind of event: how many, right, given to somebody else, asked."""
    seconds: float = 0.0
    """What all answers took, with all that was learned for them."""

    def count(self, truth: str | None, said: str | None, event: str = "") -> None:
        """Take one decision."""
        if event:
            row = self.events[event]
            row[0] += 1
            row[3 if said is None else 1 if said == (truth or rivals.NOBODY) else 2] += 1
        self.strangers += truth is None
        if said is None:
            self.asked += 1
        elif said == (truth or rivals.NOBODY):
            self.right += 1
        elif truth is None:
            self.strangers_given += 1
        else:
            self.wrong += 1

    def rate(self, truth: str | None, scores: dict[str, float]) -> None:
        """Note how well the probabilities hold."""
        for key, score in scores.items():
            row = self.bins[bin_of(score)]
            row[0] += 1
            row[1] += score
            row[2] += key == (truth or rivals.NOBODY)

    def add(self, other: Tally) -> None:
        """Add another household's."""
        for name in ("right", "wrong", "asked", "strangers_given", "strangers", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for event, counts in other.events.items():
            self.events[event] = [a + b for a, b in zip(self.events[event], counts, strict=True)]
        for key, row in other.bins.items():
            self.bins[key] = [a + b for a, b in zip(self.bins[key], row, strict=True)]

    @property
    def total(self) -> int:
        """All weighings."""
        return self.right + self.wrong + self.asked + self.strangers_given

    def percent(self, count: int) -> float:
        """Return a share of all weighings."""
        return 100 * count / max(1, self.total)

    @property
    def cost(self) -> float:
        """10 × wrong + asked + 10 × strangers given to a person, in percent."""
        return self.percent(10 * self.wrong + self.asked + 10 * self.strangers_given)


EDGES = (0.001, 0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 0.999)


def bin_of(score: float) -> int:
    """Return the reliability table's row."""
    return sum(score >= edge for edge in EDGES)


type Answer = tuple[str | None, dict[str, float]]
type Method = Callable[[Stand, list[Candidate]], Answer]


def ours(stand: Stand, candidates: list[Candidate]) -> Answer:
    """Ask the integration."""
    verdict: Verdict = identify(stand, candidates)
    said = rivals.NOBODY if verdict.nobody else verdict.person_id
    return said, dict(verdict.scores)


def yardstick(stand: Stand, candidates: list[Candidate]) -> Answer:
    """Ask the plain posterior."""
    scores = rivals.posterior(stand, candidates)
    best = max(scores, key=scores.__getitem__)
    return (best if scores[best] >= 0.9 else None), scores


def _silent(rival: rivals.Rival, stand: Stand, candidates: list[Candidate]) -> Answer:
    return rival(stand, candidates), {}


METHODS: dict[str, Method] = {
    "Body Scale": ours,
    "plain posterior": yardstick,
    "nearest, learned tolerance": partial(_silent, rivals.nearest_learned),
    "nearest within 3 kg": partial(_silent, rivals.nearest_within_3kg),
    "fixed ranges": partial(_silent, rivals.fixed_ranges),
}


def play(household: SimulatedHousehold, method: Method) -> Tally:
    """Let a method live with a household: it learns what it gave out and what users answered."""
    candidates = {
        person.id: Candidate(person.id, person.first_guess) for person in household.people
    }
    tally = Tally()
    for stand in household.stands:
        for key, candidate in candidates.items():
            candidate.home = stand.home.get(key)
        begin = perf_counter()
        said, scores = method(stand, list(candidates.values()))
        tally.seconds += perf_counter() - begin
        tally.count(stand.truth, said, stand.event)
        tally.rate(stand.truth, scores)
        owner = stand.truth if said is None else said
        if owner in candidates:
            past = Past(stand.measured_at, stand.weight_kg, stand.impedance)
            history = candidates[owner].history
            history.append(past)
            del history[:-200]
    return tally


def _play_seed(names: list[str], days: int, seed: int) -> tuple[str, dict[str, Tally]]:
    household = simulate(seed, days=days)
    result = {name: play(household, METHODS[name]) for name in names}
    for tally in result.values():
        tally.bins, tally.events = dict(tally.bins), dict(tally.events)
    return household.kind, result


def run(
    seeds: Iterable[int], names: list[str], *, days: int = 730, workers: int = 1
) -> dict[str, dict[str, Tally]]:
    """Play all seeds: kind of household (and `all`) to method to tally."""
    table: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    job = partial(_play_seed, names, days)
    if workers > 1:
        with Pool(workers) as pool:
            results = pool.map(job, seeds, chunksize=1)
    else:
        results = [job(seed) for seed in seeds]
    for kind, tallies in results:
        for name, tally in tallies.items():
            table["all"][name].add(tally)
            table[kind][name].add(tally)
    return table


def show(table: dict[str, dict[str, Tally]]) -> None:
    """Print the tables."""
    print("| method | right % | wrong % | asked % | strangers given % | cost |")
    print("| --- | --- | --- | --- | --- | --- |")
    for name, tally in table["all"].items():
        shares = (tally.right, tally.wrong, tally.asked, tally.strangers_given)
        cells = " | ".join(f"{tally.percent(each):.2f}" for each in shares)
        print(f"| {name} | {cells} | {tally.cost:.1f} |")
    print(f"\n{next(iter(table['all'].values())).total} weighings.\n")
    print("| event | method | how many | right % | given to somebody else % | asked % | cost |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for event in sorted({event for tally in table["all"].values() for event in tally.events}):
        for name, tally in table["all"].items():
            number, *counts = tally.events[event]
            shares = [100 * each / number for each in counts]
            cells = " | ".join(f"{each:.2f}" for each in shares)
            cost = 10 * shares[1] + shares[2]
            print(f"| {event} | {name} | {number} | {cells} | {cost:.1f} |")
    print("\n| method | ms an answer |")
    print("| --- | --- |")
    for name, tally in table["all"].items():
        print(f"| {name} | {1000 * tally.seconds / max(1, tally.total):.2f} |")
    print()
    names = list(table["all"])
    print("| cost by household |", " | ".join(names), "|")
    print("| --- |", " | ".join("---" for _ in names), "|")
    for kind, tallies in table.items():
        if kind != "all":
            print(f"| {kind} |", " | ".join(f"{tallies[n].cost:.1f}" for n in names), "|")
    for name, tally in table["all"].items():
        if tally.bins:
            print(f"\n| {name}: probability | how many | mean % | true % |")
            print("| --- | --- | --- | --- |")
            edges = (0.0, *EDGES, 1.0)
            for key, (count, total, true) in sorted(tally.bins.items()):
                low, high = edges[key], edges[key + 1]
                print(
                    f"| {low:g} to {high:g} | {count:.0f} |"
                    f" {100 * total / count:.2f} | {100 * true / count:.2f} |"
                )


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tuning", action="store_true", help="the seeds the constants come from")
    parser.add_argument("--households", type=int, default=48)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", action="append", choices=list(METHODS))
    arguments = parser.parse_args()
    seeds = (TUNING_SEEDS if arguments.tuning else REPORT_SEEDS)[: arguments.households]
    names = arguments.only or list(METHODS)
    show(run(seeds, names, days=arguments.days, workers=arguments.workers))


if __name__ == "__main__":
    main()
