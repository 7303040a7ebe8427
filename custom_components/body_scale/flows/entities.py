"""The form of a scale that is made of entities."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er, selector
from homeassistant.util.unit_conversion import MassConverter
import probatio

from ..const import CONF_NAME, CONF_SETTLE, CONF_SOURCE, CONF_WEIGHT_ENTITY, DOMAIN, SUBENTRY_SCALE
from ..sources import ENTITIES
from ..sources.entities import EXTRA_ENTITIES, number_of
from ..texts.names import clean_name, name_error
from .settings import SettingsForm

DEFAULT_SETTLE_S = 5
_SETTLE_S = (1, 60)
_FIELDS = (CONF_WEIGHT_ENTITY, *EXTRA_ENTITIES)
_NUMBER_ENTITY = selector.EntitySelector(
    selector.EntitySelectorConfig(
        filter=selector.EntityWithDeviceFilterSelectorConfig(
            domain=["sensor", "number", "input_number"]
        )
    )
)

_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_NAME): selector.TextSelector(),
        probatio.Required(CONF_WEIGHT_ENTITY): _NUMBER_ENTITY,
        **{probatio.Optional(key): _NUMBER_ENTITY for key in EXTRA_ENTITIES},
        probatio.Required(CONF_SETTLE, default=DEFAULT_SETTLE_S): selector.NumberSelector(
            selector.NumberSelectorConfig(
                step="any",
                unit_of_measurement=UnitOfTime.SECONDS,
                mode=selector.NumberSelectorMode.BOX,
            )
        ),
    }
)


def _settings(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is saved of a scale made of entities."""
    chosen = {key: answers[key] for key in (*_FIELDS, CONF_SETTLE) if answers.get(key)}
    return {CONF_SOURCE: ENTITIES, **chosen}


def _check(
    hass: HomeAssistant, household: ConfigEntry, answers: Mapping[str, Any], own_id: str | None
) -> dict[str, str]:
    """Return the errors in what was filled in, by field.

    Args:
        hass: Knows the entities.
        household: Whose other scales may have the weight already.
        answers: What was filled in.
        own_id: The subentry id of the scale that is changed; None for a new one.
    """
    errors = {key: error for key in _FIELDS if (error := _entity_error(hass, answers, key))}
    taken = {
        each.data.get(CONF_WEIGHT_ENTITY)
        for each in household.get_subentries_of_type(SUBENTRY_SCALE)
        if each.subentry_id != own_id
    }
    if answers[CONF_WEIGHT_ENTITY] in taken:
        errors.setdefault(CONF_WEIGHT_ENTITY, "weight_entity_taken")
    if error := name_error(clean_name(answers[CONF_NAME])):
        errors[CONF_NAME] = error
    low, high = _SETTLE_S
    if not low <= answers[CONF_SETTLE] <= high:
        errors[CONF_SETTLE] = "settle_range"
    return errors


def _entity_error(hass: HomeAssistant, answers: Mapping[str, Any], key: str) -> str | None:
    """Return what is wrong with the entity of one field."""
    entity_id = answers.get(key)
    if not entity_id:
        return None
    before = [answers.get(each) for each in _FIELDS[: _FIELDS.index(key)]]
    if entity_id in before:
        return "entity_twice"
    state, known = hass.states.get(entity_id), er.async_get(hass).async_get(entity_id)
    if known and known.platform == DOMAIN:
        return "entity_own"
    if state is None:
        return "entity_missing"
    if state.state not in {STATE_UNAVAILABLE, STATE_UNKNOWN} and number_of(state) is None:
        return "entity_not_a_number"
    return _unit_error(state, known) if key == CONF_WEIGHT_ENTITY else None


def _unit_error(state: State, known: er.RegistryEntry | None) -> str | None:
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    if unit is None and known:
        unit = known.unit_of_measurement
    if unit is None:
        return "entity_without_unit"
    return None if unit in MassConverter.VALID_UNITS else "entity_without_mass"


ENTITIES_FORM = SettingsForm(_SCHEMA, _check, _settings, CONF_WEIGHT_ENTITY)
