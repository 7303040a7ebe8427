"""Connections to one scale: runs its family's conversation over Bluetooth, one connection at a time."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
import logging
from operator import attrgetter
import secrets
from typing import TYPE_CHECKING

from bleak.backends.device import BLEDevice
from bleak.exc import BleakError
import bleak_retry_connector
from bleak_retry_connector import establish_connection
from homeassistant.components.bluetooth import (
    BluetoothReachabilityIntent,
    async_address_reachability_diagnostics,
    async_scanner_devices_by_address,
)
from homeassistant.const import UnitOfMass
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..model import Frame, Unit
from ..scales.conversation import (
    Answer,
    ConsentRefused,
    GaveUp,
    Heard,
    Learned,
    Now,
    Paired,
    PairingMissing,
    Recalled,
    Registered,
    Situation,
    Step,
)
from ..scales.family import Family
from .access import Access
from .capture import Capture
from .link import Link
from .source import Listener

if TYPE_CHECKING:
    from bleak import BleakClient

_LOGGER = logging.getLogger(__name__)

_ATTEMPTS = 2
"""Of 20 s each; by then most scales sleep again."""
_MAX_CONNECTED_S = 600.0
"""A connection holds one of the few slots of a proxy, and is given back by then."""
_RECALLED_A_TURN = 250
_STORED_S = 30.0
"""A journal that takes longer is full or locked: the scale's memory will be read again."""


class OccupiedError(Exception):
    """Somebody stands on the scale."""


class OutOfReachError(Exception):
    """Nothing that can connect hears the scale.

    Attributes:
        is_heard: Something that can't connect does.
    """

    def __init__(self, reason: str, *, is_heard: bool) -> None:
        """Take what Home Assistant knows of the ways to the scale."""
        super().__init__(reason)
        self.is_heard = is_heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is wanted of a connection beside the weighings; most fields are those of `Situation`."""

    client: bytes = bytes(4)
    everything: bool = False
    """The scale knows no such client, and gives out what was read before, too."""
    sets_clock: float | None = None
    shows: Unit | None = None
    takes_gaps: bool = False


class Visits:
    """Connects to one scale, and hands over what it says.

    Attributes:
        heard: The last connection brought a weight, or read the memory.
        recalled: All that its memory held is stored; False if it isn't, None where it wasn't read.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        address: str,
        family: Family,
        listener: Listener,
        *,
        capture: Capture,
        access: Access | None,
    ) -> None:
        """Connect to nothing yet; what is said then is noted in the capture."""
        self.heard = False
        self.recalled: bool | None = None
        self._hass = hass
        self._address = address
        self._family = family
        self._listener = listener
        self._capture = capture
        self._access = access
        self._given: Registered | Paired | None = None
        self._everything = False

    async def visit(self, name: str, errand: Errand) -> None:
        """Connect, talk and disconnect.

        Args:
            name: As the scale advertises it.
            errand: What is wanted.

        Raises:
            OutOfReachError: Nothing that can connect hears the scale.
            BleakOutOfConnectionSlotsError: What hears it has no connection left.
            OccupiedError: Somebody has stepped on a scale whose memory was to be read.
            GaveUp: The scale can't be talked to.
            BleakError, TimeoutError, EOFError, OSError: The connection failed.
        """
        self.heard, self.recalled = False, None
        self._check_free()
        try:
            await self._connect_and_talk(name, errand)
        except GaveUp as error:
            self._note_end(error)
            raise
        else:
            self._note_end(None)
        finally:
            self._save_given()

    @property
    def must_wait(self) -> bool:
        """Whether somebody stands on a scale whose memory is to be read."""
        return self._family.traits.remembers and self._listener.occupied

    def _check_free(self) -> None:
        if self.must_wait:
            raise OccupiedError

    @callback
    def _note_end(self, gave_up: GaveUp | None) -> None:
        if self._access:
            self._access.async_ended(gave_up, heard=self.heard)

    @callback
    def _save_given(self) -> None:
        """Save what the scale gave: not before the connection has ended, which that would end."""
        given, self._given = self._given, None
        if given and self._access:
            self._access.async_save(given)

    def _device(self, *, connectable: bool = True) -> BLEDevice | None:
        """Return the scale as it is received best; None where nothing receives it.

        What received it and is gone is asked for no connection, though the scale is still known.
        """
        found = async_scanner_devices_by_address(self._hass, self._address, connectable)
        best = max(found, key=lambda each: each.advertisement.rssi, default=None)
        return best.ble_device if best else None

    async def _connect_and_talk(self, name: str, errand: Errand) -> None:
        device = self._device()
        if device is None:
            intent = BluetoothReachabilityIntent.CONNECTION
            raise OutOfReachError(
                async_address_reachability_diagnostics(self._hass, self._address, intent),
                is_heard=self._device(connectable=False) is not None,
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
            self._check_free()
            self._everything = errand.everything
            await self._talk(link, self._situation(name, errand))
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

    def _situation(self, name: str, errand: Errand) -> Situation:
        pounds = self._hass.config.units.mass_unit == UnitOfMass.POUNDS
        return Situation(
            address=self._address,
            now=dt_util.now(),
            name=name,
            # A household that reads pounds wants its scale to go on showing them.
            unit=Unit.LB if pounds else Unit.KG,
            nonce=secrets.token_bytes(32),
            client=errand.client,
            sets_clock=errand.sets_clock,
            shows=errand.shows,
            takes_gaps=errand.takes_gaps,
            consents=self._access.consents if self._access else (),
            password=self._access.password if self._access else None,
        )

    async def _talk(self, link: Link, situation: Situation) -> None:
        """Carry out the family's conversation."""
        if self._family.conversation is None:
            raise GaveUp("its family has no conversation")
        conversation = self._family.conversation(situation)
        answer: Answer = None
        try:
            async with asyncio.timeout(_MAX_CONNECTED_S):
                while not link.deserted:
                    answer = await self._answer(link, conversation.send(answer))
        except StopIteration:
            pass
        except TimeoutError:
            _LOGGER.debug("%s: it was connected for too long", self._address)
        finally:
            conversation.close()

    async def _answer(self, link: Link, step: Step) -> Answer:
        """Carry out a step."""
        match step:
            case Heard(frames):
                self.heard = True
                now = dt_util.utcnow()
                for frame in frames:
                    self._listener.hear(frame, now)
            case Recalled(frames, complete):
                self.heard = True
                stored = await self._hand_over(frames)
                self.recalled = stored and complete and self.recalled is not False
                return stored or None
            case Learned():
                self._learn(link, step)
            case Registered() | Paired():
                self._given = step
            case Now():
                return dt_util.now()
            case _:
                return await link.answer(step)
        return None

    @callback
    def _learn(self, link: Link, learned: Learned) -> None:
        # What can't be asked any more isn't refused.
        if not link.ended:
            self._listener.learn(learned, dt_util.utcnow())

    async def _hand_over(self, frames: Sequence[Frame]) -> bool:
        """Hand over what the memory held; return whether all of it is stored.

        A memory of years is handed over in parts, so that the event loop turns in between. Records
        without a stamp have no time.
        """
        stamped = sorted((frame for frame in frames if frame.stamp), key=attrgetter("stamp"))
        # An empty memory was read, too.
        parts = [*batched(stamped, _RECALLED_A_TURN, strict=False)] or [()]
        for part in parts:
            try:
                async with asyncio.timeout(_STORED_S):
                    stored = await self._listener.recall(
                        part, dt_util.now(), everything=self._everything
                    )
            except TimeoutError:
                stored = False
            if not stored:
                return False
        return True
