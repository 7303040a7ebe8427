"""Retracting, on request, what xiaomi_mi_scale left with the broker."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, override

from homeassistant.data_entry_flow import FlowHandler, FlowResult
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector
import probatio

from ..form import Answers, Form, Step
from . import old_discovery

CONF_CLEAN_UP = "clean_up"
CONF_DISCOVERY_PREFIX = "discovery_prefix"
CONF_TOPICS = "topics"
DISCOVERY_PREFIX = "homeassistant"


class CleanUpForm[R: FlowResult[Any, Any]](Form[FlowHandler[Any, R, Any], R]):
    """A step before the end of a flow: it shows what was found, and retracts what is chosen."""

    def __init__(
        self,
        flow: FlowHandler[Any, R, Any],
        prefix: str,
        discovery_prefix: str,
        finish: Callable[[], Awaitable[R]],
    ) -> None:
        """Take the prefixes that xiaomi_mi_scale used, and how the flow ends."""
        super().__init__(flow)
        self._prefix = prefix
        self._discovery_prefix = discovery_prefix
        self._finish = finish
        self._leftovers: list[str] = []
        self._error: str | None = None

    @property
    @override
    def steps(self) -> Mapping[str, Step[R]]:
        return {"clean_up": self.async_step_clean_up}

    async def begin(self) -> R:
        """Look for what was left, and show it."""
        self.attach()
        try:
            self._leftovers = await old_discovery.find(
                self.hass, self._discovery_prefix, self._prefix
            )
            self._error = None if self._leftovers else "nothing_left"
        except HomeAssistantError:
            self._error = "clean_up_later"
        return self._show()

    async def async_step_clean_up(self, user_input: Answers | None = None) -> R:
        """Retract what was chosen."""
        if user_input is None:
            return self._show()
        try:
            await old_discovery.retract(self.hass, user_input.get(CONF_TOPICS, ()))
        except HomeAssistantError:
            self._error = "broker_silent"
            return self._show()
        return await self._finish()

    def _show(self) -> R:
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
        return self.flow.async_show_form(
            step_id="clean_up",
            data_schema=probatio.Schema(fields),
            errors={"base": self._error} if self._error else None,
            description_placeholders={"count": str(len(self._leftovers))},
        )
