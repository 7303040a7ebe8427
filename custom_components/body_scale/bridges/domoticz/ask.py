"""Asks a running Domoticz over MQTT what its sensors are, while a bridge is being set up.

It answers in the order in which it is asked, and of many questions at once only 5 to 10 a second: its
gateway sleeps 100 ms a turn. For an idx that doesn't exist it says nothing. Tried with Domoticz 2025.1.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from itertools import batched
from typing import Any, Literal, NamedTuple

from homeassistant.components import mqtt
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ...sources.broker import QOS, async_listen, is_connected
from . import message as domoticz_message

ANSWER_TIMEOUT_S = 5.0
"""Seconds of silence after which no more answers are expected."""
_AT_ONCE = 5
"""So many questions wait for their answers at a time."""
_SUBSCRIPTION_TIMEOUT_S = 10.0


class Asked(NamedTuple):
    """What Domoticz answered.

    Attributes:
        answers: Its data of each sensor, by idx.
        problem: Why some are lacking: it never answered, has no such sensor, or stopped answering.
        idx: The first that is lacking.
    """

    answers: Mapping[int, Mapping[str, Any]]
    problem: Literal["no_answer", "idx_unknown", "answers_stopped"] | None = None
    idx: int | None = None


async def async_ask(
    hass: HomeAssistant, topic_in: str, topic_out: str, idxs: Iterable[int]
) -> Asked:
    """Ask for sensors, a few at a time, as long as answers come.

    Raises:
        HomeAssistantError: There is no connection to the broker.
    """
    if not is_connected(hass):
        raise HomeAssistantError("MQTT is disconnected")
    dialogue = _Dialogue(hass, topic_in)
    listening = asyncio.Event()
    stop_waiting = mqtt.async_on_subscribe_done(hass, topic_out, QOS, listening.set)
    unsubscribe = await async_listen(hass, topic_out, dialogue.async_hear)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(_SUBSCRIPTION_TIMEOUT_S):
                await listening.wait()
        return await _ask_all(dialogue, sorted(set(idxs)))
    finally:
        stop_waiting()
        unsubscribe()


async def _ask_all(dialogue: _Dialogue, idxs: Iterable[int]) -> Asked:
    """Ask for all, until one is lacking."""
    found: dict[int, Mapping[str, Any]] = {}
    lacking: list[int] = []
    for number, some in enumerate(batched(idxs, _AT_ONCE, strict=False)):
        answers = await dialogue.ask(some)
        found |= answers
        lacking += [idx for idx in some if idx not in answers]
        if not lacking:
            continue
        if not found:
            if number:
                break
            # The first few may all be wrong.
            continue
        # Whether Domoticz has none or is slow: behind them is asked for one that it has.
        known = next(iter(found))
        answers = await dialogue.ask((*lacking, known), last=known)
        found |= answers
        lacking = [idx for idx in lacking if idx not in answers]
        if lacking:
            return Asked(
                found, "idx_unknown" if known in answers else "answers_stopped", lacking[0]
            )
    return Asked(found, "no_answer", lacking[0]) if lacking else Asked(found)


class _Dialogue:
    """Questions and answers."""

    def __init__(self, hass: HomeAssistant, topic_in: str) -> None:
        """Take where to ask."""
        self._hass = hass
        self._topic_in = topic_in
        self._wanted: Collection[int] = ()
        self._answers: dict[int, Mapping[str, Any]] = {}
        self._heard = asyncio.Event()

    @callback
    def async_hear(self, message: mqtt.ReceiveMessage) -> None:
        """Take an answer."""
        data = domoticz_message.answer(str(message.payload))
        # A retained message may be about a sensor that doesn't exist any more.
        if data is not None and not message.retain and data["idx"] in self._wanted:
            self._answers[data["idx"]] = data
            self._heard.set()

    async def ask(
        self, idxs: Collection[int], last: int | None = None
    ) -> dict[int, Mapping[str, Any]]:
        """Ask for some, and return what is answered until all are, or nothing comes any more.

        Args:
            idxs: For which, in this order.
            last: Whose answer ends it: all others come before.
        """
        self._wanted = set(idxs)
        self._answers.clear()
        for idx in idxs:
            question = domoticz_message.question(idx)
            await mqtt.async_publish(self._hass, self._topic_in, question, QOS, False)
        with suppress(TimeoutError):
            while last not in self._answers and not self._answers.keys() >= self._wanted:
                self._heard.clear()
                async with asyncio.timeout(ANSWER_TIMEOUT_S):
                    await self._heard.wait()
        return {idx: self._answers[idx] for idx in idxs if idx in self._answers}
