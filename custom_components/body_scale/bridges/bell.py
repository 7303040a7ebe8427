"""Waiting until something is so, without looking at it all the time."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Bell:
    """Wakes the one task that waits; rung after every change that it may wait for."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Make a bell that hasn't rung."""
        self._hass = hass
        self._rung = asyncio.Event()

    @callback
    def ring(self) -> None:
        """Let the waiting task check anew."""
        self._rung.set()

    async def until(self, check: Callable[[], bool], seconds: float) -> bool:
        """Wait until `check` is true; return whether it became so within these seconds."""
        late = False

        @callback
        def end(_: datetime) -> None:
            nonlocal late
            late = True
            self._rung.set()

        if check() or not seconds:
            return check()
        cancel = async_call_later(self._hass, seconds, end)
        try:
            while not (done := check()) and not late:
                self._rung.clear()
                await self._rung.wait()
        finally:
            cancel()
        return done
