"""A real broker with a password and TLS, that can be killed."""

import asyncio
import ssl

import paho.mqtt.client as paho
import pytest

from simulators.mqtt.mosquitto import Mosquitto


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


def connack(broker, port, *, password=None, cafile=None, host="127.0.0.1"):
    """Connect once; return the broker's answer."""
    codes = []
    client = paho.Client(paho.CallbackAPIVersion.VERSION2)
    client.username_pw_set(broker.username, password or broker.password)
    client.on_connect = lambda _, __, ___, code, ____: codes.append(code)
    if cafile:
        client.tls_set(str(cafile))
    client.connect(host, port)
    for _ in range(50):
        client.loop(0.1)
        if codes:
            break
    client.disconnect()
    return str(codes[0])


async def test_it_wants_the_password(tmp_path):
    async with Mosquitto(tmp_path) as broker:
        assert broker.tls_port is broker.cafile is None
        assert await asyncio.to_thread(connack, broker, broker.port) == "Success"
        refused = await asyncio.to_thread(connack, broker, broker.port, password="x")
        assert refused == "Not authorized"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_tls(tmp_path, host):
    async with Mosquitto(tmp_path, tls=True) as broker:
        answer = await asyncio.to_thread(
            connack, broker, broker.tls_port, cafile=broker.cafile, host=host
        )
        assert answer == "Success"
        # In the clear, it still listens elsewhere.
        assert await asyncio.to_thread(connack, broker, broker.port) == "Success"


async def test_only_its_own_authority_is_believed(tmp_path):
    (tmp_path / "other").mkdir()
    async with (
        Mosquitto(tmp_path / "broker", tls=True) as broker,
        Mosquitto(tmp_path / "other", tls=True) as other,
    ):
        with pytest.raises(ssl.SSLCertVerificationError):
            await asyncio.to_thread(connack, broker, broker.tls_port, cafile=other.cafile)


async def test_killed_it_is_gone_and_comes_back(tmp_path):
    async with Mosquitto(tmp_path) as broker:
        process = broker._process
        await broker.kill()
        assert process.returncode == -9
        with pytest.raises(ConnectionRefusedError):
            await asyncio.to_thread(connack, broker, broker.port)
        await broker.kill()  # nothing to kill

        await broker.start()
        assert await asyncio.to_thread(connack, broker, broker.port) == "Success"
