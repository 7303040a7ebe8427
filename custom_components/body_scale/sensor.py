"""Sensors: a person's newest weighing, what goes on on a scale, and what is pending."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfMass,
    UnitOfRatio,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM

from .coordinator import ScaleCoordinator
from .entity import HouseholdEntity, PersonEntity, ScaleEntity
from .household import BodyScaleConfigEntry, Household
from .model import BodyType, Metrics, Weighing
from .people import Person
from .weighing import WeighingState

# Nothing is fetched: states are pushed.
PARALLEL_UPDATES = 0

type Value = StateType | datetime


@dataclass(frozen=True, kw_only=True)
class PersonSensorDescription(SensorEntityDescription):
    """A value of a person's newest weighing."""

    value: Callable[[Weighing, Metrics], Value]


@dataclass(frozen=True, kw_only=True)
class ScaleSensorDescription(SensorEntityDescription):
    """A value of a scale."""

    value: Callable[[ScaleCoordinator], Value]


def _metric(
    key: str, unit: str | None, precision: int, device_class: SensorDeviceClass | None = None
) -> PersonSensorDescription:
    """Describe a number that a formula set gives."""
    return PersonSensorDescription(
        key=key,
        translation_key=key,
        native_unit_of_measurement=unit,
        device_class=device_class,
        suggested_display_precision=precision,
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda _, metrics: getattr(metrics, key),
    )


def _mass(key: str) -> PersonSensorDescription:
    return _metric(key, UnitOfMass.KILOGRAMS, 2, SensorDeviceClass.WEIGHT)


def _impedance(key: str) -> PersonSensorDescription:
    return PersonSensorDescription(
        key=key,
        translation_key=key,
        native_unit_of_measurement="Ω",
        suggested_display_precision=0,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda weighing, _: getattr(weighing, key),
    )


PERSON_SENSORS = (
    PersonSensorDescription(
        key="weight",
        translation_key="weight",
        native_unit_of_measurement=UnitOfMass.KILOGRAMS,
        device_class=SensorDeviceClass.WEIGHT,
        suggested_display_precision=2,
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda weighing, _: weighing.weight_kg,
    ),
    _metric("bmi", None, 1),
    _metric("body_fat", UnitOfRatio.PERCENTAGE, 1),
    _mass("fat_mass"),
    _mass("lean_body_mass"),
    _metric("water", UnitOfRatio.PERCENTAGE, 1),
    _mass("muscle_mass"),
    _mass("bone_mass"),
    _metric("protein", UnitOfRatio.PERCENTAGE, 1),
    _metric("visceral_fat", None, 1),
    _metric("basal_metabolism", "kcal/d", 0),
    _metric("metabolic_age", UnitOfTime.YEARS, 0),
    _mass("ideal_weight"),
    PersonSensorDescription(
        key="body_type",
        translation_key="body_type",
        device_class=SensorDeviceClass.ENUM,
        options=list(BodyType),
        value=lambda _, metrics: metrics.body_type,
    ),
    _metric("body_score", None, 0),
    PersonSensorDescription(
        key="heart_rate",
        translation_key="heart_rate",
        native_unit_of_measurement="bpm",
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda weighing, _: weighing.heart_rate,
    ),
    PersonSensorDescription(
        key="last_weighing",
        translation_key="last_weighing",
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda weighing, _: weighing.measured_at,
    ),
    _impedance("impedance"),
    _impedance("impedance_250khz"),
)

SCALE_SENSORS = (
    ScaleSensorDescription(
        key="live_weight",
        translation_key="live_weight",
        native_unit_of_measurement=UnitOfMass.KILOGRAMS,
        device_class=SensorDeviceClass.WEIGHT,
        suggested_display_precision=2,
        value=lambda scale: scale.session.live_weight,
    ),
    ScaleSensorDescription(
        key="weighing_state",
        translation_key="weighing_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(WeighingState),
        value=lambda scale: scale.session.state,
    ),
    ScaleSensorDescription(
        key="last_seen",
        translation_key="last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        # Whole minutes: a row a frame would fill the recorder.
        value=lambda scale: scale.heard_at and scale.heard_at.replace(second=0, microsecond=0),
    ),
    ScaleSensorDescription(
        key="signal_strength",
        translation_key="signal_strength",
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value=lambda scale: scale.rssi,
    ),
)

PENDING = SensorEntityDescription(
    key="pending", translation_key="pending", state_class=SensorStateClass.MEASUREMENT
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: BodyScaleConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of the household, its people and its scales."""
    household = entry.runtime_data
    async_add_entities([PendingSensor(household, PENDING)])
    for person in household.people.values():
        async_add_entities(
            [PersonSensor(household, person, description) for description in PERSON_SENSORS],
            config_subentry_id=person.subentry_id,
        )
    for scale in household.scales.values():
        async_add_entities(
            [ScaleSensor(scale, description) for description in SCALE_SENSORS],
            config_subentry_id=scale.subentry.subentry_id,
        )


class PersonSensor(PersonEntity, SensorEntity):
    """A value of a person's newest weighing; unknown if that weighing can't give it."""

    entity_description: PersonSensorDescription

    def __init__(
        self, household: Household, person: Person, description: PersonSensorDescription
    ) -> None:
        """Show masses as the country does."""
        super().__init__(household, person, description)
        if (
            description.device_class is SensorDeviceClass.WEIGHT
            and household.hass.config.units is US_CUSTOMARY_SYSTEM
        ):
            self._attr_suggested_unit_of_measurement = UnitOfMass.POUNDS

    @property
    @override
    def native_value(self) -> Value:
        """Return the value."""
        weighing = self.household.latest(self.person.id)
        if weighing is None:
            return None
        metrics = self.household.latest_metrics(self.person.id)
        return self.entity_description.value(weighing, metrics)


class ScaleSensor(ScaleEntity, SensorEntity):
    """A value of a scale."""

    entity_description: ScaleSensorDescription

    @property
    @override
    def native_value(self) -> Value:
        """Return the value."""
        return self.entity_description.value(self.coordinator)


class PendingSensor(HouseholdEntity, SensorEntity):
    """How many weighings wait for somebody to say whose they are."""

    _unrecorded_attributes = frozenset({"weighings"})

    @property
    @override
    def native_value(self) -> int:
        """Return the count."""
        return len(self.household.pending)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return the records."""
        return {"weighings": [self.household.record(each) for each in self.household.pending]}
