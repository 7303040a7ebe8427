"""Delivers what a bridge's outbox has: in order, one at a time, until each is known to have arrived."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import datetime
from functools import partial
import logging
import sqlite3

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..journal.writer import JournalWriter
from ..session import is_set
from . import outbox
from .bell import Bell
from .bridge import Bridge
from .channel import Channel
from .issues import MAX_UNHEARD, Reports
from .outbox import Item, Waiting

_LOGGER = logging.getLogger(__name__)

_FIRST_PAUSE_S = 5.0
_MAX_PAUSE_S = 600.0
_TIDY_EVERY_S = 3600.0


class Courier:
    """Delivers for one bridge, through its channel.

    Attributes:
        bridge: For which.
        waiting: How much waits.
    """

    def __init__(
        self, hass: HomeAssistant, writer: JournalWriter, bridge: Bridge, channel: Channel
    ) -> None:
        """Initialise the courier; `run` starts it."""
        self.hass = hass
        self.bridge = bridge
        self.waiting = Waiting(0, None)
        self._writer = writer
        self._channel = channel
        self._news = 0
        self._failures = 0
        self._unheard = 0
        self._reports = Reports(hass, bridge)
        self._bell = Bell(hass)
        self._listeners: set[CALLBACK_TYPE] = set()

    @property
    def subentry(self) -> ConfigSubentry:
        """Return how the household knows the bridge."""
        return self.bridge.subentry

    @property
    def number(self) -> int:
        """Return how many items wait."""
        return self.waiting.number

    @property
    def since(self) -> datetime | None:
        """Return when the oldest of them was put in."""
        return self.waiting.since

    async def run(self) -> None:
        """Deliver until cancelled."""
        await self._endure(self._start)
        try:
            while True:
                await self._endure(self._work)
        finally:
            self._channel.stop()

    async def _endure(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do a step until it succeeds.

        A mistake, or a disk that can't be read just now, must not end the courier: what waits would
        wait until the next start.
        """
        while True:
            try:
                return await step()
            except Exception:
                _LOGGER.exception("%s: interrupted", self.bridge.kind)
                await self._pause()

    async def _start(self) -> None:
        """Retract what isn't wanted any more, and start the channel."""
        await self._writer.async_write(
            lambda database: self.bridge.retract_unwanted(database, dt_util.utcnow())
        )
        waiting = await self._writer.async_read(
            lambda database: outbox.waiting_items(database, self.bridge.id)
        )
        await self._channel.start(waiting, self._async_news)

    async def _work(self) -> None:
        """Deliver what there is, and wait for more."""
        news = self._news
        await self._writer.async_write(self._tidy)
        await self._deliver_all()
        # What came in meanwhile has rung, too.
        await self._bell.until(partial(self._is_called, news), _TIDY_EVERY_S)

    def _tidy(self, database: sqlite3.Connection) -> None:
        now = dt_util.utcnow()
        if is_set(now):
            outbox.correct_times(database, now)
        self.bridge.tidy(database, now)

    def _is_called(self, news: int) -> bool:
        return self.waiting.number > 0 or self._news != news

    def _is_ready(self) -> bool:
        return self._channel.ready

    async def _deliver_all(self) -> None:
        """Deliver until nothing waits; a target that doesn't take its items holds up no other."""
        refusing: set[str] = set()
        while True:
            item = await self._next(refusing)
            if item is None:
                if not refusing:
                    return
                refusing.clear()
                await self._pause()
            # Without a connection, count what waits every hour: too old an item is reported.
            elif await self._bell.until(self._is_ready, _TIDY_EVERY_S):
                if await self._deliver(item):
                    self._failures = 0
                else:
                    refusing.add(item.target)

    async def _pause(self) -> None:
        """Wait before trying again, longer each time, but not beyond news such as a new connection."""
        news = self._news
        pause = min(_FIRST_PAUSE_S * 2**self._failures, _MAX_PAUSE_S)
        if self._unheard >= MAX_UNHEARD:
            # It may arrive every time without being heard back: each try would deliver it once more.
            pause = _TIDY_EVERY_S
        self._failures += 1
        _LOGGER.debug("%s: not delivered, again in %s s", self.bridge.kind, pause)
        if await self._bell.until(lambda: self._news != news, pause):
            self._failures = 0

    async def _deliver(self, item: Item) -> bool:
        """Try once; return whether the other side is known to have it."""
        try:
            arrived = await self._channel.holds(item) or await self._send(item)
        except HomeAssistantError as error:
            _LOGGER.debug("%s: not delivered, or delivered later: %s", self.bridge.kind, error)
            return False
        except Exception:
            # A mistake with one item must not hold up the others.
            _LOGGER.exception("%s: not delivered", self.bridge.kind)
            return False
        if arrived:
            await self._writer.async_write(
                lambda database: outbox.mark_delivered(database, item, dt_util.utcnow())
            )
        return arrived

    async def _send(self, item: Item) -> bool:
        """Write down that it is tried, and try; return True also if it was deleted meanwhile."""
        if not await self._writer.async_write(lambda database: outbox.mark_tried(database, item)):
            return True
        arrived = await self._channel.deliver(item)
        if arrived or self._channel.ready:
            self._unheard = 0 if arrived else self._unheard + 1
            self._reports.async_unheard(self._unheard)
        return arrived

    async def _next(self, refusing: Collection[str]) -> Item | None:
        """Return the next item but for some targets, and show how much waits."""

        def read(database: sqlite3.Connection) -> tuple[Item | None, Waiting]:
            item = outbox.head(database, self.bridge.id, refusing)
            return item, outbox.waiting(database, self.bridge.id)

        item, waiting = await self._writer.async_read(read)
        self._async_show(waiting)
        return item

    async def _count(self) -> None:
        """Show how much waits, also while the courier waits for an answer."""
        with suppress(
            OSError, sqlite3.Error
        ):  # It is closed, or can't be read: the next one counts.
            self._async_show(
                await self._writer.async_read(
                    lambda database: outbox.waiting(database, self.bridge.id)
                )
            )

    @callback
    def _async_show(self, waiting: Waiting) -> None:
        self.waiting = waiting
        self._bell.ring()
        self._reports.async_waiting(waiting)
        for listener in tuple(self._listeners):
            listener()

    @callback
    def async_outbox_changed(self) -> None:
        """Look into the outbox: something may have been put in."""
        self.hass.async_create_background_task(self._count(), f"{DOMAIN} outbox")

    @callback
    def _async_news(self) -> None:
        """End a pause: what failed may succeed now, and `tidy` may have something new."""
        self._news += 1
        self._bell.ring()

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when the number of waiting items may have changed; return what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)
