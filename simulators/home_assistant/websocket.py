"""Home Assistant's websocket: commands that answer once, and subscriptions to events."""

import asyncio
from collections.abc import AsyncIterator, Callable
import contextlib
from typing import Any

import aiohttp

type Json = Any
"""A decoded JSON value."""

type JsonObject = dict[str, Any]


class CommandError(Exception):
    """Home Assistant refused a websocket command."""

    def __init__(self, command: str, error: JsonObject) -> None:
        """Keep the error's code."""
        super().__init__(f"{command}: {error.get('code')}: {error.get('message')}")
        self.code = error.get("code")


class Events:
    """The events of one subscription, kept from its beginning on."""

    def __init__(self) -> None:
        """Begin without events."""
        self.seen: list[Json] = []
        self._arrived = asyncio.Event()

    def add(self, event: Json) -> None:
        """Keep an event and wake those who wait for it."""
        self.seen.append(event)
        self._arrived.set()

    async def wait_for(
        self,
        predicate: Callable[[Json], bool],
        timeout: float = 30,  # noqa: ASYNC109
        what: str = "an event",
    ) -> Json:
        """Return the first event, past or to come, that fits.

        Raises:
            TimeoutError: None came in time.
        """
        checked = 0
        try:
            async with asyncio.timeout(timeout):
                while True:
                    for event in self.seen[checked:]:
                        checked += 1
                        if predicate(event):
                            return event
                    self._arrived.clear()
                    await self._arrived.wait()
        except TimeoutError:
            raise TimeoutError(f"no {what} after {timeout} s, only {self.seen[-5:]}") from None


class HomeAssistantSocket:
    """One logged-in websocket connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Take over a connection that has just been opened; `login` comes next."""
        self._socket = socket
        self._last_id = 0
        self._answers: dict[int, asyncio.Future[Json]] = {}
        self._subscriptions: dict[int, Events] = {}
        self._reader: asyncio.Task[None] | None = None

    @property
    def closed(self) -> bool:
        """Whether Home Assistant has hung up."""
        return self._socket.closed or self._reader is None or self._reader.done()

    async def login(self, access_token: str) -> None:
        """Log in and start listening."""
        await self._socket.receive_json()  # auth_required
        await self._socket.send_json({"type": "auth", "access_token": access_token})
        answer = await self._socket.receive_json()
        if answer["type"] != "auth_ok":
            raise CommandError("auth", {"code": answer["type"], "message": answer.get("message")})
        self._reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()
        if self._reader is not None:
            await self._reader

    async def command(self, kind: str, **fields: Json) -> Json:
        """Send a command and return its result.

        Raises:
            CommandError: Home Assistant refused it.
            ConnectionError: The connection broke.
        """
        return await self._send(self._next_id(), kind, fields)

    @contextlib.asynccontextmanager
    async def subscribe(self, kind: str, **fields: Json) -> AsyncIterator[Events]:
        """Collect the events of a subscription while in the context."""
        number = self._next_id()
        events = self._subscriptions[number] = Events()
        try:
            await self._send(number, kind, fields)
            yield events
        finally:
            del self._subscriptions[number]
            if not self.closed:
                # Some subscriptions only end with the connection.
                with contextlib.suppress(CommandError):
                    await self.command("unsubscribe_events", subscription=number)

    def _next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def _send(self, number: int, kind: str, fields: JsonObject) -> Json:
        if self.closed:
            raise ConnectionError("the websocket is closed")
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({**fields, "id": number, "type": kind})
        message = await answer
        if not message["success"]:
            raise CommandError(kind, message["error"])
        return message.get("result")

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._dispatch(message.json())
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(ConnectionError("the websocket was closed"))

    def _dispatch(self, messages: Json) -> None:
        for message in messages if isinstance(messages, list) else [messages]:
            number = message.get("id")
            if message["type"] == "result" and (answer := self._answers.pop(number, None)):
                if not answer.done():
                    answer.set_result(message)
            elif message["type"] == "event" and (events := self._subscriptions.get(number)):
                events.add(message["event"])
