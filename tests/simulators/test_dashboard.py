"""The dashboard is made, opened on, and what isn't on it is named."""

import pytest

from simulators.dashboard import add_dashboard, missing_on_dashboard, show_house_time

GOAL = {"weight": 60.5, "forecast": {"likely": "2026-12-31"}}
ANNA = {"name": "Anna", "count": 467, "goal": GOAL}
BEN = {"name": "Ben", "count": 366, "goal": GOAL}
COUNTS = {"Anna": 467, "Ben": 366}


class House:
    """A Home Assistant that stores what it is told."""

    base_url = "http://127.0.0.1:8123"

    def __init__(self, *people, core=None):
        self.people = people
        self.core = core
        self.user = {}
        self.dashboards = {}

    async def command(self, kind, **fields):
        return getattr(self, kind.replace("/", "_"))(**fields)

    def lovelace_dashboards_create(self, url_path, title, icon, mode):
        assert (title, mode) == ("Body Scale", "storage")
        assert icon.startswith("mdi:")
        self.dashboards[url_path] = None

    def lovelace_config_save(self, url_path, config):
        assert url_path in self.dashboards
        self.dashboards[url_path] = config

    def frontend_get_system_data(self, key):
        assert key == "core"
        return {"value": self.core}

    def frontend_set_system_data(self, key, value):
        assert key == "core"
        self.core = value

    def frontend_set_user_data(self, key, value):
        self.user[key] = value

    def body_scale_overview(self):
        return {"people": self.people}


@pytest.mark.parametrize("before", [None, {"favorite": "kitchen"}], ids=["new", "in use"])
async def test_the_frontend_opens_on_the_dashboard(before):
    house = House(core=before)
    address = await add_dashboard(house)
    [(url_path, config)] = house.dashboards.items()
    assert config == {"strategy": {"type": "custom:body-scale"}}
    assert address == f"http://127.0.0.1:8123/{url_path}"
    assert house.core == (before or {}) | {"default_panel": url_path}


async def test_times_are_those_of_the_house():
    house = House()
    await show_house_time(house)
    assert house.user["language"]["time_zone"] == "server"


async def test_nothing_is_missing():
    assert await missing_on_dashboard(House(ANNA, BEN), COUNTS) == []


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"name": "Zoe"}, "Ben on the dashboard"),
        ({"count": 365}, "Ben's 366 weighings (there are 365) on the dashboard"),
        ({"count": 367}, "Ben's 366 weighings (there are 367) on the dashboard"),
        ({"goal": None}, "Ben's goal on the dashboard"),
        ({"goal": GOAL | {"forecast": None}}, "Ben's forecast on the dashboard"),
    ],
    ids=["person", "fewer", "more", "goal", "forecast"],
)
async def test_what_is_missing_is_named(change, missing):
    assert await missing_on_dashboard(House(ANNA, BEN | change), COUNTS) == [missing]
