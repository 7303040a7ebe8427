"""The websocket's answers find those who asked, and nobody waits for a broken connection."""

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from simulators.home_assistant.websocket import CommandError, HomeAssistantSocket


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def endpoint(request):
    """Speak Home Assistant's protocol, badly where a command says so."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"type": "auth_required"})
    login = await socket.receive_json()
    if login["access_token"] != "right":
        await socket.send_json({"type": "auth_invalid", "message": "wrong token"})
        return socket
    await socket.send_json({"type": "auth_ok"})
    async for message in socket:
        command = message.json()
        if command["type"] == "hang_up":
            break
        answer = {"id": command["id"], "type": "result", "success": True, "result": command}
        event = {"id": command["id"], "type": "event", "event": "news"}
        strange = {"id": 99, "type": "result", "success": True}
        # Home Assistant joins messages into a list when there are many.
        await socket.send_json([strange, {"id": 99, "type": "event"}, answer, event])
    return socket


@pytest.fixture
async def connect():
    app = web.Application()
    app.router.add_get("/", endpoint)
    async with TestServer(app) as server, aiohttp.ClientSession() as http:
        yield lambda: http.ws_connect(server.make_url("/"))


async def test_answers_and_events(connect):
    socket = HomeAssistantSocket(await connect())
    await socket.login("right")

    assert (await socket.command("greet", name="you"))["name"] == "you"
    async with socket.subscribe("listen") as events:
        assert await events.wait_for(lambda event: event == "news", 5) == "news"
        assert events.seen == ["news"]
    await socket.close()
    assert socket.closed


async def test_a_wrong_token(connect):
    socket = HomeAssistantSocket(await connect())
    with pytest.raises(CommandError, match="wrong token") as refused:
        await socket.login("wrong")

    assert refused.value.code == "auth_invalid"
    assert socket.closed
    await socket.close()


async def test_nobody_waits_for_a_broken_connection(connect):
    socket = HomeAssistantSocket(await connect())
    await socket.login("right")
    async with socket.subscribe("listen"):
        with pytest.raises(ConnectionError, match="was closed"):
            await socket.command("hang_up")

    assert socket.closed
    with pytest.raises(ConnectionError, match="is closed"):
        await socket.command("greet")
    await socket.close()
