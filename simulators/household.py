"""Sets Body Scale up in a running Home Assistant, by the clicks a person would make."""

from collections.abc import Mapping, Sequence

from .domoticz import Domoticz
from .esphome.proxy import EspHomeProxy
from .home_assistant import HomeAssistant
from .home_assistant.client import FlowError
from .home_assistant.websocket import JsonObject
from .past import PastWeighing, open_scale_file
from .scales.player import play, weigh
from .scales.scale import Scale, Stand

DOMAIN = "body_scale"

# Too short for a weighing, yet afterwards an encrypted frame is on air.
_TOUCH = Stand(weight_kg=5.0, stays=0.5)


async def set_up_household(
    house: HomeAssistant, proxy: EspHomeProxy, scale: Scale, *people: JsonObject
) -> str:
    """Wake the scale, accept its discovery card, add the people; return the household's entry id.

    Args:
        house: A Home Assistant that has the proxy.
        proxy: What hears the scale.
        scale: The scale to add; it needs no key.
        people: The answers of the person form, at least one.

    Raises:
        FlowError: A form was refused.
        TimeoutError: The scale wasn't discovered, or a person's entities didn't come.
    """
    await play(scale, scale.wake(), proxy)
    flow_id = await find_card(house, scale)
    first, *others = people
    entry = await house.continue_flow(flow_id, {}, first)
    entry_id: str = entry["result"]["entry_id"]
    for person in others:
        await house.subentry_flow(entry_id, "person", person)
    for person in people:
        entity_id = f"sensor.{person['name'].lower()}_weight"
        await house.wait_for_state(entity_id, lambda _: True, 30)
    return entry_id


async def fill(house: HomeAssistant, person: str, weighings: Sequence[PastWeighing]) -> None:
    """Give a person what they weighed before there was a Home Assistant, as a file of openScale.

    Args:
        house: A Home Assistant whose household has the person.
        person: Their name.
        weighings: In any order, in the time of the house.
    """
    await house.call(
        "body_scale.import_weighings",
        content=open_scale_file(weighings),
        format="openscale_3",
        unit="kg",
        person=person,
    )


async def add_encrypted_scale(
    house: HomeAssistant, proxy: EspHomeProxy, scale: Scale, key_hex: str
) -> None:
    """Wake the scale, accept its discovery card and enter its key; the household exists.

    Args:
        house: A Home Assistant that has the proxy and a household.
        proxy: What hears the scale.
        scale: The scale to add.
        key_hex: Its bind key, 32 hexadecimal digits.

    Raises:
        FlowError: A form was refused, such as for another key.
        TimeoutError: The scale wasn't discovered, or its entities didn't come.
    """
    await play(scale, scale.wake(), proxy)
    flow_id = await find_card(house, scale)
    # The key is checked against an encrypted frame, and idle ones aren't.
    await weigh(scale, _TOUCH, proxy)
    result = await house.continue_flow(flow_id, {}, {"encryption_key": key_hex})
    if (result["type"], result.get("reason")) != ("abort", "scale_added"):
        raise FlowError(result)
    await house.wait_for(lambda: _has_entity(house, scale), 30, "entity of the added scale")


async def name_scales(house: HomeAssistant, entry_id: str, names: Mapping[str, str]) -> None:
    """Give scales other names than their models'.

    Args:
        house: A Home Assistant that has the scales.
        entry_id: The household's.
        names: By address.

    Raises:
        FlowError: A form was refused.
    """
    for subentry in await house.subentries(entry_id):
        if name := names.get(subentry["unique_id"]):
            scale_id = subentry["subentry_id"]
            result = await house.subentry_flow(
                entry_id, "scale", {"name": name}, subentry_id=scale_id
            )
            if result.get("reason") != "reconfigure_successful":
                raise FlowError(result)


async def find_card(house: HomeAssistant, scale: Scale) -> str:
    """Return the flow of the card that offers a scale, as soon as there is one.

    Raises:
        TimeoutError: The scale wasn't discovered.
    """

    async def card() -> str | None:
        for flow in await house.discovered(DOMAIN):
            if flow["context"].get("unique_id") == scale.address:
                return str(flow["flow_id"])
        return None

    return await house.wait_for(card, 30, f"card of {scale.address}")


async def set_up_bridges(house: HomeAssistant, entry_id: str, domoticz: Domoticz) -> None:
    """Add a miscale bridge, and a Domoticz bridge whose sensors Domoticz' API makes.

    Raises:
        FlowError: A form was refused.
        TimeoutError: The bridges didn't begin to work.
    """
    await house.subentry_flow(entry_id, "bridge", {"next_step_id": "miscale"}, {})
    topics = {"topic_in": domoticz.input.topic_in, "topic_out": domoticz.input.topic_out}
    login = {"username": domoticz.api.username, "password": domoticz.api.password}
    metrics = ["weight", "bmi", "body_fat", "metabolic_age"]
    result = await house.subentry_flow(
        entry_id,
        "bridge",
        {"next_step_id": "domoticz"},
        {**topics, "mode": "create"},
        # Home Assistant may be killed before the first values.
        {"url": domoticz.api.url, **login, "keep_login": True, "metrics": metrics},
        {},
    )
    if result["type"] != "create_entry":
        raise FlowError(result)
    for bridge in ("miscale", "domoticz"):
        await house.wait_for_state(f"sensor.{bridge}_outbox", "0", 30)


async def _has_entity(house: HomeAssistant, scale: Scale) -> bool:
    """Return whether the scale's entities are there: it is listened to."""
    registry = await house.command("config/entity_registry/list")
    unique_id = f"{scale.address}_last_seen"
    ids = [each["entity_id"] for each in registry if each["unique_id"] == unique_id]
    return bool(ids) and await house.state(ids[0]) is not None
