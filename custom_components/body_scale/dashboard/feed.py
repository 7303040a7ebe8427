"""Tells an open dashboard what changed, as long as it is open, over reloads of the household."""

from collections.abc import Callable
from functools import partial
from typing import Any

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import (
    EVENT_DEVICE_REGISTRY_UPDATED,
    EventDeviceRegistryUpdatedData,
)
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN
from ..coordinator import ScaleCoordinator
from ..household.assisted import SIGNAL_ASSISTED
from ..household.changes import SIGNAL_CHANGED, SIGNAL_CONFIGURED, WeighingChange
from ..household.claims import SIGNAL_CLAIMED
from ..household.household import Household, running_household
from ..pacer import Pacer
from .context import Context
from .scales import as_scale

_EVERY_S = 0.5
_UNNOTED = frozenset({"signal", "last_seen_text", "progress"})
"""What changes by itself, or with every frame: it goes along with what else changed."""

type Send = Callable[[dict[str, Any]], None]


class Feed:
    """The subscription of one dashboard."""

    def __init__(self, hass: HomeAssistant, send: Send) -> None:
        """Take what delivers it."""
        self._hass = hass
        self._send = send
        self._household: Household | None = None
        self._people: set[str] = set()
        self._pacer = Pacer(hass, self._send_overview, every_s=_EVERY_S)
        self._shown: dict[str, dict[str, Any]] = {}
        self._stop_scales: dict[ScaleCoordinator, CALLBACK_TYPE] = {}
        self._stop_household: list[CALLBACK_TYPE] = []
        self._stop: list[CALLBACK_TYPE] = []

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Tell at once what there is, and then each change; return what ends that."""
        self._stop = [
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIG_ENTRY_CHANGED, self._async_entry_changed
            ),
            async_dispatcher_connect(self._hass, SIGNAL_CLAIMED, self._pacer.request),
            async_dispatcher_connect(self._hass, SIGNAL_ASSISTED, self._pacer.request),
            self._hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._async_home_changed),
            self._hass.bus.async_listen(EVENT_DEVICE_REGISTRY_UPDATED, self._async_device_changed),
        ]
        if running_household(self._hass) is None:
            self._send({"kind": "gone"})
        else:
            self._async_attach()
        return self._async_end

    @callback
    def _async_end(self) -> None:
        self._async_detach()
        for stop in self._stop:
            stop()

    @callback
    def _async_entry_changed(self, change: ConfigEntryChange, entry: ConfigEntry[Any]) -> None:
        """Follow the household when it stops, and when it runs again."""
        if entry.domain != DOMAIN or running_household(self._hass) is self._household:
            return
        if self._household is not None:
            self._async_detach()
            self._send({"kind": "gone"})
        self._async_attach()

    @callback
    def _async_attach(self) -> None:
        household = self._household = running_household(self._hass)
        if household is None:
            return
        entry_id = household.entry.entry_id
        self._stop_household = [
            async_dispatcher_connect(
                self._hass, SIGNAL_CHANGED.format(entry_id), self._async_weighings_changed
            ),
            async_dispatcher_connect(
                self._hass, SIGNAL_CONFIGURED.format(entry_id), self._async_configured
            ),
        ]
        self._async_listen_to_scales(household)
        self._pacer.request()

    @callback
    def _async_detach(self) -> None:
        self._pacer.stop()
        self._people.clear()
        self._shown.clear()
        for stop in (*self._stop_household, *self._stop_scales.values()):
            stop()
        self._stop_household, self._stop_scales = [], {}
        self._household = None

    @callback
    def _async_listen_to_scales(self, household: Household) -> None:
        """Listen to each scale that is there, and to none that is gone."""
        # One that was removed and added again is another with the same id.
        scales = set(household.scales.values())
        for scale in self._stop_scales.keys() - scales:
            self._stop_scales.pop(scale)()
            self._shown.pop(scale.id, None)
        for scale in scales - self._stop_scales.keys():
            listener = partial(self._async_scale_changed, household, scale)
            self._stop_scales[scale] = scale.async_add_listener(listener)

    @callback
    def _async_scale_changed(self, household: Household, scale: ScaleCoordinator) -> None:
        """Tell what goes on on a scale, at its own pace, if anything is new."""
        data = as_scale(Context(household), scale)
        noted = {key: value for key, value in data.items() if key not in _UNNOTED}
        if noted != self._shown.get(scale.id):
            self._shown[scale.id] = noted
            self._send({"kind": "scale", "scale": data})

    @callback
    def _async_weighings_changed(self, change: WeighingChange) -> None:
        self._people |= change.people
        self._pacer.request()

    @callback
    def _async_configured(self) -> None:
        """Tell of people and scales who came, went or changed, and of other options."""
        if self._household:
            self._async_listen_to_scales(self._household)
        self._pacer.request()

    @callback
    def _async_home_changed(self, _: Event[Any]) -> None:
        """Tell of other units, another language or zone."""
        self._pacer.request()

    @callback
    def _async_device_changed(self, event: Event[EventDeviceRegistryUpdatedData]) -> None:
        """Tell of a scale that somebody renamed."""
        data = event.data
        if self._household is None or data["action"] != "update":
            return
        device = dr.async_get(self._hass).async_get(data["device_id"])
        ours = device is not None and self._household.entry.entry_id in device.config_entries
        if ours and "name_by_user" in data["changes"]:
            self._pacer.request()

    @callback
    def _send_overview(self) -> None:
        if self._household is None:
            return
        self._send({"kind": "overview", "people": sorted(self._people)})
        self._people.clear()
