"""Repairs: whose a weighing is that has been pending for a day, and keys that don't fit any more."""

from datetime import datetime, timedelta
from typing import Any, override

from homeassistant import data_entry_flow
from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir, selector
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util
import probatio

from .const import CONF_ENCRYPTION_KEY, DISCARD, DOMAIN
from .flows.encryption_key import KEY_SCHEMA, PLACEHOLDERS, KeyCheck, saved_key_check
from .household.changes import SIGNAL_CHANGED, WeighingChange
from .household.household import Household
from .journal.writer import NotStoredError
from .model import GUEST, Weighing
from .sources.key_issue import KEY_ISSUE

_PREFIX = "pending_weighing_"
_AGE = timedelta(days=1)
_INTERVAL = timedelta(hours=1)


@callback
def async_watch_pending(hass: HomeAssistant, household: Household) -> CALLBACK_TYPE:
    """Raise an issue for each weighing that has been pending for a day; return what ends it."""

    @callback
    def look(_: datetime | WeighingChange | None = None) -> None:
        registry = ir.async_get(hass)
        old = {
            _PREFIX + weighing.weighing_id.lower(): weighing
            for weighing in household.view.pending
            if dt_util.utcnow() - weighing.measured_at >= _AGE
        }
        for domain, issue_id in list(registry.issues):
            if domain == DOMAIN and issue_id.startswith(_PREFIX) and issue_id not in old:
                ir.async_delete_issue(hass, DOMAIN, issue_id)
        for issue_id, weighing in old.items():
            _async_raise(hass, household, issue_id, weighing)

    signal = SIGNAL_CHANGED.format(household.entry.entry_id)
    stops = (
        async_track_time_interval(hass, look, _INTERVAL),
        async_dispatcher_connect(hass, signal, look),
    )
    look()

    @callback
    def end() -> None:
        for stop in stops:
            stop()

    return end


@callback
def _async_raise(
    hass: HomeAssistant, household: Household, issue_id: str, weighing: Weighing
) -> None:
    taken = dt_util.as_local(weighing.measured_at)
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="pending_weighing",
        translation_placeholders={
            "weight": f"{weighing.weight_kg:.2f}",
            "time": taken.strftime("%Y-%m-%d %H:%M"),
        },
        data={"weighing_id": weighing.weighing_id, "entry_id": household.entry.entry_id},
    )


class WhoFlow(RepairsFlow):
    """Asks whose weighing it was."""

    def __init__(self, data: dict[str, str | int | float | None]) -> None:
        """Read the data of the issue."""
        self._weighing_id = str(data["weighing_id"])
        self._entry_id = str(data["entry_id"])

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> data_entry_flow.FlowResult[Any, Any]:
        """Start with the only step."""
        return await self.async_step_who()

    async def async_step_who(
        self, user_input: dict[str, str] | None = None
    ) -> data_entry_flow.FlowResult[Any, Any]:
        """Ask for a person, a guest, or to discard it."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        household: Household = entry.runtime_data
        if user_input is not None:
            try:
                await self._settle(household, user_input["person"])
            except ServiceValidationError:
                return self.async_abort(reason="gone")
            except NotStoredError:
                return self.async_abort(reason="not_stored")
            return self.async_create_entry(data={})
        options = [
            *(
                selector.SelectOptionDict(value=person.id, label=person.name)
                for person in household.people.values()
            ),
            *(selector.SelectOptionDict(value=other, label=other) for other in (GUEST, DISCARD)),
        ]
        choice = selector.SelectSelector(
            selector.SelectSelectorConfig(options=options, translation_key="who")
        )
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return self.async_show_form(
            step_id="who",
            data_schema=probatio.Schema({probatio.Required("person"): choice}),
            description_placeholders=issue.translation_placeholders if issue else None,
        )

    async def _settle(self, household: Household, choice: str) -> None:
        if choice == DISCARD:
            await household.records.delete(self._weighing_id)
        else:
            await household.records.assign(self._weighing_id, choice)


class KeyFlow(RepairsFlow):
    """Asks for the encryption key of a scale that can't be read."""

    _key_check: KeyCheck | None = None

    def __init__(self, data: dict[str, str | int | float | None]) -> None:
        """Take what the issue carries."""
        self._subentry_id = str(data["subentry_id"])
        self._entry_id = str(data["entry_id"])

    @callback
    @override
    def async_remove(self) -> None:
        """End listening for what a key can be checked with."""
        if self._key_check:
            self._key_check.stop()

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> data_entry_flow.FlowResult[Any, Any]:
        """Begin with the only question."""
        return await self.async_step_encryption_key()

    async def async_step_encryption_key(
        self, user_input: dict[str, str] | None = None
    ) -> data_entry_flow.FlowResult[Any, Any]:
        """Ask for the key; the household takes it over by itself."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        scale = entry.subentries.get(self._subentry_id) if entry else None
        if scale and self._key_check is None:
            self._key_check = saved_key_check(self.hass, scale)
        if entry is None or scale is None or self._key_check is None:
            return self.async_abort(reason="gone")
        self._key_check.start()
        errors: dict[str, str] = {}
        if user_input is not None:
            settings, errors = self._key_check.check(user_input[CONF_ENCRYPTION_KEY])
            if settings:
                data = {**scale.data, **settings}
                self.hass.config_entries.async_update_subentry(entry, scale, data=data)
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="encryption_key",
            data_schema=self.add_suggested_values_to_schema(KEY_SCHEMA, user_input),
            errors=errors,
            description_placeholders=PLACEHOLDERS | {"scale": scale.title},
        )


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow of an issue."""
    kind = KeyFlow if issue_id.startswith(KEY_ISSUE) else WhoFlow
    return kind(data or {})
