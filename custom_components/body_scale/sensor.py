"""Sensors: a person's newest weighing, what a scale is doing, and what is pending."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .bridges.accounts import Account, AccountEntry
from .const import DOMAIN
from .descriptions import (
    OUTBOX,
    PENDING,
    PERSON_SENSORS,
    SCALE_SENSORS,
    TREND_SENSORS,
    PersonSensorDescription,
    ScaleSensorDescription,
    TrendSensorDescription,
    Value,
)
from .entity import BridgeEntity, HouseholdEntity, PersonEntity, ScaleValueEntity
from .goal_sensors import GoalSensors
from .household.changes import SIGNAL_CHANGED, WeighingChange
from .household.household import BodyScaleConfigEntry, Household, Outbox
from .household.people import Person
from .local_units import LocalUnits
from .model import Metrics
from .scale_entities import async_add_to_scales

# Nothing is fetched: states are pushed.
PARALLEL_UPDATES = 0
SCAN_INTERVAL = timedelta(minutes=1)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry | AccountEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the household, its people and its scales; or that of a target."""
    if isinstance(entry.runtime_data, Account):
        async_add_entities([OutboxSensor(entry.runtime_data, OUTBOX)])
        return
    household = entry.runtime_data
    async_add_entities([PendingSensor(household, PENDING)])

    goals = GoalSensors(household, async_add_entities)
    missing: dict[str, list[PersonSensorDescription]] = {}

    @callback
    def add_person(person: Person) -> None:
        missing[person.id] = [each for each in PERSON_SENSORS if each.rare]
        async_add_entities(
            [
                *(
                    PersonSensor(household, person, each)
                    for each in PERSON_SENSORS
                    if not each.rare
                ),
                *(TrendSensor(household, person, each) for each in TREND_SENSORS),
            ],
            config_subentry_id=person.subentry_id,
        )
        add_rare(person.id)
        goals.async_begin(person.id)

    @callback
    def add_rare(person_id: str) -> None:
        """Add what a person's weighings have by now."""
        person = household.people.get(person_id)
        # Who was removed stays a member as long as somebody stands on a scale.
        if person is None or person.subentry_id not in entry.subentries:
            return
        given = [each for each in missing[person_id] if _is_given(hass, household, person_id, each)]
        missing[person_id] = [each for each in missing[person_id] if each not in given]
        async_add_entities(
            [PersonSensor(household, person, each) for each in given],
            config_subentry_id=person.subentry_id,
        )

    @callback
    def changed(change: WeighingChange) -> None:
        for person_id in change.people & missing.keys():
            add_rare(person_id)
            goals.async_update(person_id)

    signal = SIGNAL_CHANGED.format(entry.entry_id)
    entry.async_on_unload(async_dispatcher_connect(hass, signal, changed))

    @callback
    def add_outbox(outbox: Outbox) -> None:
        bridge_id = outbox.subentry.subentry_id
        # That of a target with an account is added by its own entry.
        if bridge_id in entry.subentries:
            async_add_entities([OutboxSensor(outbox, OUTBOX)], config_subentry_id=bridge_id)

    await household.people.async_each(add_person)
    await household.outboxes.async_each(add_outbox)
    await async_add_to_scales(
        entry, Platform.SENSOR, SCALE_SENSORS, ScaleSensor, async_add_entities
    )


def _is_given(
    hass: HomeAssistant,
    household: Household,
    person_id: str,
    description: PersonSensorDescription,
) -> bool:
    """Return whether a weighing of a person has a value, or had one when its sensor was made."""
    history = household.view.history(person_id)
    unique_id = f"{person_id}_{description.key}"
    return any(description.value(each, Metrics()) is not None for each in history) or bool(
        er.async_get(hass).async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id)
    )


class PersonSensor(PersonEntity, LocalUnits):
    """A value of a person's newest weighing; unknown if that weighing can't give it."""

    entity_description: PersonSensorDescription
    _unrecorded_attributes = frozenset({"grades", "bounds"})

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return where the value stands among which grades, and what the scale itself says."""
        view, key = self.household.view, self.entity_description.key
        attributes: dict[str, Any] = {}
        if grade := view.latest_grades(self.person_id).get(key):
            bounds = [self._shown_value(float(each)) for each in grade.bounds]
            attributes = {"grade": grade.grade, "grades": list(grade.names), "bounds": bounds}
        if (said := view.latest_given(self.person_id).get(key)) is not None:
            attributes["measured_by_scale"] = self._shown_value(float(said))
        return attributes or None

    @property
    @override
    def native_value(self) -> Value:
        """Return the value."""
        weighing = self.household.view.latest(self.person_id)
        if weighing is None:
            return None
        metrics = self.household.view.latest_metrics(self.person_id)
        return self._shown_value(self.entity_description.value(weighing, metrics))


class TrendSensor(PersonEntity, LocalUnits):
    """A value of the trend of a person's weight, as of the newest weighing."""

    entity_description: TrendSensorDescription

    @property
    @override
    def native_value(self) -> float | None:
        """Return the value."""
        trend = self.household.view.trend(self.person_id)
        return self._shown_value(self.entity_description.value(trend)) if trend else None


class ScaleSensor(ScaleValueEntity[Value], LocalUnits):
    """A value of a scale."""

    entity_description: ScaleSensorDescription

    @override
    def _listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        if self.entity_description.follows_state:
            return self.coordinator.async_add_state_listener(listener)
        return super()._listen(listener)

    @override
    def _value(self) -> Value:
        return self.entity_description.value(self.coordinator)

    @property
    @override
    def native_value(self) -> Value:
        """Return the value."""
        return self._shown_value(self._show())


class PendingSensor(HouseholdEntity, SensorEntity):
    """How many weighings wait to be assigned."""

    _unrecorded_attributes = frozenset({"count", "weighings"})

    @property
    @override
    def native_value(self) -> int:
        """Return the count."""
        return self.household.view.undecided.number

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return the newest of them, oldest first: a state has to stay small."""
        view = self.household.view
        weighings = [view.as_dict(weighing) for weighing in view.pending]
        return {"count": view.undecided.number, "weighings": weighings}


class OutboxSensor(BridgeEntity, SensorEntity):
    """How many messages a bridge has still to deliver."""

    # The age of the oldest grows while nothing happens.
    _attr_should_poll = True
    _unrecorded_attributes = frozenset({"oldest_age"})

    @property
    @override
    def native_value(self) -> int:
        """Return the count."""
        return self.outbox.number

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return the age of the oldest in seconds."""
        since = self.outbox.since
        age = None if since is None else round((dt_util.utcnow() - since).total_seconds())
        return {"oldest_age": age}
