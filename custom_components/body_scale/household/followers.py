"""Shows and announces what was written, in order, as soon as it can be read."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import batched
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ..journal.writer import FAULTS
from .changes import SIGNAL_CHANGED, SIGNAL_SHOWN, WeighingChange
from .work import BackgroundWork

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE_S = 1.0
_MAX_PAUSE_S = 300.0
_EVENTS_AT_ONCE = 10
"""Events between two turns of the event loop: each writes states."""

type Show = Callable[[], Awaitable[None]]
"""Rereads what a write changed."""


class Followers:
    """Everything that shows weighings, or waits for them."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], work: BackgroundWork) -> None:
        """Take the entry whose entities and bridges listen."""
        self._hass = hass
        self._entry = entry
        self._work = work
        self._due: deque[tuple[Show, WeighingChange]] = deque()
        self._lock = asyncio.Lock()
        self._is_waiting = False

    async def update(self, show: Show, change: WeighingChange) -> None:
        """Show a change, and announce it; what can't be read now is shown a little later."""
        self._due.append((show, change))
        await self._update()
        if self._due and not self._is_waiting:
            self._is_waiting = True
            self._work.async_start(self._update_later())

    async def _update_later(self) -> None:
        """Try again until everything is shown: later writes don't wait for that."""
        pause = _FIRST_PAUSE_S
        try:
            while self._due:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _MAX_PAUSE_S)
                await self._update()
        finally:
            self._is_waiting = False

    async def _update(self) -> None:
        async with self._lock:
            while self._due:
                show, change = self._due[0]
                try:
                    await show()
                except FAULTS as error:
                    _LOGGER.debug("Stored, but not shown yet: %s", error)
                    return
                except Exception:
                    # A mistake in showing one thing keeps nobody from hearing of the others.
                    _LOGGER.exception("A stored change can't be shown")
                self._due.popleft()
                await self._announce(change)

    async def _announce(self, change: WeighingChange) -> None:
        """Send what changed, the events last: automations read states right then."""
        self._send(SIGNAL_CHANGED, change)
        for some in batched(change.events, _EVENTS_AT_ONCE, strict=False):
            self._send(SIGNAL_SHOWN, replace(change, events=some))
            # A scale's memory may have held hundreds.
            await asyncio.sleep(0)

    @callback
    def _send(self, signal: str, change: WeighingChange) -> None:
        async_dispatcher_send(self._hass, signal.format(self._entry.entry_id), change)
