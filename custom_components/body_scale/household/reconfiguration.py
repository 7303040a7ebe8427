"""A change of the configuration while the household runs: applied in place, without a reload.

The configuration says what there is to be. Each part compares that with what it has and changes
only what differs, so that nothing else is disturbed, and any number of changes are applied at once.
"""

import asyncio
from collections.abc import Sequence
import logging
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send

from ..journal.database import is_mistake
from ..journal.writer import NotStoredError
from .changes import SIGNAL_CONFIGURED
from .records import Records
from .scales import Scales
from .turns import Turns
from .waiting import WaitingRoom
from .work import BackgroundWork

_LOGGER = logging.getLogger(__name__)

_PATIENCE_S = 10.0
_FIRST_PAUSE_S = 1.0
_MAX_PAUSE_S = 300.0


class Part(Protocol):
    """What the household has of one kind of subentry."""

    async def async_update(self, *, free: bool) -> bool:
        """Apply what changed; return whether that is everything.

        Args:
            free: Nobody stands on a scale, and all that was heard is stored. Otherwise what would
                disturb that stays as it is.
        """


class Reconfiguration:
    """Applies changes, in a turn of its own: no weighing is identified or written meanwhile."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        turns: Turns,
        work: BackgroundWork,
        room: WaitingRoom,
        records: Records,
        scales: Scales,
        parts: Sequence[Part],
    ) -> None:
        """Take the parts, each before those that depend on it."""
        self.hass = hass
        self._entry = entry
        self._turns = turns
        self._work = work
        self._room = room
        self._records = records
        self._scales = scales
        self._parts = parts
        self._is_due = False
        self._is_held_back = False
        self._reload_waits = False
        self._is_fresh = True
        self._is_over = False
        self._task: asyncio.Task[None] | None = None
        work.async_add_listener(self._async_resume)
        scales.async_add_state_listener(self._async_resume)

    @callback
    def async_start(self) -> None:
        """Apply in the background what changed, once for all changes until then."""
        self._is_due = True
        if not self._is_over and (self._task is None or self._task.done()):
            self._task = self._work.async_start(self._run())

    async def async_apply(self) -> None:
        """Apply what changed, and wait for that, but not long for a disk."""
        self.async_start()
        if self._task:
            await asyncio.wait([self._task], timeout=_PATIENCE_S)

    async def async_stop(self) -> None:
        """Apply nothing more; what isn't yet comes with the next start."""
        self._is_over = True
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        # Home Assistant first deletes the entities of a subentry that is being removed.
        await asyncio.sleep(0)
        pause = _FIRST_PAUSE_S
        while self._is_due:
            try:
                async with self._turns.lock:
                    self._is_due = False
                    await self._apply()
            except NotStoredError:
                # The journal was closed.
                return
            except Exception as error:
                if isinstance(error, OSError) or not is_mistake(error):
                    _LOGGER.debug("Not applied, trying again in %s s: %s", pause, error)
                    self._is_due = True
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, _MAX_PAUSE_S)
                    continue
                _LOGGER.exception("A change of the configuration can't be applied without a reload")
                # A start makes everything anew; right after one, another one wouldn't help.
                self._reload_waits = not self._is_fresh
            else:
                # Members may have other first guesses, limits or slots, and options another threshold.
                self._records.async_look_again()
                self._records.async_catch_up_statistics()
                async_dispatcher_send(self.hass, SIGNAL_CONFIGURED.format(self._entry.entry_id))
            finally:
                self._is_fresh = False

    async def _apply(self) -> None:
        free = self._is_free
        complete = [await part.async_update(free=free) for part in self._parts]
        self._is_held_back = not free and not all(complete)

    @property
    def _is_free(self) -> bool:
        return not self._scales.occupied and not self._room.batches

    @callback
    def _async_resume(self) -> None:
        """Go on with what was held back once nobody stands on a scale and all is stored."""
        if self._reload_waits and not self._scales.occupied and not self._work.busy:
            self._reload_waits = False
            self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        elif self._is_held_back and self._is_free:
            self._is_held_back = False
            self.async_start()
