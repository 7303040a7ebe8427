"""The attributes of a simulated device, as a proxy's messages have them: by handles."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from aioesphomeapi import api_pb2

from .connections import Client
from .peripheral import (
    INDICATE,
    NOTIFY,
    Answer,
    Characteristic,
    Peripheral,
    Said,
    Speaker,
    characteristics_of,
)
from .wire import Message

_pb: Any = api_pb2

_CCCD = 0x2902
_HANDLES = 4
_SERVICE, _VALUE = 1, 3
"""Of each four handles the first is a service's, if one begins there, the second announces the
characteristic, the third is its value, the last its descriptor."""


def notification(address: int, device: Peripheral, said: Said, limit: int) -> Message:
    """Return what a device says as a message; of more bytes than the limit the rest is lost."""
    return _pb.BluetoothGATTNotifyDataResponse(
        address=address, handle=_handle(device, said.uuid), data=said.data[:limit]
    )


def error_of(request: Message, error: int) -> Message:
    """Return the refusal of a request."""
    handle = getattr(request, "handle", 0)
    return _pb.BluetoothGATTErrorResponse(address=request.address, handle=handle, error=error)


def _services(client: Client, request: Message, device: Peripheral) -> Answer:
    services = [
        _pb.BluetoothGATTService(
            uuid=_wire_uuid(service.uuid),
            handle=_handle(device, service.characteristics[0].uuid) - _VALUE + _SERVICE,
            characteristics=[_described(device, each) for each in service.characteristics],
        )
        for service in device.services
    ]
    client.send(_pb.BluetoothGATTGetServicesResponse(address=request.address, services=services))
    client.send(_pb.BluetoothGATTGetServicesDoneResponse(address=request.address))
    return ()


def _described(device: Peripheral, characteristic: Characteristic) -> Message:
    handle = _handle(device, characteristic.uuid)
    descriptors = [_pb.BluetoothGATTDescriptor(uuid=_wire_uuid(_CCCD), handle=handle + 1)]
    speaks = characteristic.properties & (NOTIFY | INDICATE)
    return _pb.BluetoothGATTCharacteristic(
        uuid=_wire_uuid(characteristic.uuid),
        handle=handle,
        properties=characteristic.properties,
        descriptors=descriptors if speaks else [],
    )


def _read(client: Client, request: Message, device: Peripheral) -> Answer:
    value = device.read(_characteristic_at(device, request.handle).uuid)
    client.send(
        _pb.BluetoothGATTReadResponse(address=request.address, handle=request.handle, data=value)
    )
    return ()


def _notify(client: Client, request: Message, device: Peripheral) -> Answer:
    client.send(_pb.BluetoothGATTNotifyResponse(address=request.address, handle=request.handle))
    return ()


def _write_descriptor(client: Client, request: Message, device: Peripheral) -> Answer:
    client.send(_pb.BluetoothGATTWriteResponse(address=request.address, handle=request.handle))
    # Home Assistant subscribes by writing to the descriptor.
    uuid = _characteristic_at(device, request.handle - 1).uuid
    if any(request.data):
        return device.subscribed(uuid)
    if isinstance(device, Speaker):
        device.unsubscribed(uuid)
    return ()


def _write(client: Client, request: Message, device: Peripheral) -> Answer:
    said = device.written(_characteristic_at(device, request.handle).uuid, request.data)
    if request.response:
        client.send(_pb.BluetoothGATTWriteResponse(address=request.address, handle=request.handle))
    return said


OPERATIONS: dict[str, Callable[[Client, Message, Peripheral], Answer]] = {
    "BluetoothGATTGetServicesRequest": _services,
    "BluetoothGATTReadRequest": _read,
    "BluetoothGATTNotifyRequest": _notify,
    "BluetoothGATTWriteDescriptorRequest": _write_descriptor,
    "BluetoothGATTWriteRequest": _write,
}
"""What each request does to a device that is connected."""


def _handle(device: Peripheral, uuid: int) -> int:
    """Return the handle of a characteristic's value; its descriptor has the next one."""
    position = [each.uuid for each in characteristics_of(device)].index(uuid)
    return _VALUE + _HANDLES * position


def _characteristic_at(device: Peripheral, handle: int) -> Characteristic:
    """Return the characteristic of which a handle is the value."""
    return characteristics_of(device)[(handle - _VALUE) // _HANDLES]


def _wire_uuid(number: int) -> list[int]:
    if number < 1 << 16:
        number = UUID(f"0000{number:04x}-0000-1000-8000-00805f9b34fb").int
    return [number >> 64, number & (2**64 - 1)]
