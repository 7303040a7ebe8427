"""A simulated Xiaomi Mi scale: what it puts on air while somebody stands on it.

Pure: no radio and no clock. A `Stand` becomes a schedule: beacons in the order and with the flags
and stamps that real scales were seen to send (captures: ble_monitor #292 for v1; xiaomi_mi_scale #4
and ble_monitor #617 and #1094 for v2).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
import itertools
from typing import override

from .mi_scale_frames import (
    IMPEDANCE_FAILED,
    Display,
    Model,
    Unit,
    advertising_data,
    local_name,
    payload,
    scan_response,
)
from .scale import Beacon, Scale, Stand

STABLE_AFTER = {Model.V1: 6.0, Model.V2: 5.0}
"""Seconds from stepping on until the weight has settled."""
IMPEDANCE_AFTER = 11.0
"""Seconds from stepping on until a v2 scale knows the impedance; 10 to 13 were seen."""
BEFORE_STABLE = 3.0
"""How long somebody stays who steps off before the weight has settled."""
BEFORE_IMPEDANCE = 8.0
"""How long somebody stays who steps off before the impedance is known."""
ON_AIR = 1200.0
"""Seconds that a finished record stays on air after stepping off."""
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the scale's clock has no zone
"""Where the clock begins with a new battery."""

_STAYS_AFTER_DONE = 4.0
_RESIDUE_KG = 4.95  # what is still shown of a stand that ended before it settled
_FALLS = 0.3  # seconds from showing that residue until the scale says that the load has left
_BEFORE_CLOCK = bytes(10)  # a v1 scale's first beacon after waking

# The moments before captured weighings of two scales whose clocks were never set.
_NEVER_SET = {
    Model.V1: datetime(1970, 1, 1, 10, 26, 10),  # noqa: DTZ001
    Model.V2: datetime(1970, 5, 4, 15, 1, 56),  # noqa: DTZ001
}

# Seconds after stepping on, and the share of the weight that is shown at that moment.
_SETTLING = ((0.3, 0.42), (0.8, 0.94), (1.4, 0.995), (2.1, 1.006), (2.9, 1.002), (3.8, 0.999))
_FINAL_BEFORE_STABLE = 1.0  # the final weight is shown for a second before the stable flag
_REPEAT = 0.5
_FAST_REPEATS = 4.0  # seconds
_SLOW_REPEAT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MiScale(Scale):
    """A Mi scale and its settings.

    Attributes:
        model: Which one.
        address: Its Bluetooth address.
        unit: What its display shows.
        clock_offset: How far its clock is ahead of the true local time.
        on_air: Seconds that a record stays on air after stepping off; the schedule ends there.
    """

    model: Model = Model.V2
    address: str = "5C:CA:D3:00:00:01"
    unit: Unit = Unit.KG
    clock_offset: timedelta = timedelta(0)
    on_air: float = ON_AIR

    @property
    @override
    def name(self) -> str:
        """Its local name."""
        return local_name(self.model)

    @property
    @override
    def scan_response(self) -> bytes:
        """The AD structures that only an active scanner gets: the name, on v2 also the maker."""
        return scan_response(self.model, self.address)

    @override
    def advertising_data(self, payload: bytes) -> bytes:
        """Return the AD structures around a beacon's payload."""
        return advertising_data(self.model, self.address, payload)

    @override
    def wake(self) -> list[Beacon]:
        """Return what the scale says when it wakes with nothing on it, its clock never set."""
        return [self._beacon(0.0, Display(weight_kg=0, stamp=_NEVER_SET[self.model]))]

    @override
    def schedule(self, stand: Stand, stepped_on: datetime) -> list[Beacon]:
        """Return everything the scale says about a stand, until it falls silent."""
        clock = stepped_on.replace(tzinfo=None) + self.clock_offset
        stays = self._stays(stand)
        phases = [self._waking(stand, clock), self._measuring(stand, clock, stays)]
        if stays < STABLE_AFTER[self.model]:
            phases.append(self._gone_early(stand, clock, stays))
        else:
            phases += [self._stable(stand, clock, stays), self._gone(stand, clock, stays)]
        return list(itertools.chain.from_iterable(phases))

    def _stays(self, stand: Stand) -> float:
        if stand.stays is not None:
            return stand.stays
        done = IMPEDANCE_AFTER if self._impedance(stand) else STABLE_AFTER[self.model]
        return done + _STAYS_AFTER_DONE

    def _impedance(self, stand: Stand) -> int:
        """Return what the impedance field will say in the end."""
        if self.model is Model.V1 or stand.small_object:
            return 0
        return IMPEDANCE_FAILED if stand.socks else round(stand.impedance or 0)

    def _impedance_at(self, stand: Stand, at: float) -> int:
        return self._impedance(stand) if at >= IMPEDANCE_AFTER else 0

    def _waking(self, stand: Stand, clock: datetime) -> Iterator[Beacon]:
        if self.model is Model.V1 and not stand.before_kg:
            yield Beacon(0.0, _BEFORE_CLOCK)
        yield self._beacon(
            0.1, Display(weight_kg=stand.before_kg, stamp=clock, small_object=stand.small_object)
        )

    def _measuring(self, stand: Stand, clock: datetime, stays: float) -> Iterator[Beacon]:
        final = (STABLE_AFTER[self.model] - _FINAL_BEFORE_STABLE, 1.0)
        for at, share in (*_SETTLING, final):
            if at < stays:
                yield self._beacon(
                    at,
                    Display(
                        weight_kg=stand.weight_kg * share,
                        stamp=_after(clock, at),
                        small_object=stand.small_object,
                    ),
                )

    def _gone_early(self, stand: Stand, clock: datetime, stays: float) -> Iterator[Beacon]:
        residue = min(_RESIDUE_KG, stand.weight_kg / 2)
        stamp = _after(clock, stays)
        small = stand.small_object
        yield self._beacon(stays, Display(weight_kg=residue, stamp=stamp, small_object=small))
        record = Display(weight_kg=residue, stamp=stamp, removed=True, small_object=small)
        yield from self._on_air(record, stays + _FALLS)

    def _stable(self, stand: Stand, clock: datetime, stays: float) -> Iterator[Beacon]:
        for at in _steps(STABLE_AFTER[self.model], stays, _REPEAT):
            yield self._beacon(
                at,
                Display(
                    weight_kg=stand.weight_kg,
                    # It stays at the moment of settling, also when the impedance comes later.
                    stamp=_after(clock, STABLE_AFTER[self.model]),
                    stable=True,
                    small_object=stand.small_object,
                    impedance=self._impedance_at(stand, at),
                ),
            )

    def _gone(self, stand: Stand, clock: datetime, stays: float) -> Iterator[Beacon]:
        record = Display(
            weight_kg=stand.weight_kg,
            stamp=_after(clock, stays),
            stable=True,
            removed=True,
            small_object=stand.small_object,
            impedance=self._impedance_at(stand, stays),
        )
        yield from self._on_air(record, stays)

    def _on_air(self, record: Display, since: float) -> Iterator[Beacon]:
        """Repeat the record fast at first, then slowly until the scale falls silent."""
        end = since + self.on_air
        slow = min(since + _FAST_REPEATS, end)
        for at in (*_steps(since, slow, _REPEAT), *_steps(slow, end, _SLOW_REPEAT)):
            yield self._beacon(at, record)

    def _beacon(self, at: float, display: Display) -> Beacon:
        return Beacon(at, payload(self.model, self.unit, display))


def clock_since_battery_change(changed: datetime) -> timedelta:
    """Return the clock offset of a scale whose clock began at 1970 at this local time."""
    return EPOCH - changed.replace(tzinfo=None)


def _after(clock: datetime, seconds: float) -> datetime:
    return clock + timedelta(seconds=seconds)


def _steps(first: float, end: float, step: float) -> Iterator[float]:
    at = first
    while at < end:
        yield at
        at += step
