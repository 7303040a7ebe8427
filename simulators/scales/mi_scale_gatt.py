"""A simulated Mi scale that can be connected to, for `GattConnections` and `player` alike.

| characteristic | what it does |
| --- | --- |
| 2A2B | the clock: read, write |
| 2A9D (v1), 2A9C (v2) | what would be advertised if nobody were connected: notify |
| history | the memory, see `mi_scale_history` |
| 1542, 1543 of Huami's service | the unit: write; the battery: read |

Sources: captures of openScale #1209, #1223 and #1293; wiecosystem for 1542 and 1543.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import override
from uuid import UUID

from ..esphome.connections import GATT_ERROR
from ..esphome.peripheral import (
    INDICATE,
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
from .mi_scale import MiScale
from .mi_scale_clock import Clock, current_time, time_of
from .mi_scale_faults import Faults
from .mi_scale_frames import Model, Unit, service
from .mi_scale_history import History, Notifications
from .mi_scale_state import StatefulMiScale, local_now


def _huami(short: int) -> int:
    return UUID(f"{short:08x}-0000-3512-2118-0009af100700").int


CURRENT_TIME = 0x2A2B
MEASUREMENT = {Model.V1: 0x2A9D, Model.V2: 0x2A9C}
HISTORY = _huami(0x2A2F)
HUAMI_SERVICE, CONFIGURATION, BATTERY = _huami(0x1530), _huami(0x1542), _huami(0x1543)

_HUAMI = Service(
    HUAMI_SERVICE,
    (Characteristic(CONFIGURATION, WRITE | NOTIFY), Characteristic(BATTERY, READ)),
)
_OUT_OF_RANGE = 0xFF
_MEASUREMENT_PROPERTIES = {Model.V1: NOTIFY, Model.V2: NOTIFY | INDICATE}
_UNITS = {
    bytes.fromhex("06040000"): Unit.KG,
    bytes.fromhex("06040001"): Unit.LB,
    bytes.fromhex("06040002"): Unit.JIN,
}
_BATTERY = {False: bytes(2), True: bytes.fromhex("0101")}


class MiScaleDevice(StatefulMiScale):
    """A Mi scale that can be connected to, and advertises nothing meanwhile.

    Attributes:
        faults: How it misbehaves from now on.
        is_connected: It has a client; a second one is refused.
        patience: It never ends a connection for want of a request.
    """

    patience: float | None = None

    def __init__(
        self,
        scale: MiScale | None = None,
        *,
        now: Callable[[], datetime] = local_now,
        has_huami_service: bool = True,
        faults: Faults | None = None,
    ) -> None:
        """Begin with nothing remembered.

        Args:
            scale: Which one; the clock is as far ahead as it says.
            now: The true time where it stands, aware.
            has_huami_service: Whether it has the service of unit and battery; some models haven't.
            faults: How it misbehaves; None for as the captured ones.
        """
        super().__init__(scale, now=now)
        self.faults = faults or Faults()
        self._has_huami_service = has_huami_service
        self.is_connected = False
        self._say: Callable[[Said], None] = lambda _: None
        self._subscribed: set[int] = set()
        self._history = History(self.model, self.memory)

    @override
    def show(self, payload: bytes) -> bool:
        """Show what a beacon says, to the client alone if there is one."""
        super().show(payload)
        measurement = MEASUREMENT[self.model]
        if self.is_connected and measurement in self._subscribed:
            self._say(Said(measurement, payload))
        return not self.is_connected

    @property
    def services(self) -> Sequence[Service]:
        """What it has."""
        measurement = Characteristic(MEASUREMENT[self.model], _MEASUREMENT_PROPERTIES[self.model])
        clock = Characteristic(CURRENT_TIME, READ | WRITE)
        history = Characteristic(HISTORY, WRITE | NOTIFY)
        own = Service(service(self.model), (clock, measurement, history))
        return (own, _HUAMI) if self._has_huami_service else (own,)

    def connected(self, mtu: int) -> None:
        """Take a client.

        Raises:
            RefusedError: It has one.
        """
        if self.is_connected:
            raise RefusedError(GATT_ERROR)
        self.is_connected = True
        self._subscribed = set()
        self._history = History(self.model, self.memory)

    def speak_through(self, say: Callable[[Said], None]) -> None:
        """Take what brings the client what it says unasked."""
        self._say = say

    def lost(self) -> None:
        """Forget nothing: what a client has is known from itself."""

    def ended(self) -> None:
        """Be without a client."""
        self.is_connected = False

    def read(self, uuid: int) -> bytes:
        """Return the time or whether the battery is low."""
        if uuid == CURRENT_TIME:
            return current_time(self.clock.at(self._now()))
        if uuid == BATTERY:
            return _BATTERY[self.is_battery_low]
        raise RefusedError(READ_NOT_PERMITTED)

    def subscribed(self, uuid: int) -> Answer:
        """Take note."""
        self._subscribed.add(uuid)
        return ()

    def unsubscribed(self, uuid: int) -> None:
        """Take note."""
        self._subscribed.discard(uuid)

    def written(self, uuid: int, data: bytes) -> Answer:
        """Take what was written; a configuration that isn't known is ignored.

        Raises:
            RefusedError: It isn't written to, or by its faults refuses it.
        """
        if uuid == HISTORY:
            return self._notifications(self._history.written(data, self.faults))
        if uuid == CURRENT_TIME and not self.faults.refuses_clock:
            self._set_clock(data)
        elif uuid == CONFIGURATION and not self.faults.refuses_settings:
            self.scale = replace(self.scale, unit=_UNITS.get(data, self.scale.unit))
        else:
            raise RefusedError(WRITE_NOT_PERMITTED)
        return ()

    def _notifications(self, said: Notifications) -> Answer:
        for each in said:
            if each is None:
                yield None
            elif HISTORY in self._subscribed:
                yield Said(HISTORY, each)

    def _set_clock(self, data: bytes) -> None:
        told = time_of(data)
        if told is None:
            raise RefusedError(_OUT_OF_RANGE)
        self.clock = Clock(told, self._now())
