"""Setting up the miscale bridge."""

from collections.abc import Mapping
from functools import partial
from typing import Any, override

from homeassistant.config_entries import ConfigSubentryData, SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ...const import (
    CONF_KIND,
    CONF_NUMBERS,
    CONF_PREFIX,
    CONF_RETAIN,
    CONF_TIMESTAMP_FORMAT,
    SUBENTRY_BRIDGE,
)
from ..form import Answers, BridgeForm, Step, needs_mqtt, topic_of
from .clean_up import CONF_CLEAN_UP, CONF_DISCOVERY_PREFIX, DISCOVERY_PREFIX, CleanUpForm
from .message import Numbers, TimestampFormat

MISCALE = "miscale"
_DEFAULTS: Mapping[str, Any] = {
    CONF_PREFIX: "miscale",
    CONF_RETAIN: True,
    CONF_TIMESTAMP_FORMAT: TimestampFormat.ISO.value,
    CONF_NUMBERS: Numbers.MI_FIT_LEGACY.value,
}


class MiscaleForm(BridgeForm):
    """Asks how the messages of xiaomi_mi_scale are to be published."""

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        return {"miscale": self.async_step_miscale}

    @needs_mqtt
    async def async_step_miscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for the topics and for the message's variants."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers, clean_up, discovery_prefix = _without_clean_up(user_input)
            prefix = topic_of(answers[CONF_PREFIX])
            if prefix is None:
                errors[CONF_PREFIX] = "invalid_topic"
            elif self._is_taken(prefix):
                errors[CONF_PREFIX] = "topic_taken"
            if clean_up and discovery_prefix is None:
                errors[CONF_DISCOVERY_PREFIX] = "invalid_topic"
            if prefix and not errors:
                answers[CONF_PREFIX] = prefix
                if not clean_up or not discovery_prefix:
                    return self._finish(MISCALE, answers)
                finish = partial(self._finish_later, answers)
                return await CleanUpForm(self.flow, prefix, discovery_prefix, finish).begin()
        shown = user_input or {**_DEFAULTS, **self._saved()}
        return self.flow.async_show_form(
            step_id="miscale", data_schema=_schema(shown), errors=errors
        )

    def _is_taken(self, prefix: str) -> bool:
        """Return whether another bridge publishes to the same topics already."""
        return prefix in {other[CONF_PREFIX] for other in self._others()}

    async def _finish_later(self, answers: Answers) -> SubentryFlowResult:
        """Finish after the clean-up, in which another dialog may have been faster."""
        if self._is_taken(answers[CONF_PREFIX]):
            return self.flow.async_abort(reason="topic_taken")
        return self._finish(MISCALE, answers)


def new_miscale(prefix: str, retain: bool) -> ConfigSubentryData:
    """Return a new miscale bridge's subentry."""
    chosen = {CONF_PREFIX: prefix, CONF_RETAIN: retain}
    return ConfigSubentryData(
        data={CONF_KIND: MISCALE, **_DEFAULTS, **chosen},
        subentry_type=SUBENTRY_BRIDGE,
        title=MISCALE,
        unique_id=None,
    )


def _schema(shown: Mapping[str, Any]) -> probatio.Schema:
    return probatio.Schema(
        {
            probatio.Required(CONF_PREFIX, default=shown[CONF_PREFIX]): selector.TextSelector(),
            probatio.Required(CONF_RETAIN, default=shown[CONF_RETAIN]): selector.BooleanSelector(),
            probatio.Required(
                CONF_TIMESTAMP_FORMAT, default=shown[CONF_TIMESTAMP_FORMAT]
            ): selector.SelectSelector(
                selector.SelectSelectorConfig(
                    options=[*TimestampFormat], translation_key="timestamp_format"
                )
            ),
            probatio.Required(CONF_NUMBERS, default=shown[CONF_NUMBERS]): selector.SelectSelector(
                selector.SelectSelectorConfig(options=[*Numbers], translation_key="numbers")
            ),
            probatio.Optional(
                CONF_CLEAN_UP, default=shown.get(CONF_CLEAN_UP, False)
            ): selector.BooleanSelector(),
            probatio.Optional(
                CONF_DISCOVERY_PREFIX,
                default=shown.get(CONF_DISCOVERY_PREFIX, DISCOVERY_PREFIX),
            ): selector.TextSelector(),
        }
    )


def _without_clean_up(user_input: Answers) -> tuple[Answers, bool, str | None]:
    """Return what is saved of the miscale form, and what is only done once."""
    answers = dict(user_input)
    clean_up = answers.pop(CONF_CLEAN_UP, False)
    return answers, clean_up, topic_of(answers.pop(CONF_DISCOVERY_PREFIX, DISCOVERY_PREFIX))
