"""axe-core, which looks at a page as a screen reader does."""

from pathlib import Path
import subprocess

from playwright.async_api import Page
import pytest

_ROOT = Path(__file__).parents[2]
_SCRIPT = _ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_PROBLEMS = """async selector => {
    const within = root => [...root.querySelectorAll("*")].flatMap(each => [
        ...(each.matches(selector) ? [each] : []),
        ...(each.shadowRoot ? within(each.shadowRoot) : []),
    ]);
    const parts = within(document);
    if (!parts.length) throw new Error(`no ${selector}`);
    const { violations } = await axe.run({ include: parts }, { resultTypes: ["violations"] });
    return violations.map(({ id, nodes: [{ html, failureSummary }] }) =>
        [id, html.slice(0, 200), failureSummary.slice(0, 200)]);
}"""
"""The parts of a page are looked for in shadow trees, too."""


def install() -> None:
    """Install it with what the frontend is built with; skip the test where that can't be."""
    if _SCRIPT.exists():
        return
    done = subprocess.run(
        [_ROOT / "scripts" / "frontend", "check"], check=False, capture_output=True, text=True
    )
    if not _SCRIPT.exists():
        pytest.skip(f"needs node and npm: {done.stderr}")


async def problems_of(page: Page, parts: str) -> list[list[str]]:
    """Return what it says against those parts of a page: rule, element, what is wrong."""
    if not await page.evaluate("() => 'axe' in window"):
        await page.add_script_tag(path=_SCRIPT)
    found: list[list[str]] = await page.evaluate(_PROBLEMS, parts)
    return found
