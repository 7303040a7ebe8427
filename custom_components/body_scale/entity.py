"""What the entities of a person, a scale and the household have in common."""

from typing import override

from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity, EntityDescription

from .const import DOMAIN, GOOGLE_HEALTH, TITLE
from .coordinator import ScaleCoordinator
from .household.changes import SIGNAL_CHANGED, WeighingChange
from .household.household import Household, Outbox
from .household.people import Person

_MODELS = {GOOGLE_HEALTH: "Google Health"}
"""Of devices whose name is that of a person who has a device already."""


def _service_device(identifier: str, name: str) -> DeviceInfo:
    """Return the service device of a person, the household or a bridge."""
    return DeviceInfo(
        identifiers={(DOMAIN, identifier)},
        name=name,
        manufacturer=TITLE,
        entry_type=DeviceEntryType.SERVICE,
    )


def _scale_device(coordinator: ScaleCoordinator) -> DeviceInfo:
    source, name = coordinator.source, coordinator.subentry.title
    if source.is_service:
        return _service_device(source.id, name)
    return DeviceInfo(
        identifiers={(DOMAIN, source.id)},
        connections=set(source.connections),
        name=name,
        model=coordinator.model,
    )


class WeighingEntity(Entity):
    """Shows weighings of the household; a sleeping scale doesn't make it unavailable."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    household: Household
    signal = SIGNAL_CHANGED

    @override
    async def async_added_to_hass(self) -> None:
        """Listen."""
        await super().async_added_to_hass()
        signal = self.signal.format(self.household.entry.entry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self._async_changed))

    @callback
    def _async_changed(self, change: WeighingChange) -> None:
        """Show the new state."""
        self.async_write_ha_state()


class PersonEntity(WeighingEntity):
    """Shows something of one person."""

    def __init__(
        self, household: Household, person: Person, description: EntityDescription
    ) -> None:
        """Belong to the person's device."""
        self.household = household
        self.person_id = person.id
        self.entity_description = description
        self._attr_unique_id = f"{person.id}_{description.key}"
        self._attr_device_info = _service_device(person.id, person.name)

    @callback
    @override
    def _async_changed(self, change: WeighingChange) -> None:
        """Show the new state of one's own weighings only."""
        if self.person_id in change.people:
            super()._async_changed(change)


class HouseholdEntity(WeighingEntity):
    """Shows something of all weighings."""

    def __init__(self, household: Household, description: EntityDescription) -> None:
        """Belong to the household's device."""
        self.household = household
        self.entity_description = description
        self._attr_unique_id = f"{DOMAIN}_{description.key}"
        self._attr_device_info = _service_device(DOMAIN, TITLE)


class ScaleEntity(Entity):
    """Is about one scale, also while that sleeps."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, coordinator: ScaleCoordinator, description: EntityDescription) -> None:
        """Belong to the scale's device."""
        self.coordinator = coordinator
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.id}_{description.key}"
        self._attr_device_info = _scale_device(coordinator)


class ScaleValueEntity[V](ScaleEntity):
    """Shows a value of a scale: most of what is heard changes only one of several."""

    _shown: V | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen."""
        await super().async_added_to_hass()
        self.async_on_remove(self._listen(self._async_changed))

    def _listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Call a listener when the value may have changed; return what ends that."""
        return self.coordinator.async_add_listener(listener)

    def _value(self) -> V | None:
        """Return the value as it is now."""
        raise NotImplementedError

    def _show(self) -> V | None:
        """Return the value for a state, which is written for any reason."""
        self._shown = self._value()
        return self._shown

    @callback
    def _async_changed(self) -> None:
        """Show the new value, if it is new."""
        if self._value() != self._shown:
            self.async_write_ha_state()


class BridgeEntity(Entity):
    """Shows something of one bridge."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, outbox: Outbox, description: EntityDescription) -> None:
        """Belong to the bridge's device."""
        self.outbox = outbox
        self.entity_description = description
        subentry = outbox.subentry
        bridge_id = subentry.subentry_id
        self._attr_unique_id = f"{bridge_id}_{description.key}"
        self._attr_device_info = _service_device(bridge_id, subentry.title)
        if model := _MODELS.get(subentry.subentry_type):
            self._attr_device_info["model"] = model

    @property
    @override
    def available(self) -> bool:
        """Return whether a household delivers: a target with an account is there without one, too."""
        return self.outbox.is_running

    @override
    async def async_added_to_hass(self) -> None:
        """Listen."""
        await super().async_added_to_hass()
        self.async_on_remove(self.outbox.async_add_listener(self.async_write_ha_state))
