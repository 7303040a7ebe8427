"""Makes the dashboard in a running Home Assistant, as a person would, and asks what is on it."""

from collections.abc import Mapping

from .home_assistant.client import HomeAssistantClient
from .home_assistant.websocket import JsonObject

URL_PATH = "body-scale"
STRATEGY = {"strategy": {"type": "custom:body-scale"}}
_SYSTEM_DATA = "core"
"""What the frontend stores for all users: also which dashboard it opens on."""

_USER_LOCALE = "language"
"""What it stores for one user: language, formats and zone."""


async def add_dashboard(house: HomeAssistantClient) -> str:
    """Add Body Scale's dashboard, let the frontend open on it, and return its address."""
    await house.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Body Scale",
        icon="mdi:scale-bathroom",
        mode="storage",
    )
    await house.command("lovelace/config/save", url_path=URL_PATH, config=STRATEGY)
    stored = await house.command("frontend/get_system_data", key=_SYSTEM_DATA)
    value = (stored["value"] or {}) | {"default_panel": URL_PATH}
    await house.command("frontend/set_system_data", key=_SYSTEM_DATA, value=value)
    return f"{house.base_url}/{URL_PATH}"


async def show_house_time(house: HomeAssistantClient) -> None:
    """Let the frontend show the user the house's time, wherever the browser is."""
    await house.command("frontend/set_user_data", key=_USER_LOCALE, value={"time_zone": "server"})


async def missing_on_dashboard(house: HomeAssistantClient, counts: Mapping[str, int]) -> list[str]:
    """Return what the dashboard should show of people, and doesn't.

    Args:
        house: A Home Assistant whose household has people with a goal.
        counts: How many weighings each of them has, by name.
    """
    overview = await house.command("body_scale/overview")
    people = {person["name"]: person for person in overview["people"]}
    missing = []
    for name, count in counts.items():
        if (person := people.get(name)) is None:
            missing.append(f"{name} on the dashboard")
        else:
            missing += [f"{name}'s {what} on the dashboard" for what in _missing_of(person, count)]
    return missing


def _missing_of(person: JsonObject, count: int) -> list[str]:
    """Return what isn't shown of a person."""
    missing = []
    if person["count"] != count:
        missing.append(f"{count} weighings (there are {person['count']})")
    if person["goal"] is None:
        missing.append("goal")
    elif person["goal"]["forecast"] is None:
        missing.append("forecast")
    return missing
