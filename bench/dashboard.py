"""How long a dashboard waits for its data, with ten years of daily weighings of four people.

A real Home Assistant answers each command many times over its websocket, as a browser would ask. A
component beside ours (`loop_watch/`) sees how long the event loop is held up meanwhile.
"""

import argparse
import asyncio
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
import random
import sqlite3
from statistics import median
import time

from custom_components.body_scale.journal import weighings as stored
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.model import Origin, ReasonPart, Weighing
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.websocket import Json
from simulators.people import ANNA, BEN

from .loop import LIMIT_S, watched_house

ANSWER_S = 0.1
PEOPLE = (
    ANNA,
    BEN,
    BEN | {"name": "Carl", "weight": 78},
    ANNA | {"name": "Dora", "weight": 55},
)
_PENDING = 30


def decade(person_id: str | None, days: int, weight_kg: float) -> list[Weighing]:
    """Return a weighing a day, with what the identification says of each."""
    now, rng = datetime.now(UTC), random.Random(person_id)
    others = {f"other{number}": 0.01 for number in range(3)}
    found = []
    for day in range(days, 0, -1):
        weight_kg += rng.gauss(0, 0.15)
        found.append(
            Weighing(
                weighing_id=f"{person_id}-{day}",
                scale="import",
                measured_at=now - timedelta(days=day, minutes=rng.randrange(60)),
                weight_kg=weight_kg,
                impedance=480.0 + rng.randrange(50),
                person_id=person_id,
                confidence=0.97,
                reason=(ReasonPart(key="near_trend", person_id=person_id, kg=0.3),),
                candidates={str(person_id): 0.97, **others},
                origin=Origin.IMPORT,
            )
        )
    return found


async def fill(house: HomeAssistant, path: Path, days: int) -> dict[str, str]:
    """Give everybody a past while nobody looks; return the ids of people by their names."""
    await house.stop()

    def write() -> dict[str, str]:
        with closing(sqlite3.connect(path)) as database:
            ids = dict(database.execute("SELECT name, person_id FROM people"))
        journal = Journal(path)
        journal.open()
        for person in PEOPLE:
            past = decade(ids[str(person["name"])], days, float(str(person["weight"])))
            journal.run(lambda database, past=past: stored.add(database, past))
        journal.run(lambda database: stored.add(database, decade(None, _PENDING, 73.0)))
        journal.close()
        return ids

    ids = await asyncio.to_thread(write)
    await house.start()
    return ids


async def measure(house: HomeAssistant, command: str, times: int, **fields: Json) -> float:
    """Ask many times; print how long the answers take, and return the median in seconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        answer = await house.command(f"body_scale/{command}", **fields)
        took.append(time.perf_counter() - began)
    size = len(str(answer)) / 1000
    what = " ".join(str(value)[:10] for key, value in fields.items() if key != "person_id")
    first, middle = took[0] * 1e3, median(took) * 1e3
    name = f"{command} {what}".strip()
    print(f"{name:28} {middle:6.1f} ms, the first {first:6.1f} ms, {size:6.0f} kB", flush=True)
    return median(took)


async def run(days: int, times: int) -> tuple[float, float]:
    """Ask for everything; return the slowest answer, and the longest that the loop was held up."""
    async with watched_house(*PEOPLE) as (bench, _):
        ids = await fill(bench.house, bench.path, days)
        # The first start writes all statistics.
        await bench.recorded()
        await bench.report("start")
        bench.worst = 0.0
        slowest = await ask_everything(bench.house, ids["Ben"], times)
        await bench.report("all answers")
        return slowest, bench.worst


async def ask_everything(house: HomeAssistant, person_id: str, times: int) -> float:
    """Ask for whatever a dashboard shows; return the slowest answer."""
    quarter = (datetime.now(UTC) - timedelta(days=90)).isoformat()
    answers = [
        await measure(house, "overview", times),
        await measure(house, "weighings", times),
        await measure(house, "weighings", times, limit=500),
        await measure(house, "weighings", times, search="2024-02"),
        await measure(house, "series", times, person_id=person_id, metric="weight", start=quarter),
        await measure(house, "series", times, person_id=person_id, metric="weight"),
        await measure(house, "series", times, person_id=person_id, metric="body_fat"),
        await measure(house, "family", times, days=365),
    ]
    return max(answers)


def main() -> None:
    """Print how long each answer takes, and whether all are fast enough."""
    parser = argparse.ArgumentParser(prog="scripts/bench dashboard", description=__doc__)
    parser.add_argument("--days", type=int, default=3652, help="weighings a person, one a day")
    parser.add_argument("--times", type=int, default=20, help="how often each is asked")
    options = parser.parse_args()
    slowest, held = asyncio.run(run(options.days, options.times))
    for name, seconds, limit in (
        ("the slowest answer", slowest, ANSWER_S),
        ("the loop was held up by ours", held, LIMIT_S),
    ):
        verdict = "within" if seconds <= limit else "OVER"
        print(f"{name}: {seconds * 1e3:.0f} ms, {verdict} {limit * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
