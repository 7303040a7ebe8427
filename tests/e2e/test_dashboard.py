"""The dashboard of a real house in a real browser: what two people see and do there."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
import json
import os
from pathlib import Path
import re

from playwright.async_api import expect
import pytest

from simulators.dashboard import add_dashboard
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import set_up_household
from simulators.people import ANNA, BEN
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import weigh
from simulators.scales.scale import Stand
from tests.frontend.axe import install, problems_of

from .browser import browser_in, text_of
from .house import ZONE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

DASHBOARD = "body-scale"
CARD = "body-scale-card"
OURS = ("body-scale", "body_scale")
OUR_CODE = "custom_components/body_scale/"
DAYS = 40
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PICTURE = {"width": 1280, "height": 990}
STRANGER = Stand(weight_kg=73.5, impedance=480)
GERMAN_DATE = re.compile(r"\b\d{1,2}\. [A-ZÄ]")
OLD_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/90.0.4430.85 Safari/537.36"
"""One that Home Assistant has a version of its own for."""
PICTURES = os.environ.get("BODY_SCALE_PICTURES")
"""A folder for the pictures that the README shows, if they are wanted."""


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


@asynccontextmanager
async def house_with_a_dashboard(folder):
    """Yield a house of Anna and Ben with weeks of weighings, and what lets somebody weigh."""
    scale = MiScale(on_air=1)
    async with (
        EspHomeProxy(name="hall") as proxy,
        HomeAssistant(folder, settings=Settings(time_zone=ZONE.key)) as house,
    ):
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        entry_id = await set_up_household(house, proxy, scale, ANNA, BEN)
        await rename_the_scale(house, entry_id)
        await record_weeks(house)
        await add_dashboard(house)
        yield house, lambda stand: weigh(scale, stand, proxy, zone=ZONE, speed=2)


async def rename_the_scale(house, entry_id):
    [scale] = [
        each["subentry_id"]
        for each in await house.subentries(entry_id)
        if each["subentry_type"] == "scale"
    ]
    await house.subentry_flow(entry_id, "scale", {"name": "Bathroom scale"}, subentry_id=scale)


async def record_weeks(house):
    """Type in what Anna loses and Ben gains, up to yesterday's 61.4 kg and 85.9 kg."""
    now = datetime.now(UTC)
    for day in range(DAYS, 0, -1):
        wobble = (0.3, -0.2, 0.1, -0.3, 0.0)[(day - 1) % 5] * (day > 1)
        for person, weight, impedance in (
            ("Anna", 61.4 + 0.04 * (day - 1) + wobble, 520),
            ("Ben", 85.9 - 0.03 * (day - 1) - wobble, 430),
        ):
            await house.call(
                "body_scale.record_weighing",
                weight=round(weight, 1),
                person=person,
                impedance=impedance + day % 7,
                time=(now - timedelta(days=day)).isoformat(),
            )


def faults(log):
    """Return the tracebacks of a log over a restart while a page was open.

    Home Assistant itself may write one when it ends: its connection to the page is gone, and it had
    something to say over it.
    """
    of_the_end = "ClientConnectionResetError: Cannot write to closing transport"
    tracebacks = log.split("Traceback (most recent call last)")[1:]
    return [each for each in tracebacks if of_the_end not in each or OUR_CODE in each]


def listen(page):
    """Return what the browser will say against our modules."""
    complaints = []

    def hear(text, where=""):
        if any(each in f"{text} {where}" for each in OURS):
            complaints.append(f"{text} ({where})")

    page.on("pageerror", lambda error: complaints.append(f"{error} {error.stack}"))
    page.on(
        "console",
        lambda said: (
            said.type in {"error", "warning"} and hear(said.text, said.location.get("url", ""))
        ),
    )
    return complaints


async def test_the_dashboard(tmp_path):
    install()
    async with (
        house_with_a_dashboard(tmp_path / "house") as (house, step_on),
        browser_in(house, zone=ZONE.key) as page,
    ):
        complaints = listen(page)
        # What moves from one colour to another has neither.
        await page.emulate_media(reduced_motion="reduce")
        await home_assistant_opens_on_it(house, page)
        await both_people_are_shown(house, page)
        await a_weighing_arrives_while_it_is_open(house, page, step_on)
        await one_tap_says_who_it_was(house, page, step_on)
        await it_is_asked_again_after_another_view(house, page)
        await it_is_a_picture_in_light_and_dark(page)
        await a_deleted_weighing_comes_back(house, page)
        await a_weighing_is_edited(house, page)
        await a_person_has_a_view(house, page)
        await everything_fits_a_phone(house, page)
        await it_is_read_from_right_to_left(house, page)
        await it_is_read_in_german(house, page)
        assert complaints == []
        log = house.log_tail()
        assert "Traceback" not in log, log
        await it_comes_back_after_a_restart(house, page)
        await an_old_browser_is_told(house)
        log = house.log_tail()
        assert faults(log) == [], log


def card(page, *texts):
    """Return the card that has these texts."""
    found = page.locator(f"{CARD}:visible")
    for text in texts:
        found = found.filter(has=page.get_by_text(text, exact=True))
    return found.first


async def opened(house, page, view="household"):
    """Open a view, and wait until all of its cards have what they show."""
    await page.goto(f"{house.base_url}/{DASHBOARD}/{view}")
    await page.locator(CARD).first.wait_for(state="attached")
    await drawn(page)


async def drawn(page):
    await expect(page.locator("body-scale-view").first).to_be_attached()
    await expect(page.locator(".skeleton, [aria-busy=true]")).to_have_count(0)


async def accessible(page):
    assert await problems_of(page, CARD) == []


async def weighings(house):
    return (await house.call("body_scale.get_weighings", respond=True))["weighings"]


async def home_assistant_opens_on_it(house, page):
    await page.goto(house.base_url)
    await page.wait_for_url(f"**/{DASHBOARD}/**")
    await page.locator(CARD).first.wait_for(state="attached")


async def both_people_are_shown(house, page):
    await opened(house, page)
    await card(page, "Anna", "61.4 kg").wait_for()
    await card(page, "Ben", "85.9 kg").wait_for()
    # Nothing is asked, and nobody stands on the scale.
    await expect(page.get_by_text("Who was it?")).to_have_count(0)
    await page.get_by_text("Bathroom scale, last seen ").wait_for()
    await accessible(page)


async def a_weighing_arrives_while_it_is_open(house, page, step_on):
    await page.evaluate("() => { window.same = true; }")
    weighing = asyncio.create_task(step_on(Stand(weight_kg=86.4, impedance=431)))
    live = page.locator("body-scale-live")
    # Before it settles.
    await expect(live.locator("[aria-current=step]")).to_have_text("Stand still")
    await expect(live.locator(".weight")).to_contain_text("kg")
    await expect(live.locator("[aria-current=step]")).to_have_text("Done", timeout=30_000)
    await expect(live.get_by_role("status")).to_contain_text("Ben")
    await expect(live.get_by_role("status")).to_contain_text("+0.5 kg")
    await weighing
    await card(page, "Ben", "86.4 kg", "+0.5").wait_for()
    assert await page.evaluate("() => window.same")


async def one_tap_says_who_it_was(house, page, step_on):
    await step_on(STRANGER)
    asked = page.locator("body-scale-waiting")
    await asked.get_by_text("73.5 kg").wait_for()
    for choice in ("Anna", "Ben", "A guest"):
        await asked.get_by_role("button", name=choice).wait_for()
    await accessible(page)
    await asked.get_by_role("button", name="A guest").click()
    await page.get_by_text("Given to A guest").wait_for()
    await expect(asked).to_have_count(0)
    assert (await weighings(house))[-1]["person_id"] == "guest"
    await page.get_by_role("button", name="Undo").click()
    await asked.get_by_text("73.5 kg").wait_for()
    assert (await weighings(house))[-1]["person_id"] is None
    assert await page.evaluate("() => window.same")


async def it_is_asked_again_after_another_view(house, page):
    asked = page.locator("body-scale-waiting")
    await asked.get_by_role("button", name="A guest").click()
    await expect(asked).to_have_count(0)
    await page.get_by_role("tab", name="Anna").click()
    await page.wait_for_url("**/person-*")
    weighing_id = (await weighings(house))[-1]["weighing_id"]
    await house.command("body_scale/unassign", weighing_id=weighing_id)
    await page.get_by_role("tab", name="Household").click()
    await asked.get_by_text("73.5 kg").wait_for()


async def it_is_a_picture_in_light_and_dark(page):
    backgrounds = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        background = "getComputedStyle(document.body).getPropertyValue('--card-background-color')"
        await page.wait_for_function(f"before => !before.includes({background})", arg=backgrounds)
        backgrounds.append(await page.evaluate(background))
        await accessible(page)
        if PICTURES:
            await page.locator("body-scale-toast").wait_for(state="hidden")
            await page.set_viewport_size(PICTURE)
            await page.screenshot(path=Path(PICTURES) / f"dashboard-{scheme}.png")


async def a_deleted_weighing_comes_back(house, page):
    count = len(await weighings(house))
    await opened(house, page, "weighings")
    rows = page.locator("body-scale-history li")
    newest = rows.filter(has_text="86.4 kg")
    await newest.get_by_role("button", name="What to do with").click()
    await newest.get_by_role("button", name="Delete").click()
    await expect(newest).to_have_count(0)
    assert len(await weighings(house)) == count - 1
    await page.get_by_role("button", name="Undo").click()
    await newest.wait_for()
    assert len(await weighings(house)) == count
    await accessible(page)


async def a_weighing_is_edited(house, page):
    before = [each for each in await weighings(house) if each["weight"] == 61.4][-1]
    noon = datetime.fromisoformat(before["measured_at"]).astimezone(ZONE) - timedelta(days=3)
    noon = noon.replace(hour=12, minute=34, second=0, microsecond=0)
    rows = page.locator("body-scale-history li")
    newest = rows.filter(has_text="61.4 kg").first
    await newest.get_by_role("button", name="What to do with").click()
    await newest.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit the weighing")
    for weight, answer in (("much", "Enter a weight"), ("900", "A weight is between")):
        await dialog.get_by_label("Weight (kg)").fill(weight)
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.get_by_role("alert")).to_contain_text(answer)
    await accessible(page)
    await dialog.get_by_label("Weight (kg)").fill("60.9")
    await dialog.get_by_label("Time").fill(f"{noon:%Y-%m-%dT%H:%M}")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    await rows.filter(has_text="60.9 kg").filter(has_text="12:34").wait_for()
    [after] = [
        each for each in await weighings(house) if each["weighing_id"] == before["weighing_id"]
    ]
    assert after["weight"] == 60.9
    assert datetime.fromisoformat(after["measured_at"]) == noon


async def a_person_has_a_view(house, page):
    await opened(house, page)
    await card(page, "Ben", "86.4 kg").get_by_text("Ben", exact=True).click()
    await page.wait_for_url("**/person-*")
    await drawn(page)
    chart = page.get_by_role("slider")
    await chart.focus()
    await page.keyboard.press("End")
    await expect(chart).to_have_attribute("aria-valuetext", expecting("86.4 kg"))
    await page.get_by_role("button", name="Body fat", exact=True).click()
    await page.get_by_role("button", name="Table").click()
    # All of three months: one a day, and today's.
    await expect(page.get_by_role("table").get_by_role("row")).to_have_count(1 + DAYS + 1)
    bmi = page.get_by_role("meter", name="BMI")
    await expect(bmi).to_have_attribute("aria-valuetext", expecting(f"{86.4 / 1.82**2:.1f}"))
    await accessible(page)


async def everything_fits_a_phone(house, page):
    await page.set_viewport_size(PHONE)
    person = page.url.rsplit("/", 1)[1]
    for view in ("household", person, "weighings", "scales"):
        await opened(house, page, view)
        await everything_fits(page)
        await accessible(page)


async def everything_fits(page):
    for each in await page.locator(f"{CARD}:visible").all():
        box = await each.bounding_box()
        assert box["x"] >= 0, page.url
        assert box["x"] + box["width"] <= page.viewport_size["width"], page.url
        assert await each.evaluate("e => e.scrollWidth <= e.clientWidth"), page.url


async def it_is_read_from_right_to_left(house, page):
    await page.evaluate("l => localStorage.setItem('selectedLanguage', l)", json.dumps("ar"))
    await page.set_viewport_size(DESKTOP)
    await opened(house, page)
    anna = page.locator("body-scale-person", has_text="Anna")
    assert await anna.evaluate("e => getComputedStyle(e).direction") == "rtl"
    picture = await anna.locator(".face").bounding_box()
    name = await anna.get_by_text("Anna", exact=True).bounding_box()
    assert picture["x"] > name["x"]
    # A sign stays before its number.
    ben = page.locator("body-scale-person", has_text="Ben")
    assert "\u2066+0.5\u2069" in await text_of(ben)
    await accessible(page)


async def it_is_read_in_german(house, page):
    await house.command("frontend/set_user_data", key="language", value={"language": "de"})
    for size, view in ((DESKTOP, "weighings"), (PHONE, "household")):
        await page.set_viewport_size(size)
        await opened(house, page, view)
        await expect(page.locator("html")).to_have_attribute("lang", "de")
        await page.get_by_text("86,4 kg").first.wait_for()
        await everything_fits(page)
        await accessible(page)
        if view == "weighings":
            dates = page.locator("body-scale-history li")
            await expect(dates.filter(has_text="heute")).not_to_have_count(0)
            await expect(dates.filter(has_text=GERMAN_DATE)).not_to_have_count(0)
    assert "+0,5" in await text_of(page.locator("body-scale-person", has_text="Ben"))


async def it_comes_back_after_a_restart(house, page):
    await page.evaluate("() => { window.same = true; }")
    await house.stop()
    # What was there stays, and looks like it.
    await expect(page.locator(".stale body-scale-person", has_text="86,4 kg")).to_be_visible()
    await house.start()
    await expect(page.locator(".stale")).to_have_count(0, timeout=60_000)
    await house.call("body_scale.record_weighing", weight=86.7, person="Ben", impedance=430)
    await page.locator("body-scale-person", has_text="86,7 kg").wait_for()
    assert await page.evaluate("() => window.same")


async def an_old_browser_is_told(house):
    async with browser_in(house, zone=ZONE.key, agent=OLD_BROWSER) as page:
        await page.add_init_script("CSS.supports = () => false")
        await page.goto(f"{house.base_url}/{DASHBOARD}/household")
        assert not await page.evaluate("() => window.latestJS")
        await expect(page.locator(CARD)).to_have_text(re.compile(r"\w.*Body Scale.*\w"))
        await expect(page.locator("body-scale-view")).to_have_count(0)


def expecting(text):
    """Return a pattern of what has a text in it."""
    return re.compile(re.escape(text))
