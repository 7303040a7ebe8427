"""Sensors: a person's newest weighing, what a scale is doing, and what is pending."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, EntityCategory, UnitOfMass
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import MassConverter

from .body.trend import Trend
from .coordinator import ScaleCoordinator
from .entity import BridgeEntity, HouseholdEntity, PersonEntity, ScaleEntity
from .household.household import BodyScaleConfigEntry
from .household.measures import MEASURES, Measure, rounded
from .model import BodyType, Metrics, Weighing
from .session import WeighingState
from .units import Units, shown_mass

# Nothing is fetched: states are pushed.
PARALLEL_UPDATES = 0
SCAN_INTERVAL = timedelta(minutes=1)

_FURTHER = EntityCategory.DIAGNOSTIC
"""A page lists these below the others: weight, its change and fat are seen first."""

type Value = StateType | datetime

_CHOSEN_UNITS = (
    ("sensor", "unit_of_measurement"),
    ("sensor.private", "suggested_unit_of_measurement"),
)
"""Where the entity registry has the unit of a sensor, as Home Assistant looks for it."""


@dataclass(frozen=True, kw_only=True)
class PersonSensorDescription(SensorEntityDescription):
    """A value of a person's newest weighing."""

    value: Callable[[Weighing, Metrics], Value]


@dataclass(frozen=True, kw_only=True)
class TrendSensorDescription(SensorEntityDescription):
    """A value of the trend of a person's weight."""

    value: Callable[[Trend], float | None]


@dataclass(frozen=True, kw_only=True)
class ScaleSensorDescription(SensorEntityDescription):
    """A value of a scale."""

    value: Callable[[ScaleCoordinator], Value]
    follows_state: bool = False
    """It changes only with the session's state, and is shown at once then."""
    supported: Callable[[ScaleCoordinator], bool] = lambda _: True


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
            [
                *(PersonSensor(household, person, each) for each in PERSON_SENSORS),
                *(TrendSensor(household, person, each) for each in TREND_SENSORS),
            ],
            config_subentry_id=person.subentry_id,
        )
        # Each person has dozens, which are added at once: ten people would hold the loop up.
        await asyncio.sleep(0)
    for outbox in household.outboxes:
        async_add_entities(
            [OutboxSensor(outbox, OUTBOX)], config_subentry_id=outbox.subentry.subentry_id
        )
    for scale in household.scales.values():
        async_add_entities(
            [ScaleSensor(scale, each) for each in SCALE_SENSORS if each.supported(scale)],
            config_subentry_id=scale.subentry.subentry_id,
        )


class LocalUnits(SensorEntity):
    """Shows masses in the unit that the person chose for it, or else the home has.

    Home Assistant converts without rounding: a scale's 171.5 lb would be 171.499798. So the value is
    given in the unit that is shown, and needs no conversion.
    """

    @property
    def _is_mass(self) -> bool:
        return self.entity_description.native_unit_of_measurement == UnitOfMass.KILOGRAMS

    @property
    @override
    def suggested_unit_of_measurement(self) -> str | None:
        """Return pounds where people think in them."""
        unit = Units.of(self.hass).mass
        return unit if self._is_mass and unit != UnitOfMass.KILOGRAMS else None

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        """Return the unit that is shown."""
        unit = self.entity_description.native_unit_of_measurement
        if not self._is_mass:
            return unit
        options: Mapping[str, Mapping[str, Any]] = (
            self.registry_entry.options if self.registry_entry else {}
        )
        for part, key in _CHOSEN_UNITS:
            if (chosen := options.get(part, {}).get(key)) in MassConverter.VALID_UNITS:
                return str(chosen)
        return self.suggested_unit_of_measurement or unit

    def _shown_value[T](self, value: T) -> T | float:
        """Return a value of ours as it is shown."""
        if isinstance(value, int | float) and self._is_mass:
            return shown_mass(value, self.native_unit_of_measurement or UnitOfMass.KILOGRAMS)
        return rounded(value)


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
        if grade := view.latest_grades(self.person.id).get(key):
            bounds = [self._shown_value(float(each)) for each in grade.bounds]
            attributes = {"grade": grade.grade, "grades": list(grade.names), "bounds": bounds}
        latest = view.latest(self.person.id)
        if latest and (said := view.given(latest).get(key)) is not None:
            attributes["measured_by_scale"] = self._shown_value(float(said))
        return attributes or None

    @property
    @override
    def native_value(self) -> Value:
        """Return the value."""
        weighing = self.household.view.latest(self.person.id)
        if weighing is None:
            return None
        metrics = self.household.view.latest_metrics(self.person.id)
        return self._shown_value(self.entity_description.value(weighing, metrics))


class TrendSensor(PersonEntity, LocalUnits):
    """A value of the trend of a person's weight, as of the newest weighing."""

    entity_description: TrendSensorDescription

    @property
    @override
    def native_value(self) -> float | None:
        """Return the value."""
        trend = self.household.view.trend(self.person.id)
        return self._shown_value(self.entity_description.value(trend)) if trend else None


class ScaleSensor(ScaleEntity, LocalUnits):
    """A value of a scale."""

    entity_description: ScaleSensorDescription
    _shown: Value = None

    @override
    def _listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        if self.entity_description.follows_state:
            return self.coordinator.async_add_state_listener(listener)
        return super()._listen(listener)

    @callback
    @override
    def _async_changed(self) -> None:
        """Show the new value, if it is new: most frames change only one of the sensors."""
        if self.entity_description.value(self.coordinator) != self._shown:
            super()._async_changed()

    @property
    @override
    def native_value(self) -> Value:
        """Return the value, which is asked for whenever the state is written, for any reason."""
        self._shown = self.entity_description.value(self.coordinator)
        return self._shown_value(self._shown)


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
