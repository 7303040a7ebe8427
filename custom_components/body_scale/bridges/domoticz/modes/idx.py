"""Sensors that are there: their idx are typed."""

from collections.abc import Mapping
from typing import override

from homeassistant.config_entries import SubentryFlowResult
import probatio

from ....const import CONF_IDX, CONF_METRIC, CONF_PERSON, CONF_SENSORS
from ....household.people_rows import (
    person_id_of,
    rows_of,
    rows_selector,
    whole_number,
    with_names,
)
from ...form import Answers, Step
from .. import message as domoticz_message
from ..known import CONF_DEVICE
from .mode import TITLE, ModeForm, Problem

# Texts of lists in lists aren't looked up by the frontend.
_METRIC_OPTIONS = [{"value": key, "label": name} for key, name in domoticz_message.NAMES.items()]


class IdxForm(ModeForm):
    """The steps of the mode `idx`."""

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        return {"sensors": self.async_step_sensors}

    async def async_step_sensors(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask which sensor shows what; each is looked up in the running Domoticz."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            rows, problem = self._rows(rows_of(user_input[CONF_SENSORS]))
            problem = problem or await self._look_up(rows)
            if problem is None:
                return self._finish(TITLE, self._answers | {CONF_SENSORS: rows})
            errors[CONF_SENSORS], placeholders = problem
        fields: dict[str, Answers] = {
            CONF_METRIC: {"select": {"options": _METRIC_OPTIONS}},
            CONF_IDX: {"number": {"mode": "box", "step": 1}},
        }
        schema = probatio.Schema(
            {
                probatio.Required(CONF_SENSORS): rows_selector(
                    self.flow.household, CONF_SENSORS, fields
                )
            }
        )
        rows = [
            {key: value for key, value in row.items() if key != CONF_DEVICE}
            for row in self._saved().get(CONF_SENSORS, [])
        ]
        saved = {CONF_SENSORS: with_names(self.flow.household, rows)}
        shown = user_input or saved
        return self._form(schema, shown, errors, placeholders, step_id="sensors")

    def _rows(self, answers: list[Answers]) -> tuple[list[Answers], Problem | None]:
        """Return the rows as they are saved, or what is wrong with them."""
        rows: list[Answers] = []
        taken = set(self._used())
        for answer in answers:
            person_id = person_id_of(self.flow.household, str(answer[CONF_PERSON]))
            metric = answer[CONF_METRIC]
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
