"""What the forms of all bridges share.

A form is an object with some steps of a flow; the flow is composed of forms.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

from homeassistant.components import mqtt
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigSubentry,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowHandler, FlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from ..const import CONF_KIND, CONF_PERSON, CONF_PERSON_ID, SUBENTRY_BRIDGE, SUBENTRY_PERSON

_JSON_WHOLE = 2**53

type Answers = dict[str, Any]
type Step[R] = Callable[[Answers | None], Awaitable[R]]


class Form[F: FlowHandler[Any, Any, Any], R: FlowResult[Any, Any]](ABC):
    """Some steps of a flow, as an object of their own."""

    def __init__(self, flow: F) -> None:
        """Take the flow that shows the steps."""
        self.flow = flow

    @property
    def hass(self) -> HomeAssistant:
        """Return Home Assistant, which the flow gets after it was made."""
        return self.flow.hass

    @property
    @abstractmethod
    def steps(self) -> Mapping[str, Step[R]]:
        """Return the steps by their ids."""

    def attach(self) -> None:
        """Let the flow answer for the steps: Home Assistant looks for `async_step_<id>` there."""
        for step_id, step in self.steps.items():
            setattr(self.flow, f"async_step_{step_id}", step)


class HostFlow(ConfigSubentryFlow):
    """A flow that adds or changes a bridge, as the bridge's form sees it."""

    @property
    def household(self) -> ConfigEntry:
        """Return the household's entry."""
        return self._get_entry()

    @property
    def changed(self) -> ConfigSubentry | None:
        """Return the bridge that is being changed; None while one is added."""
        return self._get_reconfigure_subentry() if self.source == SOURCE_RECONFIGURE else None


class BridgeForm(Form[HostFlow, SubentryFlowResult]):
    """The steps that add or change a bridge of one kind.

    The first step's id is the kind's name. Ids of further ones are unique among all kinds.
    """

    def __init__(self, flow: HostFlow, kind: str) -> None:
        """Take the flow, and the name of the kind."""
        super().__init__(flow)
        self.kind = kind

    def _others(self) -> Iterator[Mapping[str, Any]]:
        """Yield the data of the other bridges of this kind."""
        changed = self.flow.changed
        for subentry in self.flow.household.get_subentries_of_type(SUBENTRY_BRIDGE):
            is_changed = changed and subentry.subentry_id == changed.subentry_id
            if subentry.data[CONF_KIND] == self.kind and not is_changed:
                yield subentry.data

    def _saved(self) -> Mapping[str, Any]:
        """Return the data of the bridge that is being changed; empty while one is added."""
        changed = self.flow.changed
        return changed.data if changed else {}

    def _finish(self, title: str, answers: Answers) -> SubentryFlowResult:
        """Save the bridge."""
        data = {CONF_KIND: self.kind, **answers}
        changed = self.flow.changed
        if changed is None:
            return self.flow.async_create_entry(title=self._free(title), data=data)
        return self.flow.async_update_and_abort(self.flow.household, changed, data=data)

    def _free(self, title: str) -> str:
        """Return a title that tells a second bridge of a kind from the first."""
        household = self.flow.household
        taken = {each.title for each in household.get_subentries_of_type(SUBENTRY_BRIDGE)}
        titles = (title, *(f"{title} {number}" for number in range(2, len(taken) + 2)))
        return next(each for each in titles if each not in taken)

    def _people(self) -> list[ConfigSubentry]:
        return list(self.flow.household.get_subentries_of_type(SUBENTRY_PERSON))

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
        """Return saved rows as the form shows them; without those of people who are gone."""
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


def needs_mqtt[F: BridgeForm](
    step: Callable[[F, Answers | None], Awaitable[SubentryFlowResult]],
) -> Callable[[F, Answers | None], Awaitable[SubentryFlowResult]]:
    """Begin a step only with Home Assistant's MQTT integration."""

    async def begin(self: F, user_input: Answers | None = None) -> SubentryFlowResult:
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            return self.flow.async_abort(reason="mqtt_missing")
        return await step(self, user_input)

    return begin


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
