"""A simulated QN scale (basic dialect), which has to be connected to."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain

from ..esphome.peripheral import (
    NOTIFY,
    READ_NOT_PERMITTED,
    WRITE,
    WRITE_WITHOUT_RESPONSE,
    Answer,
    Characteristic,
    RefusedError,
    Said,
    Service,
)
from . import advertising

_SPEAKS_AT, _HEARS_AT = 0xFFF1, 0xFFF2
_ADVERTISED_SERVICE = 0xFFE0
_VENDOR = 0x15
_STEPS_PER_KG = 100
_EPOCH = datetime(1999, 12, 31, 16, tzinfo=UTC)


def seconds_at(moment: datetime) -> int:
    """Return what the scale's clock shows at a moment: seconds since 2000 in UTC+8."""
    return int((moment - _EPOCH).total_seconds())


class QnScale:
    """Somebody stands on it; it says their weight once it has been asked for what it remembers.

    Attributes:
        address: Its Bluetooth address.
        weight_kg: The weight; 0 when nobody stands on it, and then it ends the connection.
        weighed_kg: The last weight, whoever stands on it now.
        resistances: Ohm at 50 and 500 kHz; 0 in socks.
        memory: Weighings that nobody has asked for: seconds since 2000 in UTC+8, kg, resistances.
        clock: The seconds that it was last given; None before.
        is_hurried: Whoever stands on it steps off when the connection is lost.
        is_awake: It advertises: somebody was weighed, and nobody has confirmed the weight.
    """

    address = "A4:C1:38:00:00:01"
    scan_response = b""
    name = "QN-Scale1"
    patience: float | None = None
    services: Sequence[Service] = (
        Service(
            0xFFF0,
            (
                Characteristic(_SPEAKS_AT, NOTIFY),
                Characteristic(_HEARS_AT, WRITE | WRITE_WITHOUT_RESPONSE),
            ),
        ),
    )

    def __init__(
        self,
        *,
        weight_kg: float,
        resistances: tuple[int, int] = (0, 0),
        memory: Sequence[tuple[int, float, tuple[int, int]]] = (),
        address: str = address,
        is_hurried: bool = False,
    ) -> None:
        """Begin with a load and with a memory."""
        self.address = address
        self.is_hurried = is_hurried
        self.step_on(weight_kg)
        self.resistances = resistances
        self.memory = [*memory]
        self.clock: int | None = None

    def step_on(self, weight_kg: float) -> None:
        """Have somebody step on it, which wakes it."""
        self.weight_kg = self.weighed_kg = weight_kg
        self.is_awake = True

    def advertisement(self) -> bytes:
        """Return what it advertises, always."""
        return advertising.services(_ADVERTISED_SERVICE) + advertising.name(self.name)

    def connected(self, mtu: int) -> None:
        """Begin anew: all it says fits any connection."""

    def read(self, uuid: int) -> bytes:
        """Refuse: it only says and hears."""
        raise RefusedError(READ_NOT_PERMITTED)

    def subscribed(self, uuid: int) -> Answer:
        """Say what it is."""
        number = int(self.address.replace(":", ""), 16).to_bytes(6, "little")
        return [_say(0x12, number + bytes.fromhex("310531 0005"))]

    def written(self, uuid: int, data: bytes) -> Answer:
        """Answer a frame; one for another vendor is ignored."""
        if uuid != _HEARS_AT or len(data) < 4 or data[2] != _VENDOR:
            return ()
        match data[0]:
            case 0x13:
                return [_say(0x14, bytes.fromhex("00000100000000"))]
            case 0x20:
                self.clock = int.from_bytes(data[3:7], "little")
                return [_say(0x21, b"\x01")]
            case 0x22:
                return chain(self._recall(), self._weigh())
            case 0x1F:
                self.is_awake = False
                return [None]
        return ()

    def lost(self) -> None:
        """Remember the weight that nobody confirmed, if whoever stands on it steps off."""
        if self.is_hurried and self.is_awake and self.weight_kg:
            self.memory.append((seconds_at(datetime.now(UTC)), self.weight_kg, self.resistances))
            self.weight_kg = 0.0

    def _recall(self) -> Answer:
        records = [*self.memory]
        if not records:
            yield _say(0x23, bytes(15))
        for index, record in enumerate(records, 1):
            seconds, weight_kg, resistances = record
            yield _say(
                0x23,
                bytes((len(records), index))
                + seconds.to_bytes(4, "little")
                + _measured(weight_kg, resistances)
                + bytes(4),
            )
            # It was sent.
            self.memory.remove(record)

    def _weigh(self) -> Answer:
        if not self.weight_kg:
            self.is_awake = False
            yield None
            return
        for status, resistances in ((0x00, (0, 0)), (0x11, (0, 0)), (0x01, self.resistances)):
            weight, ohms = _split(_measured(self.weight_kg, resistances))
            yield _say(0x10, weight + bytes((status,)) + ohms)


def _measured(weight_kg: float, resistances: tuple[int, int]) -> bytes:
    numbers = (round(weight_kg * _STEPS_PER_KG), *resistances)
    return b"".join(number.to_bytes(2, "big") for number in numbers)


def _split(measured: bytes) -> tuple[bytes, bytes]:
    return measured[:2], measured[2:]


def _say(operation: int, payload: bytes) -> Said:
    frame = bytes((operation, len(payload) + 4, _VENDOR)) + payload
    return Said(_SPEAKS_AT, frame + bytes((sum(frame) & 0xFF,)))
