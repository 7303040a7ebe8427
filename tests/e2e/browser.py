"""A real browser that shows a house, as one person sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
import subprocess
import time

from playwright.async_api import Page, async_playwright

from simulators.home_assistant import HomeAssistant

_GET = Path(__file__).parents[2] / "scripts" / "get-chromium"
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Return the path of a Chromium, which is fetched if there is none."""
    return subprocess.run([_GET], check=True, capture_output=True, text=True).stdout.strip()


@asynccontextmanager
async def browser_in(
    house: HomeAssistant, *, zone: str, locale: str = "en-GB"
) -> AsyncIterator[Page]:
    """Open a page of a house's frontend, logged in; it shows nothing yet."""
    await house.login()
    tokens = {
        "hassUrl": house.base_url,
        "clientId": house.client_id,
        "refresh_token": house.refresh_token,
        "access_token": house.access_token,
        "token_type": "Bearer",
        "expires_in": 1800,
        "expires": int(time.time() * 1000) + 1_800_000,
    }
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=list(_ARGUMENTS)
        )
        try:
            context = await browser.new_context(
                locale=locale, timezone_id=zone, viewport={"width": 1280, "height": 900}
            )
            page = await context.new_page()
            page.set_default_timeout(30_000)
            await page.goto(f"{house.base_url}/manifest.json")
            await page.evaluate("t => localStorage.setItem('hassTokens', t)", json.dumps(tokens))
            yield page
        finally:
            await browser.close()
