"""How long we hold up Home Assistant's event loop, with 10,000 weighings a person.

A real Home Assistant whose journal has years of weighings of two people does everything that we can
do. A component beside ours (`loop_watch/`) times every callback of the loop, and sees in whose code
the long ones are.
"""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
import shutil
import sqlite3
import tempfile
import time
from typing import Any

from custom_components.body_scale.journal import weighings as stored
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.model import Origin, Weighing
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings, morning_zone
from simulators.home_assistant.websocket import Json, JsonObject
from simulators.household import set_up_household
from simulators.people import ANNA, BEN
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import weigh
from simulators.scales.scale import Stand

from .advertisements import cpu_s

LIMIT_S = 0.05
WATCH = Path(__file__).parent / "loop_watch"
PATIENCE_S = 600.0

type Step = Callable[[], Awaitable[Any]]


def history(person_id: str | None, count: int, weight_kg: float) -> list[Weighing]:
    """Return weighings of a person every eight hours, up to now."""
    now = datetime.now(UTC)
    return [
        Weighing(
            weighing_id=f"{person_id}-{number}",
            scale="import",
            measured_at=now - timedelta(hours=8 * (count - number)),
            weight_kg=weight_kg + number % 40 / 20,
            impedance=480.0 + number % 50,
            person_id=person_id,
            origin=Origin.IMPORT,
        )
        for number in range(count)
    ]


class Bench:
    """A Home Assistant with a long past."""

    def __init__(self, house: HomeAssistant, proxy: EspHomeProxy) -> None:
        """Take the house and what its scale is heard by."""
        self.house = house
        self.proxy = proxy
        self.scale = MiScale(on_air=1)
        self.worst = 0.0

    @property
    def path(self) -> Path:
        """The journal."""
        return self.house.folder / ".storage" / "body_scale.db"

    async def fill(self, count: int, pending: int) -> None:
        """Give everybody a past while nobody looks."""
        await self.house.stop()

        def write() -> None:
            with closing(sqlite3.connect(self.path)) as database:
                ids = dict(database.execute("SELECT name, person_id FROM people"))
            journal = Journal(self.path)
            journal.open()
            for person_id, weight, number in (
                (ids["Anna"], 61.0, count),
                (ids["Ben"], 84.0, count),
                (None, 73.0, pending),
            ):
                past = history(person_id, number, weight)
                journal.run(lambda database, past=past: stored.add(database, past))
            journal.close()

        await asyncio.to_thread(write)
        await self.house.start()

    async def step(self, name: str, step: Step) -> float:
        """Do something, and print how long the loop was held up at the longest.

        Returns:
            The seconds that it took, of the processor: other work may keep it busy.
        """
        await self.house.call("loop_watch.read", respond=True)
        began, before = time.monotonic(), cpu_s(self.house.pid)
        await step()
        took = cpu_s(self.house.pid) - before
        await self.report(f"{name}, {time.monotonic() - began:.1f} s, {took:.1f} of CPU")
        return took

    async def report(self, name: str) -> None:
        """Print what was seen since the last report."""
        found = (await self.house.call("loop_watch.read", respond=True))["long"]
        ours = max((each for each in found if each["ours"]), key=_wall, default=None)
        others = max((each for each in found if not each["ours"]), key=_wall, default=None)
        print(f"{name:52} ours {_text(ours, 'ours')}; others {_text(others, 'where')}", flush=True)
        self.worst = max(self.worst, ours["wall_s"] if ours else 0.0)

    async def recorded(self) -> None:
        """Wait until the recorder has everything."""

        async def check() -> bool:
            def number() -> int:
                with closing(sqlite3.connect(self.path, timeout=30)) as database:
                    [lacking] = database.execute("SELECT COUNT(*) FROM unrecorded").fetchone()
                    return int(lacking)

            return await asyncio.to_thread(number) == 0

        await self.house.wait_for(check, PATIENCE_S, "statistics")

    async def newest(self, person: str) -> str:
        """Return the id of a person's newest weighing."""
        answer = await self.house.call(
            "body_scale.get_weighings", respond=True, limit=1, person=person
        )
        return str(answer["weighings"][-1]["weighing_id"])

    async def weighing(self) -> None:
        """Let Ben step on the scale."""
        await weigh(self.scale, Stand(weight_kg=85.2, impedance=505), self.proxy, speed=4)
        await self.house.wait_for_state("sensor.ben_weight", "85.2", 30)
        await self.recorded()

    async def act(self, action: str, **data: Json) -> None:
        """Do an action, and let the statistics follow."""
        await self.house.call(f"body_scale.{action}", **data)
        await self.recorded()

    async def restart(self) -> None:
        """Restart Home Assistant."""
        await self.house.stop()
        await self.house.start()
        await self.recorded()


def _wall(each: dict[str, Any]) -> float:
    return float(each["wall_s"])


def _text(each: dict[str, Any] | None, key: str) -> str:
    if each is None:
        return "under 20 ms"
    return f"{each['wall_s'] * 1e3:.0f} ms ({each['cpu_s'] * 1e3:.0f} of CPU) {each[key]}"


@asynccontextmanager
async def watched_house(*people: JsonObject) -> AsyncGenerator[tuple[Bench, str]]:
    """Run a Home Assistant in which every callback is timed; give its household's entry id, too.

    Args:
        people: The answers of the person form, at least one.
    """
    settings = Settings(time_zone=morning_zone(), more="loop_watch:")
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        place = Path(folder) / "house"
        shutil.copytree(WATCH, place / "custom_components" / WATCH.name)
        async with (
            EspHomeProxy(name="hall") as proxy,
            HomeAssistant(place, settings=settings) as house,
        ):
            await house.add_proxy("127.0.0.1", proxy.port)
            await proxy.wait_subscribed(30)
            bench = Bench(house, proxy)
            yield bench, await set_up_household(house, proxy, bench.scale, *people)


async def run(count: int, pending: int) -> float:
    """Do everything; return the longest that we held the loop up, in seconds."""
    async with watched_house(ANNA, BEN) as (bench, entry_id):
        await bench.report("set up")
        await bench.fill(count, pending)
        await bench.report("start")
        await bench.step("all statistics, first time", bench.recorded)
        await do_everything(bench, entry_id)
    return bench.worst


async def do_everything(bench: Bench, entry_id: str) -> None:
    """Take every step once."""
    house, act = bench.house, bench.act
    await bench.proxy.wait_subscribed(60)
    await bench.step("weighing", bench.weighing)
    await bench.step("restart, nothing changed", bench.restart)
    await bench.proxy.wait_subscribed(60)
    newest = await bench.newest("Ben")
    await bench.step("edit", lambda: act("edit_weighing", weighing_id=newest, weight=84.9))
    await bench.step("assign", lambda: act("assign_weighing", weighing_id=newest, person="Anna"))
    await bench.step("delete", lambda: act("delete_weighing", weighing_id=newest))
    await bench.step("record", lambda: act("record_weighing", weight=84.2, person="Ben"))
    await bench.step(
        "get 10,000",
        lambda: house.call("body_scale.get_weighings", respond=True, limit=10_000),
    )
    await bench.step("get 100", lambda: house.call("body_scale.get_weighings", respond=True))
    await bench.step(
        "assign a pending one", lambda: act("assign_weighing", weighing_id="None-0", person="Ben")
    )
    await bench.step(
        "diagnostics", lambda: house.request("GET", f"/api/diagnostics/config_entry/{entry_id}")
    )

    async def reload() -> None:
        await house.request("POST", f"/api/config/config_entries/entry/{entry_id}/reload", {})
        await house.wait_for_state("sensor.ben_weight", "84.2", 60)
        await bench.recorded()

    await bench.step("reload", reload)

    async def add() -> None:
        await house.subentry_flow(entry_id, "person", BEN | {"name": "Carl"})
        await house.wait_for_state("sensor.carl_weight", lambda _: True, 60)
        await bench.recorded()

    await bench.step("add a person", add)
    await bench.step("erase", lambda: act("erase_person", person="Ben"))


def main() -> None:
    """Print the longest of each step, and whether all are short enough."""
    parser = argparse.ArgumentParser(prog="scripts/bench loop", description=__doc__)
    parser.add_argument("--count", type=int, default=10_000, help="weighings a person")
    parser.add_argument("--pending", type=int, default=1000, help="weighings of nobody yet")
    options = parser.parse_args()
    worst = asyncio.run(run(options.count, options.pending))
    verdict = "within" if worst <= LIMIT_S else "OVER"
    print(f"the longest of ours: {worst * 1e3:.0f} ms, {verdict} {LIMIT_S * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
