"""A simulated Xiaomi S400: encrypted frames, and one weighing in two packets.

No radio and no clock. The frames are those of captures (xiaomi-ble, MiScaleBodyComposition). The
moments of the packets are assumed: captures don't tell them.
"""

from collections.abc import Iterator, Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
import struct
from typing import override

from . import advertising, mibeacon
from .scale import Beacon, Scale, Stand

PRODUCT = 0x3BD5

SETTLED_AFTER = 4.0
"""Seconds from stepping on until the weight has settled."""
MEASURED_AFTER = 12.0
"""Seconds from stepping on until heart rate and impedances are known."""

_OBJECT = 0x6E16
_MAX_WEIGHT = 0x7FF  # tenths of a kilogram
_MAX_IMPEDANCE = 0x3FFF  # tenths of an ohm
_HEART_RATE_BASE = 50
_HEART_RATES = range(51, 177)
_NO_HEART_RATE = 127

_PACKET_EVERY_S = 1.0
_REPEAT_EVERY_S = 0.1
_STAYS_AFTER_DONE_S = 4.0


class Packet(StrEnum):
    """What the scale sends of a weighing."""

    WEIGHT = "weight, heart rate and impedance at 50 kHz"
    SECOND_IMPEDANCE = "impedance at 250 kHz"
    RESET = "the load has left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The content of one packet.

    Attributes:
        profile: Slot of the user in the app, from 1; 0 for unknown.
        measured_at: Unix time of the weighing, seconds.
        weight_kg: 0 in packets without a weight.
        heart_rate: Beats a minute, 51 to 176; None if it wasn't measured; 0 in packets without.
        impedance: Ohm, at the packet's frequency; 0 if it wasn't measured.
    """

    profile: int
    measured_at: int
    weight_kg: float = 0.0
    heart_rate: int | None = 0
    impedance: float = 0.0

    def encode(self) -> bytes:
        """Return the object for a MiBeacon.

        Raises:
            ValueError: The heart rate is out of range.
        """
        word = (
            min(round(self.weight_kg * 10), _MAX_WEIGHT)
            | _heart_rate_bits(self.heart_rate) << 11
            | min(round(self.impedance * 10), _MAX_IMPEDANCE) << 18
        )
        value = struct.pack("<BII", self.profile, word, self.measured_at)
        return mibeacon.wrapped(_OBJECT, value)


@dataclass(slots=True, kw_only=True)
class MiS400(Scale):
    """A Xiaomi S400 that is bound to an account, and how its packets come through.

    Attributes:
        address: Its Bluetooth address.
        key: Its bind key, 16 bytes.
        counter: Number of the last frame; it goes on from stand to stand.
        swapped: The second impedance is sent before the weight.
        lost: Packets that no radio hears.
        repeats: How often each packet is sent.
    """

    address: str = "8C:D0:B2:00:04:00"
    key: bytes = field(default=bytes.fromhex("00112233445566778899aabbccddeeff"), repr=False)
    counter: int = 0
    swapped: bool = False
    lost: AbstractSet[Packet] = frozenset()
    repeats: int = 1

    @property
    @override
    def name(self) -> str:
        """Its local name, which ends with the end of its address."""
        return f"Xiaomi Scale S400 {self.address.replace(':', '')[-4:].upper()}"

    @property
    @override
    def scan_response(self) -> bytes:
        """The AD structures that only an active scanner gets: the name."""
        return advertising.name(self.name)

    @override
    def advertising_data(self, payload: bytes) -> bytes:
        """Return the AD structures around a beacon's payload: 31 bytes for a measurement."""
        return advertising.flags() + advertising.service_data(mibeacon.SERVICE, payload)

    @override
    def wake(self) -> list[Beacon]:
        """Return what the scale says when it wakes: that nothing is on it."""
        return [Beacon(0.0, self._sender.idle(self._next()))]

    @override
    def schedule(self, stand: Stand, stepped_on: datetime) -> list[Beacon]:
        """Return everything the scale says about a stand, until it falls silent."""
        beacons = self.wake()
        for at, packet, measurement in self._packets(stand, stepped_on):
            frame = self._sender.encrypted(self._next(), measurement.encode())
            if packet not in self.lost:
                beacons += [Beacon(at + n * _REPEAT_EVERY_S, frame) for n in range(self.repeats)]
        return sorted(beacons, key=lambda beacon: beacon.at)

    @property
    def _sender(self) -> mibeacon.Sender:
        return mibeacon.Sender(product=PRODUCT, address=self.address, key=self.key)

    def _next(self) -> int:
        self.counter += 1
        return self.counter

    def _packets(
        self, stand: Stand, stepped_on: datetime
    ) -> Iterator[tuple[float, Packet, Measurement]]:
        """Yield when the scale sends which packet, in order."""
        tries = stand.impedance is not None and not stand.socks and not stand.small_object
        done = MEASURED_AFTER if tries else SETTLED_AFTER
        stays = done + _STAYS_AFTER_DONE_S if stand.stays is None else stand.stays
        settled = stepped_on + timedelta(seconds=min(SETTLED_AFTER, stays))
        measured_at = int(settled.timestamp())
        at = min(done, stays)
        if stays >= SETTLED_AFTER:
            packets = _measurements(stand, measured_at, measured=tries and stays >= done)
            for packet in reversed(packets) if self.swapped else packets:
                yield at, packet, packets[packet]
                at += _PACKET_EVERY_S
        reset = Measurement(profile=stand.profile, measured_at=measured_at)
        yield max(at, stays), Packet.RESET, reset


def _measurements(stand: Stand, measured_at: int, *, measured: bool) -> dict[Packet, Measurement]:
    """Return the packets of a stand whose weight has settled, in their usual order."""
    weight = Measurement(
        profile=stand.profile,
        measured_at=measured_at,
        weight_kg=stand.weight_kg,
        heart_rate=stand.heart_rate if measured else None,
        impedance=stand.impedance or 0.0 if measured else 0.0,
    )
    packets = {Packet.WEIGHT: weight}
    if measured and stand.impedance_250khz is not None:
        packets[Packet.SECOND_IMPEDANCE] = Measurement(
            profile=stand.profile, measured_at=measured_at, impedance=stand.impedance_250khz
        )
    return packets


def _heart_rate_bits(heart_rate: int | None) -> int:
    if heart_rate is None:
        return _NO_HEART_RATE
    if heart_rate == 0:
        return 0
    if heart_rate not in _HEART_RATES:
        raise ValueError(f"A heart rate of {heart_rate} can't be sent")
    return heart_rate - _HEART_RATE_BASE
