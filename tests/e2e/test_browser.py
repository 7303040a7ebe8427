"""What somebody sees and clicks in a real browser."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
import re

import pytest

from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import find_card
from simulators.people import BEN
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import weigh
from simulators.scales.scale import Stand

from .browser import Keyboard, browser_in, text_of
from .house import ZONE, stored_weighings

pytestmark = pytest.mark.e2e

OUR_CARD = "each => each.flow && each.flow.handler === 'body_scale'"
POUND = 0.45359237
METRIC = re.compile(r"\b(kg|cm|kilograms?|centimet(er|re)s?)\b", re.IGNORECASE)
"""What nobody in a US household is to read."""


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


@asynccontextmanager
async def house_with_a_heard_scale(folder, settings, stand):
    """Yield a house where somebody has stepped on a scale, and what lets somebody step on it again."""
    scale = MiScale(on_air=3)
    async with (
        EspHomeProxy(name="hall") as proxy,
        HomeAssistant(folder, settings=settings) as house,
    ):
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        await weigh(scale, stand, proxy)
        await find_card(house, scale)
        yield house, lambda stand: weigh(scale, stand, proxy)


@pytest.mark.parametrize(
    ("settings", "height", "weight", "shown"),
    [
        (Settings(time_zone=ZONE.key), "182", "85", "85.15"),
        (
            Settings(time_zone=ZONE.key, unit_system="us_customary", country="US"),
            "5'11",
            "187",
            "187.72",
        ),
    ],
    ids=["metric", "us"],
)
async def test_from_the_card_to_the_dashboard_by_keyboard(
    tmp_path, settings, height, weight, shown
):
    stand = Stand(weight_kg=85.15, impedance=428)
    async with house_with_a_heard_scale(tmp_path / "house", settings, stand) as (house, _):
        async with browser_in(house, zone=ZONE.key) as page:
            await page.goto(f"{house.base_url}/config/integrations/dashboard")
            keyboard = Keyboard(page)
            await keyboard.press("Add", within=OUR_CARD)
            await keyboard.press("Submit")
            await keyboard.type("Name", "Ben")
            await keyboard.choose_first("Sex")
            await keyboard.type("Date of birth", "02031986")
            await keyboard.type("Height", height)
            await keyboard.type("Weight, about", weight)
            # That the form of a metric house is found out shows that the other's is clean.
            is_metric = settings.unit_system == "metric"
            assert bool(METRIC.search(await text_of(page))) is is_metric
            await keyboard.press("Submit")
            await page.get_by_text("Every weighing from now on is stored").wait_for()
            # Nobody asked for one yet.
            assert await dashboards(house) == []
            await keyboard.press("make the dashboard and open it")
            assert keyboard.presses <= 6
            assert keyboard.typed <= 4
            # The weighing that led to the discovery is theirs.
            await the_dashboard_shows(house, page, "Ben", f"{float(shown):.1f}")
            await page.goto(f"{house.base_url}/body_scale_dashboard")
            await the_dashboard_shows(house, page, "Ben", f"{float(shown):.1f}")
            assert len(await dashboards(house)) == 1
        await house.wait_for_state("sensor.ben_weight", shown, 30)
        assert stored_weighings(house) == [(85.15, 428, "live")]
        [entry] = await house.entries("body_scale")
        people = [
            each
            for each in await house.subentries(entry["entry_id"])
            if each["subentry_type"] == "person"
        ]
        assert [each["title"] for each in people] == ["Ben"]


async def dashboards(house):
    """Return the dashboards with our strategy."""
    found = await house.command("lovelace/dashboards/list")
    configs = [
        await house.command("lovelace/config", url_path=each["url_path"])
        for each in found
        if each["mode"] == "storage"
    ]
    return [each for each in configs if each.get("strategy") == {"type": "custom:body-scale"}]


async def the_dashboard_shows(house, page, name, weight):
    await page.wait_for_url(f"{house.base_url}/body-scale/household")
    person = page.locator("body-scale-person", has_text=name)
    await person.get_by_text(weight).first.wait_for()


async def test_what_is_asked_can_be_answered_by_clicking_without_a_kilogram(tmp_path):
    settings = Settings(time_zone=ZONE.key, unit_system="us_customary", country="US")
    stand = Stand(weight_kg=85.15, impedance=428)
    async with house_with_a_heard_scale(tmp_path / "house", settings, stand) as (house, _):
        [card] = await house.discovered("body_scale")
        entry = await house.continue_flow(
            card["flow_id"], {}, BEN | {"height": "5'11", "weight": 187}
        )
        assert entry["type"] == "create_entry"
        await house.wait_for_state("sensor.ben_weight", "187.72", 30)
        before = datetime.now(UTC) - timedelta(days=2)
        await house.call("body_scale.record_weighing", weight=231.5, time=before.isoformat())
        await house.call("body_scale.record_weighing", weight=121.5)
        await house.wait_for_state("sensor.body_scale_pending", "2", 30)
        async with browser_in(house, zone=ZONE.key) as page:
            await the_persons_page_begins_with_what_matters(house, page)
            await the_last_weighing_is_given_by_the_select(house, page)
            await an_old_one_by_the_repair(house, page)
            await the_activity_says_who_weighed_what(house, page)
            await the_integrations_button_leads_on(house, page)
        assert [each[0] for each in stored_weighings(house)] == pytest.approx(
            [85.15, 231.5 * POUND, 121.5 * POUND]
        )
        assert await house.issues("body_scale") == []


def seen(part, text):
    """Return where a text is shown; a select has each of its options a second time, hidden."""
    return part.get_by_text(text).locator("visible=true").first


async def device_page(house, page, name):
    """Open a device's page, and see that it has no metric unit."""
    registry = await house.command("config/device_registry/list")
    [device] = [each["id"] for each in registry if each["name"] == name]
    await page.goto(f"{house.base_url}/config/devices/device/{device}")


async def the_persons_page_begins_with_what_matters(house, page):
    await device_page(house, page, "Ben")
    card = page.locator("ha-device-entities-card", has_text="Sensors").first
    await card.get_by_text("Weight trend").wait_for()
    rows = [await text_of(row) for row in await card.locator("hui-sensor-entity-row").all()]
    names = ["Body fat", "Weight", "Weight change 7d", "Weight change 30d", "Weight trend"]
    assert len(rows) == len(names)
    assert all(row.startswith(name) for row, name in zip(rows, names, strict=True)), rows
    await page.get_by_text("187.72 lb").first.wait_for()
    assert not METRIC.search(await text_of(page))


async def the_last_weighing_is_given_by_the_select(house, page):
    await device_page(house, page, "Body Scale")
    select = page.locator("hui-select-entity-row ha-select")
    await select.click()
    await seen(select, "121.5 lb, today").wait_for()
    await seen(select, "Discard it").wait_for()
    assert not METRIC.search(await text_of(page))
    await seen(select, "A guest").click()
    # Then it asks about the one before.
    await select.click()
    await seen(select, "231.5 lb").wait_for()
    assert await house.state("sensor.body_scale_pending") == "1"


async def an_old_one_by_the_repair(house, page):
    await page.goto(f"{house.base_url}/config/repairs")
    await page.get_by_text("Whose weighing was it: 231.50 lb").click()
    await page.get_by_text("nobody of the household: ").wait_for()
    assert not METRIC.search(await text_of(page))
    # Nobody is chosen before somebody chooses.
    await page.get_by_role("button", name="Submit").click()
    await page.get_by_text("Choose whose it was.").wait_for()
    assert await house.state("sensor.body_scale_pending") == "1"
    await page.get_by_text("A guest").click()
    await page.get_by_role("button", name="Submit").click()
    await house.wait_for_state("sensor.body_scale_pending", "0", 30)


async def the_activity_says_who_weighed_what(house, page):
    await page.goto(f"{house.base_url}/logbook")
    await page.get_by_text("weighed 187.7 lb").first.wait_for()
    assert not METRIC.search(await text_of(page))


async def the_integrations_button_leads_on(house, page):
    await page.goto(f"{house.base_url}/config/integrations/integration/body_scale")
    await page.get_by_role("button", name="Add to your household").click()
    await page.get_by_text("A person", exact=True).click()
    await page.get_by_text("Add person").last.wait_for()
    await page.get_by_text("Without shoes, such as").wait_for()
    assert not METRIC.search(await text_of(page))
