"""Setting up the Intervals.icu bridge."""

from collections.abc import Mapping
from typing import override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_API_KEY

from ..form import Answers, Step
from ..login_form import LoginForm
from .bridge import check


class IntervalsIcuForm(LoginForm):
    """Asks for a person and their API key."""

    title = "Intervals.icu"
    secret = CONF_API_KEY

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        return {"intervals_icu": self.async_step_intervals_icu}

    async def async_step_intervals_icu(
        self, user_input: Answers | None = None
    ) -> SubentryFlowResult:
        """Ask for them."""
        return await self._ask(user_input, step_id="intervals_icu")

    @override
    async def _check(self, answers: Answers) -> None:
        await check(self.hass, answers[CONF_API_KEY])
