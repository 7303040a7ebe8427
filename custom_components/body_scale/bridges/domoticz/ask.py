"""Asks a running Domoticz over MQTT what its sensors are, while a bridge is being set up."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ...sources.broker import QOS, async_listen, is_connected
from . import message as domoticz_message

ANSWER_TIMEOUT_S = 5.0
"""Seconds within which Domoticz answers a question; it answers at once, or never."""
_SUBSCRIPTION_TIMEOUT_S = 10.0


async def async_ask(
    hass: HomeAssistant, topic_in: str, topic_out: str, idxs: Iterable[int]
) -> dict[int, Mapping[str, Any]]:
    """Return Domoticz' data of these sensors, without those that don't exist.

    Raises:
        HomeAssistantError: There is no connection to the broker.
    """
    if not is_connected(hass):
        raise HomeAssistantError("MQTT is disconnected")
    wanted = set(idxs)
    answers: dict[int, Mapping[str, Any]] = {}
    listening, complete = asyncio.Event(), asyncio.Event()

    @callback
    def hear(message: mqtt.ReceiveMessage) -> None:
        data = domoticz_message.answer(str(message.payload))
        # A retained message may be about a sensor that doesn't exist any more.
        if data is not None and not message.retain and data["idx"] in wanted:
            answers[data["idx"]] = data
            if answers.keys() == wanted:
                complete.set()

    stop_waiting = mqtt.async_on_subscribe_done(hass, topic_out, QOS, listening.set)
    unsubscribe = await async_listen(hass, topic_out, hear)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_SUBSCRIPTION_TIMEOUT_S):
                await listening.wait()
        for idx in sorted(wanted):
            await mqtt.async_publish(hass, topic_in, domoticz_message.question(idx), QOS, False)
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                await complete.wait()
    finally:
        stop_waiting()
        unsubscribe()
    return answers
