"""Setting up the wger bridge."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import SubentryFlowResult
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.helpers import selector
import probatio
from yarl import URL

from ..form import Answers, Step
from ..login_form import InvalidAddressError, LoginForm
from .bridge import service, unit_kg

_ADDRESS = selector.TextSelector(selector.TextSelectorConfig(type=selector.TextSelectorType.URL))


class WgerForm(LoginForm):
    """Asks for a person, where wger is, and their token."""

    title = "wger"
    secret = CONF_TOKEN

    @property
    @override
    def steps(self) -> Mapping[str, Step[SubentryFlowResult]]:
        return {"wger": self.async_step_wger}

    async def async_step_wger(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Ask for them."""
        return await self._ask(user_input, step_id="wger")

    @override
    def _more(self) -> Mapping[probatio.Marker, selector.Selector[Any]]:
        return {
            probatio.Required(CONF_URL): _ADDRESS,
            probatio.Required(CONF_VERIFY_SSL, default=True): selector.BooleanSelector(),
        }

    @override
    async def _check(self, answers: Answers) -> None:
        try:
            url = URL(answers[CONF_URL].strip())
            # A name in Punycode is only read here.
            is_address = url.scheme in {"http", "https"} and bool(url.host)
        except ValueError:
            is_address = False
        if not is_address:
            raise InvalidAddressError
        answers[CONF_URL] = str(url.with_query(None).with_fragment(None)).rstrip("/")
        await unit_kg(service(self.hass, answers))
