"""What there is to know of people, scales, bridges and the household, and to do with scales."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.components.button import ButtonEntityDescription
from homeassistant.components.select import SelectEntityDescription
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
    UnitOfTime,
)
from homeassistant.helpers.typing import StateType

from .body.trend import Trend
from .coordinator import ScaleCoordinator
from .household.goals import GoalProgress
from .household.measures import MEASURES, Measure
from .model import BodyType, Metrics, Unit, Weighing
from .scale_entities import ScaleEntityDescription
from .session import WeighingState
from .sources.visitor import Visitor

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
class GoalSensorDescription(SensorEntityDescription):
    """Something of the way to a person's goal."""

    value: Callable[[GoalProgress], float | date | None]
    attributes: Callable[[GoalProgress], Mapping[str, Any]] | None = None


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


@dataclass(frozen=True, kw_only=True)
class ScaleButtonDescription(ButtonEntityDescription, ScaleEntityDescription):
    """Something that a scale is asked to do."""

    press: Callable[[Visitor], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class ScaleSelectDescription(SelectEntityDescription, ScaleEntityDescription):
    """A setting of a scale."""


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


def _likely(progress: GoalProgress) -> date | None:
    return progress.forecast.likely if progress.forecast else None


def _around(progress: GoalProgress) -> Mapping[str, Any]:
    """Return the range of the day, whether it is in time and what makes it needless."""
    ahead = progress.forecast
    return {
        "earliest": ahead and ahead.earliest.isoformat(),
        "latest": ahead and ahead.latest.isoformat(),
        "on_time": progress.on_time,
        "reached": progress.reached,
    }


GOAL_SENSORS = (
    GoalSensorDescription(
        key="goal_distance",
        translation_key="goal_distance",
        native_unit_of_measurement=UnitOfMass.KILOGRAMS,
        device_class=SensorDeviceClass.WEIGHT,
        suggested_display_precision=2,
        state_class=SensorStateClass.MEASUREMENT,
        value=lambda progress: progress.distance_kg,
    ),
    GoalSensorDescription(
        key="goal_date",
        translation_key="goal_date",
        device_class=SensorDeviceClass.DATE,
        value=_likely,
        attributes=_around,
    ),
)


def _has_battery(scale: ScaleCoordinator) -> bool:
    return scale.battery is not None


def is_battery_low(scale: ScaleCoordinator) -> bool | None:
    """Return what the scale says of its battery; by the percentage where it says that alone."""
    if scale.battery_low is not None or scale.battery is None:
        return scale.battery_low
    return scale.battery <= _LOW_PERCENT


SCALE_SENSORS = (
    ScaleSensorDescription(
        key="live_weight",
        translation_key="live_weight",
        native_unit_of_measurement=UnitOfMass.KILOGRAMS,
        device_class=SensorDeviceClass.WEIGHT,
        suggested_display_precision=2,
        value=lambda scale: scale.shown.live_weight,
    ),
    ScaleSensorDescription(
        key="weighing_state",
        translation_key="weighing_state",
        device_class=SensorDeviceClass.ENUM,
        options=list(WeighingState),
        follows_state=True,
        value=lambda scale: scale.shown.state,
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
    ScaleSensorDescription(
        key="clock_drift",
        translation_key="clock_drift",
        native_unit_of_measurement=UnitOfTime.SECONDS,
        device_class=SensorDeviceClass.DURATION,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda scale: scale.clock_drift,
        supported=lambda scale: scale.source.traits.remembers and scale.clock_drift is not None,
    ),
    ScaleSensorDescription(
        key="last_sync",
        translation_key="last_sync",
        device_class=SensorDeviceClass.TIMESTAMP,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda scale: scale.session.memory.read_at,
        supported=lambda scale: scale.session.memory.read_at is not None,
    ),
)

SCALE_BINARY_SENSORS = (
    ScaleBinarySensorDescription(
        key="battery_low",
        translation_key="battery_low",
        device_class=BinarySensorDeviceClass.BATTERY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=is_battery_low,
        supported=lambda scale: is_battery_low(scale) is not None,
    ),
)

SCALE_BUTTONS = (
    ScaleButtonDescription(
        key="sync",
        translation_key="sync",
        entity_category=EntityCategory.DIAGNOSTIC,
        press=lambda visitor: visitor.async_sync(),
        supported=lambda scale: scale.source.has_memory,
    ),
    ScaleButtonDescription(
        key="set_clock",
        translation_key="set_clock",
        entity_category=EntityCategory.DIAGNOSTIC,
        press=lambda visitor: visitor.async_set_clock(),
        supported=lambda scale: scale.source.traits.remembers,
    ),
)

UNIT = ScaleSelectDescription(
    key="unit",
    translation_key="unit",
    entity_category=EntityCategory.CONFIG,
    options=[Unit.KG, Unit.LB, Unit.JIN],
    supported=lambda scale: bool(scale.sets_unit),
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
