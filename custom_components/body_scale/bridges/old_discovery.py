"""What xiaomi_mi_scale left with the broker so that Home Assistant has its sensors: find it, clear it.

It keeps `<discovery prefix>/sensor/<prefix>/<name>/config` for each user, without a unique id: a ghost
that nobody can remove by clicking once the program is gone.
"""

import asyncio
from collections.abc import Iterable
import json

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

_QOS = 1
CONFIRMATION = 10.0
"""Seconds within which the broker confirms a subscription."""
PATIENCE = 2.0
"""Seconds after that in which it says what it keeps."""


async def find(hass: HomeAssistant, discovery_prefix: str, prefix: str) -> list[str]:
    """Return the topics of the discovery messages that the broker keeps.

    Raises:
        HomeAssistantError: There is no connection to the broker.
    """
    if not mqtt.mqtt_config_entry_enabled(hass) or not mqtt.is_connected(hass):
        raise HomeAssistantError("MQTT is disconnected")
    found: set[str] = set()
    confirmed = asyncio.Event()
    pattern = f"{discovery_prefix}/sensor/{prefix}/#"

    @callback
    def hear(message: mqtt.ReceiveMessage) -> None:
        payload = str(message.payload)
        if message.retain and is_its(message.topic, payload, discovery_prefix, prefix):
            found.add(message.topic)

    stop_confirmation = mqtt.async_on_subscribe_done(hass, pattern, _QOS, confirmed.set)
    stop = await mqtt.async_subscribe(hass, pattern, hear, _QOS)
    try:
        async with asyncio.timeout(CONFIRMATION):
            await confirmed.wait()
        await asyncio.sleep(PATIENCE)
    except TimeoutError as error:
        raise HomeAssistantError("The broker doesn't confirm the subscription") from error
    finally:
        stop_confirmation()
        stop()
    return sorted(found)


async def clear(hass: HomeAssistant, topics: Iterable[str]) -> None:
    """Let the broker forget what it keeps of these topics.

    Raises:
        HomeAssistantError: There is no connection to the broker.
    """
    for topic in topics:
        if not mqtt.is_connected(hass):
            raise HomeAssistantError("MQTT is disconnected")
        await mqtt.async_publish(hass, topic, "", _QOS, retain=True)


def is_its(topic: str, payload: str, discovery_prefix: str, prefix: str) -> bool:
    """Say whether a retained message is a discovery message of xiaomi_mi_scale."""
    begin, end = f"{discovery_prefix}/sensor/{prefix}/", "/config"
    if not topic.startswith(begin) or not topic.endswith(end):
        return False
    name = topic[len(begin) : -len(end)]
    try:
        told = json.loads(payload)
    except ValueError, RecursionError:
        return False
    return (
        bool(name)
        and isinstance(told, dict)
        and "unique_id" not in told
        and told.get("state_topic") == f"{prefix}/{name}/weight"
    )
