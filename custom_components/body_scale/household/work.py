"""Background work that has to be finished before the household closes."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

_CLOSING_S = 10.0
"""Seconds that closing waits: a full disk may never let the work end."""
_ENDING_S = 5.0
"""Seconds for a commit in progress; Home Assistant gives 20 seconds for everything when it stops."""


class BackgroundWork:
    """The tasks that write what was heard, and the actions that write something."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Take the entry that the tasks belong to."""
        self._hass = hass
        self._entry = entry
        self._tasks: set[asyncio.Future[None]] = set()
        self._listeners: list[CALLBACK_TYPE] = []

    @property
    def busy(self) -> bool:
        """Return whether something isn't finished."""
        return bool(self._tasks)

    @callback
    def async_start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin some work."""
        task = self._entry.async_create_background_task(self._hass, work, f"{DOMAIN} write")
        self._add(task)
        return task

    @contextmanager
    def held(self) -> Iterator[None]:
        """Count as work what the caller's own task does; that isn't cancelled when closing."""
        future = self._hass.loop.create_future()
        self._add(future)
        try:
            yield
        finally:
            if not future.done():
                future.set_result(None)

    @callback
    def _add(self, task: asyncio.Future[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._async_done)

    @callback
    def _async_done(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:
                _LOGGER.exception("A listener failed")

    async def async_finish(self) -> None:
        """Wait until all is finished, but not forever; then until what is cancelled has ended."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING_S)
        if tasks := [task for task in self._tasks if isinstance(task, asyncio.Task)]:
            for task in tasks:
                task.cancel()
            # A write that was being committed ends as it will: only then is it known.
            await asyncio.wait(tasks, timeout=_ENDING_S)

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when some work is finished; return what ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)


@callback
def async_free(hass: HomeAssistant, held: list[object]) -> None:
    """Empty a list that has the last references to much, in the executor.

    To free a hundred thousand weighings would hold the event loop up for a tenth of a second.
    """
    hass.async_add_executor_job(held.clear)
