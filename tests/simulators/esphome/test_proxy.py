"""aioesphomeapi, which Home Assistant speaks to proxies with, accepts the simulated one."""

import asyncio

from aioesphomeapi import (
    APIClient,
    BluetoothProxyFeature,
    BluetoothScannerMode,
    BluetoothScannerState,
    api_pb2,
)
from aioesphomeapi.core import BluetoothGATTAPIError
import pytest

from simulators.esphome.connections import GATT_ERROR, REQUESTS, NoConnections
from simulators.esphome.proxy import FEATURES, EspHomeProxy
from simulators.esphome.wire import WireError, encode, read

SCALE = "5C:CA:D3:00:00:01"
DATA = bytes.fromhex("02010603021b1810161b180226b20705040f0201ac018642")
NAME = bytes.fromhex("06094d49424653")


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the proxy and its clients talk on 127.0.0.1."""


@pytest.fixture
async def proxy():
    async with EspHomeProxy(name="hall", mac="AA:BB:CC:00:00:01") as running:
        yield running


class Listener:
    """An API client that keeps what it hears."""

    def __init__(self, proxy: EspHomeProxy):
        self.proxy = proxy
        self.client = APIClient(proxy.host, proxy.port)
        self.heard: asyncio.Queue = asyncio.Queue()
        self.modes: asyncio.Queue = asyncio.Queue()
        self.lost: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def __aenter__(self):
        await self.client.connect(on_stop=self._stopped)
        return self

    async def __aexit__(self, *_):
        await self.client.disconnect(force=True)

    async def _stopped(self, event):
        if not self.lost.done():
            self.lost.set_result(True)

    def listen(self):
        self.client.subscribe_bluetooth_scanner_state(self.modes.put_nowait)
        return self.client.subscribe_bluetooth_le_raw_advertisements(self._hear)

    def _hear(self, message):
        for advertisement in message.advertisements:
            self.heard.put_nowait(advertisement)

    async def next(self):
        return await asyncio.wait_for(self.heard.get(), 30)

    async def next_state(self):
        return await asyncio.wait_for(self.modes.get(), 30)


async def test_it_introduces_itself_as_a_proxy(proxy):
    async with Listener(proxy) as listener:
        info = await listener.client.device_info()
        entities = await listener.client.list_entities_services()

    assert info.name == "hall"
    assert info.mac_address == "AA:BB:CC:00:00:01"
    assert info.bluetooth_mac_address == proxy.bluetooth_mac == "AA:BB:CC:00:00:03"
    assert info.bluetooth_proxy_feature_flags == FEATURES == 1 + 2 + 4 + 32 + 64
    assert not info.bluetooth_proxy_feature_flags & BluetoothProxyFeature.PAIRING
    assert not info.uses_password
    assert entities == ([], [])


async def test_one_that_only_hears_offers_no_connections():
    async with EspHomeProxy(name="attic", connects=False) as proxy, Listener(proxy) as listener:
        info = await listener.client.device_info()
        assert info.bluetooth_proxy_feature_flags == 1 + 32 + 64


async def test_advertisements_arrive_as_they_were_sent(proxy):
    async with Listener(proxy) as listener:
        listener.listen()
        await proxy.wait_subscribed(5)
        proxy.advertise(SCALE, DATA, rssi=-71, address_type=1)
        heard = await listener.next()

    assert heard.data == DATA
    assert heard.address == int("5CCAD3000001", 16)
    assert (heard.rssi, heard.address_type) == (-71, 1)


async def test_two_clients_hear_the_same_and_nobody_else_does(proxy):
    async with Listener(proxy) as one, Listener(proxy) as two, Listener(proxy) as deaf:
        one.listen()
        two.listen()
        await proxy.wait_subscribed(5, count=2)
        proxy.advertise(SCALE, DATA)
        assert (await one.next()).data == (await two.next()).data == DATA
        await deaf.client.device_info()  # a round trip later it still heard nothing
        assert deaf.heard.empty()
        assert proxy.client_count == 3


async def test_a_client_that_unsubscribed_hears_no_more(proxy):
    async with Listener(proxy) as listener:
        stop = listener.listen()
        await proxy.wait_subscribed(5)
        stop()
        await listener.client.device_info()
        proxy.advertise(SCALE, DATA)
        await listener.client.device_info()

        assert proxy.subscribers == 0
        assert listener.heard.empty()


async def test_the_scan_mode_is_told_and_can_be_set(proxy):
    async with Listener(proxy) as listener:
        listener.listen()
        state = await listener.next_state()
        assert state.state == BluetoothScannerState.RUNNING
        assert state.mode == state.configured_mode == BluetoothScannerMode.ACTIVE

        proxy.advertise(SCALE, DATA, scan_response=NAME)
        assert (await listener.next()).data == DATA + NAME

        listener.client.bluetooth_scanner_set_mode(BluetoothScannerMode.PASSIVE)
        state = await listener.next_state()
        assert state.mode == BluetoothScannerMode.PASSIVE
        assert state.configured_mode == BluetoothScannerMode.ACTIVE

        proxy.advertise(SCALE, DATA, scan_response=NAME)
        assert (await listener.next()).data == DATA, "a passive scanner hears no scan response"


async def test_a_passive_proxy(proxy):
    passive = EspHomeProxy(active=False)

    assert not passive.actively_scanning
    assert passive.configured_mode == BluetoothScannerMode.PASSIVE


async def test_ping_and_a_goodbye(proxy):
    async with Listener(proxy) as listener:
        connection = listener.client._connection
        answers = await connection.send_messages_await_response_complex(
            (api_pb2.PingRequest(),), None, None, (api_pb2.PingResponse,), 5
        )
        assert len(answers) == 1

        listener.listen()
        await proxy.wait_subscribed(5)
        await listener.client.disconnect()
        assert proxy.subscribers == 0


async def test_dropped_clients_may_come_back(proxy):
    async with Listener(proxy) as listener:
        listener.listen()
        await proxy.wait_subscribed(5)

        proxy.drop_connections()
        assert proxy.subscribers == 0
        assert await asyncio.wait_for(listener.lost, 30)

    async with Listener(proxy) as again:
        again.listen()
        await proxy.wait_subscribed(5)
        proxy.advertise(SCALE, DATA)
        assert (await again.next()).data == DATA


async def test_stopped_it_is_gone_and_started_it_is_back_on_its_port(proxy):
    async with Listener(proxy) as listener:
        port = proxy.port
        await proxy.stop()
        await proxy.stop()  # a second time does no harm
        assert await asyncio.wait_for(listener.lost, 30)
        with pytest.raises(OSError, match=str(port)):
            await asyncio.open_connection("127.0.0.1", port)

    await proxy.start()
    assert proxy.port == port
    async with Listener(proxy) as again:
        assert (await again.client.device_info()).name == "hall"


async def test_two_proxies_in_one_process(proxy):
    other = EspHomeProxy(name="kitchen", mac="AA:BB:CC:00:00:02")
    async with other, Listener(proxy) as hall, Listener(other) as kitchen:
        assert proxy.port != other.port
        infos = [await listener.client.device_info() for listener in (hall, kitchen)]
        assert len({info.name for info in infos}) == 2
        assert len({info.bluetooth_mac_address for info in infos}) == 2

        hall.listen()
        kitchen.listen()
        await proxy.wait_subscribed(5)
        await other.wait_subscribed(5)
        other.advertise(SCALE, DATA)
        assert (await kitchen.next()).data == DATA
        await hall.client.device_info()
        assert hall.heard.empty()


async def test_waiting_for_a_subscriber_ends(proxy):
    with pytest.raises(TimeoutError, match="hall: 0 of 1 subscribers"):
        await proxy.wait_subscribed(0.05)


async def test_connections_are_refused(proxy):
    states: list[tuple[bool, int, int]] = []
    slots: asyncio.Queue = asyncio.Queue()
    async with Listener(proxy) as listener:
        listener.client.subscribe_bluetooth_connections_free(lambda *of: slots.put_nowait(of))
        assert await asyncio.wait_for(slots.get(), 30) == (3, 3, [])
        proxy.announce_connections()
        assert await asyncio.wait_for(slots.get(), 30) == (3, 3, [])

        await listener.client.bluetooth_device_connect(
            int("5CCAD3000001", 16),
            lambda *state: states.append(state),
            timeout=5,
            feature_flags=FEATURES,
            address_type=0,
        )
        assert states == [(False, 0, GATT_ERROR)]
        with pytest.raises(BluetoothGATTAPIError):
            await listener.client.bluetooth_gatt_get_services(1)
        with pytest.raises(BluetoothGATTAPIError):
            await listener.client.bluetooth_gatt_read(1, 3)


async def test_requests_to_connect_go_to_the_one_who_answers_them():
    class Peripheral(NoConnections):
        def __init__(self):
            self.seen = []
            self.gone = 0

        @property
        def allocated(self):
            return [7]

        async def handle(self, client, request):
            self.seen.append(request)
            client.send(
                api_pb2.BluetoothDeviceConnectionResponse(
                    address=request.address, connected=True, mtu=247
                )
            )

        def client_gone(self, client):
            self.gone += 1

    peripheral = Peripheral()
    async with EspHomeProxy(connections=peripheral) as proxy:
        async with Listener(proxy) as listener:
            stop = await listener.client.bluetooth_device_connect(
                7, lambda *_: None, timeout=5, feature_flags=FEATURES, address_type=0
            )
            stop()
        assert proxy.connections_free().free == 2
    assert [request.address for request in peripheral.seen] == [7]
    assert peripheral.gone == 1


def test_the_requests_to_connect_exist():
    assert all(hasattr(api_pb2, name) for name in REQUESTS)


@pytest.mark.parametrize(
    "sent",
    [b"\x01\x00\x00", b"\x00\x00\xff\x7f", b"\x00\xff\xff\xff\xff\xff\xff", b"\x00\x05"],
    ids=["encrypted", "unknown message", "endless number", "cut off"],
)
async def test_a_client_that_speaks_otherwise_is_hung_up_on(proxy, sent):
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(sent)
    writer.write_eof()
    assert await asyncio.wait_for(reader.read(), 30) == b""
    writer.close()

    async with Listener(proxy) as listener:  # the others aren't bothered
        assert (await listener.client.device_info()).name == "hall"


async def test_a_long_message_survives_the_wire():
    long = api_pb2.DeviceInfoResponse(name="n" * 300)
    reader = asyncio.StreamReader()
    reader.feed_data(encode(long) + encode(api_pb2.PingRequest()))
    reader.feed_eof()

    assert await read(reader) == long
    assert await read(reader) == api_pb2.PingRequest()
    assert await read(reader) is None
    reader = asyncio.StreamReader()
    reader.feed_data(b"\x02")
    with pytest.raises(WireError):
        await read(reader)
