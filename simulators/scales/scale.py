"""What all simulated scales have in common: who stands on one, and what it puts on air."""

from collections.abc import Sequence
from dataclasses import dataclass
import itertools
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One load on the scale, from stepping on to stepping off.

    Attributes:
        weight_kg: What the scale will settle on.
        impedance: Ohm, as a v2 scale will measure it; None where the field stays zero.
        socks: A v2 scale tries and fails to measure the impedance.
        small_object: It isn't a person.
        stays: Seconds until the load leaves, at least 0.1, such as `BEFORE_STABLE` or
            `BEFORE_IMPEDANCE`; None for until the scale has everything and a little longer.
        before_kg: What the scale still shows of the stand before, when it wakes.
    """

    weight_kg: float
    impedance: int | None = None
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
