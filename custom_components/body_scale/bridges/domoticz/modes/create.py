"""Sensors that Domoticz' API makes."""

from collections.abc import Mapping
from typing import override

from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from homeassistant.helpers import selector
import probatio

from ....const import (
    CONF_IDX,
    CONF_KEEP_LOGIN,
    CONF_METRIC,
    CONF_METRICS,
    CONF_MODE,
    CONF_PASSWORD,
    CONF_PERSON,
    CONF_SENSORS,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from ....household.people_rows import names_of
from ....household.view import HouseholdView
from ....texts.markdown import plain
from ...bridge import NEVER_DELIVERED
from ...form import Answers, Step
from .. import message as domoticz_message
from ..access import Access, async_remember
from ..api import DomoticzApiError, Had, Sensor
from ..known import CONF_DEVICE
from ..maker import Shown
from .mode import DEFAULT_METRICS, TITLE, ModeForm, Problem, metrics_selector


class CreateForm(ModeForm):
    """The steps of the mode `create`."""

    _access: Access
    _keep: bool
    _any_idx: int | None
    _later: list[str]

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
                probatio.Optional(CONF_KEEP_LOGIN, default=False): selector.BooleanSelector(),
                probatio.Required(CONF_METRICS): metrics_selector(),
            }
        )
        saved = self._saved()
        shown = {
            CONF_METRICS: saved.get(CONF_METRICS, list(DEFAULT_METRICS)),
            **{
                key: saved[key]
                for key in (CONF_URL, CONF_USERNAME, CONF_VERIFY_SSL)
                if key in saved
            },
            CONF_KEEP_LOGIN: CONF_URL in saved,
        }
        if user_input is not None:
            shown = {key: value for key, value in user_input.items() if key != CONF_PASSWORD}
        return self._form(schema, shown, errors, placeholders, step_id="api")

    async def _make(self, answers: Answers) -> Problem | None:
        """Make the sensors that there are values for; return what was against it."""
        sensors = self._wanted(answers[CONF_METRICS])
        if not sensors:
            return ("no_metrics" if names_of(self.flow.household) else "no_people"), {}
        access = Access(
            answers[CONF_URL],
            answers.get(CONF_USERNAME, ""),
            answers.get(CONF_PASSWORD, ""),
            answers[CONF_VERIFY_SSL],
        )
        try:
            made, self._any_idx = await access.api(self.hass).make(sensors)
        except DomoticzApiError as error:
            return error.key, {"detail": error.detail}
        rows: list[Answers] = [
            {CONF_PERSON: each.person_id, CONF_METRIC: each.metric, CONF_IDX: idx}
            for each, idx in zip(sensors, made, strict=True)
            if idx is not None
        ]
        if taken := {row[CONF_IDX] for row in rows} & set(self._used()):
            return "idx_taken", {"idx": str(min(taken))}
        self._later = [each.name for each, idx in zip(sensors, made, strict=True) if idx is None]
        self._access, self._keep = access, answers.get(CONF_KEEP_LOGIN, False)
        self._answers[CONF_METRICS] = answers[CONF_METRICS]
        self._answers[CONF_SENSORS] = rows
        return None

    def _wanted(self, metrics: list[str]) -> list[Sensor]:
        """Return the sensors of all people, with the idx they had, and whether there is a value."""
        had = self._had()
        return [
            Sensor(
                person_id=person_id,
                person=name,
                metric=metric,
                idx=had[shown][0] if shown in had else None,
                had=had[shown][1] if shown in had else Had(),
                create=self._has_value(shown),
            )
            for person_id, name in names_of(self.flow.household).items()
            for metric in metrics
            for shown in (Shown(person_id, metric),)
        ]

    def _had(self) -> dict[Shown, tuple[int, Had]]:
        """Return the idx that the bridge had until now, and by what each is known."""
        saved = self._saved()
        is_typed = saved.get(CONF_MODE) == domoticz_message.Mode.IDX
        had: dict[Shown, tuple[int, Had]] = {}
        for row in saved.get(CONF_SENSORS, ()):
            name = (row.get(CONF_DEVICE) or {}).get("name")
            by = Had(name, anywhere=is_typed and name is None)
            had[Shown(row[CONF_PERSON], row[CONF_METRIC])] = row[CONF_IDX], by
        for bridge in self._running():
            if self.flow.changed and bridge.id == self.flow.changed.subentry_id:
                for idx, shown in bridge.sensors:
                    known = bridge.known.get(idx)
                    if known is not None and known.device is not None:
                        # It may have been renamed since the form saw it.
                        had[shown] = idx, Had(known.device.name, renamed=known.problem is None)
        return had

    def _has_value(self, shown: Shown) -> bool:
        """Return whether there is a value to deliver: a sensor without one would show and log 0."""
        household = self.flow.household
        if household.state is not ConfigEntryState.LOADED:
            return False
        view: HouseholdView = household.runtime_data.view
        latest = view.latest(shown.person_id) if shown.person_id in view.people else None
        if latest is None or latest.origin in NEVER_DELIVERED:
            return False
        metrics = view.latest_metrics(shown.person_id)
        return domoticz_message.svalue(shown.metric, latest, metrics) is not None

    async def async_step_created(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Show the sensors with their idx; go on when Domoticz answers for them over MQTT."""
        errors: dict[str, str] = {}
        rows = self._answers[CONF_SENSORS]
        later = "\n".join(f"- {plain(name)}" for name in self._later)
        placeholders = {"sensors": self._listed(rows) or "–", "later": later or "–", "idx": ""}
        if user_input is not None:
            problem = await self._look_up(rows, self._any_idx)
            if problem is None:
                async_remember(self.hass, self._answers, self._access)
                kept = self._access.as_dict() if self._keep else {}
                return self._finish(TITLE, self._answers | kept)
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
