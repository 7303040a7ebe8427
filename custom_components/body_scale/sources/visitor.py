"""When a scale is connected to: by itself while it advertises, and when somebody asks for it."""

from abc import ABC, abstractmethod
import asyncio
from dataclasses import replace
import logging
from secrets import token_bytes

from bleak.exc import BleakError
from bleak_retry_connector import BleakOutOfConnectionSlotsError
from homeassistant.components.bluetooth import (
    MONOTONIC_TIME,
    BluetoothServiceInfoBleak,
    async_register_advertisement_callback,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..model import Unit
from ..scales.conversation import GaveUp
from ..scales.family import Family
from .access import Access
from .capture import Capture
from .link import CONNECTION_ERRORS
from .source import Listener
from .visit import Errand, OccupiedError, OutOfReachError, Visits

_LOGGER = logging.getLogger(__name__)

NO_WAY = (OutOfReachError, BleakOutOfConnectionSlotsError)
"""It isn't the scale's fault: the way may be free soon."""
_EXPECTED = (*NO_WAY, OccupiedError, GaveUp, *CONNECTION_ERRORS)
MAX_DRIFT_S = 60.0
"""A clock that is further off is wrong."""
_FRESH_S = 10.0
"""An older advertisement is a replay: the scale sleeps again."""


class Visitor(ABC):
    """Connects to one scale, one connection at a time.

    To add a rule for when a scale is connected to, write a subclass with `_is_due`, `_errand` and
    `_rest`, and choose it in `advertisements.py`.

    Attributes:
        reason: Why the last attempt came to nothing; None if it didn't.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        address: str,
        family: Family,
        listener: Listener,
        capture: Capture | None = None,
        *,
        access: Access | None = None,
    ) -> None:
        """Wait for the scale to advertise; what is said then is noted in the capture."""
        self.reason: str | None = None
        self._hass = hass
        self._address = address
        self._family = family
        self._listener = listener
        self._visits = Visits(
            hass, address, family, listener, capture=capture or Capture(address), access=access
        )
        self._task: asyncio.Task[Exception | None] | None = None
        self._name = ""
        self._rests_until = 0.0
        self._stopped = False
        # What such a scale advertises is always the same: of that, others hear the first only.
        self._stop_listening = async_register_advertisement_callback(hass, self.advertised, address)

    @callback
    def advertised(self, service_info: BluetoothServiceInfoBleak) -> None:
        """Connect to the scale if it is time to, unless it is connected or rests."""
        now = MONOTONIC_TIME()
        if self._task or self._stopped or now - service_info.time > _FRESH_S:
            return
        self._name = service_info.name
        if self._is_due(service_info, now) and now >= self._rests_until:
            self._begin(self._errand())

    @callback
    def stop(self) -> None:
        """Give the connection back, and make no other."""
        self._stopped = True
        self._stop_listening()
        if self._task:
            self._task.cancel()

    async def async_ask(self, errand: Errand) -> None:
        """Connect now, because somebody wants it; return when that is done.

        Raises:
            HomeAssistantError: It couldn't be done; translated.
        """
        while self._task:
            await asyncio.wait([self._task])
        if self._stopped:
            raise _translated(BleakError("stopped"), self._listener.name)
        if self._visits.must_wait:
            raise _error("scale_occupied", self._listener.name)
        task = self._begin(errand)
        await asyncio.wait([task])
        error = BleakError("stopped") if task.cancelled() else task.result()
        if error:
            raise _translated(error, self._listener.name) from error

    async def async_sync(self, *, everything: bool = False) -> None:
        """Read the scale's memory; everything, also what was read before, if that is wanted.

        Raises:
            HomeAssistantError: It couldn't be done; translated.
        """
        errand = self._errand()
        # A scale knows by a client's name what it has sent to it.
        if everything:
            errand = replace(errand, client=token_bytes(4), everything=True)
        await self.async_ask(errand)
        self._check_read()

    async def async_set_clock(self) -> None:
        """Set the scale's clock, however right it is.

        Raises:
            HomeAssistantError: It couldn't be done; translated.
        """
        await self.async_ask(replace(self._errand(), sets_clock=0.0))
        self._check_read()
        drift = self._listener.clock_drift
        if drift is None or abs(drift) > MAX_DRIFT_S:
            raise _error("clock_not_set", self._listener.name)

    async def async_show(self, unit: Unit) -> None:
        """Change the unit of the scale's display.

        Raises:
            HomeAssistantError: It couldn't be done; translated.
        """
        await self.async_ask(replace(self._errand(), shows=unit))

    def _check_read(self) -> None:
        """Refuse to call a memory read that wasn't, or isn't stored."""
        if self._family.traits.remembers and not self._visits.recalled:
            # What wasn't read at all was left for somebody who stepped on.
            key = "scale_occupied" if self._visits.recalled is None else "memory_not_stored"
            raise _error(key, self._listener.name)

    @abstractmethod
    def _is_due(self, service_info: BluetoothServiceInfoBleak, now: float) -> bool:
        """Return whether an advertisement is to lead to a connection."""

    @abstractmethod
    def _errand(self) -> Errand:
        """Return what is wanted of a connection that nobody asked for."""

    @abstractmethod
    def _rest(self, error: Exception | None) -> float:
        """Return for how many seconds the scale is left alone after a connection.

        Args:
            error: Why it came to nothing; None if it ended as it should.
        """

    @callback
    def _begin(self, errand: Errand) -> asyncio.Task[Exception | None]:
        # Not at once: first Home Assistant has to note by which way the scale can be reached.
        self._task = self._hass.async_create_background_task(
            self._run(errand), f"body_scale connection to {self._address}", eager_start=False
        )
        self._task.add_done_callback(self._ended)
        return self._task

    @callback
    def _ended(self, task: asyncio.Task[Exception | None]) -> None:
        # Also of one that was cancelled before it began.
        self._task = None

    async def _run(self, errand: Errand) -> Exception | None:
        """Connect, talk, disconnect and let the scale rest; return why it came to nothing."""
        error = await self._visit(errand)
        self._note(error)
        self._rests_until = MONOTONIC_TIME() + self._rest(error)
        return error

    async def _visit(self, errand: Errand) -> Exception | None:
        try:
            await self._visits.visit(self._name, errand)
        except _EXPECTED as error:
            return error
        except Exception as error:
            # A mistake in a family's conversation costs its scales a connection, and nothing else.
            _LOGGER.exception("The conversation with a %s failed", self._family.title)
            return error
        return None

    def _note(self, error: Exception | None) -> None:
        """Note why a connection came to nothing, for the diagnostics."""
        reason = None
        if error:
            known = isinstance(error, _EXPECTED)
            reason = (str(error) or type(error).__name__) if known else repr(error)
        elif not self._visits.heard:
            reason = "it was connected to and sent no weight"
        if reason and reason != self.reason:
            _LOGGER.debug("%s: %s", self._address, reason)
        self.reason = reason


def _translated(error: Exception, scale: str) -> HomeAssistantError:
    """Return the error for who asked for a connection."""
    if isinstance(error, OccupiedError):
        key = "scale_occupied"
    elif isinstance(error, OutOfReachError):
        key = "scale_passive" if error.is_heard else "scale_unreachable"
    elif isinstance(error, BleakOutOfConnectionSlotsError):
        key = "scale_no_slot"
    elif isinstance(error, GaveUp):
        key = "scale_refused"
    else:
        key = "scale_lost"
    return _error(key, scale, str(error) or type(error).__name__)


def _error(key: str, scale: str, reason: str = "") -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"scale": scale, "reason": reason},
    )
