"""Background work that has to be finished before the household closes."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import DOMAIN

_CLOSING_S = 10.0
"""Seconds that closing waits: a full disk may never let the work end."""


class BackgroundWork:
    """The tasks that write what was heard."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Take the entry that the tasks belong to."""
        self._hass = hass
        self._entry = entry
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: list[CALLBACK_TYPE] = []

    @property
    def busy(self) -> bool:
        """Return whether something isn't finished."""
        return bool(self._tasks)

    @callback
    def async_start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work."""
        task = self._entry.async_create_background_task(self._hass, work, f"{DOMAIN} write")
        self._tasks.add(task)
        task.add_done_callback(self._async_done)

    @callback
    def _async_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        for listener in tuple(self._listeners):
            listener()

    async def async_finish(self) -> None:
        """Wait until all is finished, but not forever."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING_S)
        for task in self._tasks:
            task.cancel()

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when some work is finished; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
