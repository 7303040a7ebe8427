"""Whoever writes weighings has a turn, one after the other: what one reads is what it changes."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from homeassistant.core import HomeAssistant

from ..journal.writer import NotStoredError
from .checks import error
from .work import BackgroundWork

_PATIENCE_S = 10.0
"""Seconds that an action waits to be stored: who asked for it would ask again."""


class Turns:
    """Hands out the turns.

    Attributes:
        lock: Whoever holds it has the turn.
        is_over: Actions have no turn any more: the household closes.
    """

    def __init__(self, hass: HomeAssistant, work: BackgroundWork) -> None:
        """Take what closing waits for."""
        self.lock = asyncio.Lock()
        self.is_over = False
        self._hass = hass
        self._work = work

    def deadline(self, patience_s: float | None = None) -> float:
        """Return until when a write may take that is begun now, by the event loop's clock."""
        return self._hass.loop.time() + (_PATIENCE_S if patience_s is None else patience_s)

    @asynccontextmanager
    async def asked(self, patience_s: float | None = None) -> AsyncGenerator[float]:
        """Take a turn for an action, whose caller waits; give the time until which that may take.

        Args:
            patience_s: Seconds that the caller waits, if not as long as for most actions.

        Raises:
            NotStoredError: It isn't its turn in time.
            ServiceValidationError: The household closes.
        """
        deadline = self.deadline(patience_s)
        with self._work.held():
            try:
                async with asyncio.timeout_at(deadline):
                    await self.lock.acquire()
            except TimeoutError:
                raise NotStoredError from None
            try:
                if self.is_over:
                    raise error("not_loaded")
                yield deadline
            finally:
                self.lock.release()
