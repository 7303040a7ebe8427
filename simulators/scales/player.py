"""Plays what a simulated scale says through simulated proxies, in real time or faster."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from .scale import Beacon, Scale, Showing, Stand


class Radio(Protocol):
    """What hears advertisements, such as an `EspHomeProxy`."""

    def advertise(
        self, address: str, data: bytes, *, scan_response: bytes = b"", rssi: int = -60
    ) -> None:
        """Hear one."""


async def play(
    scale: Scale,
    beacons: Sequence[Beacon],
    *radios: Radio,
    speed: float = 1.0,
    rssi: int = -60,
) -> None:
    """Put a schedule on air; each radio hears all of it, in order.

    One that is connected to advertises nothing: it tells its client.

    Args:
        scale: Whose beacons these are.
        beacons: From `Scale.schedule`, `Scale.wake` or `captured`.
        radios: Who is in range.
        speed: 10 plays ten times faster. The stamps inside stay those of life, so a session that
            measures real time sees a hasty scale.
        rssi: dBm at every radio.
    """
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for beacon in beacons:
        await asyncio.sleep(max(0.0, begin + beacon.at / speed - loop.time()))
        if isinstance(scale, Showing) and not scale.show(beacon.payload):
            continue
        data = scale.advertising_data(beacon.payload)
        for radio in radios:
            radio.advertise(scale.address, data, scan_response=scale.scan_response, rssi=rssi)


async def weigh(
    scale: Scale,
    stand: Stand,
    *radios: Radio,
    zone: tzinfo | None = None,
    speed: float = 1.0,
) -> list[Beacon]:
    """Step on now, and return what was played once the record has left the air.

    Args:
        scale: The scale; give a `MiScale` a short `on_air`, or this takes twenty minutes.
        stand: Who.
        radios: Who is in range.
        zone: Where the scale stands; None for this machine's.
        speed: As in `play`.
    """
    beacons = scale.schedule(stand, datetime.now(UTC).astimezone(zone))
    await play(scale, beacons, *radios, speed=speed)
    return beacons


@asynccontextmanager
async def stay_awake(
    scale: Scale, last: Beacon, *radios: Radio, every: float = 1.0
) -> AsyncIterator[None]:
    """Repeat what a scale said last as long as the context lasts, as it does for twenty minutes.

    Args:
        scale: Whose beacon it is.
        last: From `weigh`.
        radios: Who is in range.
        every: Seconds between two.
    """

    async def repeat() -> None:
        while True:
            await play(scale, [last._replace(at=0.0)], *radios)
            await asyncio.sleep(every)

    repeating = asyncio.create_task(repeat())
    try:
        yield
    finally:
        repeating.cancel()
        with suppress(asyncio.CancelledError):
            await repeating
