"""One API client's connection to a simulated ESPHome proxy: which message gets which answer."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from aioesphomeapi import api_pb2

from .connections import REQUESTS
from .wire import Message, encode, name_of, read

if TYPE_CHECKING:
    from .proxy import EspHomeProxy

_pb: Any = api_pb2

API_VERSION = (1, 14)  # from 1.15 on Home Assistant also asks for the device's capabilities


class Session:
    """One API client's connection."""

    def __init__(self, proxy: EspHomeProxy, writer: asyncio.StreamWriter) -> None:
        """Serve the client behind this writer."""
        self.subscribed = False
        self._proxy = proxy
        self._writer = writer

    def send(self, message: Message) -> None:
        """Queue a message; one for a client that has just gone is lost."""
        if not self._writer.is_closing():
            self._writer.write(encode(message))

    def abort(self) -> None:
        """Cut the connection; from now on it receives nothing."""
        self.subscribed = False
        self._writer.transport.abort()

    async def run(self, reader: asyncio.StreamReader) -> None:
        """Answer requests until the client leaves."""
        while (request := await read(reader)) is not None:
            if (name := name_of(request)) in REQUESTS:
                await self._proxy.connections.handle(self, request)
                continue
            # A message without an answer here, such as AuthenticationRequest, gets silence.
            if answer := self._ANSWERS.get(name):
                answer(self, request)
            if name == "DisconnectRequest":
                await self._writer.drain()
                return

    def _hello(self, _: Message) -> None:
        self.send(
            _pb.HelloResponse(
                api_version_major=API_VERSION[0],
                api_version_minor=API_VERSION[1],
                server_info="simulated",
                name=self._proxy.name,
            )
        )

    def _ping(self, _: Message) -> None:
        self.send(_pb.PingResponse())

    def _disconnect(self, _: Message) -> None:
        self.send(_pb.DisconnectResponse())

    def _device_info(self, _: Message) -> None:
        self.send(self._proxy.device_info())

    def _list_entities(self, _: Message) -> None:
        self.send(_pb.ListEntitiesDoneResponse())

    def _connections_free(self, _: Message) -> None:
        self.send(self._proxy.connections_free())

    def _subscribe(self, _: Message) -> None:
        self.subscribed = True
        self.send(self._proxy.scanner_state())  # without it Home Assistant subscribes again
        self._proxy.subscription_changed()

    def _unsubscribe(self, _: Message) -> None:
        self.subscribed = False
        self._proxy.subscription_changed()

    def _set_mode(self, request: Message) -> None:
        self._proxy.set_mode(request.mode)

    _ANSWERS: ClassVar[dict[str, Callable[[Session, Message], None]]] = {
        "HelloRequest": _hello,
        "PingRequest": _ping,
        "DisconnectRequest": _disconnect,
        "DeviceInfoRequest": _device_info,
        "ListEntitiesRequest": _list_entities,
        "SubscribeBluetoothConnectionsFreeRequest": _connections_free,
        "SubscribeBluetoothLEAdvertisementsRequest": _subscribe,
        "UnsubscribeBluetoothLEAdvertisementsRequest": _unsubscribe,
        "BluetoothScannerSetModeRequest": _set_mode,
    }
