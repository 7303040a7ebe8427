"""The form of a scale that another program hears and tells of over MQTT."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers import selector
import probatio

from ..const import (
    CONF_FORMAT,
    CONF_HEART_RATE_KEY,
    CONF_IMPEDANCE_250KHZ_KEY,
    CONF_IMPEDANCE_KEY,
    CONF_KEYS,
    CONF_NAME,
    CONF_SOURCE,
    CONF_TOPIC,
    CONF_UNIT,
    CONF_UNIT_KEY,
    CONF_WEIGHT_KEY,
    SUBENTRY_SCALE,
)
from ..model import Unit
from ..sources import MQTT
from ..sources.broker import brings_own_topics
from ..sources.payloads import Format
from ..texts.names import clean_name, name_error
from .settings import SettingsForm

_TEXT = selector.TextSelector()
_KEY_FIELDS = (
    CONF_WEIGHT_KEY,
    CONF_UNIT_KEY,
    CONF_IMPEDANCE_KEY,
    CONF_IMPEDANCE_250KHZ_KEY,
    CONF_HEART_RATE_KEY,
)


def _choice(options: list[str], translation_key: str) -> selector.SelectSelector:
    return selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=options,
            translation_key=translation_key,
            mode=selector.SelectSelectorMode.DROPDOWN,
        )
    )


_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_NAME): _TEXT,
        probatio.Required(CONF_TOPIC): _TEXT,
        probatio.Required(CONF_FORMAT, default=Format.AUTO): _choice([*Format], CONF_FORMAT),
        probatio.Optional(CONF_KEYS): section(
            probatio.Schema(
                {
                    **{probatio.Optional(key): _TEXT for key in _KEY_FIELDS},
                    probatio.Optional(CONF_UNIT): _choice([*Unit], CONF_UNIT),
                }
            ),
            {"collapsed": True},
        ),
    }
)


def _settings(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is saved of such a scale."""
    keys = {key: value for key, value in answers.get(CONF_KEYS, {}).items() if value}
    return {
        CONF_SOURCE: MQTT,
        CONF_TOPIC: answers[CONF_TOPIC].strip(),
        CONF_FORMAT: answers[CONF_FORMAT],
        CONF_KEYS: keys,
    }


def _check(
    hass: HomeAssistant, household: ConfigEntry, answers: Mapping[str, Any], own_id: str | None
) -> dict[str, str]:
    """Return the errors in what was filled in, by field."""
    errors = {}
    if error := name_error(clean_name(answers[CONF_NAME])):
        errors[CONF_NAME] = error
    topic = answers[CONF_TOPIC].strip()
    used = {
        each.data.get(CONF_TOPIC)
        for each in household.get_subentries_of_type(SUBENTRY_SCALE)
        if each.subentry_id != own_id
    }
    if not mqtt.mqtt_config_entry_enabled(hass):
        errors[CONF_TOPIC] = "mqtt_missing"
    elif not _is_valid(topic):
        errors[CONF_TOPIC] = "topic_invalid"
    elif brings_own_topics(hass, topic):
        errors[CONF_TOPIC] = "topic_own"
    elif topic in used:
        errors[CONF_TOPIC] = "topic_used"
    return errors


def _is_valid(topic: str) -> bool:
    """Return whether a topic can be listened to without hearing everything."""
    try:
        mqtt.valid_subscribe_topic(topic)
    except probatio.Invalid:
        return False
    return not set(topic.split("/")) <= {"+", "#", ""} and not topic.startswith("$")


MQTT_FORM = SettingsForm(_SCHEMA, _check, _settings, CONF_TOPIC)
