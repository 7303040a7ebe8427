"""What somebody sees and clicks in a real browser."""

import re

import pytest

from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import find_card
from simulators.scales.mi_scale import MiScale
from simulators.scales.player import weigh
from simulators.scales.scale import Stand

from .browser import Keyboard, browser_in
from .house import ZONE, stored_weighings

pytestmark = pytest.mark.e2e

POUND = 0.45359237
OUR_CARD = "each => each.flow && each.flow.handler === 'body_scale'"
METRIC = re.compile(r"\b(kg|cm)\b")


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def test_from_the_card_to_the_first_weighing_by_keyboard(tmp_path):
    scale = MiScale(on_air=3)
    settings = Settings(time_zone=ZONE.key)
    async with (
        EspHomeProxy(name="hall") as proxy,
        HomeAssistant(tmp_path / "house", settings=settings) as house,
    ):
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        # Somebody steps on: that is how the scale comes to be known.
        await weigh(scale, Stand(weight_kg=85.15, impedance=428), proxy)
        await find_card(house, scale)
        async with browser_in(house, zone=ZONE.key) as page:
            await page.goto(f"{house.base_url}/config/integrations/dashboard")
            keyboard = Keyboard(page)
            await keyboard.press("Add", within=OUR_CARD)
            await keyboard.press("Submit")
            await keyboard.type("Name", "Ben")
            await keyboard.choose_first("Sex")
            await keyboard.type("Date of birth", "02031986")
            await keyboard.type("Height", "182")
            await keyboard.type("Weight, about", "85")
            await keyboard.press("Submit")
            await keyboard.press("Skip and finish")
        assert keyboard.presses <= 6
        assert keyboard.typed == 4
        await house.wait_for_state("sensor.ben_weight", "85.15", 30)
        [person] = [
            each
            for each in await house.subentries((await house.entries("body_scale"))[0]["entry_id"])
            if each["subentry_type"] == "person"
        ]
        assert person["title"] == "Ben"
        assert stored_weighings(house) == [(85.15, 428, "live")]
