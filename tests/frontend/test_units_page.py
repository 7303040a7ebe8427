"""Our cards in the unit that a household reads weights in: what is shown, and what is typed."""

import re

import pytest

from .axe import install, problems_of
from .page import browser_page

ZOE = {"person": "p1"}
CARDS = (
    [{"mode": mode, **ZOE} for mode in ("hero", "person", "composition")],
    [{"mode": mode, **ZOE} for mode in ("chart", "bars")],
    [{"mode": "waiting"}, {"mode": "recent"}, {"mode": "history", **ZOE}],
)
STONES = re.compile(r"\d+ st \d+\.\d lb")
NEWEST = "() => made.all.find(each => each.person_id == 'p1').weight"
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def sockets(socket_enabled):
    """Let the browser reach the page."""


@pytest.fixture(scope="module")
def axe():
    """Install what looks at accessibility."""
    install()


async def read(page):
    """Return all that can be read, once everything is there."""
    await page.locator("body-scale-view").first.wait_for(state="attached")
    await page.wait_for_load_state("networkidle")
    return await page.evaluate(
        """() => {
            const text = node => node.nodeName === "STYLE" ? "" : node.nodeType === 3 ? node.data :
                [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(text).join(" ");
            return text(document.querySelector("main")).replace(/\\s+/g, " ");
        }"""
    )


def stones(pounds):
    """Return pounds as they are read, to a tenth."""
    tenths = int(pounds * 10 + 0.5)
    return f"{tenths // 140} st {tenths % 140 / 10:.1f} lb"


@pytest.mark.parametrize("width", [1280, 375], ids=["desktop", "phone"])
@pytest.mark.parametrize("unit", ["st_lb", "jin"])
async def test_everything_is_in_the_unit(axe, unit, width):
    async with browser_page(width) as shown:
        page = await shown.show(*CARDS, unit=unit)
        seen = await read(page)
        assert "kg" not in seen
        weight = await page.evaluate(NEWEST)
        assert (stones(weight) if unit == "st_lb" else f"{weight:.1f} jin") in seen
        # Nothing is cut off at the side.
        assert await page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert not await problems_of(page, "main")
        assert not shown.complaints


async def test_stones_and_pounds_of_a_person():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "hero", **ZOE}], [{"mode": "bars", **ZOE}], unit="st_lb")
        seen = await read(page)
        change = await page.evaluate("() => made.overview.people[0].change.previous")
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        assert f"{sign}{abs(change):.1f} lb since last time" in seen
        # 3.2 kg are 7.05 lb; 42.5 kg of muscle 93.7 lb, 2.4 kg of bones 5.29 lb.
        assert re.search(r"7\.[01] lb to go", seen)
        assert "6 st 9.7 lb" in seen
        assert "5.3 lb" in seen


async def test_the_axis_has_stones():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "chart", "period": "year", **ZOE}], unit="st_lb")
        await read(page)
        drawn = page.locator("body-scale-plot svg text")
        texts = [" ".join(each.split()) for each in await drawn.all_text_contents()]
        axis = [each for each in texts if re.fullmatch(r"\d+ st( \d+ lb)?", each)]
        assert len(axis) >= 2
        # All of it is on the picture.
        picture = await page.locator("body-scale-plot").bounding_box()
        for each in axis:
            box = await drawn.get_by_text(each, exact=True).first.bounding_box()
            assert box["x"] >= picture["x"]
        # 65 kg are 143.3 lb.
        assert any("goal 10 st 3.3 lb" in each for each in texts)
        chart = page.get_by_role("slider")
        await chart.focus()
        await page.keyboard.press("End")
        weight = await page.evaluate(NEWEST)
        assert stones(weight) in await chart.get_attribute("aria-valuetext")


async def test_a_range_beyond_the_axis_is_named_in_stones():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "chart", "person": "p2"}], unit="st_lb")
        # 52.3 kg are 115.3 lb, 70.6 kg 155.6 lb.
        await page.get_by_text("healthy 8 st 3 lb–11 st 2 lb").wait_for()


async def test_only_changes_are_in_pounds():
    async with browser_page() as shown:
        cards = [
            {"mode": mode, "privacy": "changes", **ZOE} for mode in ("hero", "chart", "person")
        ]
        page = await shown.show(cards, unit="st_lb")
        seen = await read(page)
        assert not STONES.search(seen)
        assert re.search(r"[+−±]\d+\.\d lb", seen)


async def test_stones_and_pounds_are_typed_in_two_fields():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "recent"}], unit="st_lb")
        await page.get_by_role("button", name="Type in a weighing").click()
        await page.get_by_label("Weight (st)").fill("11")
        await page.get_by_label("Weight (lb)").fill("14")
        await page.get_by_role("button", name="Save").click()
        await page.get_by_role("alert").get_by_text("less than 14 pounds").wait_for()
        await page.get_by_label("Weight (lb)").fill("4,5")
        await page.get_by_role("button", name="Save").click()
        await page.get_by_role("dialog").wait_for(state="hidden")
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert done["data"] == {"weight": 158.5, "unit": "lb"}


async def test_jin_are_typed():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "recent"}], unit="jin")
        await page.get_by_role("button", name="Type in a weighing").click()
        await page.get_by_label("Weight (jin)").fill("136.5")
        await page.get_by_role("button", name="Save").click()
        await page.get_by_role("dialog").wait_for(state="hidden")
        [done] = await page.evaluate("() => calls.filter(each => each.service)")
        assert done["data"] == {"weight": 136.5, "unit": "jin"}


async def test_a_weight_that_is_not_touched_is_not_changed():
    async with browser_page() as shown:
        page = await shown.show([{"mode": "history", **ZOE}], unit="st_lb")
        menu = page.get_by_role("button", name="What to do with").first
        weight = await page.evaluate(NEWEST)
        tenths = round(weight * 10)
        for change in (None, "time", "pounds"):
            await menu.click()
            await page.get_by_role("button", name="Edit").click()
            assert await page.get_by_label("Weight (st)").input_value() == f"{tenths // 140}"
            pounds = page.get_by_label("Weight (lb)")
            assert await pounds.input_value() == f"{tenths % 140 / 10:.1f}"
            if change == "time":
                await page.get_by_label("Time").fill("2026-01-02T07:12")
            elif change == "pounds":
                await pounds.fill("3.5")
            await page.get_by_role("button", name="Save").click()
            await page.get_by_role("dialog").wait_for(state="hidden")
        moved, weighed = await page.evaluate("() => calls.filter(each => each.service)")
        # 7:12 in Berlin.
        assert moved["data"] == {"weighing_id": "p1-0", "time": "2026-01-02T06:12:00.000Z"}
        assert weighed["data"] == {
            "weighing_id": "p1-0",
            "weight": tenths // 140 * 14 + 3.5,
            "unit": "lb",
        }


async def test_another_unit_is_followed_without_loading_the_page():
    async with browser_page() as shown:
        page = await shown.show(*CARDS)
        assert "kg" in await read(page)
        for unit, pattern in (("st_lb", STONES), ("jin", re.compile(r"\d+\.\d jin"))):
            await page.evaluate("unit => choose(unit)", unit)
            await page.get_by_text(pattern).first.wait_for()
            seen = await read(page)
            assert "kg" not in seen
            weight = await page.evaluate(NEWEST)
            text = stones(weight) if unit == "st_lb" else f"{weight:.1f} jin"
            # On the hero, the card, in the last weighings and in the history.
            assert seen.count(text) >= 4
        assert not STONES.search(seen)
        assert not shown.complaints


async def test_a_number_never_stands_beside_a_unit_that_is_not_its_own():
    async with browser_page() as shown:
        cards = [{"mode": mode, **ZOE} for mode in ("hero", "history", "chart")]
        page = await shown.show(cards)
        assert "kg" in await read(page)
        # Histories and charts are answered later than the overview.
        await page.evaluate(
            """() => {
                const { callWS } = hass;
                const late = ["body_scale/weighings", "body_scale/series"];
                hass.callWS = message =>
                    late.includes(message.type) ? new Promise(() => {}) : callWS(message);
                choose("st_lb");
            }"""
        )
        await page.locator("body-scale-hero").get_by_text(STONES).first.wait_for()
        assert await page.locator("body-scale-history").get_by_text(STONES).count() == 0
        chart = page.get_by_role("slider")
        await chart.focus()
        await page.keyboard.press("End")
        assert " kg " in await chart.get_attribute("aria-valuetext")
