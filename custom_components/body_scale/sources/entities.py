"""A scale made of entities that another integration provides."""

from collections.abc import Callable
from datetime import datetime
import math
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT, STATE_UNAVAILABLE, UnitOfMass
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    EventStateReportedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import (
    async_call_later,
    async_track_entity_registry_updated_event,
    async_track_state_change_event,
    async_track_state_report_event,
)
from homeassistant.util.unit_conversion import MassConverter

from ..const import (
    CONF_HEART_RATE_ENTITY,
    CONF_IMPEDANCE_250KHZ_ENTITY,
    CONF_IMPEDANCE_ENTITY,
    CONF_PROFILE_ENTITY,
    CONF_SETTLE,
    CONF_WEIGHT_ENTITY,
)
from ..model import Origin, Traits
from ..session import Memory
from .settling import Settling, Weight
from .source import Listener, Source

EXTRA_ENTITIES = (
    CONF_IMPEDANCE_ENTITY,
    CONF_IMPEDANCE_250KHZ_ENTITY,
    CONF_HEART_RATE_ENTITY,
    CONF_PROFILE_ENTITY,
)


def number_of(state: State | None) -> float | None:
    """Return the number that a state shows; None where it shows none."""
    try:
        number = float(state.state) if state else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def mass_of(state: State | None) -> Weight | None:
    """Return the weight that a state shows; None where it shows none."""
    number = number_of(state)
    unit = str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)) if state else ""
    if number is None or unit not in MassConverter.VALID_UNITS:
        return None
    kg = MassConverter.convert(number, unit, UnitOfMass.KILOGRAMS)
    return Weight(kg, unit) if math.isfinite(kg) else None


class EntitySource(Source):
    """Makes weighings of what other entities show."""

    origin = Origin.ENTITY
    is_service = True

    def __init__(
        self, hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry, memory: Memory | None
    ) -> None:
        """Take the entities from the settings."""
        super().__init__(hass, entry_id, subentry, memory)
        # What is settled is settled: the waiting is done here.
        self.traits = Traits(settle=0.0)
        self._weight_entity: str = subentry.data[CONF_WEIGHT_ENTITY]
        self._extras = {subentry.data[key]: key for key in EXTRA_ENTITIES if subentry.data.get(key)}
        self._settle_s: float = subentry.data[CONF_SETTLE]
        last = memory.last.weight_kg if memory and memory.last else None
        self._settling = Settling(self._settle_s, last)
        self._stop_timer: CALLBACK_TYPE | None = None

    @callback
    @override
    def start(self, listener: Listener) -> CALLBACK_TYPE:
        """Follow the entities; what the weight shows first is nothing new."""
        # The weight last: what the others show already is nothing new either.
        entities = [*self._extras, self._weight_entity]

        @callback
        def changed(event: Event[EventStateChangedData]) -> None:
            self._take(event.data["old_state"], event.data["new_state"], listener)

        @callback
        def reported(event: Event[EventStateReportedData]) -> None:
            state = event.data["new_state"]
            self._take(state, state, listener)

        stops: list[Callable[[], None]] = [
            async_track_state_change_event(self.hass, entities, changed),
            async_track_state_report_event(self.hass, entities, reported),
        ]
        for entity_id in entities:
            self._take(None, self.hass.states.get(entity_id), listener)

        stops.append(
            async_track_entity_registry_updated_event(self.hass, entities, self._registry_changed)
        )

        @callback
        def stop() -> None:
            for each in stops:
                each()
            # After a restart this weight would be nothing new.
            self._settled(listener)

        return stop

    @callback
    def _registry_changed(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Save the new id of an entity that was renamed; the household takes it over."""
        data = event.data
        if data["action"] != "update" or "old_entity_id" not in data:
            return
        entry = self.hass.config_entries.async_get_entry(self.entry_id)
        scale = entry.subentries.get(self.subentry.subentry_id) if entry else None
        if entry and scale:
            old, new = data["old_entity_id"], data["entity_id"]
            settings = {key: new if value == old else value for key, value in scale.data.items()}
            self.hass.config_entries.async_update_subentry(entry, scale, data=settings)

    @callback
    def _take(self, old: State | None, new: State | None, listener: Listener) -> None:
        """Take what an entity shows."""
        if new is None:
            return
        at = new.last_reported
        if new.entity_id != self._weight_entity:
            came_back = old is None or old.state == STATE_UNAVAILABLE
            key = self._extras[new.entity_id]
            if self._settling.take_extra(key, number_of(new), at, came_back=came_back):
                self._restart_timer(listener)
            return
        before = self._settling.open
        if frame := self._settling.take_weight(mass_of(new), at):
            listener.hear(frame, at)
        if self._settling.open != before:
            self._restart_timer(listener)

    @callback
    def _restart_timer(self, listener: Listener) -> None:
        self._cancel_timer()
        if self._settling.open is None:
            return

        @callback
        def settled(now: datetime) -> None:
            self._settled(listener)

        self._stop_timer = async_call_later(self.hass, self._settle_s, settled)

    @callback
    def _cancel_timer(self) -> None:
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None

    @callback
    def _settled(self, listener: Listener) -> None:
        """Hand the weighing on that has been waited for."""
        self._cancel_timer()
        if found := self._settling.settle():
            listener.hear(*found)
