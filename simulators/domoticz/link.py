"""A stand-in's connection to the broker: clean session, random client id, back soon after a loss."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
import logging
from pathlib import Path
import secrets
import ssl
from typing import TYPE_CHECKING

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

if TYPE_CHECKING:
    from paho.mqtt.client import SocketLike

_LOGGER = logging.getLogger(__name__)

RECONNECT = 0.3
"""Seconds; the real one takes 30, longer than a test should."""
KEEP_ALIVE = 120
_PATIENCE = 10.0

type Message = tuple[str, str]
"""Topic and payload."""
type Receive = Callable[[str, bytes, bool], None]


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, and who one is there."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    cafile: Path | None = None
    """Connects with TLS; without it, in the clear."""


class Link:
    """One MQTT client, driven by the event loop: no thread that goes on by itself."""

    def __init__(
        self,
        broker: Broker,
        topics: Sequence[str],
        receive: Receive,
        *,
        greeting: Message | None = None,
        farewell: Message | None = None,
    ) -> None:
        """Describe it.

        Args:
            broker: The broker.
            topics: What to subscribe to.
            receive: Is called with topic, payload and whether it was retained.
            greeting: Is told at each connection.
            farewell: Is told when it is stopped.
        """
        self.connected = asyncio.Event()
        """Set while subscribed."""
        self.refusal: str | None = None
        """Why the broker didn't let us in."""
        self.on_ready: Callable[[], None] = lambda: None
        """Is called when subscribed, each time."""
        self.on_lost: Callable[[], None] = lambda: None
        """Is called when the connection is gone, in whatever way."""
        self._broker = broker
        self._topics = topics
        self._greeting = greeting
        self._farewell = farewell
        self._receive = receive
        self._client: paho.Client | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._answered = asyncio.Event()
        self._lost = asyncio.Event()
        self._acknowledged = asyncio.Event()
        self._waiting: set[int] = set()

    async def start(self) -> None:
        """Connect; when there is no broker, go on trying behind the scenes."""
        loop = asyncio.get_running_loop()
        client = await loop.run_in_executor(None, self._new_client)
        client.on_socket_open = lambda _, __, sock: loop.add_reader(sock, self._read)
        client.on_socket_close = lambda _, __, sock: _let_go(sock)
        client.on_socket_register_write = lambda _, __, sock: loop.add_writer(
            sock, client.loop_write
        )
        client.on_socket_unregister_write = _stop_writing
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_disconnect = self._on_disconnect
        client.on_message = lambda _, __, message: self._receive(
            message.topic, message.payload, message.retain
        )
        client.on_publish = self._on_publish
        self._client = client
        if self._connect():
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self._answered.wait()
        self._keeper = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Say goodbye to the broker when everything told has arrived there."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while self._waiting and self.connected.is_set():
                    self._acknowledged.clear()
                    await self._acknowledged.wait()
        await self._end_keeper()
        if self._client is not None:
            if self._farewell and self._client.is_connected():
                self._client.publish(*self._farewell, qos=0)  # source
                await self._handled()
            self._client.disconnect()
            while self._client.socket() is not None and self._client.want_write():
                self._client.loop_write()
        self._close()

    async def kill(self) -> None:
        """Be gone without a word."""
        self._close()
        await self._end_keeper()

    def publish(self, topic: str, payload: str) -> None:
        """Tell something, unretained; nothing is kept for a broker that isn't there."""
        if self._client is None or not self.connected.is_set():
            return
        self._waiting.add(self._client.publish(topic, payload, qos=1).mid)

    def subscribe(self, topic: str, qos: int) -> None:
        """Listen to something else until the connection is gone."""
        if self._client is not None:
            self._client.subscribe(topic, qos)

    def _new_client(self) -> paho.Client:
        client = paho.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"Domoticz{secrets.token_hex(6)}",
            clean_session=True,
        )
        if self._broker.username is not None:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.cafile is not None:
            # As the real one does: the certificate isn't checked, even with a CA given.
            client.tls_set(str(self._broker.cafile), cert_reqs=ssl.CERT_NONE)
            client.tls_insecure_set(True)
        return client

    def _connect(self) -> bool:
        assert self._client is not None
        try:
            self._client.connect(self._broker.host, self._broker.port, KEEP_ALIVE)
        except OSError as error:
            _LOGGER.debug("No broker: %s", error)
            return False
        return True

    async def _keep(self) -> None:
        """Keep the connection alive, and make it anew when it is lost."""
        while self._client is not None:
            if self._client.socket() is None:
                self._connect()
            else:
                self._client.loop_misc()
            with suppress(TimeoutError):
                async with asyncio.timeout(1 if self.connected.is_set() else RECONNECT):
                    await self._lost.wait()
                await asyncio.sleep(RECONNECT)
            self._lost.clear()

    async def _handled(self) -> None:
        """Wait until the broker has handled what it was sent: it answers in order.

        A socket closed with something unread resets the connection, and what the broker
        hadn't read by then would be gone.
        """
        assert self._client is not None
        handled = asyncio.Event()
        self._client.on_unsubscribe = lambda *_: handled.set()
        self._lost.clear()
        self._client.unsubscribe(list(self._topics))
        answers = [asyncio.create_task(event.wait()) for event in (handled, self._lost)]
        await asyncio.wait(answers, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for answer in answers:
            answer.cancel()

    async def _end_keeper(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
            self._keeper = None

    def _close(self) -> None:
        client, self._client = self._client, None
        self.connected.clear()
        self.on_lost()
        self._waiting.clear()
        if client is not None and (sock := client.socket()) is not None:
            _let_go(sock)
            sock.close()

    def _read(self) -> None:
        client = self._client
        while client is not None and client.socket() is not None:
            client.loop_read()
            # What TLS has decrypted already doesn't make the socket readable again.
            sock = client.socket()
            if not isinstance(sock, ssl.SSLSocket) or not sock.pending():
                break
            client = self._client

    def _on_connect(
        self, client: paho.Client, _: object, __: object, code: ReasonCode, ___: object
    ) -> None:
        if code.is_failure:
            self.refusal = str(code)
            _LOGGER.debug("The broker refused: %s", code)
            return
        self.refusal = None
        # QoS 0 (source): what the broker can't hand over at once is gone.
        client.subscribe([(topic, 0) for topic in self._topics])
        if self._greeting:
            # At once, before the broker has answered, as the real one does.
            client.publish(*self._greeting, qos=1)

    def _on_subscribe(self, *_: object) -> None:
        self.connected.set()
        self._answered.set()
        self.on_ready()

    def _on_disconnect(self, *_: object) -> None:
        self.connected.clear()
        self.on_lost()
        self._waiting.clear()
        self._answered.set()
        self._lost.set()
        self._acknowledged.set()

    def _on_publish(self, _: object, __: object, mid: int, *___: object) -> None:
        self._waiting.discard(mid)
        self._acknowledged.set()


def _stop_writing(_: object, __: object, sock: SocketLike) -> None:
    asyncio.get_running_loop().remove_writer(sock)


def _let_go(sock: SocketLike) -> None:
    loop = asyncio.get_running_loop()
    loop.remove_reader(sock)
    loop.remove_writer(sock)
