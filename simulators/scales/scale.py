"""What all simulated scales have in common: who stands on one, and what it puts on air."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
import itertools
from typing import NamedTuple, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One load on the scale, from stepping on to stepping off.

    Attributes:
        weight_kg: What the scale will settle on.
        impedance: Ohm at 50 kHz; None if the scale doesn't try to measure it.
        impedance_250khz: Ohm at 250 kHz, for scales that measure at two frequencies.
        heart_rate: Beats a minute, 51 to 176, for scales that measure it.
        profile: The user as whom the scale recognizes the load, from 1, for scales that do; 0 for
            unknown.
        socks: The scale tries and fails to measure the impedance.
        small_object: It isn't a person.
        stays: Seconds until the load leaves, at least 0.1; None for until the scale has everything
            and a little longer.
        before_kg: What the scale still shows of the stand before, when it wakes.
    """

    weight_kg: float
    impedance: float | None = None
    impedance_250khz: float | None = None
    heart_rate: int | None = None
    profile: int = 0
    socks: bool = False
    small_object: bool = False
    stays: float | None = None
    before_kg: float = 0.0


class Beacon(NamedTuple):
    """One advertisement."""

    at: float
    """Seconds since stepping on."""
    payload: bytes
    """Service data, without its UUID."""


class Scale(Protocol):
    """A scale that can be played.

    To simulate another one, write a class with these members; `player` and `household` take it.
    """

    @property
    def address(self) -> str:
        """Its Bluetooth address, with colons."""

    @property
    def name(self) -> str:
        """Its local name."""

    @property
    def scan_response(self) -> bytes:
        """The AD structures that only an active scanner gets."""

    def advertising_data(self, payload: bytes) -> bytes:
        """Return the AD structures around a beacon's payload."""

    def wake(self) -> list[Beacon]:
        """Return what the scale says when it wakes with nothing on it."""

    def schedule(self, stand: Stand, stepped_on: datetime) -> list[Beacon]:
        """Return everything the scale says about a stand, until it falls silent.

        Args:
            stand: Who or what stands on it, and for how long.
            stepped_on: Time of stepping on, aware, in the zone where the scale stands.
        """


@runtime_checkable
class Showing(Protocol):
    """A scale that has to know what of its schedule has been played."""

    def show(self, payload: bytes) -> bool:
        """Take note of a beacon whose time has come, and return whether it is advertised."""


def captured(payloads: Sequence[str], delays: Sequence[float] | float = 0.5) -> list[Beacon]:
    """Make a schedule of captured payloads.

    Args:
        payloads: Hexadecimal service data, in order.
        delays: Seconds before each; one number for the same between any two.
    """
    if isinstance(delays, int | float):
        delays = [0.0, *itertools.repeat(float(delays), len(payloads) - 1)]
    times = itertools.accumulate(delays)
    return [Beacon(at, bytes.fromhex(text)) for at, text in zip(times, payloads, strict=True)]
