"""Sensors of a person with a goal: they come and go with it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, override

from homeassistant.const import Platform
from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change

from .const import DOMAIN
from .descriptions import GOAL_SENSORS, GoalSensorDescription
from .entity import PersonEntity
from .household.changes import WeighingChange
from .household.goals import GoalProgress, goal_of
from .household.household import Household
from .local_units import LocalUnits


class GoalSensors:
    """Adds the sensors of who has a goal, and removes those of who has none any more."""

    def __init__(
        self, household: Household, async_add_entities: AddConfigEntryEntitiesCallback
    ) -> None:
        """Take the household; nobody has any yet."""
        self._household = household
        self._async_add_entities = async_add_entities
        self._shown: set[str] = set()

    @callback
    def async_begin(self, person_id: str) -> None:
        """Show the goal of a person who has come."""
        # Who was removed and comes back has lost the entities of before.
        self._shown.discard(person_id)
        self.async_update(person_id)

    @callback
    def async_update(self, person_id: str) -> None:
        """Have the sensors of a person if there is a goal now, and else none."""
        person = self._household.people.get(person_id)
        # Who was removed stays a member as long as somebody stands on a scale.
        is_there = person and person.subentry_id in self._household.entry.subentries
        if person is None or not is_there or person.goal is None:
            self._shown.discard(person_id)
            self._remove(person_id)
        elif person_id not in self._shown:
            self._shown.add(person_id)
            self._async_add_entities(
                [GoalSensor(self._household, person, each) for each in GOAL_SENSORS],
                config_subentry_id=person.subentry_id,
            )

    def _remove(self, person_id: str) -> None:
        """Remove sensors also of a goal that was given up while this wasn't loaded."""
        registry = er.async_get(self._household.hass)
        for each in GOAL_SENSORS:
            unique_id = f"{person_id}_{each.key}"
            if entity_id := registry.async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id):
                registry.async_remove(entity_id)


class GoalSensor(PersonEntity, LocalUnits):
    """Something of the way to a person's goal."""

    entity_description: GoalSensorDescription
    _progress: GoalProgress | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Listen, also to the days: a forecast ends when nobody has weighed for long."""
        await super().async_added_to_hass()
        self._look()
        self.async_on_remove(
            async_track_time_change(self.hass, self._async_new_day, hour=0, minute=0, second=0)
        )

    def _look(self) -> None:
        person = self.household.people.get(self.person_id)
        self._progress = goal_of(self.household.view, person) if person else None

    @callback
    @override
    def _async_changed(self, change: WeighingChange) -> None:
        """Show where the person is now."""
        if self.person_id in change.people:
            self._look()
            super()._async_changed(change)

    @callback
    def _async_new_day(self, now: datetime) -> None:
        self._look()
        self.async_write_ha_state()

    @property
    @override
    def native_value(self) -> float | date | None:
        """Return the value."""
        progress = self._progress
        return self._shown_value(self.entity_description.value(progress)) if progress else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what belongs to the value."""
        attributes = self.entity_description.attributes
        return attributes(self._progress) if attributes and self._progress else None
