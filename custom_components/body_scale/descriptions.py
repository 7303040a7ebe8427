"""What there is to know of people, scales, bridges and the household, as sensors."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import (
    SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
    EntityCategory,
    UnitOfMass,
    UnitOfRatio,
)
from homeassistant.helpers.typing import StateType

from .body.trend import Trend
from .coordinator import ScaleCoordinator
from .household.measures import MEASURES, Measure
from .model import BodyType, Metrics, Weighing
from .scale_entities import ScaleEntityDescription
from .session import WeighingState

_LOW_PERCENT = 15
"""A battery with no more than that wants to be replaced."""
_FURTHER = EntityCategory.DIAGNOSTIC
"""A page lists these below the others: weight, its change and fat are seen first."""

type Value = StateType | datetime


@dataclass(frozen=True, kw_only=True)
class PersonSensorDescription(SensorEntityDescription):
    """A value of a person's newest weighing."""

    value: Callable[[Weighing, Metrics], Value]
    rare: bool = False
    """It is shown from the first weighing on that has it."""


@dataclass(frozen=True, kw_only=True)
class TrendSensorDescription(SensorEntityDescription):
    """A value of the trend of a person's weight."""

    value: Callable[[Trend], float | None]


@dataclass(frozen=True, kw_only=True)
class ScaleSensorDescription(SensorEntityDescription, ScaleEntityDescription):
    """A value of a scale."""

    value: Callable[[ScaleCoordinator], Value]
    follows_state: bool = False
    """It changes only with the session's state, and is shown at once then."""


@dataclass(frozen=True, kw_only=True)
class ScaleBinarySensorDescription(BinarySensorEntityDescription, ScaleEntityDescription):
    """Something that is so with a scale or not."""

    value: Callable[[ScaleCoordinator], bool | None]


def _number(measure: Measure) -> PersonSensorDescription:
    """Describe a number that a weighing gives."""
    mass = measure.unit == UnitOfMass.KILOGRAMS
    return PersonSensorDescription(
        key=measure.key,
        translation_key=measure.key,
        native_unit_of_measurement=measure.unit,
        device_class=SensorDeviceClass.WEIGHT if mass else None,
        suggested_display_precision=measure.digits,
        state_class=SensorStateClass.MEASUREMENT,
        value=measure.value,
        entity_category=None if measure.main else _FURTHER,
        entity_registry_enabled_default=not measure.off,
        rare=measure.rare,
    )


PERSON_SENSORS = (
    *(_number(measure) for measure in MEASURES),
    PersonSensorDescription(
        key="body_type",
        translation_key="body_type",
        entity_category=_FURTHER,
        device_class=SensorDeviceClass.ENUM,
        options=list(BodyType),
        value=lambda _, metrics: metrics.body_type,
    ),
    PersonSensorDescription(
        key="last_weighing",
        translation_key="last_weighing",
        entity_category=_FURTHER,
        device_class=SensorDeviceClass.TIMESTAMP,
        value=lambda weighing, _: weighing.measured_at,
    ),
)


def _trend(key: str, value: Callable[[Trend], float | None]) -> TrendSensorDescription:
    return TrendSensorDescription(
        key=key,
        translation_key=key,
        native_unit_of_measurement=UnitOfMass.KILOGRAMS,
        device_class=SensorDeviceClass.WEIGHT,
        suggested_display_precision=2,
        state_class=SensorStateClass.MEASUREMENT,
        value=value,
    )


TREND_SENSORS = (
    _trend("weight_trend", lambda trend: trend.weight_kg),
    _trend("weight_change_7d", lambda trend: trend.change_7d),
    _trend("weight_change_30d", lambda trend: trend.change_30d),
)


def _has_battery(scale: ScaleCoordinator) -> bool:
    return scale.battery is not None


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
        follows_state=True,
        value=lambda scale: scale.session.state,
    ),
    ScaleSensorDescription(
        key="last_seen",
        translation_key="last_seen",
        device_class=SensorDeviceClass.TIMESTAMP,
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
        value=lambda scale: scale.source.rssi,
        supported=lambda scale: scale.source.has_signal,
    ),
    ScaleSensorDescription(
        key="battery",
        translation_key="battery",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        device_class=SensorDeviceClass.BATTERY,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda scale: scale.battery,
        supported=_has_battery,
    ),
)

SCALE_BINARY_SENSORS = (
    ScaleBinarySensorDescription(
        key="battery_low",
        translation_key="battery_low",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda scale: None if scale.battery is None else scale.battery <= _LOW_PERCENT,
        supported=_has_battery,
    ),
)

PENDING = SensorEntityDescription(
    key="pending", translation_key="pending", state_class=SensorStateClass.MEASUREMENT
)
OUTBOX = SensorEntityDescription(
    key="outbox",
    translation_key="outbox",
    state_class=SensorStateClass.MEASUREMENT,
    entity_category=EntityCategory.DIAGNOSTIC,
)
