"""A real browser that shows a house, as one person sees it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
import json
import os
from pathlib import Path
import subprocess
import time

from playwright.async_api import Locator, Page, async_playwright, expect
import pytest

from simulators.home_assistant import HomeAssistant

_GET = Path(__file__).parents[2] / "scripts" / "get-chromium"
_PATIENCE_S = 30
# Else it is five seconds, whatever the page's is.
expect.set_options(timeout=_PATIENCE_S * 1000)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # In which order a date is typed.
    "--lang=en-US",
)


def chromium() -> str:
    """Return the path of a Chromium, which is fetched if there is none; skip where none can be got."""
    got = _got()
    if got.returncode == 0:
        return got.stdout.strip()
    # A build server has to have one.
    if os.environ.get("CI"):
        raise RuntimeError(f"there is no Chromium: {got.stderr}")
    pytest.skip(f"needs Chromium: {got.stderr}")


@cache
def _got() -> subprocess.CompletedProcess[str]:
    """Look for one once: to fetch it in vain takes a while."""
    return subprocess.run([_GET], check=False, capture_output=True, text=True)


@asynccontextmanager
async def browser_in(
    house: HomeAssistant, *, zone: str, locale: str = "en-GB", agent: str | None = None
) -> AsyncIterator[Page]:
    """Open a page of a house's frontend, logged in; it shows nothing yet.

    Args:
        house: What is shown.
        zone: Where the browser is.
        locale: What the browser says of its language.
        agent: What it says of itself, if not the truth.
    """
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
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        try:
            context = await browser.new_context(
                locale=locale,
                timezone_id=zone,
                user_agent=agent,
                viewport={"width": 1280, "height": 900},
            )
            page = await context.new_page()
            page.set_default_timeout(_PATIENCE_S * 1000)
            await page.goto(f"{house.base_url}/manifest.json")
            await page.evaluate("t => localStorage.setItem('hassTokens', t)", json.dumps(tokens))
            yield page
        finally:
            await browser.close()


_PATH = """within => {
    const path = [];
    let element = document.activeElement;
    while (element) {
        path.push(element);
        element = element.shadowRoot && element.shadowRoot.activeElement;
    }
    if (!path.some(eval(within))) return [];
    const texts = path.flatMap(each => [each.label, each.ariaLabel, each.textContent]);
    return texts.filter(each => typeof each === "string").map(each => each.trim());
}"""
"""What the element that has the focus is called, from the page down to it, if one of them is wanted."""
_TEXT = """root => {
    const hidden = ["STYLE", "SCRIPT", "SVG"];
    const text = node => {
        if (node.nodeType === Node.TEXT_NODE) return node.textContent.trim();
        if (hidden.includes(node.nodeName)) return "";
        const shadow = node.shadowRoot ? [...node.shadowRoot.childNodes] : [];
        return [...shadow, ...node.childNodes].map(text).filter(each => each).join(" ");
    };
    return text(root);
}"""


async def text_of(seen: Page | Locator) -> str:
    """Return all that can be read on a page or in a part of it, whatever it is built of."""
    part = seen if isinstance(seen, Locator) else seen.locator("body")
    return str(await part.evaluate(_TEXT))


class Keyboard:
    """Uses a page without a mouse, and counts.

    Attributes:
        presses: How often something was pressed or chosen.
        typed: How many fields were typed into.
    """

    def __init__(self, page: Page) -> None:
        """Begin with nothing pressed."""
        self.page = page
        self.presses = 0
        self.typed = 0

    async def press(self, label: str, within: str = "() => true") -> None:
        """Press a button.

        Args:
            label: What is on it.
            within: What it has to be in, as JavaScript that is asked of each element around it.
        """
        await self._go_to(label, within)
        await self.page.keyboard.press("Enter")
        self.presses += 1

    async def choose_first(self, label: str) -> None:
        """Choose the first of some options."""
        await self._go_to(label)
        await self.page.keyboard.press("Space")
        self.presses += 1

    async def type(self, label: str, text: str) -> None:
        """Type into a field."""
        await self._go_to(label)
        await self.page.keyboard.type(text)
        self.typed += 1

    async def _go_to(self, label: str, within: str = "() => true") -> None:
        """Press the tabulator until something of that label has the focus, once it is there."""
        async with asyncio.timeout(_PATIENCE_S):
            while label not in await self.page.evaluate(_PATH, within):
                await self.page.keyboard.press("Tab")
