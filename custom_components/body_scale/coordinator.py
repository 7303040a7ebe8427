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
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from . import scales
from .const import CONF_ADDRESS, CONF_MODEL
from .model import Reading, Traits
from .session import Memory, Session

_LOGGER = logging.getLogger(__name__)

_LONGEST_WAIT = 60.0

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
        entry_id: str,
        subentry: ConfigSubentry,
        *,
        memory: Memory | None,
        keep: Keep,
    ) -> None:
        """Begin with what the scale remembered."""
        # The measurement is in the advertisement itself: passive scanning is enough.
        address = subentry.data[CONF_ADDRESS]
        super().__init__(hass, _LOGGER, address, BluetoothScanningMode.PASSIVE, connectable=False)
        self.subentry = subentry
        self._entry_id = entry_id
        self.session = Session(Traits(), memory)
        self._decode: scales.Decode | None = None
        self.heard_at = memory.last.heard_at if memory and memory.last else None
        self.rssi: int | None = None
        self.model: str | None = subentry.data.get(CONF_MODEL)
        self._keep = keep
        self._stop_timer: CALLBACK_TYPE | None = None

    @callback
    @override
    def _async_handle_bluetooth_event(
        self, service_info: BluetoothServiceInfoBleak, change: BluetoothChange
    ) -> None:
        """Take a changed or replayed advertisement."""
        if self._decode is None and (family := scales.family_of(service_info)):
            self._decode = family.decoder(self.address, None)
            self.session = Session(family.traits, self.session.memory)
        frame = self._decode(service_info) if self._decode else None
        if frame is None:
            return
        age = timedelta(seconds=max(0.0, MONOTONIC_TIME() - service_info.time))
        at = dt_util.utcnow() - age
        _LOGGER.debug("%s: %s", self.address, frame)
        self.heard_at = max(at, self.heard_at or at)
        self.rssi = service_info.rssi
        if frame.model != self.model:
            self._name_model(frame.model)
        self._follow(self.session.hear(frame, at))

    @callback
    def _name_model(self, model: str) -> None:
        """Let the device's page say what the scale is, now that it says so itself."""
        self.model = model
        registry = dr.async_get(self.hass)
        connection = (dr.CONNECTION_BLUETOOTH, self.address)
        for device in dr.async_entries_for_config_entry(registry, self._entry_id):
            ours = self.subentry.subentry_id == device.config_subentry_id
            if ours and connection in device.connections:
                registry.async_update_device(device.id, model=model)

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
            delay = (deadline - dt_util.utcnow()).total_seconds()
            # The wall clock may be set; then the session is asked again soon.
            delay = min(max(0.0, delay), _LONGEST_WAIT)
            self._stop_timer = async_call_later(self.hass, delay, self._expire)
        self.async_update_listeners()

    @callback
    def async_finish(self) -> None:
        """Wait for nothing any more: who stands there with a settled weight was weighed."""
        if readings := self.session.finish(dt_util.utcnow()):
            self._keep(self.address, readings, self.session.memory)
        self.async_stop_timer()

    @callback
    def async_stop_timer(self) -> None:
        """Wait for nothing any more."""
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None
