"""Scales that have to be connected to: runs any family's conversation over Bluetooth.

A scale is connected to when it advertises, because it does that while somebody uses it. Afterwards
it is left alone for a while, longer after each failure, so that its battery lasts.
"""

import asyncio
from itertools import batched
import logging
from operator import attrgetter
import secrets
from typing import TYPE_CHECKING

from bleak.backends.device import BLEDevice
from bleak.exc import BleakError
import bleak_retry_connector
from bleak_retry_connector import BleakOutOfConnectionSlotsError, establish_connection
from homeassistant.components.bluetooth import (
    MONOTONIC_TIME,
    BluetoothReachabilityIntent,
    BluetoothServiceInfoBleak,
    async_address_reachability_diagnostics,
    async_ble_device_from_address,
    async_register_advertisement_callback,
)
from homeassistant.const import UnitOfMass
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..model import Unit
from ..scales.conversation import (
    Answer,
    ConsentRefused,
    GaveUp,
    Heard,
    Paired,
    PairingMissing,
    Recalled,
    Registered,
    Situation,
)
from ..scales.family import Family
from .access import Access
from .capture import Capture
from .link import CONNECTION_ERRORS, Link
from .source import Listener

if TYPE_CHECKING:
    from bleak import BleakClient

_LOGGER = logging.getLogger(__name__)

_FRESH_S = 10.0
"""An older advertisement is a replay: the scale sleeps again."""
_ATTEMPTS = 2
"""Of 20 s each; by then most scales sleep again."""
_MAX_CONNECTED_S = 600.0
"""A connection holds one of the few slots of a proxy, and is given back by then."""
_RETRY_S = 3.0
_REST_S = 10.0
_MAX_REST_S = 300.0
_ASLEEP_S = 60.0
"""A scale that advertises after so long a silence was just woken up."""
_RECALLED_A_TURN = 250


class _OutOfReachError(Exception):
    """Nothing that can connect hears the scale."""


class ConnectedScale:
    """Connects to one scale whenever it advertises, and hands over what it says.

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
        self._capture = capture or Capture(address)
        self._access = access
        self._given: Registered | Paired | None = None
        self._heard = False
        self.reason: str | None = None
        self._hass = hass
        self._address = address
        self._family = family
        self._listener = listener
        self._task: asyncio.Task[None] | None = None
        self._advertised_at = 0.0
        self._name = ""
        self._rests_until = 0.0
        self._failures = 0
        # What such a scale advertises is always the same: of that, others hear the first only.
        self._stop_listening = async_register_advertisement_callback(hass, self.advertised, address)

    @callback
    def advertised(self, service_info: BluetoothServiceInfoBleak) -> None:
        """Connect to the scale, unless it is connected or rests."""
        now = MONOTONIC_TIME()
        if self._task or now - service_info.time > _FRESH_S:
            return
        if service_info.time - self._advertised_at > _ASLEEP_S:
            self._rests_until = self._failures = 0
        self._advertised_at = service_info.time
        self._name = service_info.name
        if now < self._rests_until:
            return
        # Not at once: first Home Assistant has to note by which way the scale can be reached.
        self._task = self._hass.async_create_background_task(
            self._run(), f"body_scale connection to {self._address}", eager_start=False
        )

    @callback
    def stop(self) -> None:
        """Give the connection back, and make no other."""
        self._stop_listening()
        if self._task:
            self._task.cancel()

    def _device(self) -> BLEDevice | None:
        return async_ble_device_from_address(self._hass, self._address, connectable=True)

    def _fail(self, reason: str) -> None:
        if reason != self.reason:
            _LOGGER.debug("%s: %s", self._address, reason)
        self.reason = reason

    async def _run(self) -> None:
        """Connect, talk, disconnect and let the scale rest."""
        try:
            rest = await self._visit()
        finally:
            self._task = None
            self._save_given()
        self._advertised_at = MONOTONIC_TIME()
        self._rests_until = self._advertised_at + rest

    @callback
    def _save_given(self) -> None:
        """Save what the scale gave: not before the connection has ended, which that would end."""
        given, self._given = self._given, None
        if given and self._access:
            self._access.async_save(given)

    async def _visit(self) -> float:
        """Connect and talk; return for how many seconds the scale is left alone then."""
        self._heard = False
        try:
            await self._connect_and_talk()
        except (_OutOfReachError, BleakOutOfConnectionSlotsError) as error:
            # It isn't the scale's fault: the way may be free soon.
            self._fail(str(error))
            return _RETRY_S
        except GaveUp as error:
            self._fail(str(error))
            self._note_end(error)
            # Who reads that it wants to be paired may do that at once.
            if not (self._heard or isinstance(error, PairingMissing)):
                return _MAX_REST_S
        except CONNECTION_ERRORS as error:
            self._fail(str(error) or type(error).__name__)
        except Exception as error:
            # A mistake in a family's conversation costs its scales a connection, and nothing else.
            _LOGGER.exception("The conversation with a %s failed", self._family.title)
            self._fail(repr(error))
            return _MAX_REST_S
        else:
            if self._heard:
                self.reason = None
            else:
                self._fail("it was connected to and sent no weight")
            self._note_end(None)
        self._failures = 0 if self._heard else self._failures + 1
        return min(_REST_S * 2.0**self._failures, _MAX_REST_S)

    @callback
    def _note_end(self, gave_up: GaveUp | None) -> None:
        if self._access:
            self._access.async_ended(gave_up, heard=self._heard)

    async def _connect_and_talk(self) -> None:
        device = self._device()
        if device is None:
            intent = BluetoothReachabilityIntent.CONNECTION
            raise _OutOfReachError(
                async_address_reachability_diagnostics(self._hass, self._address, intent)
            )
        link: Link | None = None

        def disconnected(client: BleakClient) -> None:
            # An attempt that failed half-way isn't the connection's end.
            if link:
                link.end()

        client = await establish_connection(
            # Looked up now: Home Assistant replaces it by one that knows proxies.
            bleak_retry_connector.BleakClientWithServiceCache,
            device,
            self._address,
            disconnected_callback=disconnected,
            max_attempts=_ATTEMPTS,
            ble_device_callback=lambda: self._device() or device,
        )
        link = Link(client, self._capture)
        try:
            await self._talk(link)
        except ConsentRefused, PairingMissing:
            # Some scales end the connection then.
            raise
        except GaveUp as error:
            if link.ended:
                # What a scale can't be asked any more it doesn't lack.
                raise BleakError("the connection was lost") from error
            raise
        finally:
            await link.close()

    async def _talk(self, link: Link) -> None:
        """Carry out the family's conversation."""
        if self._family.conversation is None:
            raise GaveUp("its family has no conversation")
        pounds = self._hass.config.units.mass_unit == UnitOfMass.POUNDS
        situation = Situation(
            address=self._address,
            now=dt_util.now(),
            name=self._name,
            # A household that reads pounds wants its scale to go on showing them.
            unit=Unit.LB if pounds else Unit.KG,
            nonce=secrets.token_bytes(32),
            consents=self._access.consents if self._access else (),
            password=self._access.password if self._access else None,
        )
        conversation = self._family.conversation(situation)
        answer: Answer = None
        try:
            async with asyncio.timeout(_MAX_CONNECTED_S):
                while not link.deserted:
                    step = conversation.send(answer)
                    if isinstance(step, Heard | Recalled):
                        answer, self._heard = None, True
                        await self._hand_over(step)
                    elif isinstance(step, Registered | Paired):
                        answer, self._given = None, step
                    else:
                        answer = await link.answer(step)
        except StopIteration:
            pass
        except TimeoutError:
            _LOGGER.debug("%s: it was connected for too long", self._address)
        finally:
            conversation.close()

    async def _hand_over(self, step: Heard | Recalled) -> None:
        now = dt_util.utcnow()
        if isinstance(step, Heard):
            for frame in step.frames:
                self._listener.hear(frame, now)
            return
        # A memory of years is handed over in parts, so that the event loop turns in between. Records
        # without a stamp have no time.
        stamped = [frame for frame in step.frames if frame.stamp]
        for frames in batched(
            sorted(stamped, key=attrgetter("stamp")), _RECALLED_A_TURN, strict=False
        ):
            self._listener.recall(frames, now)
            await asyncio.sleep(0)
