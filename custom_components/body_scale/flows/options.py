"""The options of the household."""

from typing import Any, override

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.core import callback
from homeassistant.helpers import selector
import probatio

from ..const import (
    CONF_CLAIM_MINUTES,
    CONF_READ_MEMORY,
    CONF_SET_CLOCK,
    CONF_STRANGERS,
    CONF_THRESHOLD,
    CONF_WEIGHT_UNIT,
    DEFAULT_OPTIONS,
    STRANGERS_ASK,
    STRANGERS_SET_ASIDE,
)
from ..weights import WeightUnit
from .importing import ImportForm

CONF_NEXT = "next"
"""Not an option: what the form leads to."""
NEXT_SAVE, NEXT_IMPORT, NEXT_STATISTICS = "save", "import", "import_statistics"

_DEFAULT_PERCENT = 90
_SCHEMA = probatio.Schema(
    {
        probatio.Required(CONF_THRESHOLD, default=_DEFAULT_PERCENT): selector.NumberSelector(
            selector.NumberSelectorConfig(
                step=0.1, unit_of_measurement="%", mode=selector.NumberSelectorMode.BOX
            )
        ),
        probatio.Required(
            CONF_CLAIM_MINUTES, default=DEFAULT_OPTIONS[CONF_CLAIM_MINUTES]
        ): selector.NumberSelector(
            selector.NumberSelectorConfig(
                step=1, unit_of_measurement="min", mode=selector.NumberSelectorMode.BOX
            )
        ),
        probatio.Required(
            CONF_SET_CLOCK, default=DEFAULT_OPTIONS[CONF_SET_CLOCK]
        ): selector.BooleanSelector(),
        probatio.Required(
            CONF_READ_MEMORY, default=DEFAULT_OPTIONS[CONF_READ_MEMORY]
        ): selector.BooleanSelector(),
        probatio.Required(
            CONF_STRANGERS, default=DEFAULT_OPTIONS[CONF_STRANGERS]
        ): selector.SelectSelector(
            selector.SelectSelectorConfig(
                options=[STRANGERS_ASK, STRANGERS_SET_ASIDE],
                mode=selector.SelectSelectorMode.LIST,
                translation_key="strangers",
            )
        ),
        probatio.Required(
            CONF_WEIGHT_UNIT, default=DEFAULT_OPTIONS[CONF_WEIGHT_UNIT]
        ): selector.SelectSelector(
            selector.SelectSelectorConfig(
                options=[*WeightUnit],
                mode=selector.SelectSelectorMode.DROPDOWN,
                translation_key="weight_unit",
            )
        ),
        probatio.Optional(CONF_NEXT, default=NEXT_SAVE): selector.SelectSelector(
            selector.SelectSelectorConfig(
                options=[NEXT_SAVE, NEXT_IMPORT, NEXT_STATISTICS],
                mode=selector.SelectSelectorMode.LIST,
                translation_key="next",
            )
        ),
    }
)
_LIMITS = {CONF_THRESHOLD: (0.5, 0.999), CONF_CLAIM_MINUTES: (1, 60)}


class HouseholdOptionsFlow(OptionsFlow):
    """Change the household's options, or import weighings."""

    def __init__(self) -> None:
        """Add the steps of an import."""
        self._import = ImportForm(self)
        self._import.attach()

    @callback
    @override
    def async_remove(self) -> None:
        """Let go of a file."""
        self._import.async_release()

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show and take the options."""
        errors: dict[str, str] = {}
        answers: dict[str, Any] = {**DEFAULT_OPTIONS, **self.config_entry.options}
        leads_to = NEXT_SAVE
        if user_input is not None:
            answers = user_input | {CONF_THRESHOLD: _probability(user_input[CONF_THRESHOLD])}
            leads_to = answers.pop(CONF_NEXT)
            errors = {
                key: f"{key}_range"
                for key, (low, high) in _LIMITS.items()
                if not low <= answers[key] <= high
            }
            if not errors and leads_to != NEXT_SAVE:
                # Whatever becomes of the import.
                self.hass.config_entries.async_update_entry(self.config_entry, options=answers)
                return await self._import.steps[leads_to](None)
            if not errors:
                return self.async_create_entry(data=answers)
        shown = answers | {
            CONF_THRESHOLD: round(100 * answers[CONF_THRESHOLD], 3),
            CONF_NEXT: leads_to,
        }
        schema = self.add_suggested_values_to_schema(_SCHEMA, shown)
        return self.async_show_form(step_id="init", data_schema=schema, errors=errors)


def _probability(number: float) -> float:
    """Return a percentage as a probability; what is one already stays."""
    return round(number / 100, 5) if number > 1 else number
