"""Connections of a simulated proxy to simulated devices: `EspHomeProxy(connections=...)`.

connections = GattConnections(QnScale(weight_kg=72.4, ohm=512))
async with EspHomeProxy(connections=connections) as proxy:
    connections.announce = proxy.announce_connections
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, Protocol
import uuid

from aioesphomeapi import api_pb2

from .connections import GATT_ERROR, GATT_NOT_CONNECTED, Client
from .wire import Message, name_of

_pb: Any = api_pb2

WRITE_WITHOUT_RESPONSE, WRITE, NOTIFY = 0x04, 0x08, 0x10
_MTU = 247
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
        """Take what was written."""


class GattConnections:
    """The connections of one proxy to the devices around it; at most one to each.

    Attributes:
        announce: What tells the proxy's clients that its slots have changed.
    """

    def __init__(self, *peripherals: Peripheral) -> None:
        """Have these devices around."""
        self.announce: Callable[[], None] = lambda: None
        self._peripherals = {_number(device.address): device for device in peripherals}
        self._connected: dict[int, Client] = {}

    @property
    def allocated(self) -> list[int]:
        """Return the addresses connected now."""
        return [*self._connected]

    async def handle(self, client: Client, request: Message) -> None:
        """Answer a request."""
        name = name_of(request)
        device = self._peripherals.get(request.address)
        if name == "BluetoothDeviceRequest":
            self._connect_or_disconnect(client, request, device)
        elif device is None or request.address not in self._connected:
            client.send(
                _pb.BluetoothGATTErrorResponse(
                    address=request.address,
                    handle=getattr(request, "handle", 0),
                    error=GATT_NOT_CONNECTED,
                )
            )
        elif name in _OPERATIONS:
            said = _OPERATIONS[name](client, request, device)
            self._say(client, request.address, device, said)

    def client_gone(self, client: Client) -> None:
        """Drop what this client had connected."""
        self._connected = {
            address: owner for address, owner in self._connected.items() if owner is not client
        }

    def _connect_or_disconnect(
        self, client: Client, request: Message, device: Peripheral | None
    ) -> None:
        types = _pb.BluetoothDeviceRequestType
        connects = request.request_type in {
            types.BLUETOOTH_DEVICE_REQUEST_TYPE_CONNECT_V3_WITH_CACHE,
            types.BLUETOOTH_DEVICE_REQUEST_TYPE_CONNECT_V3_WITHOUT_CACHE,
        }
        if connects and device:
            self._connected[request.address] = client
            client.send(
                _pb.BluetoothDeviceConnectionResponse(
                    address=request.address, connected=True, mtu=_MTU
                )
            )
            self.announce()
        else:
            self._end(client, request.address, GATT_ERROR if connects else 0)

    def _end(self, client: Client, address: int, error: int) -> None:
        self._connected.pop(address, None)
        client.send(
            _pb.BluetoothDeviceConnectionResponse(address=address, connected=False, error=error)
        )
        self.announce()

    def _say(self, client: Client, address: int, device: Peripheral, said: Answer) -> None:
        for each in said:
            if each is None:
                self._end(client, address, _TERMINATED_BY_DEVICE)
                return
            client.send(
                _pb.BluetoothGATTNotifyDataResponse(
                    address=address, handle=_handle(device, each.uuid), data=each.data
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


_OPERATIONS: dict[str, Callable[[Client, Message, Peripheral], Answer]] = {
    "BluetoothGATTGetServicesRequest": _services,
    "BluetoothGATTNotifyRequest": _notify,
    "BluetoothGATTWriteDescriptorRequest": _write_descriptor,
    "BluetoothGATTWriteRequest": _write,
}


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
