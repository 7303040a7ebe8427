"""Devices behind a simulated proxy can be connected to, as far as they are there."""

from aioesphomeapi import api_pb2
import pytest

from simulators.esphome.connections import GATT_ERROR, GATT_NOT_CONNECTED
from simulators.esphome.gatt import GattConnections
from simulators.scales.qn_gatt import QnScale

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
            address=NUMBER, handle=6, response=response, data=b"\x00"
        )
        await connections.handle(client, request)
    [answer] = client.received
    assert answer == api_pb2.BluetoothGATTWriteResponse(address=NUMBER, handle=6)


async def test_a_device_speaks_when_it_is_subscribed_to_and_not_when_that_ends(connections, client):
    await connect(connections, client)
    for data in (b"\x00\x00", b"\x01\x00"):
        request = api_pb2.BluetoothGATTWriteDescriptorRequest(address=NUMBER, handle=4, data=data)
        await connections.handle(client, request)
    first, second, said = client.received
    assert first == second == api_pb2.BluetoothGATTWriteResponse(address=NUMBER, handle=4)
    assert (said.handle, said.data[:3]) == (3, b"\x12\x0f\x15")
