"""aioesphomeapi, which Home Assistant speaks to proxies with, talks to the simulated Mi scale."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aioesphomeapi import APIClient
from aioesphomeapi.core import BluetoothGATTAPIError
import pytest

from simulators.esphome.connections import GATT_ERROR
from simulators.esphome.gatt import SMALLEST_MTU, GattConnections
from simulators.esphome.proxy import FEATURES, EspHomeProxy
from simulators.scales.mi_scale import MiScale
from simulators.scales.mi_scale_faults import Faults
from simulators.scales.mi_scale_frames import Model, Unit
from simulators.scales.mi_scale_gatt import MiScaleDevice
from simulators.scales.player import weigh
from simulators.scales.scale import Stand

NOON = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
TAIL = "-0000-3512-2118-0009af100700"
HISTORY, CONFIGURATION, BATTERY = (f"0000{short}{TAIL}" for short in ("2a2f", "1542", "1543"))
CURRENT_TIME, LIVE = (f"0000{short}-0000-1000-8000-00805f9b34fb" for short in ("2a2b", "2a9c"))
OURS = "78563412"


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the proxy and its clients talk on 127.0.0.1."""


@pytest.fixture
def scale():
    """Return a scale that has weighed three times."""
    scale = MiScaleDevice(MiScale(on_air=5), now=lambda: NOON)
    for number in range(3):
        scale.weigh(70 + number, 500, NOON - (3 - number) * timedelta(days=1))
    return scale


@pytest.fixture
async def proxy(scale):
    async with proxy_with(GattConnections(scale, mtu=SMALLEST_MTU)) as proxy:
        yield proxy


@asynccontextmanager
async def proxy_with(connections):
    async with EspHomeProxy(name="hall", connections=connections) as proxy:
        connections.announce = proxy.announce_connections
        yield proxy


class Connection:
    """A client of a proxy that connects to the scale, in an `async with` block."""

    def __init__(self, proxy, scale):
        self.client = APIClient(proxy.host, proxy.port)
        self.address = int(scale.address.replace(":", ""), 16)
        self.said = asyncio.Queue()
        self.states = asyncio.Queue()
        self.services = {}
        self.handles = {}

    async def __aenter__(self):
        await self.client.connect()
        await self.client.bluetooth_device_connect(
            self.address,
            lambda *state: self.states.put_nowait(state),
            timeout=20,
            feature_flags=FEATURES,
            address_type=0,
        )
        connected, self.mtu, self.error = await self.next_state()
        if connected:
            await self._discover()
        return self

    async def __aexit__(self, *_):
        await self.client.disconnect()

    async def _discover(self):
        found = await self.client.bluetooth_gatt_get_services(self.address)
        for service in found.services:
            self.services[service.uuid] = [each.uuid for each in service.characteristics]
            self.handles |= {each.uuid: each.handle for each in service.characteristics}

    async def next_state(self):
        return await asyncio.wait_for(self.states.get(), 20)

    async def next(self):
        return await asyncio.wait_for(self.said.get(), 20)

    async def subscribe(self, uuid):
        handle = self.handles[uuid]
        await self.client.bluetooth_gatt_start_notify(
            self.address, handle, lambda _, data: self.said.put_nowait(bytes(data))
        )
        await self.write_descriptor(uuid, "0100")

    async def write_descriptor(self, uuid, text):
        await self.client.bluetooth_gatt_write_descriptor(
            self.address, self.handles[uuid] + 1, bytes.fromhex(text)
        )

    async def write(self, uuid, text):
        await self.client.bluetooth_gatt_write(
            self.address, self.handles[uuid], bytes.fromhex(text), response=True
        )

    async def read(self, uuid):
        return bytes(await self.client.bluetooth_gatt_read(self.address, self.handles[uuid]))


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_it_has_is_found(proxy, scale):
    async with Connection(proxy, scale) as connection:
        assert connection.mtu == SMALLEST_MTU
        assert connection.services == {
            "0000181b-0000-1000-8000-00805f9b34fb": [CURRENT_TIME, LIVE, HISTORY],
            f"00001530{TAIL}": [CONFIGURATION, BATTERY],
        }


async def test_the_memory_is_read_acknowledged_and_read_from_there(proxy, scale):
    async with Connection(proxy, scale) as connection:
        await connection.subscribe(HISTORY)
        await connection.write(HISTORY, f"01{OURS}")
        assert (await connection.next()).hex() == f"010300{OURS}"
        await connection.write(HISTORY, "02")
        assert [await connection.next() for _ in range(4)] == [*scale.memory.records, b"\x03"]
        await connection.write(HISTORY, "03")
        await connection.write(HISTORY, f"04{OURS}")
    await until(lambda: not scale.is_connected)
    scale.weigh(74)
    async with Connection(proxy, scale) as connection:
        await connection.subscribe(HISTORY)
        await connection.write(HISTORY, f"01{OURS}")
        assert (await connection.next()).hex() == f"010100{OURS}"
        await connection.write_descriptor(HISTORY, "0000")
        await connection.write(HISTORY, "02")
        await connection.write_descriptor(HISTORY, "0100")
        await connection.write(HISTORY, "02")
        assert await connection.next() == scale.memory.records[-1]
        assert await connection.next() == b"\x03"
        assert connection.said.empty()


async def test_clock_unit_and_battery(proxy, scale):
    scale.is_battery_low = True
    async with Connection(proxy, scale) as connection:
        # Noon of a Sunday.
        assert (await connection.read(CURRENT_TIME)).hex() == "ea070b160c0000070000"
        await connection.write(CURRENT_TIME, "ea070b160d0a00070001")
        assert (await connection.read(CURRENT_TIME)).hex() == "ea070b160d0a00070000"
        await connection.write(CONFIGURATION, "06040001")
        assert scale.scale.unit is Unit.LB
        assert await connection.read(BATTERY) == b"\x01\x01"


async def test_what_it_refuses_is_refused_and_the_connection_goes_on(proxy, scale):
    scale.faults = Faults(refuses_clock=True, refuses_settings=True)
    async with Connection(proxy, scale) as connection:
        for uuid, text in ((CURRENT_TIME, "ea070b160d0a00070001"), (CONFIGURATION, "06040001")):
            with pytest.raises(BluetoothGATTAPIError) as refused:
                await connection.write(uuid, text)
            assert refused.value.error.error == 0x03
        with pytest.raises(BluetoothGATTAPIError):
            await connection.read(HISTORY)
        assert await connection.read(BATTERY) == bytes(2)


async def test_without_the_service_of_settings():
    scale = MiScaleDevice(MiScale(model=Model.V1), has_huami_service=False)
    async with proxy_with(GattConnections(scale)) as proxy, Connection(proxy, scale) as connection:
        [(service, _)] = connection.services.items()
        assert service.startswith("0000181d")


async def test_who_steps_on_is_heard_over_the_connection_and_not_over_the_air(proxy, scale):
    stand = Stand(weight_kg=80, impedance=500)
    advertised = []
    proxy.advertise = lambda address, data, **_: advertised.append(data)
    async with Connection(proxy, scale) as connection:
        await connection.subscribe(LIVE)
        beacons = await weigh(scale, stand, proxy, speed=1000)
        assert [await connection.next() for _ in beacons] == [each.payload for each in beacons]
        assert advertised == []
    await until(lambda: not scale.is_connected)
    beacons = await weigh(scale, stand, proxy, speed=1000)
    assert len(advertised) == len(beacons)
    assert len(scale.memory.records) == 5


async def test_it_has_one_client_at_a_time(proxy, scale):
    async with (
        Connection(proxy, scale) as ours,
        proxy_with(GattConnections(scale)) as another,
        Connection(proxy, scale) as second,
        Connection(another, scale) as third,
    ):
        assert second.error == third.error == GATT_ERROR
        assert await ours.read(BATTERY) == bytes(2)
    await until(lambda: not scale.is_connected)
    async with Connection(proxy, scale) as again:
        assert await again.read(BATTERY) == bytes(2)


async def test_it_advertises_again_when_its_client_leaves(proxy, scale):
    async with Connection(proxy, scale) as connection:
        await connection.client.bluetooth_device_disconnect(connection.address)
        assert await connection.next_state() == (False, 0, 0)
        assert not scale.is_connected


async def test_a_connection_that_it_ends(proxy, scale):
    scale.faults = Faults(ends_after=2)
    async with Connection(proxy, scale) as connection:
        await connection.subscribe(HISTORY)
        await connection.write(HISTORY, f"01{OURS}")
        await connection.next()
        await connection.write(HISTORY, "02")
        assert [await connection.next() for _ in range(2)] == scale.memory.records[:2]
        assert await connection.next_state() == (False, 0, 0x13)
        assert not scale.is_connected


async def test_a_connection_that_is_lost(scale):
    connections = GattConnections(scale)
    async with proxy_with(connections) as proxy, Connection(proxy, scale) as connection:
        await connection.subscribe(LIVE)
        connections.cut(scale.address, connections.said[scale.address] + 1)
        for record in scale.memory.records:
            scale.show(record)
        assert await connection.next() == scale.memory.records[0]
        assert await connection.next_state() == (False, 0, 0x08)
        assert not scale.is_connected
        assert connection.said.empty()


async def test_records_are_stopped_and_come_from_there_the_next_time(scale):
    connections = GattConnections(scale, slow=0.02)
    for number in range(500):
        scale.weigh(70, 500, NOON - timedelta(hours=number))
    async with proxy_with(connections) as proxy, Connection(proxy, scale) as connection:
        await connection.subscribe(HISTORY)
        await connection.write(HISTORY, f"01{OURS}")
        await connection.next()
        await connection.write(HISTORY, "02")
        await connection.next()
        await connection.write(HISTORY, "03")
        await connection.write(HISTORY, f"04{OURS}")
        [has] = scale.memory.positions.values()
        assert 1 <= has < 503
        await connection.write(HISTORY, f"01{OURS}")
        count = f"01{(503 - has).to_bytes(2, 'little').hex()}{OURS}"
        came = [await connection.next() for _ in range(has)]
        assert came[-1].hex() == count
        assert came[:-1] == scale.memory.records[1:has]


async def test_thousands_of_records_come_through_and_live_weights_in_between(proxy, scale):
    for number in range(3000):
        scale.weigh(70, 500, NOON - timedelta(hours=number))
    live = MiScale().schedule(Stand(weight_kg=90), NOON)[0].payload
    async with Connection(proxy, scale) as connection:
        for uuid in (HISTORY, LIVE):
            await connection.subscribe(uuid)
        await connection.write(HISTORY, f"01{OURS}")
        await connection.next()
        await connection.write(HISTORY, "02")
        await connection.next()
        scale.show(live)
        came = [scale.memory.records[0], *[await connection.next() for _ in range(3004)]]
        assert [each for each in came if each != live] == [*scale.memory.records, b"\x03"]
        assert live in came
