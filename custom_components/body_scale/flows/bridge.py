"""Adding and changing bridges."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ..bridges.domoticz_message import DOMOTICZ
from ..const import (
    CONF_KIND,
    CONF_NUMBERS,
    CONF_PERSON,
    CONF_PREFIX,
    CONF_RETAIN,
    CONF_TIMESTAMP_FORMAT,
    CONF_USER_ID,
    CONF_USERS,
)
from .bridge_steps import Answers, topic_of
from .domoticz import DomoticzSteps

MISCALE, OPENSCALE = "miscale", "openscale"
_OPENSCALE_TITLE = "openScale"
_DEFAULTS: Mapping[str, Any] = {
    CONF_PREFIX: "miscale",
    CONF_RETAIN: True,
    CONF_TIMESTAMP_FORMAT: "iso",
    CONF_NUMBERS: "mi_fit_legacy",
}


class BridgeFlow(DomoticzSteps):
    """Add or change a bridge."""

    async def async_step_user(self, user_input: None = None) -> SubentryFlowResult:
        """Ask who is to be told."""
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            return self.async_abort(reason="mqtt_missing")
        return self.async_show_menu(
            step_id="user", menu_options=["domoticz", "miscale", "openscale"]
        )

    async def async_step_reconfigure(self, user_input: None = None) -> SubentryFlowResult:
        """Go to the form of this kind of bridge."""
        kind = self._kept()[CONF_KIND]
        if kind == DOMOTICZ:
            return await self.async_step_domoticz()
        if kind == MISCALE:
            return await self.async_step_miscale()
        return await self.async_step_openscale()

    async def async_step_miscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask how the messages of xiaomi_mi_scale are to be sent."""
        errors: dict[str, str] = {}
        if user_input is not None:
            prefix = topic_of(user_input[CONF_PREFIX])
            if prefix is None:
                errors[CONF_PREFIX] = "invalid_topic"
            elif prefix in {other[CONF_PREFIX] for other in self._others(MISCALE)}:
                errors[CONF_PREFIX] = "topic_taken"
            else:
                return self._finish(MISCALE, MISCALE, user_input | {CONF_PREFIX: prefix})
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
            }
        )
        return self.async_show_form(step_id="miscale", data_schema=schema, errors=errors)

    async def async_step_openscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask which person is which user of openScale."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if users := self._users(user_input[CONF_USERS]):
                return self._finish(OPENSCALE, _OPENSCALE_TITLE, {CONF_USERS: users})
            errors[CONF_USERS] = "invalid_users"
        fields = {
            CONF_PERSON: self._person_field(),
            CONF_USER_ID: selector.ObjectSelectorField(
                selector={"number": {"mode": "box"}}, required=True
            ),
        }
        schema = probatio.Schema(
            {
                probatio.Required(CONF_USERS): selector.ObjectSelector(
                    selector.ObjectSelectorConfig(
                        fields=fields, multiple=True, translation_key="users"
                    )
                )
            }
        )
        shown = user_input or {CONF_USERS: [], **self._kept()}
        return self.async_show_form(
            step_id="openscale",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    def _users(self, rows: list[Answers]) -> list[Answers] | None:
        """Return the rows as they are kept; None if one names nobody, or somebody twice."""
        users: dict[str, int] = {}
        for row in rows:
            person_id, number = self._person_id(str(row[CONF_PERSON])), row[CONF_USER_ID]
            if person_id is None or person_id in users or number < 0 or number != int(number):
                return None
            users[person_id] = int(number)
        return [{CONF_PERSON: key, CONF_USER_ID: number} for key, number in users.items()]
