"""A connection to a scale: carries out the steps of a conversation."""

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING

from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakError

from ..scales.conversation import (
    EVERYWHERE,
    MAX_SILENCES,
    Answer,
    Notification,
    Pair,
    Read,
    Subscribe,
    Wait,
    Write,
    long_uuid,
    short_uuid,
)
from .capture import Capture

if TYPE_CHECKING:
    from bleak import BleakClient

_LOGGER = logging.getLogger(__name__)

CONNECTION_ERRORS = (BleakError, TimeoutError, EOFError, OSError)

_OPERATION_S = 10.0
"""So long the scale may take to answer a write, a read or a subscription."""
_PAIR_S = 30.0
"""So long pairing may take: some scales want a button pressed, and give 15 s for it."""


class Link:
    """A connection that is there: carries out what a conversation asks of the scale.

    Attributes:
        ended: The connection has ended.
    """

    def __init__(self, client: BleakClient, capture: Capture) -> None:
        """Begin with nothing said."""
        self._client = client
        self._capture = capture
        self._said: asyncio.Queue[Notification | None] = asyncio.Queue()
        self.ended = False
        self._silences = 0

    @property
    def deserted(self) -> bool:
        """Whether a conversation goes on waiting although the connection has ended."""
        return self._silences >= MAX_SILENCES

    def end(self) -> None:
        """Take note that the connection has ended."""
        self.ended = True
        # Wakes up what waits; what the scale said before is taken first.
        self._said.put_nowait(None)

    async def answer(self, step: Subscribe | Write | Read | Pair | Wait) -> Answer:
        """Carry out a step."""
        if isinstance(step, Wait):
            return await self._wait(step.seconds)
        if isinstance(step, Pair):
            return await self._pair()
        if step == Subscribe(EVERYWHERE):
            answers = [await self._try(step, each) for each in self._speaking()]
            return True if any(answers) else None
        characteristic = self._find(step.uuid)
        return await self._try(step, characteristic) if characteristic else None

    async def _try(
        self, step: Subscribe | Write | Read, characteristic: BleakGATTCharacteristic
    ) -> Answer:
        try:
            async with asyncio.timeout(_OPERATION_S):
                return await self._operate(step, characteristic)
        except CONNECTION_ERRORS as error:
            _LOGGER.debug("%s: %s refused: %r", self._client.address, step.uuid, error)
            return None

    async def _pair(self) -> Answer:
        if self.ended:
            return None
        try:
            async with asyncio.timeout(_PAIR_S):
                await self._client.pair()
        except (*CONNECTION_ERRORS, NotImplementedError) as error:
            _LOGGER.debug("%s: pairing failed: %r", self._client.address, error)
            return None
        return True

    async def close(self) -> None:
        """Give the connection back."""
        try:
            async with asyncio.timeout(_OPERATION_S):
                await self._client.disconnect()
        except CONNECTION_ERRORS as error:
            _LOGGER.debug("%s: disconnecting failed: %r", self._client.address, error)

    async def _wait(self, seconds: float) -> Notification | None:
        if self.ended and self._said.empty():
            self._silences += 1
            return None
        try:
            async with asyncio.timeout(seconds):
                return await self._said.get()
        except TimeoutError:
            return None

    def _find(self, uuid: str) -> BleakGATTCharacteristic | None:
        if self.ended:
            return None
        # By hand, because a look-up fails where two services have characteristics of one UUID.
        found = self._client.services.characteristics.values()
        return next((each for each in found if each.uuid == long_uuid(uuid)), None)

    def _speaking(self) -> list[BleakGATTCharacteristic]:
        """Return the characteristics that notify or indicate."""
        found = () if self.ended else self._client.services.characteristics.values()
        return [each for each in found if {"notify", "indicate"} & set(each.properties)]

    async def _operate(
        self, step: Subscribe | Write | Read, characteristic: BleakGATTCharacteristic
    ) -> Answer:
        match step:
            case Subscribe():
                await self._client.start_notify(characteristic, self._notified)
            case Write(_, data, response):
                if response is None:
                    response = "write" in characteristic.properties
                self._capture.written(monotonic(), step.uuid, data)
                await self._client.write_gatt_char(characteristic, data, response=response)
            case Read():
                value = bytes(await self._client.read_gatt_char(characteristic))
                self._capture.said(monotonic(), step.uuid, value)
                return value
        return True

    def _notified(self, sender: BleakGATTCharacteristic, data: bytearray) -> None:
        said = Notification(short_uuid(sender.uuid), bytes(data))
        self._capture.said(monotonic(), said.uuid, said.data)
        self._said.put_nowait(said)
