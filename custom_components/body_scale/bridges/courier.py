"""Delivers what a bridge's outbox has: one at a time, until each is known to have arrived.

A target gets its items in order. One that doesn't take them rests, longer each time, and holds up no
other.
"""

from collections.abc import Awaitable, Callable
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
from ..journal.writer import FAULTS, JournalWriter
from ..session import is_set
from . import memory, outbox
from .bell import Bell
from .bridge import Bridge
from .channel import Channel
from .issues import Reports
from .memory import Facts
from .outbox import Item, Waiting
from .pauses import Pauses, pause_after

_LOGGER = logging.getLogger(__name__)

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
        self._calls = 0
        self._pauses = Pauses()
        self._saved: Facts = {}
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
        failures = 0
        while True:
            calls = self._calls
            try:
                return await step()
            except Exception:
                _LOGGER.exception("%s: interrupted", self.bridge.kind)
            # What waits is shown, and reported when it waits for too long.
            await self._count()
            await self._bell.until(partial(self._is_called, calls), pause_after(failures))
            failures += 1

    async def _start(self) -> None:
        """Recall what was learned, retract what isn't wanted any more, and start the channel."""
        self._saved = await self._writer.async_write(self._recall)
        self.bridge.recalled()
        waiting = await self._writer.async_read(
            lambda database: outbox.waiting_items(database, self.bridge.id)
        )
        await self._channel.start(waiting, self._async_news)

    def _recall(self, database: sqlite3.Connection) -> Facts:
        facts = memory.read(database, self.bridge.id)
        self.bridge.recall(facts)
        self.bridge.retract_unwanted(database, dt_util.utcnow())
        return facts

    async def _work(self) -> None:
        """Deliver what there is, and wait for more, or for the end of a pause."""
        calls = self._calls
        await self._save(self._tidy)
        await self._deliver_all(calls)
        # What came in meanwhile has rung, too.
        await self._bell.until(partial(self._is_called, calls), self._pauses.seconds(_TIDY_EVERY_S))

    def _tidy(self, database: sqlite3.Connection) -> None:
        now = dt_util.utcnow()
        if is_set(now):
            outbox.correct_times(database, now)
        self.bridge.tidy(database, now)

    async def _save(self, work: Callable[[sqlite3.Connection], None] | None = None) -> None:
        """Do some work in the journal, and write down what is new of what was learned."""
        facts = self.bridge.facts()
        is_new = facts != self._saved

        def write(database: sqlite3.Connection) -> None:
            if work is not None:
                work(database)
            if is_new:
                memory.write(database, self.bridge.id, facts)

        if work is not None or is_new:
            await self._writer.async_write(write)
            self._saved = facts

    def _is_called(self, calls: int) -> bool:
        return self._calls != calls

    def _is_ready(self) -> bool:
        return self._channel.ready

    async def _deliver_all(self, calls: int) -> None:
        """Deliver until nothing waits but for targets that rest, or until called."""
        while (item := await self._next()) is not None:
            # Without a connection, count what waits every hour: too old an item is reported.
            if await self._bell.until(self._is_ready, _TIDY_EVERY_S):
                await self._deliver(item)
            if self._is_called(calls):
                return

    async def _deliver(self, item: Item) -> None:
        """Try once; a target that isn't known to have the item rests."""
        sent = arrived = False
        try:
            arrived = await self._channel.holds(item)
            if not arrived:
                sent, arrived = await self._send(item)
        except HomeAssistantError as error:
            _LOGGER.debug("%s: not delivered, or delivered later: %s", self.bridge.kind, error)
        except Exception:
            # A mistake with one item must not hold up the others.
            _LOGGER.exception("%s: not delivered", self.bridge.kind)
        if arrived:
            self._pauses.succeeded(item.target)
            await self._save(
                lambda database: outbox.mark_delivered(database, item, dt_util.utcnow())
            )
        else:
            self._pauses.failed(item.target, unheard=sent and self._channel.ready)
            await self._save()
        self._reports.async_unheard(self._pauses.unheard)

    async def _send(self, item: Item) -> tuple[bool, bool]:
        """Write down that it is tried, and try.

        Returns:
            Whether it was sent, and whether that is done with: also if it was deleted meanwhile.
        """
        await self._save()
        if not await self._writer.async_write(lambda database: outbox.mark_tried(database, item)):
            return False, True
        return True, await self._channel.deliver(item)

    async def _next(self) -> Item | None:
        """Return the next item of a target that doesn't rest, and show how much waits."""

        def read(database: sqlite3.Connection) -> tuple[Item | None, Waiting]:
            self._pauses.see(outbox.newest_waiting(database, self.bridge.id))
            # Each try of a target that may be gone takes a while: the others come first.
            item = outbox.head(database, self.bridge.id, self._pauses.failing) or outbox.head(
                database, self.bridge.id, self._pauses.resting
            )
            return item, outbox.waiting(database, self.bridge.id)

        item, waiting = await self._writer.async_read(read)
        self._async_show(waiting)
        return item

    async def _count(self) -> None:
        """Show how much waits, also while the courier waits for an answer."""
        with suppress(*FAULTS):  # It is closed, or can't be read: the next one counts.
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
        self._calls += 1
        self._bell.ring()
        self.hass.async_create_background_task(self._count(), f"{DOMAIN} outbox")

    @callback
    def _async_news(self) -> None:
        """End all pauses: what failed may succeed now, and `tidy` may have something new."""
        self._calls += 1
        self._pauses.end()
        self._bell.ring()

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when the number of waiting items may have changed; return what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)
