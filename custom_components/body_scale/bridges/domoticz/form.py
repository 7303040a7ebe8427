"""Setting up Domoticz: its topics, and by which mode its sensors come to be."""

from collections.abc import Mapping
from typing import override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ...const import CONF_MODE, CONF_TOPIC_IN, CONF_TOPIC_OUT
from ..form import Answers, BridgeForm, HostFlow, Step, needs_mqtt, topic_of
from .message import TOPIC_IN, TOPIC_OUT, Mode
from .modes.create import CreateForm
from .modes.discovery import DiscoveryForm
from .modes.idx import IdxForm
from .modes.mode import ModeForm


class DomoticzForm(BridgeForm):
    """Asks what all modes need, and goes on with the steps of the one that was chosen."""

    def __init__(self, flow: HostFlow, kind: str) -> None:
        """Make the forms of the modes."""
        super().__init__(flow, kind)
        self._modes: Mapping[str, ModeForm] = {
            Mode.IDX: IdxForm(flow, kind),
            Mode.CREATE: CreateForm(flow, kind),
            Mode.DISCOVERY: DiscoveryForm(flow, kind),
        }

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        steps: dict[str, Step[SubentryFlowResult]] = {"domoticz": self.async_step_domoticz}
        for form in self._modes.values():
            steps |= form.steps
        return steps

    @needs_mqtt
    async def async_step_domoticz(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for Domoticz' topics, and how its sensors come to be."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers: Answers = {CONF_MODE: user_input[CONF_MODE]}
            for key in (CONF_TOPIC_IN, CONF_TOPIC_OUT):
                topic = topic_of(user_input[key])
                if topic is None:
                    errors[key] = "invalid_topic"
                answers[key] = topic
            if not errors and answers[CONF_TOPIC_IN] == answers[CONF_TOPIC_OUT]:
                errors[CONF_TOPIC_OUT] = "same_topic"
            if not errors:
                return await self._modes[answers[CONF_MODE]].begin(answers)
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
        shown = user_input or {**defaults, **self._saved()}
        return self.flow.async_show_form(
            step_id="domoticz",
            data_schema=self.flow.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )
