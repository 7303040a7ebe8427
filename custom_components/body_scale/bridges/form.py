"""What the forms of all bridges share.

A form is an object with some steps of a flow; the flow is composed of forms.
"""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
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
import probatio

from ..const import CONF_KIND, SUBENTRY_BRIDGE

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


def needs_mqtt[F: BridgeForm](
    step: Callable[[F, Answers | None], Awaitable[SubentryFlowResult]],
) -> Callable[[F, Answers | None], Awaitable[SubentryFlowResult]]:
    """Begin a step only with Home Assistant's MQTT integration."""

    async def begin(self: F, user_input: Answers | None = None) -> SubentryFlowResult:
        if not mqtt.mqtt_config_entry_enabled(self.hass):
            return self.flow.async_abort(reason="mqtt_missing")
        return await step(self, user_input)

    return begin


def topic_of(text: str) -> str | None:
    """Return a topic as it was meant; None if messages can't be sent there, or only the broker does."""
    topic = text.strip("/ ")
    try:
        mqtt.valid_publish_topic(topic)
    except probatio.Invalid, HomeAssistantError:
        return None
    return None if topic.startswith("$") else topic
