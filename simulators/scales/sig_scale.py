"""A simulated scale with the Bluetooth SIG's own services, which has to be connected to.

It speaks as a Beurer BF720 does, by the specifications of the services Weight Scale, Body Composition,
User Data and Current Time, and by a capture (KristianP26/ble-scale-sync #168). Each of its users has a
PIN, and is told only what it measured of them. Making, listing and deleting users isn't simulated, nor
are pairing and the maker's own service.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import IntEnum
from itertools import chain
import struct
from typing import NamedTuple

from ..esphome.peripheral import (
    ATT_HEADER,
    INDICATE,
    INVALID_LENGTH,
    NOTIFY,
    READ,
    READ_NOT_PERMITTED,
    WRITE,
    WRITE_NOT_PERMITTED,
    Answer,
    Characteristic,
    RefusedError,
    Said,
    Service,
)
from . import advertising
from .sig_frames import BF720_FIELDS, Body, Measured, composition, date_time, u16, weight


class Uuid(IntEnum):
    """Its characteristics."""

    BATTERY = 0x2A19
    TIME = 0x2A2B
    CONTROL_POINT = 0x2A9F
    CHANGES = 0x2A99
    BIRTH_DATE = 0x2A85
    SEX = 0x2A8C
    HEIGHT = 0x2A8E
    WEIGHT = 0x2A9D
    BODY = 0x2A9C


NO_CONSENT, NOT_SUBSCRIBED, OUT_OF_RANGE = 0x80, 0xFD, 0xFF
"""Why it refuses: no user has consented, answers would get lost, a value can't be."""

_CONSENT, _ANSWER = b"\x02", b"\x20"
_SUCCESS, _UNKNOWN_OPERATION, _BAD_PARAMETER, _NOT_AUTHORISED = 0x01, 0x02, 0x03, 0x05


class User:
    """A user of the scale.

    Attributes:
        pin: The code of their consent, 0 to 9999.
        profile: The values of the characteristics of their profile.
        changes: How often the profile was changed.
        memory: What was measured of them and nobody has confirmed, oldest first.
    """

    def __init__(self, *, pin: int, born: date, height_cm: int, is_female: bool = False) -> None:
        """Begin with a profile, and with nothing measured."""
        self.pin = pin
        self.profile: dict[int, bytes] = {
            Uuid.BIRTH_DATE: u16(born.year) + bytes((born.month, born.day)),
            Uuid.SEX: bytes((is_female,)),
            Uuid.HEIGHT: u16(height_cm),
        }
        self.changes = 0
        self.memory: list[Measured] = []

    @property
    def height_m(self) -> float:
        """Return the height in the profile."""
        return int.from_bytes(self.profile[Uuid.HEIGHT], "little") / 100


class _Standing(NamedTuple):
    weight_kg: float
    body: Body
    user: int


class SigScale:
    """It measures whoever stands on it, and says that when it is given the consent of this user.

    What was indicated and confirmed is forgotten; what wasn't is said again over the next connection.

    Attributes:
        address: Its Bluetooth address.
        users: By their numbers.
        battery: Percent.
        fields: The flags of what its compositions have.
        patience: Seconds without a request after which it ends the connection.
    """

    address = "A4:C1:38:00:02:00"
    scan_response = b""
    name = "BF720"
    services: Sequence[Service] = (
        Service(0x180F, (Characteristic(Uuid.BATTERY, READ | NOTIFY),)),
        Service(0x1805, (Characteristic(Uuid.TIME, READ | WRITE),)),
        Service(
            0x181C,
            (
                Characteristic(Uuid.CONTROL_POINT, WRITE | INDICATE),
                Characteristic(Uuid.CHANGES, READ | WRITE | NOTIFY),
                Characteristic(Uuid.BIRTH_DATE, READ | WRITE),
                Characteristic(Uuid.SEX, READ | WRITE),
                Characteristic(Uuid.HEIGHT, READ | WRITE),
            ),
        ),
        Service(0x181D, (Characteristic(Uuid.WEIGHT, INDICATE),)),
        Service(0x181B, (Characteristic(Uuid.BODY, INDICATE),)),
    )

    def __init__(
        self,
        *,
        users: Mapping[int, User],
        clock: datetime,
        address: str = address,
        battery: int = 90,
        fields: int = BF720_FIELDS,
        patience: float | None = None,
    ) -> None:
        """Begin with nobody on it.

        Args:
            users: By their numbers, 0 to 254.
            clock: What its clock shows now, naive.
            address: Its Bluetooth address.
            battery: Percent.
            fields: The flags of what its compositions have.
            patience: Seconds without a request after which it ends the connection; None for never.
        """
        self.address = address
        self.users = users
        self.battery = battery
        self.fields = fields
        self.patience = patience
        self.clock = clock
        self._standing: _Standing | None = None
        self.connected(ATT_HEADER)

    @property
    def clock(self) -> datetime:
        """What its clock shows, naive."""
        return _utc_now() + self._ahead

    @clock.setter
    def clock(self, shown: datetime) -> None:
        self._ahead = shown - _utc_now()

    @property
    def is_awake(self) -> bool:
        """Whether it advertises: it has something to say that nobody has confirmed."""
        return self._standing is not None or any(user.memory for user in self.users.values())

    def advertisement(self) -> bytes:
        """Return what it advertises, always."""
        return advertising.flags() + advertising.name(self.name)

    def remember(self, when: datetime, weight_kg: float, body: Body, user: int = 1) -> None:
        """Have it measured a user when its clock showed that; later than all that it remembers."""
        height_m = self.users[user].height_m
        self.users[user].memory.append(Measured(when, weight_kg, body, user, height_m))

    def step_on(self, weight_kg: float, body: Body, user: int = 1) -> None:
        """Have a user step on it; it has measured them as soon as it can say it, or they leave."""
        self._standing = _Standing(weight_kg, body, user)

    def step_off(self) -> None:
        """Have whoever stands on it step off: it remembers what it measured."""
        if self._standing:
            self.remember(self.clock.replace(microsecond=0), *self._standing)
            self._standing = None

    def connected(self, mtu: int) -> None:
        """Begin without the consent of anybody: that lasts for one connection."""
        self._limit = mtu - ATT_HEADER
        self._subscribed: set[int] = set()
        self._number: int | None = None

    def lost(self) -> None:
        """Have whoever stands on it step off."""
        self.step_off()

    def read(self, uuid: int) -> bytes:
        """Return a value; one of a user's profile only with their consent."""
        match uuid:
            case Uuid.BATTERY:
                return bytes((self.battery,))
            case Uuid.TIME:
                now = self.clock
                fractions = now.microsecond * 256 // 1_000_000
                return date_time(now) + bytes((now.isoweekday(), fractions, 0))
            case Uuid.CHANGES:
                changes = 0 if self._number is None else self._user().changes
                return changes.to_bytes(4, "little")
            case Uuid.BIRTH_DATE | Uuid.SEX | Uuid.HEIGHT:
                return self._user().profile[uuid]
        raise RefusedError(READ_NOT_PERMITTED)

    def subscribed(self, uuid: int) -> Answer:
        """Say what it remembers, if this is what was missing."""
        self._subscribed.add(uuid)
        return self._say()

    def written(self, uuid: int, data: bytes) -> Answer:
        """Take a value, and answer what the control point is asked."""
        match uuid:
            case Uuid.CONTROL_POINT:
                return self._answer(data)
            case Uuid.TIME:
                self._set_clock(_of_size(10, data))
            case Uuid.CHANGES:
                self._user().changes = int.from_bytes(_of_size(4, data), "little")
            case Uuid.BIRTH_DATE | Uuid.SEX | Uuid.HEIGHT:
                profile = self._user().profile
                profile[uuid] = _of_size(len(profile[uuid]), data)
            case _:
                raise RefusedError(WRITE_NOT_PERMITTED)
        return ()

    def _user(self) -> User:
        if self._number is None:
            raise RefusedError(NO_CONSENT)
        return self.users[self._number]

    def _set_clock(self, data: bytes) -> None:
        year, month, day, hour, minute, second, weekday, fractions, _ = struct.unpack("<H8B", data)
        microsecond = fractions * 1_000_000 // 256
        try:
            shown = datetime(year, month, day, hour, minute, second, microsecond)  # noqa: DTZ001
        except ValueError:
            raise RefusedError(OUT_OF_RANGE) from None
        if shown.isoweekday() != weekday:
            raise RefusedError(OUT_OF_RANGE)
        self.clock = shown

    def _answer(self, data: bytes) -> Answer:
        if Uuid.CONTROL_POINT not in self._subscribed:
            raise RefusedError(NOT_SUBSCRIBED)
        operation, parameters = data[:1], data[1:]
        known = operation == _CONSENT
        result = self._consent(parameters) if known else _UNKNOWN_OPERATION
        answer = _ANSWER + operation + bytes((result,))
        return chain((Said(Uuid.CONTROL_POINT, answer),), self._say())

    def _consent(self, parameters: bytes) -> int:
        """Take the consent of a user, and return the result."""
        if len(parameters) != 3 or parameters[0] not in self.users:
            return _BAD_PARAMETER
        if self.users[parameters[0]].pin != int.from_bytes(parameters[1:], "little"):
            return _NOT_AUTHORISED
        self._number = parameters[0]
        return _SUCCESS

    def _say(self) -> Iterator[Said]:
        """Say all that it measured of the user who has consented, oldest first."""
        if self._number is None or not {Uuid.WEIGHT, Uuid.BODY} <= self._subscribed:
            return
        self.step_off()
        memory = self._user().memory
        while memory:
            yield Said(Uuid.WEIGHT, weight(memory[0]))
            for packet in composition(memory[0], self.fields, self._limit):
                yield Said(Uuid.BODY, packet)
            # All of it was confirmed.
            del memory[0]


def _utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _of_size(size: int, data: bytes) -> bytes:
    if len(data) != size:
        raise RefusedError(INVALID_LENGTH)
    return data
