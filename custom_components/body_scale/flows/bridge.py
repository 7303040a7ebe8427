"""Adding and changing bridges: the steps are those of their kinds."""

from homeassistant.config_entries import SubentryFlowResult

from ..bridges.form import HostFlow
from ..bridges.kinds import KINDS
from ..const import CONF_KIND


class BridgeFlow(HostFlow):
    """Add or change a bridge."""

    def __init__(self) -> None:
        """Compose the flow of the forms of all kinds."""
        self._forms = {name: kind.form(self, name) for name, kind in KINDS.items()}
        for form in self._forms.values():
            form.attach()

    async def async_step_user(self, user_input: None = None) -> SubentryFlowResult:
        """Ask where weighings are to be delivered."""
        return self.async_show_menu(step_id="user", menu_options=[*KINDS, "moving_in"])

    async def async_step_reconfigure(self, user_input: None = None) -> SubentryFlowResult:
        """Show the form of this kind of bridge."""
        kind = self._get_reconfigure_subentry().data[CONF_KIND]
        if kind not in KINDS:
            return self.async_abort(reason="unknown_kind")
        return await self._forms[kind].steps[kind](None)
