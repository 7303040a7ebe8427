"""A device that a simulated proxy can connect to: what it has, what it says and what it refuses."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

READ, WRITE_WITHOUT_RESPONSE, WRITE, NOTIFY, INDICATE = 0x02, 0x04, 0x08, 0x10, 0x20
"""The properties of a characteristic."""
READ_NOT_PERMITTED, WRITE_NOT_PERMITTED, INVALID_LENGTH = 0x02, 0x03, 0x0D
"""Why a request is refused."""
ATT_HEADER = 3
"""So many bytes of a connection's MTU are no part of a value."""


class Characteristic(NamedTuple):
    """A characteristic of a device, with a UUID of 16 or 128 bits."""

    uuid: int
    properties: int


class Service(NamedTuple):
    """A service of a device, with a UUID of 16 or 128 bits."""

    uuid: int
    characteristics: Sequence[Characteristic]


class Said(NamedTuple):
    """A notification, or an indication where its characteristic indicates."""

    uuid: int
    data: bytes


type Answer = Iterable[Said | None]
"""What a device says in answer; None where it ends the connection."""


class RefusedError(Exception):
    """A device refuses a request.

    Attributes:
        error: Why, as the Attribute Protocol has it.
    """

    def __init__(self, error: int) -> None:
        """Take the reason."""
        super().__init__(f"ATT error {error:#04x}")
        self.error = error


class Peripheral(Protocol):
    """A device that can be connected to."""

    @property
    def address(self) -> str:
        """Its Bluetooth address, with colons."""

    @property
    def services(self) -> Sequence[Service]:
        """What it has; no characteristic is in two services."""

    @property
    def patience(self) -> float | None:
        """Seconds without a request after which it ends the connection; None for never."""

    def connected(self, mtu: int) -> None:
        """Take note that a connection began.

        Raises:
            RefusedError: It takes no more clients, such as those of another proxy.
        """

    def read(self, uuid: int) -> bytes:
        """Return the value of a characteristic.

        Raises:
            RefusedError: It can't be read, or not now.
        """

    def subscribed(self, uuid: int) -> Answer:
        """Take note that a characteristic was subscribed to."""

    def written(self, uuid: int, data: bytes) -> Answer:
        """Take what was written.

        What it says is asked for one by one, each after the one before was sent, and confirmed if it
        was an indication: so a device can forget what has arrived.

        Raises:
            RefusedError: It can't be written, or not now.
        """

    def lost(self) -> None:
        """Take note that the connection was lost; it didn't end it itself."""


@runtime_checkable
class Speaker(Protocol):
    """What a device has besides that says something unasked while it is connected."""

    def speak_through(self, say: Callable[[Said], None]) -> None:
        """Take what brings the client of the connection that began what is said unasked."""

    def unsubscribed(self, uuid: int) -> None:
        """Take note that a characteristic is no longer subscribed to."""

    def ended(self) -> None:
        """Take note that the connection is over, whoever or whatever ended it."""


def characteristics_of(device: Peripheral) -> list[Characteristic]:
    """Return the characteristics of all its services."""
    return [each for service in device.services for each in service.characteristics]


def characteristic_of(device: Peripheral, uuid: int) -> Characteristic:
    """Return the characteristic with a UUID."""
    return next(each for each in characteristics_of(device) if each.uuid == uuid)
