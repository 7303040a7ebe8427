"""How fast the dashboard draws, with ten years of daily weighings of four people.

A real Home Assistant in a real Chromium, timed by the browser itself (`page_timers.js`): from the
last answer being there until it is painted, and what each update costs while somebody stands on the
scale.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
import tempfile

from playwright.async_api import CDPSession, Page, expect

from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings, morning_zone
from simulators.home_assistant.websocket import Json
from simulators.household import set_up_household
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import weigh
from simulators.scales.scale import Stand
from tests.e2e.browser import browser_in

from .dashboard import PEOPLE, fill

DRAWN_MS = 300.0
FRAME_MS = 10.0
_STANDS = 3
_TIMERS = Path(__file__).with_name("page_timers.js")
_STRATEGY = {"strategy": {"type": "custom:body-scale"}}


@asynccontextmanager
async def shown(days: int) -> AsyncIterator[tuple[HomeAssistant, EspHomeProxy, MiScale, Page]]:
    """Yield a house with a long past and two dashboards, and a page that shows nothing yet."""
    scale = MiScale(on_air=1)
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        async with (
            EspHomeProxy(name="hall") as proxy,
            HomeAssistant(
                Path(folder) / "house", settings=Settings(time_zone=morning_zone())
            ) as house,
        ):
            await house.add_proxy("127.0.0.1", proxy.port)
            await proxy.wait_subscribed(30)
            await set_up_household(house, proxy, scale, *PEOPLE)
            await fill(house, house.folder / ".storage" / "body_scale.db", days)
            await proxy.wait_subscribed(60)
            await make_dashboard(house, "body-scale", _STRATEGY)
            charts = [
                {
                    "type": "custom:body-scale-card",
                    "mode": "chart",
                    "period": "all",
                    "person": person["name"],
                }
                for person in PEOPLE
            ]
            await make_dashboard(house, "four-charts", {"views": [{"cards": charts}]})
            async with browser_in(house, zone=morning_zone()) as page:
                await page.add_init_script(path=_TIMERS)
                yield house, proxy, scale, page


async def make_dashboard(house: HomeAssistant, path: str, config: Json) -> None:
    """Make a dashboard."""
    await house.command(
        "lovelace/dashboards/create", url_path=path, title=path.title(), mode="storage"
    )
    await house.command("lovelace/config/save", url_path=path, config=config)


async def drawn(page: Page, charts: int, weighings: int) -> float:
    """Return the milliseconds from the last answer until it is painted."""
    took: float = await page.evaluate(
        "([charts, weighings]) => timers.untilDrawn(charts, weighings)", [charts, weighings]
    )
    return took


async def four_charts(house: HomeAssistant, page: Page, days: int) -> float:
    """Open a view with everybody's ten years."""
    await page.goto(f"{house.base_url}/four-charts")
    return await drawn(page, len(PEOPLE), days)


async def person_view(house: HomeAssistant, page: Page, days: int) -> float:
    """Open a person's view as it begins: with the last three months."""
    await page.goto(f"{house.base_url}/body-scale/household")
    tab = page.get_by_role("tab", name=str(PEOPLE[0]["name"]))
    await tab.wait_for()
    await page.locator("body-scale-recent li").first.wait_for()
    await tab.click()
    return await drawn(page, 1, min(days, 85))


async def ten_years(house: HomeAssistant, page: Page, days: int) -> float:
    """Then ask its chart for everything."""
    await page.get_by_role("button", name="All, Everything").click()
    return await drawn(page, 1, days)


async def standing(
    page: Page, proxy: EspHomeProxy, scale: MiScale, base: str
) -> tuple[list[float], list[float]]:
    """Let somebody stand on the scale while the household is shown.

    Returns:
        What each update costs until the weighing is done, and what those cost that come with it.
    """
    await page.goto(f"{base}/body-scale/household")
    await page.locator("body-scale-live").wait_for()
    await page.locator("body-scale-recent li").first.wait_for()
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable")
    before, began = await busy(session), asyncio.get_running_loop().time()
    weighing = asyncio.create_task(weigh(scale, Stand(weight_kg=61.3, impedance=500), proxy))
    for step in ("Stand still", "Done"):
        await expect(page.locator("body-scale-live [aria-current=step]")).to_have_text(step)
    share = (await busy(session) - before) / (asyncio.get_running_loop().time() - began)
    await weighing
    print(f"{'the page was busy meanwhile':34} {share * 100:6.1f} %", flush=True)
    frames = await page.evaluate("() => timers.frames")
    done = [each["took"] for each in frames if each["state"] in {"done", "idle"}]
    return [each["took"] for each in frames if each["state"] not in {"done", "idle"}], done


async def busy(session: CDPSession) -> float:
    """Return how long the page's main thread has worked, in seconds."""
    found = await session.send("Performance.getMetrics")
    return next(float(each["value"]) for each in found["metrics"] if each["name"] == "TaskDuration")


def report(what: str, took: Sequence[float]) -> None:
    """Print some durations."""
    print(
        f"{what:34} {median(took):6.1f} ms, at most {max(took):6.1f} ms ({len(took)})", flush=True
    )


async def run(days: int, times: int) -> tuple[float, float]:
    """Draw everything; return the median of the slowest view, and of the updates, in ms."""
    slowest = 0.0
    async with shown(days) as (house, proxy, scale, page):
        # The first time the journal is read, and the browser compiles.
        await four_charts(house, page, days)
        views = (four_charts, person_view, ten_years)
        took: dict[str, list[float]] = {view.__name__: [] for view in views}
        for _ in range(times):
            for view in views:
                took[view.__name__].append(await view(house, page, days))
        for name, each in took.items():
            report(name.replace("_", " "), each)
            slowest = max(slowest, median(each))
        frames: list[float] = []
        last: list[float] = []
        for _ in range(_STANDS):
            updates, end = await standing(page, proxy, scale, house.base_url)
            frames += updates
            last += end
        report("an update", frames)
        report("an update when it is done", last)
    return slowest, median(frames)


def main() -> None:
    """Print how long everything takes, and whether all is fast enough."""
    parser = argparse.ArgumentParser(prog="scripts/bench page", description=__doc__)
    parser.add_argument("--days", type=int, default=3652, help="weighings a person, one a day")
    parser.add_argument("--times", type=int, default=10, help="how often each view is opened")
    options = parser.parse_args()
    slowest, frame = asyncio.run(run(options.days, options.times))
    for name, took, limit in (
        ("the slowest view", slowest, DRAWN_MS),
        ("an update", frame, FRAME_MS),
    ):
        verdict = "within" if took <= limit else "OVER"
        print(f"{name}: {took:.0f} ms, {verdict} {limit:.0f} ms")


if __name__ == "__main__":
    main()
