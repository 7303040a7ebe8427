"""Setting up Domoticz: by typing idx, by letting its API make sensors, or by its auto-discovery."""

from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ...const import (
    CONF_IDX,
    CONF_METRIC,
    CONF_METRICS,
    CONF_MODE,
    CONF_PERSON,
    CONF_PREFIX,
    CONF_SENSORS,
    CONF_TOPIC_IN,
    CONF_TOPIC_OUT,
)
from ..form import Answers, needs_mqtt, rows_of, topic_of, whole_number
from . import message as domoticz_message
from .form_common import DEFAULT_METRICS, TITLE, Problem, metrics_selector
from .form_create import CreateSteps
from .message import DOMOTICZ, TOPIC_IN, TOPIC_OUT, Mode

# Texts of lists in lists aren't looked up by the frontend.
_METRIC_OPTIONS = [{"value": key, "label": name} for key, name in domoticz_message.NAMES.items()]
_DEFAULT_PREFIX = "domoticz_discovery"


class DomoticzSteps(CreateSteps):
    """The steps of the Domoticz bridge."""

    @needs_mqtt
    async def async_step_domoticz(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for Domoticz' topics, and how its sensors come to be."""
        errors: dict[str, str] = {}
        if user_input is not None:
            for key in (CONF_TOPIC_IN, CONF_TOPIC_OUT):
                topic = topic_of(user_input[key])
                if topic is None:
                    errors[key] = "invalid_topic"
                self._answers[key] = topic
            if not errors and self._answers[CONF_TOPIC_IN] == self._answers[CONF_TOPIC_OUT]:
                errors[CONF_TOPIC_OUT] = "same_topic"
            self._answers[CONF_MODE] = user_input[CONF_MODE]
            if not errors:
                return await self._mode_step()
        schema = probatio.Schema(
            {
                probatio.Required(CONF_TOPIC_IN): selector.TextSelector(),
                probatio.Required(CONF_TOPIC_OUT): selector.TextSelector(),
                probatio.Required(CONF_MODE): selector.SelectSelector(
                    selector.SelectSelectorConfig(options=[*Mode], translation_key="domoticz_mode")
                ),
            }
        )
        defaults = {CONF_TOPIC_IN: TOPIC_IN, CONF_TOPIC_OUT: TOPIC_OUT, CONF_MODE: Mode.CREATE}
        shown = user_input or {**defaults, **self._kept()}
        return self._form(schema, shown, errors, step_id="domoticz")

    async def _mode_step(self) -> SubentryFlowResult:
        if self._answers[CONF_MODE] == Mode.IDX:
            return await self.async_step_sensors()
        if self._answers[CONF_MODE] == Mode.CREATE:
            return await self.async_step_api()
        return await self.async_step_discovery()

    # Sensors that are there.

    async def async_step_sensors(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask which sensor shows what; each is looked up in the running Domoticz."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            rows, problem = self._rows(rows_of(user_input[CONF_SENSORS]))
            problem = problem or await self._look_up(rows)
            if problem is None:
                return self._finish(DOMOTICZ, TITLE, self._answers | {CONF_SENSORS: rows})
            errors[CONF_SENSORS], placeholders = problem
        fields: dict[str, Answers] = {
            CONF_METRIC: {"select": {"options": _METRIC_OPTIONS}},
            CONF_IDX: {"number": {"mode": "box", "step": 1}},
        }
        schema = probatio.Schema(
            {probatio.Required(CONF_SENSORS): self._rows_selector(CONF_SENSORS, fields)}
        )
        kept = {CONF_SENSORS: self._with_names(self._kept().get(CONF_SENSORS, []))}
        shown = user_input or kept
        return self._form(schema, shown, errors, placeholders, step_id="sensors")

    def _rows(self, answers: list[Answers]) -> tuple[list[Answers], Problem | None]:
        """Return the rows as they are kept, or what is wrong with them."""
        rows: list[Answers] = []
        taken = set(self._used())
        for answer in answers:
            person_id, metric = self._person_id(str(answer[CONF_PERSON])), answer[CONF_METRIC]
            idx = whole_number(answer[CONF_IDX])
            if person_id is None:
                return rows, ("invalid_person", {"person": str(answer[CONF_PERSON])[:60]})
            if idx is None or idx < 1:
                return rows, ("invalid_idx", {"idx": str(answer[CONF_IDX])[:20]})
            if idx in taken:
                return rows, ("idx_taken", {"idx": str(idx)})
            taken.add(idx)
            rows.append({CONF_PERSON: person_id, CONF_METRIC: metric, CONF_IDX: idx})
        return rows, None if rows else ("no_sensors", {})

    # Sensors that Domoticz discovers.

    async def async_step_discovery(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for the prefix of Domoticz' auto-discovery."""
        errors: dict[str, str] = {}
        if user_input is not None:
            prefix = topic_of(user_input[CONF_PREFIX])
            if prefix is None:
                errors[CONF_PREFIX] = "invalid_topic"
            elif prefix == self._own_prefix().partition("/")[0]:
                errors[CONF_PREFIX] = "prefix_of_home_assistant"
            elif "/" in prefix:
                errors[CONF_PREFIX] = "prefix_levels"
            elif prefix in {other.get(CONF_PREFIX) for other in self._others(DOMOTICZ)}:
                errors[CONF_PREFIX] = "topic_taken"
            elif not user_input[CONF_METRICS]:
                errors[CONF_METRICS] = "no_metrics"
            else:
                answers = {CONF_PREFIX: prefix, CONF_METRICS: user_input[CONF_METRICS]}
                return self._finish(DOMOTICZ, TITLE, self._answers | answers)
        schema = probatio.Schema(
            {
                probatio.Required(CONF_PREFIX): selector.TextSelector(),
                probatio.Required(CONF_METRICS): metrics_selector(),
            }
        )
        defaults = {CONF_PREFIX: _DEFAULT_PREFIX, CONF_METRICS: list(DEFAULT_METRICS)}
        shown = user_input or {**defaults, **self._kept()}
        return self._form(schema, shown, errors, step_id="discovery")

    def _own_prefix(self) -> str:
        """Return the prefix of Home Assistant's own MQTT discovery."""
        settings: dict[str, Any] = {}
        # A broker that was discovered and ignored has an entry, too.
        for entry in self.hass.config_entries.async_entries(mqtt.DOMAIN, include_ignore=False):
            settings |= {**entry.data, **entry.options}
        return str(settings.get(mqtt.CONF_DISCOVERY_PREFIX, mqtt.DEFAULT_PREFIX))
