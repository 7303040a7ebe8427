"""What the modes of the Domoticz bridge share."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from homeassistant.config_entries import ConfigEntryState, SubentryFlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from ....const import CONF_IDX, CONF_METRIC, CONF_SENSORS, CONF_TOPIC_IN, CONF_TOPIC_OUT
from ...form import Answers, BridgeForm
from .. import message as domoticz_message
from ..ask import async_ask
from ..bridge import DomoticzBridge
from ..known import CONF_DEVICE, Device
from ..message import METRICS

TITLE = "Domoticz"
DEFAULT_METRICS = ("weight", "bmi", "body_fat", "metabolic_age")
_EXAMPLE = "http://192.168.1.5:8080"

type Problem = tuple[str, dict[str, str]]
"""A text's key, and what its placeholders stand for."""


class ModeForm(BridgeForm):
    """The steps of one mode, after the first step of all."""

    _answers: Answers

    async def begin(self, answers: Answers) -> SubentryFlowResult:
        """Show the mode's first step.

        Args:
            answers: The topics and the mode, as they are saved.
        """
        self._answers = answers
        return await next(iter(self.steps.values()))(None)

    def _used(self) -> Iterator[int]:
        """Return the sensors that other bridges set in the same Domoticz."""
        for other in self._others():
            if other[CONF_TOPIC_IN] == self._answers[CONF_TOPIC_IN]:
                yield from (row[CONF_IDX] for row in other.get(CONF_SENSORS, ()))
        # Those that other bridges let Domoticz make aren't in their settings.
        for bridge in self._running():
            is_changed = self.flow.changed and bridge.id == self.flow.changed.subentry_id
            if (
                not is_changed
                and bridge.subentry.data[CONF_TOPIC_IN] == self._answers[CONF_TOPIC_IN]
            ):
                yield from (idx for idx, _ in bridge.sensors)

    def _running(self) -> Iterator[DomoticzBridge]:
        """Yield the bridges that set sensors now."""
        household = self.flow.household
        if household.state is ConfigEntryState.LOADED:
            for courier in household.runtime_data.outboxes:
                if isinstance(courier.bridge, DomoticzBridge):
                    yield courier.bridge

    async def _look_up(self, rows: list[Answers], any_idx: int | None = None) -> Problem | None:
        """Return why the running Domoticz can't show these; None if it can.

        Args:
            rows: The sensors; what each is now is noted there.
            any_idx: Another device, which is asked for if there are none.
        """
        topics = self._answers[CONF_TOPIC_IN], self._answers[CONF_TOPIC_OUT]
        idxs = [row[CONF_IDX] for row in rows] or ([any_idx] if any_idx else [])
        try:
            found = await async_ask(self.hass, *topics, idxs)
        except HomeAssistantError:
            return "mqtt_disconnected", {}
        if found.problem is not None:
            about = {"idx": str(found.idx), "count": str(len(found.answers)), "of": str(len(idxs))}
            return found.problem, about
        for row in rows:
            idx, data = row[CONF_IDX], found.answers[row[CONF_IDX]]
            kind, wanted = domoticz_message.kind_of(data), domoticz_message.kinds(row[CONF_METRIC])
            if kind not in wanted:
                return "idx_type", {"idx": str(idx), "found": kind, "wanted": ", ".join(wanted)}
            row[CONF_DEVICE] = asdict(Device.of(data))
        return None

    def _form(
        self,
        schema: probatio.Schema,
        shown: Mapping[str, Any],
        errors: dict[str, str],
        placeholders: dict[str, str] | None = None,
        *,
        step_id: str,
    ) -> SubentryFlowResult:
        return self.flow.async_show_form(
            step_id=step_id,
            data_schema=self.flow.add_suggested_values_to_schema(schema, shown),
            errors=errors,
            description_placeholders={"example": _EXAMPLE, **(placeholders or {})},
        )


def metrics_selector() -> selector.SelectSelector:
    """Return the field that asks which values are sent."""
    return selector.SelectSelector(
        selector.SelectSelectorConfig(
            options=list(METRICS),
            multiple=True,
            translation_key="metric",
            mode=selector.SelectSelectorMode.DROPDOWN,
        )
    )
