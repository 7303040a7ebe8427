"""Setting up Domoticz: by typing idx, by letting its API make sensors, or by its auto-discovery."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from ..bridges import domoticz_message
from ..bridges.domoticz_api import DomoticzApi, DomoticzApiError, Sensor
from ..bridges.domoticz_ask import async_ask
from ..bridges.domoticz_message import DOMOTICZ, METRICS, TOPIC_IN, TOPIC_OUT, Mode
from ..const import (
    CONF_IDX,
    CONF_METRIC,
    CONF_METRICS,
    CONF_MODE,
    CONF_PASSWORD,
    CONF_PERSON,
    CONF_PERSON_ID,
    CONF_PREFIX,
    CONF_SENSORS,
    CONF_TOPIC_IN,
    CONF_TOPIC_OUT,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from .bridge_steps import Answers, BridgeSteps, needs_mqtt, rows_of, topic_of, whole_number
from .moving_in_words import plain

TITLE = "Domoticz"
# Texts of lists in lists aren't looked up by the frontend.
_METRIC_OPTIONS = [{"value": key, "label": name} for key, name in domoticz_message.NAMES.items()]
_DEFAULT_METRICS = ("weight", "bmi", "body_fat", "metabolic_age")
_EXAMPLE = "http://192.168.1.5:8080"
_DEFAULT_PREFIX = "domoticz_discovery"

type Problem = tuple[str, dict[str, str]]
"""A text's key, and what its placeholders stand for."""


class DomoticzSteps(BridgeSteps):
    """The steps of the Domoticz bridge."""

    def __init__(self) -> None:
        """Begin without answers."""
        super().__init__()
        self._answers: Answers = {}

    @needs_mqtt
    async def async_step_domoticz(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for Domoticz' topics, and how its sensors come to be."""
        errors: dict[str, str] = {}
        if user_input is not None:
            for key in (CONF_TOPIC_IN, CONF_TOPIC_OUT):
                topic = topic_of(user_input[key])
                if topic is None:
                    errors[key] = "invalid_topic"
                self._answers[key] = topic
            if not errors and self._answers[CONF_TOPIC_IN] == self._answers[CONF_TOPIC_OUT]:
                errors[CONF_TOPIC_OUT] = "same_topic"
            self._answers[CONF_MODE] = user_input[CONF_MODE]
            if not errors:
                return await self._mode_step()
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
        shown = user_input or {**defaults, **self._kept()}
        return self._form(schema, shown, errors, step_id="domoticz")

    async def _mode_step(self) -> SubentryFlowResult:
        if self._answers[CONF_MODE] == Mode.IDX:
            return await self.async_step_sensors()
        if self._answers[CONF_MODE] == Mode.CREATE:
            return await self.async_step_api()
        return await self.async_step_discovery()

    # Sensors that are there.

    async def async_step_sensors(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask which sensor shows what; each is looked up in the running Domoticz."""
        errors: dict[str, str] = {}
        placeholders: dict[str, str] = {}
        if user_input is not None:
            rows, problem = self._rows(rows_of(user_input[CONF_SENSORS]))
            problem = problem or await self._look_up(rows)
            if problem is None:
                return self._finish(DOMOTICZ, TITLE, self._answers | {CONF_SENSORS: rows})
            errors[CONF_SENSORS], placeholders = problem
        fields = {
            CONF_PERSON: self._person_field(),
            CONF_METRIC: selector.ObjectSelectorField(
                selector={"select": {"options": _METRIC_OPTIONS}},
                required=True,
            ),
            CONF_IDX: selector.ObjectSelectorField(
                selector={"number": {"mode": "box", "step": 1}}, required=True
            ),
        }
        schema = probatio.Schema(
            {
                probatio.Required(CONF_SENSORS): selector.ObjectSelector(
                    selector.ObjectSelectorConfig(
                        fields=fields,
                        multiple=True,
                        label_field=CONF_PERSON,
                        description_field=CONF_METRIC,
                        translation_key="sensors",
                    )
                )
            }
        )
        kept = {CONF_SENSORS: self._with_names(self._kept().get(CONF_SENSORS, []))}
        shown = user_input or kept
        return self._form(schema, shown, errors, placeholders, step_id="sensors")

    def _rows(self, answers: list[Answers]) -> tuple[list[Answers], Problem | None]:
        """Return the rows as they are kept, or what is wrong with them."""
        rows: list[Answers] = []
        taken = set(self._used())
        for answer in answers:
            person_id, metric = self._person_id(str(answer[CONF_PERSON])), answer[CONF_METRIC]
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

    def _used(self) -> Iterator[int]:
        """Return the sensors that other bridges set in the same Domoticz."""
        for other in self._others(DOMOTICZ):
            if other[CONF_TOPIC_IN] == self._answers[CONF_TOPIC_IN]:
                yield from (row[CONF_IDX] for row in other.get(CONF_SENSORS, ()))

    async def _look_up(self, rows: list[Answers]) -> Problem | None:
        """Return what the running Domoticz says against these sensors."""
        topics = self._answers[CONF_TOPIC_IN], self._answers[CONF_TOPIC_OUT]
        try:
            found = await async_ask(self.hass, *topics, [row[CONF_IDX] for row in rows])
        except HomeAssistantError:
            return "mqtt_disconnected", {}
        for row in rows:
            idx, told = row[CONF_IDX], found.get(row[CONF_IDX])
            if told is None:
                return ("idx_unknown" if found else "no_answer"), {"idx": str(idx)}
            kind, wanted = domoticz_message.kind_of(told), domoticz_message.kinds(row[CONF_METRIC])
            if kind not in wanted:
                return "idx_type", {"idx": str(idx), "found": kind, "wanted": ", ".join(wanted)}
        return None

    # Sensors that are made.

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
                probatio.Required(CONF_METRICS): _metrics_selector(),
            }
        )
        shown = {CONF_METRICS: self._kept().get(CONF_METRICS, list(_DEFAULT_METRICS))}
        if user_input is not None:
            shown = {key: value for key, value in user_input.items() if key != CONF_PASSWORD}
        return self._form(schema, shown, errors, placeholders, step_id="api")

    async def _make(self, answers: Answers) -> Problem | None:
        """Make the sensors; return what was against it."""
        sensors = self._wanted(answers[CONF_METRICS])
        if not sensors:
            return ("no_metrics" if self._people() else "no_people"), {}
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
        """Return the sensors of everybody, with the idx they had."""
        had = {
            (row[CONF_PERSON], row[CONF_METRIC]): row[CONF_IDX]
            for row in self._kept().get(CONF_SENSORS, ())
        }
        return [
            Sensor(
                person_id=(person_id := each.data[CONF_PERSON_ID]),
                person=each.title,
                metric=metric,
                idx=had.get((person_id, metric)),
            )
            for each in self._people()
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
                return self._finish(DOMOTICZ, TITLE, self._answers)
            errors["base"] = problem[0]
            placeholders |= problem[1]
        return self.async_show_form(
            step_id="created",
            data_schema=probatio.Schema({}),
            errors=errors,
            description_placeholders=placeholders,
        )

    def _listed(self, rows: list[Answers]) -> str:
        names = {each.data[CONF_PERSON_ID]: each.title for each in self._people()}
        return "\n".join(
            f"- {plain(names[row[CONF_PERSON]])} {domoticz_message.NAMES[row[CONF_METRIC]]}: "
            f"idx {row[CONF_IDX]}"
            for row in rows
        )

    # Sensors that Domoticz discovers.

    async def async_step_discovery(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for the prefix of Domoticz' auto-discovery."""
        errors: dict[str, str] = {}
        if user_input is not None:
            prefix = topic_of(user_input[CONF_PREFIX])
            if prefix is None:
                errors[CONF_PREFIX] = "invalid_topic"
            elif prefix == self._own_prefix().partition("/")[0]:
                errors[CONF_PREFIX] = "prefix_of_home_assistant"
            elif "/" in prefix:
                errors[CONF_PREFIX] = "prefix_levels"
            elif prefix in {other.get(CONF_PREFIX) for other in self._others(DOMOTICZ)}:
                errors[CONF_PREFIX] = "topic_taken"
            elif not user_input[CONF_METRICS]:
                errors[CONF_METRICS] = "no_metrics"
            else:
                answers = {CONF_PREFIX: prefix, CONF_METRICS: user_input[CONF_METRICS]}
                return self._finish(DOMOTICZ, TITLE, self._answers | answers)
        schema = probatio.Schema(
            {
                probatio.Required(CONF_PREFIX): selector.TextSelector(),
                probatio.Required(CONF_METRICS): _metrics_selector(),
            }
        )
        defaults = {CONF_PREFIX: _DEFAULT_PREFIX, CONF_METRICS: list(_DEFAULT_METRICS)}
        shown = user_input or {**defaults, **self._kept()}
        return self._form(schema, shown, errors, step_id="discovery")

    def _own_prefix(self) -> str:
        """Return the prefix of Home Assistant's own MQTT discovery."""
        settings: dict[str, Any] = {}
        # A broker that was discovered and ignored has an entry, too.
        for entry in self.hass.config_entries.async_entries(mqtt.DOMAIN, include_ignore=False):
            settings |= {**entry.data, **entry.options}
        return str(settings.get(mqtt.CONF_DISCOVERY_PREFIX, mqtt.DEFAULT_PREFIX))

    def _form(
        self,
        schema: probatio.Schema,
        shown: Mapping[str, Any],
        errors: dict[str, str],
        placeholders: dict[str, str] | None = None,
        *,
        step_id: str,
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, shown),
            errors=errors,
            description_placeholders={"example": _EXAMPLE, **(placeholders or {})},
        )


def _metrics_selector() -> selector.SelectSelector:
    return selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=list(METRICS),
            multiple=True,
            translation_key="metric",
            mode=selector.SelectSelectorMode.DROPDOWN,
        )
    )
