"""A page with our cards and a stand-in for Home Assistant, in a real browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
from urllib.parse import quote, urlencode

from aiohttp import web
from playwright.async_api import Page, async_playwright

from tests.e2e.browser import ARGUMENTS, chromium

_HERE = Path(__file__).parent
_INTEGRATION = Path(__file__).parents[2] / "custom_components" / "body_scale"


def texts() -> dict[str, str]:
    """Return the English texts, named as Home Assistant names them."""
    read = json.loads((_INTEGRATION / "translations" / "en.json").read_text(encoding="utf-8"))
    return {f"component.body_scale.common.{key}": text for key, text in read["common"].items()}


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """Serve the page and what was built, and give the address."""
    application = web.Application()

    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"resources": texts()})

    application.router.add_get("/texts.json", answer)
    application.router.add_static("/modules", _INTEGRATION / "frontend")
    application.router.add_static("/", _HERE)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        [[host, port]] = runner.addresses
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


class Shown:
    """A page that shows cards, and what it complained about."""

    def __init__(self, page: Page, address: str) -> None:
        """Listen to what the browser says."""
        self.page = page
        self.complaints: list[str] = []
        self._address = address
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: said.type in {"error", "warning"} and self.complaints.append(said.text),
        )

    async def show(self, *columns: list[dict[str, object]], **wishes: object) -> Page:
        """Show cards in columns."""
        asked = urlencode({"cards": json.dumps(columns), **wishes}, quote_via=quote)
        await self.page.goto(f"{self._address}/page.html?{asked}")
        await self.page.wait_for_function("() => window.hass")
        return self.page


async def change(page: Page, script: str) -> None:
    """Let the household be another one from now on; `zoe` and `max` are two of its people."""
    await page.evaluate(
        f"() => {{ const [zoe, max] = made.overview.people; {script}; tell({{kind: 'overview'}}); }}"
    )


@asynccontextmanager
async def browser_page(
    width: int = 1280, height: int = 900, *, zone: str = "Europe/Berlin"
) -> AsyncIterator[Shown]:
    """Open a browser with an empty page; the house is in Berlin, wherever the browser is."""
    async with served() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            context = await browser.new_context(
                viewport={"width": width, "height": height}, timezone_id=zone
            )
            page = await context.new_page()
            page.set_default_timeout(20_000)
            yield Shown(page, address)
        finally:
            await browser.close()
