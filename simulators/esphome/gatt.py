"""Connections of a simulated proxy to simulated devices: `EspHomeProxy(connections=...)`.

connections = GattConnections(QnScale(weight_kg=72.4, ohm=512))
async with EspHomeProxy(connections=connections) as proxy:
    connections.announce = proxy.announce_connections

A radio is never perfect: answers take time (`slow`), a notification has no more bytes than the MTU
allows, and a connection is lost at any moment (`cut`): an indication may arrive, and its confirmation
not.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from aioesphomeapi import api_pb2

from .attributes import OPERATIONS, error_of, notification
from .connections import CONNECTION_SLOTS, GATT_ERROR, GATT_NOT_CONNECTED, Client
from .peripheral import (
    ATT_HEADER,
    INDICATE,
    INVALID_LENGTH,
    NOTIFY,
    Peripheral,
    RefusedError,
    Said,
    Speaker,
    characteristic_of,
)
from .speech import Speech
from .wire import Message, name_of

_pb: Any = api_pb2

MTU = 247
SMALLEST_MTU = 23
_CONNECTION_TIMEOUT = 0x08
_TERMINATED_BY_DEVICE = 0x13


class _LostError(Exception):
    """The connection is lost at this moment."""


class GattConnections:
    """The connections of one proxy to the devices around it; at most one to each.

    Attributes:
        announce: What tells the proxy's clients that its slots have changed.
        said: How many messages went to or came from each device, by its address with colons:
            connecting, requests, notifications, indications and their confirmations.
        slow: Seconds that pass before each message.
    """

    def __init__(self, *peripherals: Peripheral, mtu: int = MTU, slow: float = 0.0) -> None:
        """Have these devices around.

        Args:
            peripherals: The devices.
            mtu: Of each connection, 23 to 517; what a device says beyond it doesn't arrive, and
                nothing longer can be written.
            slow: Seconds that pass before each message.
        """
        self.announce: Callable[[], None] = lambda: None
        self.said: dict[str, int] = {}
        self._peripherals: dict[int, Peripheral] = {}
        self._connected: dict[int, Client] = {}
        self._speeches: dict[int, Speech] = {}
        self._mtu = mtu
        self.slow = slow
        self._cuts: dict[str, int] = {}
        # What a device hears and says is one message after the other; other devices don't wait.
        self._turns: dict[int, asyncio.Lock] = {}
        self._impatient: dict[int, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        for device in peripherals:
            self.bring(device)

    def bring(self, device: Peripheral) -> None:
        """Have another device around."""
        self.said[device.address] = 0
        self._peripherals[_number(device.address)] = device
        self._turns[_number(device.address)] = asyncio.Lock()

    def cut(self, address: str, message: int) -> None:
        """Lose the connection to a device once, instead of its message with this number, from 0.

        Args:
            address: The device's, with colons.
            message: Counted as in `said`.
        """
        self._cuts[address] = message

    def is_cut_to_come(self, address: str) -> bool:
        """Return whether a connection to a device is still to be lost."""
        return address in self._cuts

    @property
    def allocated(self) -> list[int]:
        """Return the addresses connected now, or being connected."""
        return [*self._connected]

    async def handle(self, client: Client, request: Message) -> None:
        """Answer a request; a slow one is answered later."""
        if not self.slow:
            await self._answer(client, request)
            return
        self._start(self._answer(client, request))

    def client_gone(self, client: Client) -> None:
        """Drop what this client had connected."""
        gone = [address for address, owner in self._connected.items() if owner is client]
        for address in gone:
            del self._connected[address]
            self._peripherals[address].lost()
            self._finish(address)

    async def _answer(self, client: Client, request: Message) -> None:
        address, device = request.address, self._peripherals.get(request.address)
        if device is None:
            self._refuse(client, request)
            return
        with self._ended_when_lost(client, device):
            async with self._turns[address]:
                self._calm(address)
                await self._take(client, request, device)
        await self._speak(client, device)
        if self._connected.get(address) is client and device.patience is not None:
            self._calm(address)
            self._impatient[address] = asyncio.get_running_loop().call_later(
                device.patience, self._end, client, address, _TERMINATED_BY_DEVICE
            )

    async def _take(self, client: Client, request: Message, device: Peripheral) -> None:
        if name_of(request) == "BluetoothDeviceRequest":
            await self._connect_or_disconnect(client, request, device)
        elif self._connected.get(request.address) is not client:
            self._refuse(client, request)
        elif len(getattr(request, "data", b"")) > self._mtu - ATT_HEADER:
            client.send(error_of(request, INVALID_LENGTH))
        elif operate := OPERATIONS.get(name_of(request)):
            speech = self._speeches[request.address]
            await self._message(device)
            try:
                speech.add(operate(client, request, device))
            except RefusedError as refused:
                # A write that isn't acknowledged isn't refused, either.
                if getattr(request, "response", True):
                    client.send(error_of(request, refused.error))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @contextmanager
    def _ended_when_lost(self, client: Client, device: Peripheral) -> Iterator[None]:
        try:
            yield
        except _LostError:
            self._end(client, _number(device.address), _CONNECTION_TIMEOUT)
            device.lost()

    def _calm(self, address: int) -> None:
        """Have a device not end the connection for want of a request."""
        if timer := self._impatient.pop(address, None):
            timer.cancel()

    def _refuse(self, client: Client, request: Message) -> None:
        if name_of(request) == "BluetoothDeviceRequest":
            connects = request.request_type in _CONNECTS
            self._end(client, request.address, GATT_ERROR if connects else 0)
            return
        client.send(error_of(request, GATT_NOT_CONNECTED))

    async def _message(self, device: Peripheral) -> None:
        """Let a message go to or come from a device.

        Raises:
            _LostError: It doesn't arrive.
        """
        await asyncio.sleep(self.slow)
        if self._cuts.get(device.address) == self.said[device.address]:
            del self._cuts[device.address]
            raise _LostError
        self.said[device.address] += 1

    async def _connect_or_disconnect(
        self, client: Client, request: Message, device: Peripheral
    ) -> None:
        address = request.address
        if request.request_type not in _CONNECTS:
            self._end(client, address, 0)
            return
        if self._connected.get(address, client) is not client:
            self._refuse(client, request)
            return
        if len(self._connected) == CONNECTION_SLOTS:
            # No error, as from a real proxy.
            self._end(client, address, 0)
            return
        # The slot is taken while the device is still being connected to.
        self._connected[address] = client
        self.announce()
        await self._message(device)
        if self._connected.get(address) is not client:
            return
        try:
            device.connected(self._mtu)
        except RefusedError:
            self._refuse(client, request)
            return
        self._begin(client, device)
        client.send(
            _pb.BluetoothDeviceConnectionResponse(address=address, connected=True, mtu=self._mtu)
        )

    def _begin(self, client: Client, device: Peripheral) -> None:
        speech = self._speeches[_number(device.address)] = Speech()
        if isinstance(device, Speaker):
            device.speak_through(partial(self._say_unasked, client, device, speech))

    def _say_unasked(self, client: Client, device: Peripheral, speech: Speech, said: Said) -> None:
        speech.add_unasked(said)
        self._start(self._speak(client, device))

    def _end(self, client: Client, address: int, error: int) -> None:
        if self._connected.get(address) is client:
            del self._connected[address]
            self._finish(address)
        client.send(
            _pb.BluetoothDeviceConnectionResponse(address=address, connected=False, error=error)
        )
        self.announce()

    def _finish(self, address: int) -> None:
        """Have nothing more said over a connection."""
        self._calm(address)
        device = self._peripherals[address]
        if self._speeches.pop(address, None) is not None and isinstance(device, Speaker):
            device.ended()

    async def _speak(self, client: Client, device: Peripheral) -> None:
        """Bring a client what a device has to say, unless somebody is doing so.

        A request may come in between, and have the device say something else.
        """
        address = _number(device.address)
        speech = self._speeches.get(address)
        if speech is None or speech.is_spoken:
            return
        speech.is_spoken = True
        with self._ended_when_lost(client, device):
            for said in speech:
                if said is None:
                    self._end(client, address, _TERMINATED_BY_DEVICE)
                else:
                    async with self._turns[address]:
                        await self._say(client, device, said)
                if self._speeches.get(address) is not speech:
                    return
        speech.is_spoken = False

    async def _say(self, client: Client, device: Peripheral, said: Said) -> None:
        await self._message(device)
        client.send(notification(_number(device.address), device, said, self._mtu - ATT_HEADER))
        if characteristic_of(device, said.uuid).properties & (NOTIFY | INDICATE) == INDICATE:
            # Its confirmation.
            await self._message(device)


_CONNECTS = frozenset(
    {
        _pb.BluetoothDeviceRequestType.BLUETOOTH_DEVICE_REQUEST_TYPE_CONNECT_V3_WITH_CACHE,
        _pb.BluetoothDeviceRequestType.BLUETOOTH_DEVICE_REQUEST_TYPE_CONNECT_V3_WITHOUT_CACHE,
    }
)


def _number(address: str) -> int:
    return int(address.replace(":", ""), 16)
