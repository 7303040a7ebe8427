"""One bridge of the household, as entities see it: changes of its settings make another courier."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import DOMAIN
from ..household.saved import Saved
from .bridge import Bridge
from .courier import Courier

type MakeCourier = Callable[[ConfigSubentry], Courier]


class Delivery:
    """Runs the courier of a bridge, or of a removed one.

    Attributes:
        courier: Today's.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any], courier: Courier) -> None:
        """Take the first courier; it isn't started."""
        self.courier = courier
        self._hass = hass
        self._entry = entry
        self._task: asyncio.Task[None] | None = None
        self._listeners: set[CALLBACK_TYPE] = set()

    @property
    def bridge(self) -> Bridge:
        """Return the bridge by its settings of today."""
        return self.courier.bridge

    @callback
    def async_start(self) -> None:
        """Deliver until stopped."""
        self.courier.async_add_listener(self._async_changed)
        self._task = self._entry.async_create_background_task(
            self._hass, self.courier.run(), f"{DOMAIN} {self.bridge.kind}"
        )

    async def async_stop(self) -> None:
        """Deliver no more; what isn't known to have arrived is delivered by the next courier."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    @callback
    def _async_changed(self) -> None:
        for listener in tuple(self._listeners):
            listener()


class BridgeDelivery(Delivery):
    """Delivers for a bridge of the household.

    Attributes:
        subentry: How the household knows it.
        saved: Its settings as they were applied.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        subentry: ConfigSubentry,
        make: MakeCourier,
    ) -> None:
        """Make the first courier."""
        self.subentry = subentry
        self.saved = Saved.of(subentry)
        self._make = make
        super().__init__(hass, entry, make(subentry))

    @callback
    def async_change(self, subentry: ConfigSubentry) -> None:
        """Make a courier by other settings, once the one before was stopped."""
        self.subentry = subentry
        self.saved = Saved.of(subentry)
        self.courier = self._make(subentry)

    @property
    def is_running(self) -> bool:
        """Return true: it is there as long as its household."""
        return True

    @property
    def number(self) -> int:
        """Return how many items wait."""
        return self.courier.number

    @property
    def since(self) -> datetime | None:
        """Return when the oldest of them was put in."""
        return self.courier.since

    @callback
    def async_add_listener(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when the number of waiting items may have changed; return what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)
