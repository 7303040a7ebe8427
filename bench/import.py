# ruff: noqa: N999 - named as its command
"""How long 100,000 weighings take to import, and how long they hold up Home Assistant's event loop.

A real Home Assistant imports a file whose people are to be found out, another one that names them,
that one once more, and exports everything. A component beside ours (`loop_watch/`) times every callback
of the loop.
"""

import argparse
import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
import random

from simulators.home_assistant.config import FILES
from simulators.home_assistant.websocket import Json
from simulators.people import ANNA, BEN

from .loop import LIMIT_S, Bench, watched_house

LIMIT_IMPORT_S = 60.0
_EVERY = timedelta(minutes=30)


def table(count: int, *, names: bool) -> str:
    """Return a file in which two people are weighed in turn, every half hour until yesterday."""
    rng = random.Random(1)
    begin = datetime.now(UTC) - timedelta(days=1, minutes=0 if names else 10) - count * _EVERY
    lines = ["date,weight_kg,body_fat,water,person"]
    for number in range(count):
        at = begin + number * _EVERY
        name, kg = ("Anna", 61.0) if number % 2 else ("Ben", 84.0)
        weight = kg + rng.gauss(0, 0.3)
        lines.append(f"{at.isoformat()},{weight:.2f},22.5,55.1,{name if names else ''}")
    return "\n".join(lines)


async def run(count: int) -> tuple[float, float]:
    """Import and export; return the longest import and the longest callback of ours, in seconds."""
    async with watched_house(ANNA, BEN) as (bench, _):
        files = bench.house.folder / FILES
        (files / "named.csv").write_text(table(count, names=True))
        (files / "unnamed.csv").write_text(table(count, names=False))
        await bench.report("set up")
        return await _transfer(bench, files), bench.worst


async def _transfer(bench: Bench, files: Path) -> float:
    """Take every step once; return how long the longest import took, in seconds."""

    async def act(action: str, **data: Json) -> None:
        answer = await bench.house.call(f"body_scale.{action}", respond=True, **data)
        print({key: answer[key] for key in ("found", "added", "known", "pending") if key in answer})

    async def bring_in(name: str) -> None:
        await act("import_weighings", path=str(files / f"{name}.csv"), unit="kg")

    took = [await bench.step("import, people found out", lambda: bring_in("unnamed"))]
    await bench.step("their statistics", bench.recorded)
    took += [
        await bench.step("import, people named", lambda: bring_in("named")),
        await bench.step("import once more", lambda: bring_in("named")),
    ]
    await bench.step("their statistics", bench.recorded)
    for kind in ("csv", "json"):
        export = partial(act, "export_weighings", format=kind, path=str(files / f"all.{kind}"))
        await bench.step(f"export, {kind}", export)
    return max(took)


def main() -> None:
    """Print the longest of each step, and whether all are short enough."""
    parser = argparse.ArgumentParser(prog="scripts/bench import", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="weighings in a file")
    options = parser.parse_args()
    took, worst = asyncio.run(run(options.count))
    for what, seconds, limit in (("import", took, LIMIT_IMPORT_S), ("of ours", worst, LIMIT_S)):
        verdict = "within" if seconds <= limit else "OVER"
        print(f"the longest {what}: {seconds * 1e3:.0f} ms, {verdict} {limit * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
