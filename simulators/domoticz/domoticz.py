"""A stand-in for a real Domoticz, for the tests and the demo.

Domoticz has no package to install; this has its virtual sensors, its MQTT gateways and its JSON API,
each with what was seen of a real 2025.1, silent zeros included. What nobody has seen it does is in
`not_known`, and in the log.

    async with Mosquitto(folder) as broker, Domoticz(broker) as domoticz:
        idx = domoticz.add_device("Weight/BWR102", name="Anna")
        ...
        assert domoticz.device(idx).updates == ["61.6"]
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from .api import Api
from .devices import (
    DISCOVERY_GATEWAY,
    DUMMY,
    KINDS,
    Database,
    Device,
    NotKnownError,
)
from .discovery import Discovery
from .input import Input, Published
from .link import Broker, Link
from .turns import Turns

_POLL = 0.05


class BrokerAddress(Protocol):
    """A broker on this machine, such as `Mosquitto`."""

    username: str
    password: str
    port: int


class Domoticz:
    """Devices that outlive `stop` and `kill`, a gateway to the broker, and the JSON API."""

    def __init__(
        self,
        broker: BrokerAddress | Broker,
        *,
        cafile: Path | None = None,
        topic_in: str = "domoticz/in",
        topic_out: str = "domoticz/out",
        prevent_loop: bool = True,
        discovery_prefix: str | None = None,
        username: str = "admin",
        password: str = "domoticz",  # noqa: S107
        plain_basic_auth: bool = True,
        certificate: Path | None = None,
    ) -> None:
        """Describe it; entering the context starts it.

        Args:
            broker: The broker; a `Broker` says everything about the connection itself.
            cafile: Connect with TLS, to the broker's `tls_port`.
            topic_in: The gateway's input topic.
            topic_out: Its output topic.
            prevent_loop: Don't tell on the output topic what came in over MQTT.
            discovery_prefix: Run an "MQTT Auto Discovery" gateway, too, with this prefix.
            username: Who may use the API.
            password: Theirs.
            plain_basic_auth: Whether they may over plain http.
            certificate: Certificate and key: the API is https with it.
        """
        self.database = Database()
        self.input = Input(
            self.database, topic_in=topic_in, topic_out=topic_out, prevent_loop=prevent_loop
        )
        self.api = Api(
            self.database,
            username=username,
            password=password,
            plain_basic_auth=plain_basic_auth,
            certificate=certificate,
            on_update=lambda device: self._publish(self.input.told(device)),
        )
        self.discovery: Discovery | None = None
        if discovery_prefix is not None:
            hwid = self.database.add_hardware("Discovery", DISCOVERY_GATEWAY)
            self.discovery = Discovery(self.database, discovery_prefix, hwid)
        self._broker = _address(broker, cafile)
        self._link: Link | None = None
        self._discovery_link: Link | None = None
        self._turns = Turns(self._say)
        self._changed = asyncio.Event()
        self.database.on_change = self._changed.set

    async def __aenter__(self) -> Self:
        """Start it."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        await self.stop()

    @property
    def connected(self) -> bool:
        """Whether it listens on the broker, with all its gateways."""
        return self._link is not None and all(link.connected.is_set() for link in self._links)

    @property
    def _links(self) -> list[Link]:
        return [link for link in (self._link, self._discovery_link) if link is not None]

    @property
    def refusal(self) -> str | None:
        """Why the broker doesn't let it in."""
        return self._link.refusal if self._link else None

    @property
    def log(self) -> list[str]:
        """Return the lines of its log."""
        return self.database.log

    @property
    def not_known(self) -> list[str]:
        """Return what happened that nobody has seen happen to a real one."""
        return self.database.not_known

    @property
    def devices(self) -> dict[int, Device]:
        """Return its devices by idx."""
        return self.database.devices

    def device(self, which: int | str) -> Device:
        """Return a device, by idx or by name.

        Raises:
            KeyError: There is none, or there are several of that name.
        """
        if isinstance(which, int):
            return self.devices[which]
        found = [device for device in self.devices.values() if device.name == which]
        if len(found) != 1:
            raise KeyError(f"{len(found)} devices are named {which}")
        return found[0]

    def add_hardware(self, name: str = "Virtual") -> int:
        """Add Dummy hardware; return its idx."""
        return self.database.add_hardware(name)

    def add_device(
        self, kind: str, *, name: str, unit: str = "", hwid: int | None = None, used: bool = True
    ) -> int:
        """Add a virtual sensor; return its idx.

        Args:
            kind: Its type and subtype: `Weight/BWR102`, `General/Custom Sensor`,
                `General/Percentage` or `General/Text`.
            name: Its name.
            unit: That of a Custom Sensor.
            hwid: Its hardware; the first Dummy there is without it, made if need be.
            used: Hidden, and never told of, when false.
        """
        dummies = [each.idx for each in self.database.hardware.values() if each.kind == DUMMY]
        hwid = hwid or min(dummies, default=None) or self.add_hardware()
        return self.database.add_device(KINDS[kind], hwid=hwid, name=name, unit=unit, used=used).idx

    def delete_device(self, idx: int) -> None:
        """Delete a virtual sensor; if it was the newest, its idx is the next one's."""
        self.database.delete_device(idx)

    async def start(self) -> None:
        """Start it, with what it has kept; a broker that isn't there is waited for behind."""
        if self._link is not None:
            raise RuntimeError("Domoticz runs already")
        await self.api.start()
        self._link = Link(self._broker, [self.input.topic_in], self._receive)
        if self.discovery is not None:
            self._discovery_link = Link(
                self._broker,
                [f"{self.discovery.prefix}/#"],
                self._discover,
                greeting=(self.discovery.status_topic, "online"),
                farewell=(self.discovery.status_topic, "offline"),
            )
            self._discovery_link.on_lost = self.discovery.forget
        for link in self._links:
            link.on_ready = self._changed.set
            await link.start()

    async def stop(self) -> None:
        """Shut it down in order."""
        self._turns.stop()
        for link in self._links:
            await link.stop()
        self._link = self._discovery_link = None
        await self.api.stop()

    async def kill(self) -> None:
        """End it without a word."""
        self._turns.stop()
        for link in self._links:
            await link.kill()
        self._link = self._discovery_link = None
        await self.api.stop()

    async def wait_for[T](self, check: Callable[[], T], seconds: float, what: str = "") -> T:
        """Wait until a check returns something true, and return that.

        Raises:
            TimeoutError: It doesn't in time.
        """
        try:
            async with asyncio.timeout(seconds):
                while not (result := check()):
                    self._changed.clear()
                    # Looks now and then, too: a check may be about something else as well.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_POLL):
                            await self._changed.wait()
        except TimeoutError as error:
            kept = {device.name: device.updates for device in self.devices.values()}
            raise TimeoutError(f"not within {seconds} s: {what or check}; {kept}") from error
        return result

    def _receive(self, topic: str, payload: bytes, retain: bool) -> None:
        try:
            self._publish(self.input.receive(topic, payload, retain=retain))
        except NotKnownError as error:
            self.database.leave_open(error)

    def _discover(self, topic: str, payload: bytes, retain: bool) -> None:
        assert self.discovery is not None
        assert self._discovery_link is not None
        try:
            reaction = self.discovery.receive(topic, payload, retain=retain)
        except NotKnownError as error:
            self.database.leave_open(error)
            return
        for each, qos in reaction.subscribe:
            self._discovery_link.subscribe(each, qos)
        # It came in at another gateway, so the normal one tells it.
        for device in reaction.updated:
            self._publish(self.input.told(device))

    def _publish(self, messages: Published) -> None:
        for topic, payload in messages:
            self._turns.put(topic, payload)

    def _say(self, topic: str, payload: str) -> None:
        if self._link is not None:
            self._link.publish(topic, payload)


def _address(broker: BrokerAddress | Broker, cafile: Path | None) -> Broker:
    if isinstance(broker, Broker):
        return broker
    port = getattr(broker, "tls_port", None) if cafile else broker.port
    assert port is not None, "the broker has no TLS"
    return Broker("127.0.0.1", port, broker.username, broker.password, cafile)
