"""What a proxy answers when Home Assistant wants to connect to a device behind it.

This is the place for GATT: an object with the methods of `Connections` that knows simulated
peripherals is given to `EspHomeProxy(connections=...)`. Until one is, every request is refused.
"""

from typing import Any, Protocol

from aioesphomeapi import api_pb2

from .wire import Message, name_of

_pb: Any = api_pb2

GATT_ERROR = 0x85  # ESP_GATT_ERROR: what a real proxy says when a connection can't be made
GATT_NOT_CONNECTED = -1

CONNECTION_SLOTS = 3
"""So many connections a proxy has at a time."""

REQUESTS = frozenset(
    {
        "BluetoothDeviceRequest",
        "BluetoothGATTGetServicesRequest",
        "BluetoothGATTReadRequest",
        "BluetoothGATTWriteRequest",
        "BluetoothGATTReadDescriptorRequest",
        "BluetoothGATTWriteDescriptorRequest",
        "BluetoothGATTNotifyRequest",
        "BluetoothSetConnectionParamsRequest",
    }
)
"""The messages that a proxy hands to its `Connections`."""


class Client(Protocol):
    """The API client that a request came from."""

    def send(self, message: Message) -> None:
        """Send it a message."""


class Connections(Protocol):
    """The connections of one proxy to the devices around it."""

    @property
    def allocated(self) -> list[int]:
        """Return the addresses connected now."""

    async def handle(self, client: Client, request: Message) -> None:
        """Answer one of `REQUESTS`."""

    def client_gone(self, client: Client) -> None:
        """Drop what this client had connected."""


class NoConnections:
    """Refuse every connection, as a proxy out of reach of the device does."""

    @property
    def allocated(self) -> list[int]:
        """Return that nothing is connected."""
        return []

    async def handle(self, client: Client, request: Message) -> None:
        """Answer with an error."""
        if name_of(request) == "BluetoothDeviceRequest":
            client.send(
                _pb.BluetoothDeviceConnectionResponse(
                    address=request.address, connected=False, error=GATT_ERROR
                )
            )
        elif "GATT" in name_of(request):
            client.send(
                _pb.BluetoothGATTErrorResponse(
                    address=request.address,
                    handle=getattr(request, "handle", 0),
                    error=GATT_NOT_CONNECTED,
                )
            )

    def client_gone(self, client: Client) -> None:
        """Do nothing: there is nothing to drop."""
