"""Adding and changing bridges."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import (
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowContext,
    SubentryFlowResult,
)
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
from .clean_up import CONF_CLEAN_UP, CONF_DISCOVERY_PREFIX, DISCOVERY_PREFIX, CleanUp

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


class BridgeFlow(
    CleanUp[SubentryFlowContext, SubentryFlowResult, tuple[str, str]], ConfigSubentryFlow
):
    """Add or change a bridge."""

    async def async_step_user(self, user_input: None = None) -> SubentryFlowResult:
        """Ask who is to be told."""
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            # What else moves in needs no broker.
            return self.async_show_menu(step_id="user", menu_options=["moving_in"])
        return self.async_show_menu(
            step_id="user", menu_options=["miscale", "openscale", "moving_in"]
        )

    async def async_step_reconfigure(self, user_input: None = None) -> SubentryFlowResult:
        """Go to the form of this kind of bridge."""
        if self._get_reconfigure_subentry().data[CONF_KIND] == MISCALE:
            return await self.async_step_miscale()
        return await self.async_step_openscale()

    async def async_step_miscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask how the messages of xiaomi_mi_scale are to be sent."""
        errors: dict[str, str] = {}
        if user_input is not None:
            answers, clean_up, discovery_prefix = _without_clean_up(user_input)
            prefix = answers[CONF_PREFIX]
            if not is_topic(prefix):
                errors[CONF_PREFIX] = "invalid_topic"
            elif self._taken(MISCALE, prefix):
                errors[CONF_PREFIX] = "topic_taken"
            if clean_up and not is_topic(discovery_prefix):
                errors[CONF_DISCOVERY_PREFIX] = "invalid_topic"
            if not errors:
                if not clean_up:
                    return self._finish(MISCALE, answers)
                return await self.clean_up_then(
                    prefix, discovery_prefix, lambda: self._finish_later(answers)
                )
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

    async def _finish_later(self, answers: Answers) -> SubentryFlowResult:
        """Finish after the clean-up, in which another dialog may have been faster."""
        if self._taken(MISCALE, answers[CONF_PREFIX]):
            return self.async_abort(reason="topic_taken")
        return self._finish(MISCALE, answers)

    def _finish(self, kind: str, answers: Answers) -> SubentryFlowResult:
        data = {CONF_KIND: kind, **answers}
        if self.source == "user":
            return self.async_create_entry(title=_TITLES[kind], data=data)
        return self.async_update_and_abort(
            self._get_entry(), self._get_reconfigure_subentry(), data=data
        )


def new_miscale(prefix: str, retain: bool) -> ConfigSubentryData:
    """Return a new miscale bridge's subentry."""
    chosen = {CONF_PREFIX: prefix, CONF_RETAIN: retain}
    return ConfigSubentryData(
        data={CONF_KIND: MISCALE, **_DEFAULTS[MISCALE], **chosen},
        subentry_type=SUBENTRY_BRIDGE,
        title=_TITLES[MISCALE],
        unique_id=None,
    )


def _without_clean_up(user_input: Answers) -> tuple[Answers, bool, str]:
    """Return what is kept of the miscale form, and what is only done once."""
    answers = user_input | {CONF_PREFIX: user_input[CONF_PREFIX].strip("/ ")}
    clean_up = answers.pop(CONF_CLEAN_UP, False)
    return answers, clean_up, answers.pop(CONF_DISCOVERY_PREFIX, DISCOVERY_PREFIX).strip("/ ")


def is_topic(prefix: str) -> bool:
    """Say whether messages can be sent below this topic, and not where others have theirs."""
    try:
        mqtt.valid_publish_topic(prefix)
    except probatio.Invalid, HomeAssistantError:
        return False
    return not prefix.startswith("$")
