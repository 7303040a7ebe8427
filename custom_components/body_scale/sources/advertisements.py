"""A Bluetooth scale: what it advertises, or says over a connection when it does."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import override

from homeassistant.components.bluetooth import (
    MONOTONIC_TIME,
    BluetoothCallbackMatcher,
    BluetoothChange,
    BluetoothScanningMode,
    BluetoothServiceInfoBleak,
    async_clear_advertisement_history,
    async_register_callback,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.device_registry import CONNECTION_BLUETOOTH
from homeassistant.util import dt as dt_util

from .. import scales
from ..const import CONF_ADDRESS, CONF_ENCRYPTION_KEY, CONF_FAMILY
from ..model import Frame
from ..session import Memory
from ..texts.keys import normal_key
from .access import Access
from .capture import Capture
from .connection import ConnectedScale
from .key_issue import KeyReports
from .overheard import async_take_overheard
from .source import Listener, Source


class AdvertisementSource(Source):
    """Hears the advertisements of one address; connects to it only where its family needs that."""

    has_signal = True

    def __init__(
        self, hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry, memory: Memory | None
    ) -> None:
        """Take the family from the settings, or wait for the first advertisement to tell it."""
        super().__init__(hass, entry_id, subentry, memory)
        self._address: str = subentry.data[CONF_ADDRESS]
        self.connections = frozenset({(CONNECTION_BLUETOOTH, self._address)})
        self.capture = self._capture = Capture(self._address)
        # A key that was damaged in the storage is asked for again.
        key = normal_key(str(subentry.data.get(CONF_ENCRYPTION_KEY, "")))
        self._key = bytes.fromhex(key) if key else None
        self._key_reports = KeyReports(hass, entry_id, subentry)
        self._access = Access(hass, entry_id, subentry)
        self._decode: scales.Decode | None = None
        self._family: scales.Family | None = None
        self._connection: ConnectedScale | None = None
        self._stop_asking: CALLBACK_TYPE | None = None
        self._unread: Mapping[str, bytes] | None = None
        if family := scales.FAMILIES.get(subentry.data.get(CONF_FAMILY, "")):
            self._use(family)

    def _use(self, family: scales.Family) -> None:
        self._family = family
        self._decode = family.decoder(self._address, self._key)
        self.traits = family.traits

    @callback
    @override
    def start(self, listener: Listener) -> CALLBACK_TYPE:
        """Listen; what was heard before the scale was added comes first, the last is replayed."""

        @callback
        def take(info: BluetoothServiceInfoBleak, change: BluetoothChange) -> None:
            self._take(info, listener)

        @callback
        def stop() -> None:
            stop_listening()
            if self._stop_asking:
                self._stop_asking()
                self._stop_asking = None
            self._disconnect()

        self._connect(listener)
        self._ask()
        if overheard := async_take_overheard(self.hass, self._address):
            heard = (self._heard(info, listener) for info in overheard)
            listener.replay([each for each in heard if each])
        stop_listening = async_register_callback(
            self.hass,
            take,
            BluetoothCallbackMatcher(address=self._address, connectable=False),
            # The measurement is in the advertisement itself: passive scanning is enough.
            BluetoothScanningMode.PASSIVE,
        )
        return stop

    @callback
    def _ask(self) -> None:
        """Have scanners ask the scale for what it doesn't say by itself, if its family needs that."""

        @callback
        def take(info: BluetoothServiceInfoBleak, change: BluetoothChange) -> None:
            """Take nothing: what is answered is heard like everything else."""

        if self.traits.active and self._stop_asking is None:
            self._stop_asking = async_register_callback(
                self.hass,
                take,
                BluetoothCallbackMatcher(address=self._address, connectable=False),
                BluetoothScanningMode.ACTIVE,
            )

    @callback
    def _connect(self, listener: Listener) -> None:
        """Connect whenever the scale advertises, if its family needs that."""
        family = self._family
        if family and family.traits.connects and self._connection is None:
            self._connection = ConnectedScale(
                self.hass,
                self._address,
                family,
                listener,
                self._capture,
                access=self._access,
            )

    @callback
    def _disconnect(self) -> None:
        if self._connection:
            self._connection.stop()
            self._connection = None

    @callback
    def _recognise(self, info: BluetoothServiceInfoBleak, listener: Listener) -> None:
        """Find the scale's family; what it broadcasts counts more than its name."""
        if self._decode is not None and not self.traits.connects:
            return
        family = scales.family_of(info, is_scale=True)
        if family is None or family is self._family:
            return
        self._disconnect()
        self._use(family)
        self._ask()
        self._connect(listener)

    @callback
    def _fail(self, info: BluetoothServiceInfoBleak, family: scales.Family) -> None:
        """Count a measurement that can't be decrypted, but no replay of it."""
        if self._unread != info.service_data:
            self._unread = dict(info.service_data)
            self._key_reports.async_failed(family.name)

    @callback
    def _take(self, info: BluetoothServiceInfoBleak, listener: Listener) -> None:
        """Decode a changed or replayed advertisement, or let it lead to a connection."""
        heard = self._heard(info, listener)
        if self._connection:
            self._connection.advertised(info)
        if heard:
            listener.hear(*heard)

    def _heard(
        self, info: BluetoothServiceInfoBleak, listener: Listener
    ) -> tuple[Frame, datetime] | None:
        """Return what an advertisement says, and when it was received; None if it says nothing."""
        self._capture.advertised(info.time, info.service_data, info.manufacturer_data)
        self._recognise(info, listener)
        if self._connection:
            self.rssi = info.rssi
        if self._decode is None or self._family is None:
            return None
        try:
            frame = self._decode(info)
        except scales.EncryptionError:
            self._fail(info, self._family)
            return None
        if frame is None:
            return None
        if self.traits.needs_key:
            self._key_reports.async_succeeded()
        self.rssi = info.rssi
        age = timedelta(seconds=max(0.0, MONOTONIC_TIME() - info.time))
        return frame, dt_util.utcnow() - age

    @callback
    @override
    def weighed(self) -> None:
        """Let an identical frame of the next weighing be delivered; it wouldn't be otherwise."""
        async_clear_advertisement_history(self.hass, self._address)
