"""Adding and changing bridges."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentryData, SubentryFlowContext, SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ..bridges.domoticz.form import DomoticzSteps
from ..bridges.domoticz.message import DOMOTICZ
from ..bridges.form import Answers, needs_mqtt, rows_of, topic_of, whole_number
from ..bridges.miscale.clean_up import (
    CONF_CLEAN_UP,
    CONF_DISCOVERY_PREFIX,
    DISCOVERY_PREFIX,
    CleanUp,
)
from ..const import (
    CONF_KIND,
    CONF_NUMBERS,
    CONF_PERSON,
    CONF_PREFIX,
    CONF_RETAIN,
    CONF_TIMESTAMP_FORMAT,
    CONF_USER_ID,
    CONF_USERS,
    SUBENTRY_BRIDGE,
)

MISCALE, OPENSCALE = "miscale", "openscale"
_OPENSCALE_TITLE = "openScale"
_DEFAULTS: Mapping[str, Any] = {
    CONF_PREFIX: "miscale",
    CONF_RETAIN: True,
    CONF_TIMESTAMP_FORMAT: "iso",
    CONF_NUMBERS: "mi_fit_legacy",
}


class BridgeFlow(CleanUp[SubentryFlowContext, SubentryFlowResult, tuple[str, str]], DomoticzSteps):
    """Add or change a bridge."""

    async def async_step_user(self, user_input: None = None) -> SubentryFlowResult:
        """Ask who is to be told."""
        return self.async_show_menu(
            step_id="user", menu_options=["domoticz", "miscale", "openscale", "moving_in"]
        )

    async def async_step_reconfigure(self, user_input: None = None) -> SubentryFlowResult:
        """Go to the form of this kind of bridge."""
        kind = self._kept()[CONF_KIND]
        if kind == DOMOTICZ:
            return await self.async_step_domoticz(None)
        if kind == MISCALE:
            return await self.async_step_miscale(None)
        return await self.async_step_openscale(None)

    @needs_mqtt
    async def async_step_miscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask how the messages of xiaomi_mi_scale are to be sent."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers, clean_up, discovery_prefix = _without_clean_up(user_input)
            prefix = topic_of(answers[CONF_PREFIX])
            if prefix is None:
                errors[CONF_PREFIX] = "invalid_topic"
            elif self._taken(prefix):
                errors[CONF_PREFIX] = "topic_taken"
            if clean_up and discovery_prefix is None:
                errors[CONF_DISCOVERY_PREFIX] = "invalid_topic"
            if prefix and not errors:
                answers[CONF_PREFIX] = prefix
                if not clean_up or not discovery_prefix:
                    return self._finish(MISCALE, MISCALE, answers)
                return await self.clean_up_then(
                    prefix, discovery_prefix, lambda: self._finish_later(answers)
                )
        shown = user_input or {**_DEFAULTS, **self._kept()}
        schema = probatio.Schema(
            {
                probatio.Required(CONF_PREFIX, default=shown[CONF_PREFIX]): selector.TextSelector(),
                probatio.Required(
                    CONF_RETAIN, default=shown[CONF_RETAIN]
                ): selector.BooleanSelector(),
                probatio.Required(
                    CONF_TIMESTAMP_FORMAT, default=shown[CONF_TIMESTAMP_FORMAT]
                ): selector.SelectSelector(
                    selector.SelectSelectorConfig(
                        options=["iso", "legacy"], translation_key="timestamp_format"
                    )
                ),
                probatio.Required(
                    CONF_NUMBERS, default=shown[CONF_NUMBERS]
                ): selector.SelectSelector(
                    selector.SelectSelectorConfig(
                        options=["mi_fit_legacy", "own"], translation_key="numbers"
                    )
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
        return self.async_show_form(step_id="miscale", data_schema=schema, errors=errors)

    def _taken(self, prefix: str) -> bool:
        """Say whether another bridge sends to the same topics already."""
        return prefix in {other[CONF_PREFIX] for other in self._others(MISCALE)}

    async def _finish_later(self, answers: Answers) -> SubentryFlowResult:
        """Finish after the clean-up, in which another dialog may have been faster."""
        if self._taken(answers[CONF_PREFIX]):
            return self.async_abort(reason="topic_taken")
        return self._finish(MISCALE, MISCALE, answers)

    @needs_mqtt
    async def async_step_openscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask which person is which user of openScale."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if users := self._users(rows_of(user_input[CONF_USERS])):
                return self._finish(OPENSCALE, _OPENSCALE_TITLE, {CONF_USERS: users})
            errors[CONF_USERS] = "invalid_users"
        fields = {CONF_USER_ID: {"number": {"mode": "box"}}}
        schema = probatio.Schema(
            {probatio.Required(CONF_USERS): self._rows_selector(CONF_USERS, fields)}
        )
        shown = user_input or {CONF_USERS: self._with_names(self._kept().get(CONF_USERS, []))}
        return self.async_show_form(
            step_id="openscale",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    def _users(self, rows: list[Answers]) -> list[Answers] | None:
        """Return the rows as they are kept; None if one names nobody, or somebody twice."""
        users: dict[str, int] = {}
        for row in rows:
            person_id = self._person_id(str(row[CONF_PERSON]))
            number = whole_number(row[CONF_USER_ID])
            if person_id is None or person_id in users or number is None or number < 0:
                return None
            users[person_id] = number
        return [{CONF_PERSON: key, CONF_USER_ID: number} for key, number in users.items()]


def new_miscale(prefix: str, retain: bool) -> ConfigSubentryData:
    """Return a new miscale bridge's subentry."""
    chosen = {CONF_PREFIX: prefix, CONF_RETAIN: retain}
    return ConfigSubentryData(
        data={CONF_KIND: MISCALE, **_DEFAULTS, **chosen},
        subentry_type=SUBENTRY_BRIDGE,
        title=MISCALE,
        unique_id=None,
    )


def _without_clean_up(user_input: Answers) -> tuple[Answers, bool, str | None]:
    """Return what is kept of the miscale form, and what is only done once."""
    answers = dict(user_input)
    clean_up = answers.pop(CONF_CLEAN_UP, False)
    return answers, clean_up, topic_of(answers.pop(CONF_DISCOVERY_PREFIX, DISCOVERY_PREFIX))
