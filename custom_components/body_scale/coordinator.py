"""One scale: what Home Assistant hears of it goes into its session."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
import logging
from typing import override

from homeassistant.components.bluetooth import (
    MONOTONIC_TIME,
    BluetoothChange,
    BluetoothScanningMode,
    BluetoothServiceInfoBleak,
    async_clear_advertisement_history,
)
from homeassistant.components.bluetooth.passive_update_coordinator import (
    PassiveBluetoothDataUpdateCoordinator,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from . import scales
from .const import CONF_ADDRESS
from .model import Reading
from .weighing import Memory, Session

_LOGGER = logging.getLogger(__name__)

type Keep = Callable[[str, Sequence[Reading], Memory], None]


class ScaleCoordinator(PassiveBluetoothDataUpdateCoordinator):
    """Hears one scale.

    Attributes:
        subentry: How the household knows it.
        session: What is going on on the scale.
        heard_at: When it was heard last.
        rssi: How strongly, dBm.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        subentry: ConfigSubentry,
        memory: Memory | None,
        keep: Keep,
        on_free: Callable[[], None],
    ) -> None:
        """Begin with what the scale remembered."""
        # The measurement is in the advertisement itself: passive scanning is enough.
        address = subentry.data[CONF_ADDRESS]
        super().__init__(hass, _LOGGER, address, BluetoothScanningMode.PASSIVE, connectable=False)
        self.subentry = subentry
        self.session = Session(memory)
        self.heard_at = memory.last.heard_at if memory and memory.last else None
        self.rssi: int | None = None
        self._keep = keep
        self._on_free = on_free
        self._stop_timer: CALLBACK_TYPE | None = None

    @callback
    @override
    def _async_handle_bluetooth_event(
        self, service_info: BluetoothServiceInfoBleak, change: BluetoothChange
    ) -> None:
        """Take a changed or replayed advertisement."""
        frame = scales.decode(service_info)
        if frame is None:
            return
        age = timedelta(seconds=max(0.0, MONOTONIC_TIME() - service_info.time))
        at = dt_util.utcnow() - age
        _LOGGER.debug("%s: %s", self.address, frame)
        self.heard_at = max(at, self.heard_at or at)
        self.rssi = service_info.rssi
        self._follow(self.session.hear(frame, at))

    @callback
    def _expire(self, now: datetime) -> None:
        """Let the session close what has waited long enough."""
        self._stop_timer = None
        self._follow(self.session.expire(dt_util.utcnow()))

    @callback
    def _follow(self, readings: Sequence[Reading]) -> None:
        """Hand readings over, wait for the next deadline, and show the state."""
        if readings:
            self._keep(self.address, readings, self.session.memory)
            # An identical frame of the next weighing would not be delivered otherwise.
            async_clear_advertisement_history(self.hass, self.address)
        self.async_stop_timer()
        if (deadline := self.session.deadline) is not None:
            delay = max(0.0, (deadline - dt_util.utcnow()).total_seconds())
            self._stop_timer = async_call_later(self.hass, delay, self._expire)
        self.async_update_listeners()
        if not self.session.occupied:
            self._on_free()

    @callback
    def async_stop_timer(self) -> None:
        """Wait for nothing any more."""
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None
