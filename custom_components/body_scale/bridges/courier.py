"""Delivers what a bridge's outbox has: in order, one at a time, until each was seen to arrive."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import datetime
from functools import partial
import logging
import sqlite3

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..journal.writer import JournalWriter
from . import outbox
from .bridge import Bridge, Heard, Message
from .issues import UNHEARD, Reports
from .mqtt import Link
from .outbox import Item, Waiting

_LOGGER = logging.getLogger(__name__)

CONFIRMATION = 10.0
"""Seconds within which something said is heard back."""
SETTLING = 3.0
"""Seconds after a connection in which the broker repeats what it keeps."""
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 600.0
_LOOK = 3600.0

_MOST_HEARD = 10_000
_LONGEST_HEARD = 10_000
"""Others may say more, and longer things, than any bridge; that isn't kept in mind."""


class Courier:
    """Delivers for one bridge.

    Attributes:
        bridge: For whom.
        waiting: How much waits.
    """

    def __init__(
        self, hass: HomeAssistant, writer: JournalWriter, bridge: Bridge, link: Link
    ) -> None:
        """Begin with an empty bag."""
        self.hass = hass
        self.bridge = bridge
        self.waiting = Waiting(0, None)
        self._writer = writer
        self._link = link
        self._heard: dict[str, str] = {}
        self._awaited: Heard | None = None
        self._news = 0
        self._failures = 0
        self._unheard = 0
        self._reports = Reports(hass, bridge)
        self._bell = asyncio.Event()
        self._listeners: set[CALLBACK_TYPE] = set()
        bridge.on_change = self._async_bridge_changed

    @property
    def subentry(self) -> ConfigSubentry:
        """How the household knows the bridge."""
        return self.bridge.subentry

    @property
    def number(self) -> int:
        """How many messages wait."""
        return self.waiting.number

    @property
    def since(self) -> datetime | None:
        """When the oldest of them was put in."""
        return self.waiting.since

    async def run(self) -> None:
        """Deliver until cancelled."""
        await self._write(lambda database: self.bridge.clear(database, dt_util.utcnow()))
        kept = await self._read(lambda database: outbox.kept_topics(database, self.bridge.id))
        topics = list(dict.fromkeys((*self.bridge.topics, *kept)))
        await self._link.start(topics, self._async_link_changed, self._async_hear)
        try:
            while True:
                try:
                    await self._work()
                except Exception:
                    # A mistake, or a disk that can't be read just now, must not end the courier:
                    # what waits would wait until the next start.
                    _LOGGER.exception("%s: interrupted", self.bridge.kind)
                    await self._pause()
        finally:
            self._link.stop()
            self.bridge.close()

    async def _work(self) -> None:
        """Deliver what there is, and wait for more."""
        news = self._news
        await self._write(lambda database: self.bridge.tidy(database, dt_util.utcnow()))
        await self._deliver_all()
        # What was told meanwhile rings too.
        await self._until(partial(self._is_called, news), _LOOK)

    def _is_called(self, news: int) -> bool:
        return self.waiting.number > 0 or self._news != news

    def _ready(self) -> bool:
        return self._link.ready and self.bridge.takes

    async def _deliver_all(self) -> None:
        """Deliver until nothing waits; a target that doesn't take its items holds up no other."""
        refusing: set[str] = set()
        while True:
            item = await self._look(refusing)
            if item is None:
                if not refusing:
                    return
                refusing.clear()
                await self._pause()
            # An hour without a connection is a reason to look whether that is to be said.
            elif await self._until(self._ready, _LOOK):
                if await self._deliver(item):
                    self._failures = 0
                else:
                    refusing.add(item.target)

    async def _pause(self) -> None:
        """Wait before trying again, longer each time, or until there is hope: a new connection, say."""
        news = self._news
        pause = min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        if self._unheard >= UNHEARD:
            # It may arrive every time, and only not be heard: to those who hear it, it comes again.
            pause = _LOOK
        self._failures += 1
        _LOGGER.debug("%s: not delivered, again in %s s", self.bridge.kind, pause)
        if await self._until(lambda: self._news != news, pause):
            self._failures = 0

    async def _deliver(self, item: Item) -> bool:
        """Try once; return whether the other side is known to have it."""
        try:
            arrived = await self._has(item) or await self._send(item)
        except HomeAssistantError as error:
            _LOGGER.debug("%s: not said, or said later: %s", self.bridge.kind, error)
            return False
        except Exception:
            # A mistake with one item must not hold up the others.
            _LOGGER.exception("%s: not delivered", self.bridge.kind)
            return False
        if arrived:
            await self._write(lambda database: outbox.delivered(database, item, dt_util.utcnow()))
        return arrived

    async def _has(self, item: Item) -> bool:
        """Say whether the other side has it already, by an earlier try.

        Raises:
            HomeAssistantError: It doesn't answer; what is sent to somebody who isn't there is lost.
        """
        if item.body["question"] and not await self._answers(item):
            self.bridge.unanswered(item)
            raise HomeAssistantError("no answer")
        if not item.attempts:
            return False
        patience = 0 if item.body["question"] else SETTLING
        return await self._until(lambda: self._arrived(item), patience)

    async def _send(self, item: Item) -> bool:
        """Send it; return whether it was heard back, or isn't to be told any more."""
        waits = False

        def write(database: sqlite3.Connection) -> None:
            nonlocal waits
            waits = outbox.tried(database, item)

        await self._write(write)
        if not waits:
            # Withdrawn while the other side was asked.
            return True
        self._heard.pop(item.body["slot"], None)
        self._awaited = awaited = Heard(item.body["slot"], item.body["value"])
        await self._link.publish(
            item.body["topic"], item.body["payload"], retain=item.body["retain"]
        )
        if item.body["question"]:
            await self._ask(item)
        await self._until(lambda: self._awaited is None or not self._link.ready, CONFIRMATION)
        heard = self._awaited is not awaited
        if heard or self._link.ready:
            self._unheard = 0 if heard else self._unheard + 1
            self._reports.async_unheard(self._unheard)
        return heard

    def _arrived(self, item: Item) -> bool:
        value: str = item.body["value"]
        return self._heard.get(item.body["slot"]) == value

    async def _answers(self, item: Item) -> bool:
        """Ask what the other side has; return whether it said anything."""
        slot = item.body["slot"]
        self._heard.pop(slot, None)
        await self._ask(item)
        return await self._until(lambda: slot in self._heard, CONFIRMATION)

    async def _ask(self, item: Item) -> None:
        topic, payload = item.body["question"]
        await self._link.publish(topic, payload, retain=False)

    async def _write(self, work: Callable[[sqlite3.Connection], None]) -> None:
        await self._writer.async_write(work)

    async def _read[T](self, read: Callable[[sqlite3.Connection], T]) -> T:
        return await self._writer.async_read(read)

    async def _look(self, refusing: Collection[str]) -> Item | None:
        """Return what is next but for some targets, and show how much waits."""

        def read(database: sqlite3.Connection) -> tuple[Item | None, Waiting]:
            item = outbox.head(database, self.bridge.id, refusing)
            return item, outbox.waiting(database, self.bridge.id)

        item, waiting = await self._read(read)
        self._async_show(waiting)
        return item

    async def _count(self) -> None:
        """Show how much waits, while the courier may be waiting for an answer."""
        with suppress(sqlite3.OperationalError):  # The household is being closed.
            self._async_show(
                await self._read(lambda database: outbox.waiting(database, self.bridge.id))
            )

    @callback
    def _async_show(self, waiting: Waiting) -> None:
        self.waiting = waiting
        self._bell.set()
        self._reports.async_waiting(waiting)
        for listener in tuple(self._listeners):
            listener()

    async def _until(self, check: Callable[[], bool], seconds: float) -> bool:
        """Wait until something is so; return whether it came to that in time."""
        late = False

        @callback
        def ring(_: datetime) -> None:
            nonlocal late
            late = True
            self._bell.set()

        if check() or not seconds:
            return check()
        cancel = async_call_later(self.hass, seconds, ring)
        try:
            while not (done := check()) and not late:
                self._bell.clear()
                await self._bell.wait()
        finally:
            cancel()
        return done

    # What the courier hears of.

    @callback
    def async_told(self) -> None:
        """Look into the outbox: something may have been put in."""
        self.hass.async_create_background_task(self._count(), f"{DOMAIN} outbox")

    @callback
    def _async_link_changed(self) -> None:
        if self._link.ready:
            self.bridge.connected()
            self._news += 1
        else:
            # The broker repeats what it keeps; what it doesn't keep is gone.
            self._heard.clear()
        self._bell.set()

    @callback
    def _async_bridge_changed(self) -> None:
        self._news += 1
        self._bell.set()

    @callback
    def _async_hear(self, message: Message) -> None:
        heard = self.bridge.hear(message)
        if heard is None or len(heard.value) > _LONGEST_HEARD:
            return
        if len(self._heard) >= _MOST_HEARD:
            self._heard.clear()
        self._heard[heard.slot] = heard.value
        if heard == self._awaited:
            # At once: the same reading of the socket may bring something newer for that slot.
            self._awaited = None
        self._bell.set()

    # Who wants to know how much waits.

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call somebody when it may have changed; return what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)
