"""Sensors that Domoticz makes by its MQTT auto-discovery."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components import mqtt
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ....const import CONF_METRICS, CONF_PREFIX
from ...form import Answers, Step, topic_of
from .mode import DEFAULT_METRICS, TITLE, ModeForm, metrics_selector

_DEFAULT_PREFIX = "domoticz_discovery"


class DiscoveryForm(ModeForm):
    """The steps of the mode `discovery`."""

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        return {"discovery": self.async_step_discovery}

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
            elif prefix in {other.get(CONF_PREFIX) for other in self._others()}:
                errors[CONF_PREFIX] = "topic_taken"
            elif not user_input[CONF_METRICS]:
                errors[CONF_METRICS] = "no_metrics"
            else:
                answers = {CONF_PREFIX: prefix, CONF_METRICS: user_input[CONF_METRICS]}
                return self._finish(TITLE, self._answers | answers)
        schema = probatio.Schema(
            {
                probatio.Required(CONF_PREFIX): selector.TextSelector(),
                probatio.Required(CONF_METRICS): metrics_selector(),
            }
        )
        defaults = {CONF_PREFIX: _DEFAULT_PREFIX, CONF_METRICS: list(DEFAULT_METRICS)}
        shown = user_input or {**defaults, **self._saved()}
        return self._form(schema, shown, errors, step_id="discovery")

    def _own_prefix(self) -> str:
        """Return the prefix of Home Assistant's own MQTT discovery."""
        settings: dict[str, Any] = {}
        # A broker that was discovered and ignored has an entry, too.
        for entry in self.hass.config_entries.async_entries(mqtt.DOMAIN, include_ignore=False):
            settings |= {**entry.data, **entry.options}
        return str(settings.get(mqtt.CONF_DISCOVERY_PREFIX, mqtt.DEFAULT_PREFIX))
