"""What the steps of all bridges share."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import ConfigSubentry, ConfigSubentryFlow, SubentryFlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from ..const import CONF_KIND, CONF_PERSON, CONF_PERSON_ID, SUBENTRY_BRIDGE, SUBENTRY_PERSON

_JSON_WHOLE = 2**53

type Answers = dict[str, Any]
type Step[F] = Callable[[F, Answers | None], Awaitable[SubentryFlowResult]]


def needs_mqtt[F: BridgeSteps](step: Step[F]) -> Step[F]:
    """Begin a step only with Home Assistant's MQTT integration."""

    async def begin(self: F, user_input: Answers | None = None) -> SubentryFlowResult:
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            return self.async_abort(reason="mqtt_missing")
        return await step(self, user_input)

    return begin


class BridgeSteps(ConfigSubentryFlow):
    """Adds or changes a bridge."""

    def _others(self, kind: str) -> Iterator[Mapping[str, Any]]:
        """Return the data of the other bridges of a kind."""
        mine = None if self.source == "user" else self._reconfigure_subentry_id
        for each in self._get_entry().get_subentries_of_type(SUBENTRY_BRIDGE):
            if each.data[CONF_KIND] == kind and each.subentry_id != mine:
                yield each.data

    def _kept(self) -> Mapping[str, Any]:
        """Return the data of the bridge that is being changed."""
        return {} if self.source == "user" else self._get_reconfigure_subentry().data

    def _finish(self, kind: str, title: str, answers: Answers) -> SubentryFlowResult:
        data = {CONF_KIND: kind, **answers}
        if self.source == "user":
            return self.async_create_entry(title=self._free(title), data=data)
        return self.async_update_and_abort(
            self._get_entry(), self._get_reconfigure_subentry(), data=data
        )

    def _free(self, title: str) -> str:
        """Return a title that tells a second bridge of a kind from the first."""
        taken = {each.title for each in self._get_entry().get_subentries_of_type(SUBENTRY_BRIDGE)}
        titles = (title, *(f"{title} {number}" for number in range(2, len(taken) + 2)))
        return next(each for each in titles if each not in taken)

    def _people(self) -> list[ConfigSubentry]:
        return list(self._get_entry().get_subentries_of_type(SUBENTRY_PERSON))

    def _rows_selector(
        self, key: str, fields: Mapping[str, Mapping[str, Any]]
    ) -> selector.ObjectSelector:
        """Return a list field whose rows have a person and more, described by the first of these."""
        # Names, since the frontend shows the value here, not a label; ids are taken as well.
        names = {"options": [each.title for each in self._people()], "custom_value": True}
        return selector.ObjectSelector(
            selector.ObjectSelectorConfig(
                fields={
                    name: selector.ObjectSelectorField(selector=dict(field), required=True)
                    for name, field in {CONF_PERSON: {"select": names}, **fields}.items()
                },
                multiple=True,
                label_field=CONF_PERSON,
                description_field=next(iter(fields)),
                translation_key=key,
            )
        )

    def _with_names(self, rows: Iterable[Answers]) -> list[Answers]:
        """Return kept rows as the form shows them; without those of people who are gone."""
        names = {each.data[CONF_PERSON_ID]: each.title for each in self._people()}
        return [
            row | {CONF_PERSON: names[row[CONF_PERSON]]}
            for row in rows
            if row[CONF_PERSON] in names
        ]

    def _person_id(self, person: str) -> str | None:
        """Return the id of a person by their name or id; None for nobody's."""
        for each in self._people():
            if person == each.data[CONF_PERSON_ID] or person.casefold() == each.title.casefold():
                return str(each.data[CONF_PERSON_ID])
        return None


def rows_of(answer: list[Answers] | Answers) -> list[Answers]:
    """Return the rows of a list field, which takes a single one as well."""
    return answer if isinstance(answer, list) else [answer]


def whole_number(value: object) -> int | None:
    """Return a whole number; None for what else a number field of a list takes, such as texts.

    A longer one than JSON can carry would keep Home Assistant from storing any configuration.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if abs(value) < _JSON_WHOLE and value == int(value) else None


def topic_of(text: str) -> str | None:
    """Return a topic as it was meant; None if messages can't be sent there, or only the broker does."""
    topic = text.strip("/ ")
    try:
        mqtt.valid_publish_topic(topic)
    except probatio.Invalid, HomeAssistantError:
        return None
    return None if topic.startswith("$") else topic
