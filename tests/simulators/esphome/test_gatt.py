"""Devices behind a simulated proxy can be connected to, as far as they are there."""

import asyncio
from datetime import date, datetime

from aioesphomeapi import api_pb2
import pytest

from simulators.esphome.connections import GATT_ERROR, GATT_NOT_CONNECTED
from simulators.esphome.gatt import SMALLEST_MTU, GattConnections
from simulators.esphome.peripheral import Said
from simulators.scales.qn_gatt import QnScale
from simulators.scales.sig_frames import ALL_FIELDS, Body
from simulators.scales.sig_scale import SigScale, User

NUMBER = int(QnScale.address.replace(":", ""), 16)
CONNECT = api_pb2.BluetoothDeviceRequestType.BLUETOOTH_DEVICE_REQUEST_TYPE_CONNECT_V3_WITHOUT_CACHE
DISCONNECT = api_pb2.BluetoothDeviceRequestType.BLUETOOTH_DEVICE_REQUEST_TYPE_DISCONNECT


class Client:
    def __init__(self):
        self.received = []

    def send(self, message):
        self.received.append(message)


@pytest.fixture
def client():
    return Client()


@pytest.fixture
def connections():
    return GattConnections(QnScale(weight_kg=72.4))


async def connect(connections, client, address=NUMBER, kind=CONNECT):
    await connections.handle(
        client, api_pb2.BluetoothDeviceRequest(address=address, request_type=kind)
    )
    return client.received.pop()


async def test_a_device_is_connected_to_and_left(connections, client):
    announced = []
    connections.announce = lambda: announced.append(connections.allocated)
    assert (await connect(connections, client)).connected
    assert not (await connect(connections, client, kind=DISCONNECT)).connected
    assert announced == [[NUMBER], []]


async def test_a_device_that_is_not_there_refuses(connections, client):
    answer = await connect(connections, client, address=7)
    assert (answer.connected, answer.error) == (False, GATT_ERROR)
    assert connections.allocated == []


async def test_nothing_is_read_from_a_device_that_is_not_connected(connections, client):
    request = api_pb2.BluetoothGATTReadRequest(address=NUMBER, handle=3)
    await connections.handle(client, request)
    [answer] = client.received
    assert (answer.handle, answer.error) == (3, GATT_NOT_CONNECTED)


async def test_what_can_not_be_read_is_refused(connections, client):
    await connect(connections, client)
    request = api_pb2.BluetoothGATTReadRequest(address=NUMBER, handle=3)
    await connections.handle(client, request)
    [answer] = client.received
    assert (answer.handle, answer.error) == (3, 0x02)


async def test_what_a_lost_client_had_connected_is_free(connections, client):
    await connect(connections, client)
    connections.client_gone(Client())
    assert connections.allocated == [NUMBER]
    connections.client_gone(client)
    assert connections.allocated == []


async def test_a_write_is_acknowledged_only_if_asked_for(connections, client):
    await connect(connections, client)
    for response in (False, True):
        request = api_pb2.BluetoothGATTWriteRequest(
            address=NUMBER, handle=7, response=response, data=b"\x00"
        )
        await connections.handle(client, request)
    [answer] = client.received
    assert answer == api_pb2.BluetoothGATTWriteResponse(address=NUMBER, handle=7)


async def test_a_device_speaks_when_it_is_subscribed_to_and_not_when_that_ends(connections, client):
    await connect(connections, client)
    for data in (b"\x00\x00", b"\x01\x00"):
        request = api_pb2.BluetoothGATTWriteDescriptorRequest(address=NUMBER, handle=4, data=data)
        await connections.handle(client, request)
    first, second, said = client.received
    assert first == second == api_pb2.BluetoothGATTWriteResponse(address=NUMBER, handle=4)
    assert (said.handle, said.data[:3]) == (3, b"\x12\x0f\x15")


class Talker(QnScale):
    """It says whatever it hears."""

    def written(self, uuid, data):
        return [Said(0xFFF1, data * 2)]


def a_write(data, *, response=True):
    return api_pb2.BluetoothGATTWriteRequest(address=NUMBER, handle=7, response=response, data=data)


async def test_no_more_is_said_or_written_than_the_mtu_allows(client):
    connections = GattConnections(Talker(weight_kg=72.4), mtu=SMALLEST_MTU)
    assert (await connect(connections, client)).mtu == 23
    await connections.handle(client, a_write(bytes(21)))
    [refused] = client.received
    assert (refused.handle, refused.error) == (7, 0x0D)
    await connections.handle(client, a_write(bytes(20)))
    assert client.received[-1].data == bytes(20)


async def test_a_fourth_connection_waits_for_a_free_slot(client):
    devices = [QnScale(weight_kg=0, address=f"A4:C1:38:00:00:0{n}") for n in range(4)]
    connections = GattConnections(*devices)
    numbers = [int(device.address.replace(":", ""), 16) for device in devices]
    answers = [await connect(connections, client, number) for number in numbers]
    assert [(each.connected, each.error) for each in answers] == [(True, 0)] * 3 + [(False, 0)]
    await connect(connections, client, numbers[0], DISCONNECT)
    assert (await connect(connections, client, numbers[3])).connected


async def test_a_connection_is_lost_once_at_the_message_named(client):
    scale = QnScale(weight_kg=72.4, is_hurried=True)
    connections = GattConnections(scale)
    connections.cut(scale.address, 2)
    await connect(connections, client)
    await connections.handle(client, a_write(b"\x00"))
    assert connections.allocated == [NUMBER]
    await connections.handle(client, a_write(b"\x00"))
    lost = client.received[-1]
    assert (lost.connected, lost.error) == (False, 0x08)
    assert connections.allocated == []
    assert [weight for _, weight, _ in scale.memory] == [72.4]
    assert not connections.is_cut_to_come(scale.address)
    assert (await connect(connections, client)).connected
    assert connections.said[scale.address] == 3


async def test_a_slow_device_answers_in_order_and_lets_others_go_first(client):
    slow, quick = QnScale(weight_kg=72.4), QnScale(weight_kg=60.1, address="A4:C1:38:00:00:02")
    connections = GattConnections(slow, quick, slow=0.01)
    for device in (slow, quick):
        number = int(device.address.replace(":", ""), 16)
        request = api_pb2.BluetoothDeviceRequest(address=number, request_type=CONNECT)
        await connections.handle(client, request)
    await connections.handle(client, a_write(b"\x00"))
    assert client.received == []
    async with asyncio.timeout(20):
        while len(client.received) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0)
    numbers = [message.address for message in client.received]
    assert sorted(numbers[:2]) == [NUMBER, NUMBER + 1]
    assert client.received[2] == api_pb2.BluetoothGATTWriteResponse(address=NUMBER, handle=7)


async def test_what_a_slow_device_says_is_asked_for_when_the_one_before_was_sent(client):
    notifications, asked = [], []

    class Teller(QnScale):
        def written(self, uuid, data):
            for each in (b"1", b"2"):
                asked.append(len(notifications))
                yield Said(0xFFF1, data + each)

    def hear(message):
        if isinstance(message, api_pb2.BluetoothGATTNotifyDataResponse):
            notifications.append(message.data)

    client.send = hear
    connections = GattConnections(Teller(weight_kg=72.4), slow=0.01)
    request = api_pb2.BluetoothDeviceRequest(address=NUMBER, request_type=CONNECT)
    for each in (request, a_write(b"a"), a_write(b"b")):
        await connections.handle(client, each)
    async with asyncio.timeout(20):
        while len(notifications) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert notifications == [b"a1", b"a2", b"b1", b"b2"]
    assert asked == [0, 1, 2, 3]


async def test_what_is_under_way_arrives_before_a_client_leaves(client):
    connections = GattConnections(Talker(weight_kg=72.4), slow=0.01)
    connect, leave = (
        api_pb2.BluetoothDeviceRequest(address=NUMBER, request_type=kind)
        for kind in (CONNECT, DISCONNECT)
    )
    await connections.handle(client, connect)
    await connections.handle(client, a_write(b"\x00"))
    async with asyncio.timeout(20):
        while len(client.received) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
        await connections.handle(client, leave)
        while len(client.received) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0)
    *_, said, left = client.received
    assert (said.data, left.connected) == (bytes(2), False)


async def test_a_lost_client_loses_the_device_its_weighing(client):
    scale = QnScale(weight_kg=72.4, is_hurried=True)
    connections = GattConnections(scale)
    await connect(connections, client)
    connections.client_gone(client)
    assert len(scale.memory) == 1


class TestIndications:
    """A scale that indicates, refuses, and doesn't wait for ever."""

    CONTROL_POINT, HEIGHT, WEIGHT, BODY = (3 + 4 * n for n in (2, 6, 7, 8))

    @pytest.fixture
    def scale(self):
        users = {1: User(pin=3752, born=date(1986, 2, 3), height_cm=182)}
        scale = SigScale(
            users=users, clock=datetime(2026, 5, 13, 12), address=QnScale.address, fields=ALL_FIELDS
        )
        scale.step_on(80.0, Body(19.4, 6879, 40.7, 61.18, 43.25, 452.0))
        return scale

    async def subscribe(self, connections, client, handle):
        request = api_pb2.BluetoothGATTWriteDescriptorRequest(
            address=NUMBER, handle=handle + 1, data=b"\x02\x00"
        )
        await connections.handle(client, request)

    async def write(self, connections, client, handle, data, *, response=True):
        request = api_pb2.BluetoothGATTWriteRequest(
            address=NUMBER, handle=handle, response=response, data=bytes.fromhex(data)
        )
        await connections.handle(client, request)

    async def listen(self, connections, client):
        """Connect, give the consent, and return what is indicated of the measurements."""
        await connect(connections, client)
        await self.subscribe(connections, client, self.CONTROL_POINT)
        await self.write(connections, client, self.CONTROL_POINT, "0201a80e")
        client.received.clear()
        for handle in (self.BODY, self.WEIGHT):
            await self.subscribe(connections, client, handle)
        kinds = api_pb2.BluetoothGATTNotifyDataResponse
        return [each.handle for each in client.received if isinstance(each, kinds)]

    async def test_all_its_services_are_described(self, client, scale):
        connections = GattConnections(scale)
        await connect(connections, client)
        request = api_pb2.BluetoothGATTGetServicesRequest(address=NUMBER)
        await connections.handle(client, request)
        services, _ = client.received
        found = {
            service.uuid[0] >> 32: [
                (each.uuid[0] >> 32, each.handle, len(each.descriptors))
                for each in service.characteristics
            ]
            for service in services.services
        }
        assert found[0x181D] == [(0x2A9D, self.WEIGHT, 1)]
        assert found[0x181C][0] == (0x2A9F, self.CONTROL_POINT, 1)
        assert found[0x181C][-1] == (0x2A8E, self.HEIGHT, 0)
        # No number is given twice.
        handles = [each.handle for each in services.services]
        handles += [handle for each in found.values() for _, handle, _ in each]
        assert len({*handles}) == len(handles)

    async def test_what_needs_a_consent_is_refused(self, client, scale):
        connections = GattConnections(scale)
        await connect(connections, client)
        await self.write(connections, client, self.HEIGHT, "b600", response=False)
        assert client.received == []
        await self.write(connections, client, self.HEIGHT, "b600")
        request = api_pb2.BluetoothGATTReadRequest(address=NUMBER, handle=self.HEIGHT)
        await connections.handle(client, request)
        assert [(each.handle, each.error) for each in client.received] == [(self.HEIGHT, 0x80)] * 2
        await self.listen(connections, client)
        await connections.handle(client, request)
        assert client.received[-1].data == b"\xb6\x00"

    async def test_what_it_says_is_as_long_as_the_mtu_allows(self, client, scale):
        connections = GattConnections(scale, mtu=SMALLEST_MTU)
        assert await self.listen(connections, client) == [self.WEIGHT, self.BODY, self.BODY]
        assert not scale.is_awake

    @pytest.mark.parametrize(("message", "arrived"), [(7, 0), (8, 1), (9, 1), (10, 2)])
    async def test_an_indication_may_arrive_and_its_confirmation_not(
        self, client, scale, message, arrived
    ):
        # Connecting, subscribing to the answers, asking, the answer and its confirmation, and
        # subscribing to each measurement, come before.
        connections = GattConnections(scale)
        connections.cut(scale.address, message)
        said = await self.listen(connections, client)
        assert said == [self.WEIGHT, self.BODY][:arrived]
        assert scale.is_awake
        assert await self.listen(connections, client) == [self.WEIGHT, self.BODY]
        assert not scale.is_awake

    async def test_it_ends_a_connection_over_which_it_is_not_asked(self, client, scale):
        scale.patience = 0.001
        connections = GattConnections(scale)
        await connect(connections, client)
        async with asyncio.timeout(20):
            while connections.allocated:  # noqa: ASYNC110
                await asyncio.sleep(0)
        assert (client.received[-1].connected, client.received[-1].error) == (False, 0x13)

    async def test_its_patience_ends_with_its_client(self, client, scale):
        scale.patience = 1000.0
        connections = GattConnections(scale)
        await self.listen(connections, client)
        connections.client_gone(client)
        assert connections.allocated == []
