"""Adding and changing bridges."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from ..const import (
    CONF_KIND,
    CONF_NUMBERS,
    CONF_PERSON,
    CONF_PERSON_ID,
    CONF_PREFIX,
    CONF_RETAIN,
    CONF_TIMESTAMP_FORMAT,
    CONF_USER_ID,
    CONF_USERS,
    SUBENTRY_BRIDGE,
    SUBENTRY_PERSON,
)

type Answers = dict[str, Any]

MISCALE, OPENSCALE = "miscale", "openscale"
_TITLES = {MISCALE: "miscale", OPENSCALE: "openScale"}
_DEFAULTS: Mapping[str, Answers] = {
    MISCALE: {
        CONF_PREFIX: "miscale",
        CONF_RETAIN: True,
        CONF_TIMESTAMP_FORMAT: "iso",
        CONF_NUMBERS: "mi_fit_legacy",
    },
    OPENSCALE: {CONF_USERS: []},
}


class BridgeFlow(ConfigSubentryFlow):
    """Add or change a bridge."""

    async def async_step_user(self, user_input: None = None) -> SubentryFlowResult:
        """Ask who is to be told."""
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            return self.async_abort(reason="mqtt_missing")
        return self.async_show_menu(step_id="user", menu_options=["miscale", "openscale"])

    async def async_step_reconfigure(self, user_input: None = None) -> SubentryFlowResult:
        """Go to the form of this kind of bridge."""
        if self._get_reconfigure_subentry().data[CONF_KIND] == MISCALE:
            return await self.async_step_miscale()
        return await self.async_step_openscale()

    async def async_step_miscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask how the messages of xiaomi_mi_scale are to be sent."""
        errors: dict[str, str] = {}
        if user_input is not None:
            prefix = user_input[CONF_PREFIX].strip("/ ")
            if not _is_topic(prefix):
                errors[CONF_PREFIX] = "invalid_topic"
            elif self._taken(MISCALE, prefix):
                errors[CONF_PREFIX] = "topic_taken"
            else:
                return self._finish(MISCALE, user_input | {CONF_PREFIX: prefix})
        shown = self._shown(MISCALE, user_input)
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
                return self._finish(OPENSCALE, {CONF_USERS: users})
            errors[CONF_USERS] = "invalid_users"
        people = [
            selector.SelectOptionDict(value=each.data[CONF_PERSON_ID], label=each.title)
            for each in self._get_entry().get_subentries_of_type(SUBENTRY_PERSON)
        ]
        fields = {
            CONF_PERSON: selector.ObjectSelectorField(
                selector={"select": {"options": people, "custom_value": True}}, required=True
            ),
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
        shown = self._shown(OPENSCALE, user_input)
        return self.async_show_form(
            step_id="openscale",
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    def _users(self, rows: list[Answers]) -> list[Answers] | None:
        """Return the rows as they are kept; None if one names nobody, or somebody twice."""
        people = self._get_entry().get_subentries_of_type(SUBENTRY_PERSON)
        ids = {each.title.casefold(): each.data[CONF_PERSON_ID] for each in people}
        ids |= {each.data[CONF_PERSON_ID]: each.data[CONF_PERSON_ID] for each in people}
        users: dict[str, int] = {}
        for row in rows:
            name, number = str(row[CONF_PERSON]), row[CONF_USER_ID]
            person_id = ids.get(name, ids.get(name.casefold()))
            if person_id is None or person_id in users or number < 0 or number != int(number):
                return None
            users[person_id] = int(number)
        return [{CONF_PERSON: key, CONF_USER_ID: number} for key, number in users.items()]

    def _taken(self, kind: str, prefix: str) -> bool:
        """Say whether another bridge sends to the same topics already."""
        mine = None if self.source == "user" else self._reconfigure_subentry_id
        return any(
            each.data[CONF_KIND] == kind
            and each.data[CONF_PREFIX] == prefix
            and each.subentry_id != mine
            for each in self._get_entry().get_subentries_of_type(SUBENTRY_BRIDGE)
        )

    def _shown(self, kind: str, user_input: Answers | None) -> Answers:
        if user_input is not None:
            return user_input
        if self.source == "user":
            return _DEFAULTS[kind]
        return dict(self._get_reconfigure_subentry().data)

    def _finish(self, kind: str, answers: Answers) -> SubentryFlowResult:
        data = {CONF_KIND: kind, **answers}
        if self.source == "user":
            return self.async_create_entry(title=_TITLES[kind], data=data)
        return self.async_update_and_abort(
            self._get_entry(), self._get_reconfigure_subentry(), data=data
        )


def _is_topic(prefix: str) -> bool:
    """Say whether messages can be sent below this topic, and not where others have theirs."""
    try:
        mqtt.valid_publish_topic(prefix)
    except probatio.Invalid, HomeAssistantError:
        return False
    return not prefix.startswith("$")
