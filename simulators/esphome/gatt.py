"""Connections of a simulated proxy to simulated devices: `EspHomeProxy(connections=...)`.

connections = GattConnections(QnScale(weight_kg=72.4, ohm=512))
async with EspHomeProxy(connections=connections) as proxy:
    connections.announce = proxy.announce_connections

A radio is never perfect: answers take time (`slow`), a notification has no more bytes than the MTU
allows, and a connection is lost at any moment (`cut`).
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol
import uuid

from aioesphomeapi import api_pb2

from .connections import GATT_ERROR, GATT_NOT_CONNECTED, Client
from .wire import Message, name_of

_pb: Any = api_pb2

WRITE_WITHOUT_RESPONSE, WRITE, NOTIFY = 0x04, 0x08, 0x10
MTU = 247
SMALLEST_MTU = 23
_ATT_HEADER = 3
_INVALID_LENGTH = 0x0D
_CONNECTION_TIMEOUT = 0x08
_TERMINATED_BY_DEVICE = 0x13
_CCCD = 0x2902


class Characteristic(NamedTuple):
    """A characteristic of a device, with a 16-bit UUID."""

    uuid: int
    properties: int


class Said(NamedTuple):
    """A notification or indication."""

    uuid: int
    data: bytes


type Answer = Iterable[Said | None]
"""What a device says in answer; None where it ends the connection."""


class Peripheral(Protocol):
    """A device that can be connected to."""

    @property
    def address(self) -> str:
        """Its Bluetooth address, with colons."""

    @property
    def service(self) -> int:
        """The 16-bit UUID of its only service."""

    @property
    def characteristics(self) -> Sequence[Characteristic]:
        """What the service has."""

    def subscribed(self, uuid: int) -> Answer:
        """Take note that a characteristic was subscribed to."""

    def written(self, uuid: int, data: bytes) -> Answer:
        """Take what was written.

        What it says is asked for one by one, each after the one before was sent: so a device can
        forget what has arrived.
        """

    def lost(self) -> None:
        """Take note that the connection was lost; it didn't end it itself."""


class _LostError(Exception):
    """The connection is lost at this moment."""


class GattConnections:
    """The connections of one proxy to the devices around it; at most one to each.

    Attributes:
        announce: What tells the proxy's clients that its slots have changed.
        said: How many messages went to or came from each device, by its address with colons:
            connecting, requests and notifications.
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
        self._mtu = mtu
        self._slow = slow
        self._cuts: dict[str, int] = {}
        # A device answers one request after the other; those of other devices don't wait for it.
        self._turns: dict[int, asyncio.Lock] = {}
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
        """Return the addresses connected now."""
        return [*self._connected]

    async def handle(self, client: Client, request: Message) -> None:
        """Answer a request; a slow one is answered later."""
        if not self._slow:
            await self._answer(client, request)
            return
        task = asyncio.create_task(self._answer(client, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def client_gone(self, client: Client) -> None:
        """Drop what this client had connected."""
        gone = [address for address, owner in self._connected.items() if owner is client]
        for address in gone:
            del self._connected[address]
            self._peripherals[address].lost()

    async def _answer(self, client: Client, request: Message) -> None:
        address, device = request.address, self._peripherals.get(request.address)
        if device is None:
            self._refuse(client, request)
            return
        async with self._turns[address]:
            try:
                if name_of(request) == "BluetoothDeviceRequest":
                    await self._connect_or_disconnect(client, request, device)
                elif self._connected.get(address) is not client:
                    self._refuse(client, request)
                elif len(getattr(request, "data", b"")) > self._mtu - _ATT_HEADER:
                    client.send(_error(request, _INVALID_LENGTH))
                elif operate := _OPERATIONS.get(name_of(request)):
                    await self._message(device)
                    await self._say(client, address, device, operate(client, request, device))
            except _LostError:
                self._end(client, address, _CONNECTION_TIMEOUT)
                device.lost()

    def _refuse(self, client: Client, request: Message) -> None:
        if name_of(request) == "BluetoothDeviceRequest":
            connects = request.request_type in _CONNECTS
            self._end(client, request.address, GATT_ERROR if connects else 0)
            return
        client.send(_error(request, GATT_NOT_CONNECTED))

    async def _message(self, device: Peripheral) -> None:
        """Let a message go to or come from a device.

        Raises:
            _LostError: It doesn't arrive.
        """
        await asyncio.sleep(self._slow)
        if self._cuts.get(device.address) == self.said[device.address]:
            del self._cuts[device.address]
            raise _LostError
        self.said[device.address] += 1

    async def _connect_or_disconnect(
        self, client: Client, request: Message, device: Peripheral
    ) -> None:
        if request.request_type not in _CONNECTS:
            self._end(client, request.address, 0)
            return
        await self._message(device)
        self._connected[request.address] = client
        client.send(
            _pb.BluetoothDeviceConnectionResponse(
                address=request.address, connected=True, mtu=self._mtu
            )
        )
        self.announce()

    def _end(self, client: Client, address: int, error: int) -> None:
        self._connected.pop(address, None)
        client.send(
            _pb.BluetoothDeviceConnectionResponse(address=address, connected=False, error=error)
        )
        self.announce()

    async def _say(self, client: Client, address: int, device: Peripheral, said: Answer) -> None:
        for each in said:
            if self._connected.get(address) is not client:
                return
            if each is None:
                self._end(client, address, _TERMINATED_BY_DEVICE)
                return
            await self._message(device)
            client.send(
                _pb.BluetoothGATTNotifyDataResponse(
                    address=address,
                    handle=_handle(device, each.uuid),
                    data=each.data[: self._mtu - _ATT_HEADER],
                )
            )


def _services(client: Client, request: Message, device: Peripheral) -> Answer:
    characteristics = [
        _pb.BluetoothGATTCharacteristic(
            uuid=_wire_uuid(each.uuid),
            handle=_handle(device, each.uuid),
            properties=each.properties,
            descriptors=[
                _pb.BluetoothGATTDescriptor(
                    uuid=_wire_uuid(_CCCD), handle=_handle(device, each.uuid) + 1
                )
            ],
        )
        for each in device.characteristics
    ]
    service = _pb.BluetoothGATTService(
        uuid=_wire_uuid(device.service), handle=1, characteristics=characteristics
    )
    client.send(_pb.BluetoothGATTGetServicesResponse(address=request.address, services=[service]))
    client.send(_pb.BluetoothGATTGetServicesDoneResponse(address=request.address))
    return ()


def _notify(client: Client, request: Message, device: Peripheral) -> Answer:
    client.send(_pb.BluetoothGATTNotifyResponse(address=request.address, handle=request.handle))
    return ()


def _write_descriptor(client: Client, request: Message, device: Peripheral) -> Answer:
    client.send(_pb.BluetoothGATTWriteResponse(address=request.address, handle=request.handle))
    # Home Assistant subscribes by writing to the descriptor.
    return device.subscribed(_uuid_of(device, request.handle - 1)) if any(request.data) else ()


def _write(client: Client, request: Message, device: Peripheral) -> Answer:
    if request.response:
        client.send(_pb.BluetoothGATTWriteResponse(address=request.address, handle=request.handle))
    return device.written(_uuid_of(device, request.handle), request.data)


_CONNECTS = frozenset(
    {
        _pb.BluetoothDeviceRequestType.BLUETOOTH_DEVICE_REQUEST_TYPE_CONNECT_V3_WITH_CACHE,
        _pb.BluetoothDeviceRequestType.BLUETOOTH_DEVICE_REQUEST_TYPE_CONNECT_V3_WITHOUT_CACHE,
    }
)

_OPERATIONS: dict[str, Callable[[Client, Message, Peripheral], Answer]] = {
    "BluetoothGATTGetServicesRequest": _services,
    "BluetoothGATTNotifyRequest": _notify,
    "BluetoothGATTWriteDescriptorRequest": _write_descriptor,
    "BluetoothGATTWriteRequest": _write,
}


def _error(request: Message, error: int) -> Message:
    handle = getattr(request, "handle", 0)
    return _pb.BluetoothGATTErrorResponse(address=request.address, handle=handle, error=error)


def _number(address: str) -> int:
    return int(address.replace(":", ""), 16)


def _handle(device: Peripheral, uuid_: int) -> int:
    """Return the handle of a characteristic's value; its descriptor has the next one."""
    position = [each.uuid for each in device.characteristics].index(uuid_)
    return 3 + 3 * position


def _uuid_of(device: Peripheral, handle: int) -> int:
    return device.characteristics[(handle - 3) // 3].uuid


def _wire_uuid(short: int) -> list[int]:
    number = uuid.UUID(f"0000{short:04x}-0000-1000-8000-00805f9b34fb").int
    return [number >> 64, number & (2**64 - 1)]
