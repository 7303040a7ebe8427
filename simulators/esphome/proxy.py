"""A simulated ESPHome Bluetooth proxy that a real Home Assistant accepts.

Plain-text native API, raw advertisements, scanner state and mode, any number of API clients. Two
proxies live in one process on two ports, with different names and addresses:

    async with EspHomeProxy(name="hall", mac="AA:BB:CC:00:00:01") as proxy:
        # add host 127.0.0.1 and proxy.port to Home Assistant's ESPHome integration
        await proxy.wait_subscribed(timeout=30)
        proxy.advertise("5C:CA:D3:00:00:01", raw_ad_structures)
"""

import asyncio
from collections.abc import Callable
import logging
from typing import Any, override

from aioesphomeapi import BluetoothProxyFeature as Feature, api_pb2
from aioesphomeapi.core import wifi_mac_to_bluetooth_mac

from ..running import Running
from .connections import CONNECTION_SLOTS, Connections, NoConnections
from .session import Session
from .wire import Message, WireError

_LOGGER = logging.getLogger(__name__)
_pb: Any = api_pb2

_HEARS = Feature.PASSIVE_SCAN | Feature.RAW_ADVERTISEMENTS | Feature.FEATURE_STATE_AND_MODE
FEATURES = (
    _HEARS
    | Feature.ACTIVE_CONNECTIONS
    | Feature.REMOTE_CACHING  # without it aioesphomeapi refuses to connect to anything
)
ESPHOME_VERSION = "2026.10.0"  # a version before 2026.5.1 raises a repair issue


class EspHomeProxy(Running):
    """An ESPHome device whose only component is the Bluetooth proxy."""

    def __init__(
        self,
        *,
        name: str = "demo-proxy",
        mac: str = "AA:BB:CC:00:00:01",
        host: str = "127.0.0.1",
        port: int = 0,
        active: bool = True,
        connections: Connections | None = None,
        connects: bool = True,
    ) -> None:
        """Describe the proxy; entering the context starts it.

        Args:
            name: The node's name; Home Assistant keeps it and expects it again.
            mac: Wi-Fi address; the Bluetooth one is two higher, as on an ESP32.
            host: Address to listen on.
            port: 0 takes a free one, which is kept over `stop` and `start`.
            active: The scan mode the node's configuration names; Home Assistant may change it.
            connections: What answers requests to connect to devices; refused without it.
            connects: Whether it offers connections at all.
        """
        self.name = name
        self.mac = mac
        self.host = host
        self.port = port
        self.connections: Connections = connections or NoConnections()
        self._features = FEATURES if connects else _HEARS
        self.configured_mode: int = _mode(active=active)
        self.mode = self.configured_mode
        self.client_count = 0
        """How many API clients have connected since it was made."""
        self._server: asyncio.Server | None = None
        self._sessions: set[Session] = set()
        self._changed = asyncio.Event()

    @override
    async def start(self) -> None:
        """Listen; after a `stop`, on the same port again."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    @override
    async def stop(self) -> None:
        """Vanish from the network: nobody is connected, nobody can connect."""
        if self._server is None:
            return
        self._server.close()
        self.drop_connections()
        await self._server.wait_closed()
        self._server = None
        await self._until(lambda: not self._sessions)

    @property
    def bluetooth_mac(self) -> str:
        """The Bluetooth address: Home Assistant's name for this scanner."""
        return wifi_mac_to_bluetooth_mac(self.mac)

    @property
    def actively_scanning(self) -> bool:
        """Whether scan responses are asked for."""
        return self.mode == _mode(active=True)

    @property
    def subscribers(self) -> int:
        """How many clients receive advertisements."""
        return sum(session.subscribed for session in self._sessions)

    async def wait_subscribed(self, timeout: float = 30, *, count: int = 1) -> None:  # noqa: ASYNC109
        """Wait until so many clients receive advertisements.

        Raises:
            TimeoutError: They didn't come in time.
        """
        try:
            async with asyncio.timeout(timeout):
                await self._until(lambda: self.subscribers >= count)
        except TimeoutError:
            raise TimeoutError(
                f"{self.name}: {self.subscribers} of {count} subscribers after {timeout} s"
            ) from None

    def advertise(
        self,
        address: str,
        data: bytes,
        *,
        scan_response: bytes = b"",
        rssi: int = -60,
        address_type: int = 0,
    ) -> None:
        """Hear an advertisement and pass it on, unless nobody listens.

        Args:
            address: The advertiser's, with colons.
            data: Raw AD structures.
            scan_response: More of them, heard only while scanning actively.
            rssi: dBm.
            address_type: 0 public, 1 random.
        """
        heard = data + scan_response if self.actively_scanning else data
        advertisement = _pb.BluetoothLERawAdvertisement(
            address=int(address.replace(":", ""), 16),
            rssi=rssi,
            address_type=address_type,
            data=heard,
        )
        message = _pb.BluetoothLERawAdvertisementsResponse(advertisements=[advertisement])
        for session in self._sessions:
            if session.subscribed:
                session.send(message)

    def drop_connections(self) -> None:
        """Break every connection without a goodbye; clients may come back at once."""
        for session in self._sessions:
            session.abort()

    def set_mode(self, mode: int) -> None:
        """Change the scan mode and tell everyone who listens."""
        self.mode = mode
        for session in self._sessions:
            if session.subscribed:
                session.send(self.scanner_state())

    def device_info(self) -> Message:
        """Describe the node."""
        return _pb.DeviceInfoResponse(
            name=self.name,
            friendly_name=self.name.replace("-", " ").title(),
            mac_address=self.mac,
            bluetooth_mac_address=self.bluetooth_mac,
            esphome_version=ESPHOME_VERSION,
            model="Simulated proxy",
            manufacturer="Body Scale simulators",
            bluetooth_proxy_feature_flags=int(self._features),
        )

    def scanner_state(self) -> Message:
        """Describe what the radio does."""
        return _pb.BluetoothScannerStateResponse(
            state=_pb.BluetoothScannerState.BLUETOOTH_SCANNER_STATE_RUNNING,
            mode=self.mode,
            configured_mode=self.configured_mode,
        )

    def connections_free(self) -> Message:
        """Describe the connection slots."""
        allocated = self.connections.allocated
        return _pb.BluetoothConnectionsFreeResponse(
            free=CONNECTION_SLOTS - len(allocated), limit=CONNECTION_SLOTS, allocated=allocated
        )

    def announce_connections(self) -> None:
        """Tell every client of the connection slots; for a `Connections` whose slots changed."""
        for session in self._sessions:
            session.send(self.connections_free())

    def subscription_changed(self) -> None:
        """Wake those who wait for a subscriber."""
        self._changed.set()

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            self._changed.clear()
            await self._changed.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(self, writer)
        self._sessions.add(session)
        self.client_count += 1
        try:
            await session.run(reader)
        except WireError as error:
            _LOGGER.debug("%s: closing a connection: %s", self.name, error)
        finally:
            self._sessions.discard(session)
            self.connections.client_gone(session)
            writer.close()
            self._changed.set()


def _mode(*, active: bool) -> int:
    modes = _pb.BluetoothScannerMode
    return int(
        modes.BLUETOOTH_SCANNER_MODE_ACTIVE if active else modes.BLUETOOTH_SCANNER_MODE_PASSIVE
    )
