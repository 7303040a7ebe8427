"""Sensors that Domoticz' API makes."""

from collections.abc import Mapping
from typing import override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ....const import (
    CONF_IDX,
    CONF_METRIC,
    CONF_METRICS,
    CONF_PASSWORD,
    CONF_PERSON,
    CONF_SENSORS,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from ....household.people_rows import names_of
from ....texts.markdown import plain
from ...form import Answers, Step
from .. import message as domoticz_message
from ..api import DomoticzApi, DomoticzApiError, Sensor
from .mode import DEFAULT_METRICS, TITLE, ModeForm, Problem, metrics_selector


class CreateForm(ModeForm):
    """The steps of the mode `create`."""

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        return {"api": self.async_step_api, "created": self.async_step_created}

    async def async_step_api(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask where Domoticz is, and let it make the sensors."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            problem = await self._make(user_input)
            if problem is None:
                return await self.async_step_created()
            errors["base"], placeholders = problem
        password = selector.TextSelector(
            selector.TextSelectorConfig(type=selector.TextSelectorType.PASSWORD)
        )
        schema = probatio.Schema(
            {
                probatio.Required(CONF_URL): selector.TextSelector(
                    selector.TextSelectorConfig(type=selector.TextSelectorType.URL)
                ),
                probatio.Optional(CONF_USERNAME): selector.TextSelector(),
                probatio.Optional(CONF_PASSWORD): password,
                probatio.Required(CONF_VERIFY_SSL, default=True): selector.BooleanSelector(),
                probatio.Required(CONF_METRICS): metrics_selector(),
            }
        )
        shown = {CONF_METRICS: self._saved().get(CONF_METRICS, list(DEFAULT_METRICS))}
        if user_input is not None:
            shown = {key: value for key, value in user_input.items() if key != CONF_PASSWORD}
        return self._form(schema, shown, errors, placeholders, step_id="api")

    async def _make(self, answers: Answers) -> Problem | None:
        """Make the sensors; return what was against it."""
        sensors = self._wanted(answers[CONF_METRICS])
        if not sensors:
            return ("no_metrics" if names_of(self.flow.household) else "no_people"), {}
        try:
            api = DomoticzApi.at(
                self.hass,
                answers[CONF_URL],
                answers.get(CONF_USERNAME, ""),
                answers.get(CONF_PASSWORD, ""),
                verify_ssl=answers[CONF_VERIFY_SSL],
            )
            made = await api.make(sensors)
        except DomoticzApiError as error:
            return error.key, {"detail": error.detail}
        if taken := set(made) & set(self._used()):
            return "idx_taken", {"idx": str(min(taken))}
        self._answers[CONF_METRICS] = answers[CONF_METRICS]
        self._answers[CONF_SENSORS] = [
            {CONF_PERSON: each.person_id, CONF_METRIC: each.metric, CONF_IDX: idx}
            for each, idx in zip(sensors, made, strict=True)
        ]
        return None

    def _wanted(self, metrics: list[str]) -> list[Sensor]:
        """Return the sensors of all people, with the idx they had."""
        had = {
            (row[CONF_PERSON], row[CONF_METRIC]): row[CONF_IDX]
            for row in self._saved().get(CONF_SENSORS, ())
        }
        return [
            Sensor(
                person_id=person_id,
                person=name,
                metric=metric,
                idx=had.get((person_id, metric)),
            )
            for person_id, name in names_of(self.flow.household).items()
            for metric in metrics
        ]

    async def async_step_created(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Show the sensors with their idx; go on when Domoticz answers for them over MQTT."""
        errors: dict[str, str] = {}
        rows = self._answers[CONF_SENSORS]
        placeholders = {"sensors": self._listed(rows), "idx": ""}
        if user_input is not None:
            problem = await self._look_up(rows)
            if problem is None:
                return self._finish(TITLE, self._answers)
            errors["base"] = problem[0]
            placeholders |= problem[1]
        return self.flow.async_show_form(
            step_id="created",
            data_schema=probatio.Schema({}),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _listed(self, rows: list[Answers]) -> str:
        names = names_of(self.flow.household)
        return "\n".join(
            f"- {plain(names[row[CONF_PERSON]])} {domoticz_message.NAMES[row[CONF_METRIC]]}: "
            f"idx {row[CONF_IDX]}"
            for row in rows
        )
