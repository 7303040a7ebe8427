"""What a scale advertised before the household had it: the weighing that led to its discovery."""

from collections import deque
from dataclasses import dataclass, field

from homeassistant.components.bluetooth import (
    MONOTONIC_TIME,
    BluetoothCallbackMatcher,
    BluetoothChange,
    BluetoothScanningMode,
    BluetoothServiceInfoBleak,
    async_register_callback,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

_OVERHEARD: HassKey[dict[str, _Log]] = HassKey(f"{DOMAIN}_overheard")
_MAX_ADVERTISEMENTS = 300
"""Several weighings of a scale that shows each change."""
_MAX_AGE_S = 3600.0
"""Who takes longer to add a scale has weighed for another reason."""


@dataclass(slots=True)
class _Log:
    """The newest advertisements of one address, and what ends hearing it."""

    advertisements: deque[BluetoothServiceInfoBleak] = field(
        default_factory=lambda: deque(maxlen=_MAX_ADVERTISEMENTS)
    )
    stop: CALLBACK_TYPE | None = None


@callback
def async_overhear(hass: HomeAssistant, address: str) -> None:
    """Remember what a discovered scale advertises from now on; its last is among it."""
    log = hass.data.setdefault(_OVERHEARD, {}).setdefault(address, _Log())
    if log.stop:
        return

    @callback
    def take(info: BluetoothServiceInfoBleak, change: BluetoothChange) -> None:
        log.advertisements.append(info)

    log.stop = async_register_callback(
        hass,
        take,
        BluetoothCallbackMatcher(address=address, connectable=False),
        BluetoothScanningMode.PASSIVE,
    )


@callback
def async_stop_overhearing(hass: HomeAssistant, address: str) -> None:
    """Hear no more of a scale; what was heard stays, because it may just have been added."""
    log = hass.data.get(_OVERHEARD, {}).get(address)
    if log and log.stop:
        log.stop()
        log.stop = None


@callback
def async_take_overheard(hass: HomeAssistant, address: str) -> list[BluetoothServiceInfoBleak]:
    """Return what a scale advertised in the last hour before it was added, and forget it."""
    async_stop_overhearing(hass, address)
    log = hass.data.get(_OVERHEARD, {}).pop(address, _Log())
    now = MONOTONIC_TIME()
    return [info for info in log.advertisements if now - info.time <= _MAX_AGE_S]
