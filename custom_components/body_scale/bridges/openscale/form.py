"""Setting up the openScale bridge."""

from collections.abc import Mapping
from typing import override

from homeassistant.config_entries import SubentryFlowResult
import probatio

from ...const import CONF_PERSON, CONF_USER_ID, CONF_USERS
from ...household.people_rows import (
    person_id_of,
    rows_of,
    rows_selector,
    whole_number,
    with_names,
)
from ..form import Answers, BridgeForm, Step, needs_mqtt

_TITLE = "openScale"


class OpenScaleForm(BridgeForm):
    """Asks which person is which user of openScale."""

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        return {"openscale": self.async_step_openscale}

    @needs_mqtt
    async def async_step_openscale(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for a list of people and users."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if users := self._users(rows_of(user_input[CONF_USERS])):
                return self._finish(_TITLE, {CONF_USERS: users})
            errors[CONF_USERS] = "invalid_users"
        fields = {CONF_USER_ID: {"number": {"mode": "box"}}}
        schema = probatio.Schema(
            {probatio.Required(CONF_USERS): rows_selector(self.flow.household, CONF_USERS, fields)}
        )
        shown = user_input or {
            CONF_USERS: with_names(self.flow.household, self._saved().get(CONF_USERS, []))
        }
        return self.flow.async_show_form(
            step_id="openscale",
            data_schema=self.flow.add_suggested_values_to_schema(schema, shown),
            errors=errors,
        )

    def _users(self, rows: list[Answers]) -> list[Answers] | None:
        """Return the rows as they are saved; None if a person is unknown, twice, or has no number."""
        users: dict[str, int] = {}
        for row in rows:
            person_id = person_id_of(self.flow.household, str(row[CONF_PERSON]))
            number = whole_number(row[CONF_USER_ID])
            if person_id is None or person_id in users or number is None or number < 0:
                return None
            users[person_id] = number
        return [{CONF_PERSON: key, CONF_USER_ID: number} for key, number in users.items()]
