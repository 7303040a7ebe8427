"""Clearing, on request, what xiaomi_mi_scale left with the broker."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from homeassistant.data_entry_flow import FlowContext, FlowHandler, FlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from . import old_discovery

CONF_CLEAN_UP = "clean_up"
CONF_DISCOVERY_PREFIX = "discovery_prefix"
CONF_TOPICS = "topics"
DISCOVERY_PREFIX = "homeassistant"


class CleanUp[C: FlowContext, R: FlowResult[Any, Any], H](FlowHandler[C, R, H]):
    """A flow that can clean up before it finishes."""

    _leftovers: list[str]
    _obstacle_to_clean_up: str | None
    _after_clean_up: Callable[[], Awaitable[R]]

    async def clean_up_then(
        self, prefix: str, discovery_prefix: str, finish: Callable[[], Awaitable[R]]
    ) -> R:
        """Look for what was left, ask what of it is to be cleared, and finish."""
        self._after_clean_up = finish
        try:
            self._leftovers = await old_discovery.find(self.hass, discovery_prefix, prefix)
            self._obstacle_to_clean_up = None if self._leftovers else "nothing_left"
        except HomeAssistantError:
            self._leftovers, self._obstacle_to_clean_up = [], "clean_up_later"
        return await self.async_step_clean_up()

    async def async_step_clean_up(self, user_input: Mapping[str, Any] | None = None) -> R:
        """Clear what was chosen."""
        if user_input is None:
            return self._show_leftovers()
        try:
            await old_discovery.clear(self.hass, user_input.get(CONF_TOPICS, ()))
        except HomeAssistantError:
            self._obstacle_to_clean_up = "broker_silent"
            return self._show_leftovers()
        return await self._after_clean_up()

    def _show_leftovers(self) -> R:
        fields: dict[probatio.Marker, Any] = {}
        if self._leftovers:
            fields[probatio.Optional(CONF_TOPICS, default=self._leftovers)] = (
                selector.SelectSelector(
                    selector.SelectSelectorConfig(
                        options=self._leftovers,
                        multiple=True,
                        mode=selector.SelectSelectorMode.LIST,
                    )
                )
            )
        return self.async_show_form(
            step_id="clean_up",
            data_schema=probatio.Schema(fields),
            errors={"base": error} if (error := self._obstacle_to_clean_up) else None,
            description_placeholders={"count": str(len(self._leftovers))},
        )
