"""Discovery messages that xiaomi_mi_scale left with the broker: find them, retract them.

It leaves `<discovery prefix>/sensor/<prefix>/<name>/config` retained for each user, without a unique
id: Home Assistant makes sensors of them that can't be removed by clicking once the program is gone.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
import json

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ...sources.broker import QOS, async_listen, is_connected

BROKER_TIMEOUT_S = 10.0
"""Seconds within which the broker confirms a subscription, or a message is heard back."""
RETAINED_TIMEOUT_S = 2.0
"""Seconds after that in which it repeats what it retains."""
_OLD_PREFIX = "miscale"
"""Versions before 0.1.11 named this one, whichever they were given."""
_NO_COMMA, _COMMA = '}}""json_attributes_topic"', '}}","json_attributes_topic"'
_MAX_FOUND = 1000
"""Many times the users that xiaomi_mi_scale had: others may retain anything."""


async def find(hass: HomeAssistant, discovery_prefix: str, prefix: str) -> list[str]:
    """Return the topics of the discovery messages that the broker retains.

    Raises:
        HomeAssistantError: There is no connection to the broker.
    """
    found: set[str] = set()

    @callback
    def hear(message: mqtt.ReceiveMessage) -> None:
        payload = str(message.payload)
        is_room = len(found) < _MAX_FOUND
        if (
            message.retain
            and is_room
            and is_leftover(message.topic, payload, discovery_prefix, prefix)
        ):
            found.add(message.topic)

    async with _listening(hass, [f"{discovery_prefix}/sensor/{prefix}/#"], hear):
        await asyncio.sleep(RETAINED_TIMEOUT_S)
    return sorted(found)


async def retract(hass: HomeAssistant, topics: Collection[str]) -> None:
    """Retract what the broker retains on these topics, and wait until it has done so.

    Raises:
        HomeAssistantError: There is no connection to the broker, or it refuses.
    """
    if not topics:
        return
    retained = set(topics)
    done = asyncio.Event()

    @callback
    def hear(message: mqtt.ReceiveMessage) -> None:
        if not message.payload:
            retained.discard(message.topic)
            if not retained:
                done.set()

    async with _listening(hass, topics, hear):
        for topic in topics:
            await mqtt.async_publish(hass, topic, "", QOS, retain=True)
        await _in_time(done)


@asynccontextmanager
async def _listening(
    hass: HomeAssistant,
    topics: Iterable[str],
    hear: Callable[[mqtt.ReceiveMessage], None],
) -> AsyncIterator[None]:
    """Listen; begin when the broker has confirmed that."""
    if not is_connected(hass):
        raise HomeAssistantError("MQTT is disconnected")
    async with AsyncExitStack() as ends:
        confirmations = []
        for topic in topics:
            confirmed = asyncio.Event()
            confirmations.append(confirmed)
            ends.callback(mqtt.async_on_subscribe_done(hass, topic, QOS, confirmed.set))
            ends.callback(await async_listen(hass, topic, hear))
        for confirmed in confirmations:
            await _in_time(confirmed)
        yield


async def _in_time(event: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(BROKER_TIMEOUT_S):
            await event.wait()
    except TimeoutError as error:
        raise HomeAssistantError("The broker doesn't answer") from error


def is_leftover(topic: str, payload: str, discovery_prefix: str, prefix: str) -> bool:
    """Return whether a retained message is a discovery message of xiaomi_mi_scale."""
    begin, end = f"{discovery_prefix}/sensor/{prefix}/", "/config"
    if not topic.startswith(begin) or not topic.endswith(end):
        return False
    name = topic[len(begin) : -len(end)]
    try:
        data = json.loads(_mended(payload, name))
    except ValueError, RecursionError:
        return False
    return (
        bool(name)
        and isinstance(data, dict)
        and "unique_id" not in data
        and data.get("state_topic") in {f"{each}/{name}/weight" for each in (prefix, _OLD_PREFIX)}
    )


def _mended(payload: str, name: str) -> str:
    """Return what a message would be, had the program put its JSON together correctly.

    It escapes nothing in a name, and 0.1.14 lacks a comma.
    """
    return payload.replace(name, json.dumps(name)[1:-1]).replace(_NO_COMMA, _COMMA)
