"""Repairs: whose weighings are that have been pending for a day, keys and PINs that don't fit."""

import asyncio
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, override

from homeassistant import data_entry_flow
from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import selector
from homeassistant.util import dt as dt_util
import probatio

from .const import CONF_ENCRYPTION_KEY, CONF_USER, DISCARD
from .flows.consent import CONSENT_SCHEMA, check_consent, named_users, with_consent
from .flows.encryption_key import KEY_SCHEMA, PLACEHOLDERS, KeyCheck, saved_key_check
from .household.household import Household
from .household.issues import MANY_PENDING, placeholders_of
from .journal import weighings as stored
from .journal.writer import FAULTS, NotStoredError
from .model import GUEST, Weighing
from .sources.scale_issue import CONSENT, ENCRYPTION_KEY, USERS, kind_of_issue

_MAX_WAIT_S = 5.0
"""Seconds in which an answer may settle other weighings before the next one is asked about."""
_FIRST_DAY = date(1900, 1, 1)
_NOT_CHOSEN = {"person": "choose"}
_OLDER = probatio.Schema({probatio.Required("before"): selector.DateSelector()})

type _Result = data_entry_flow.FlowResult[Any, Any]


class PendingFlow(RepairsFlow):
    """Asks whose a pending weighing is."""

    def __init__(self, data: dict[str, str | int | float | None]) -> None:
        """Read the data of the issue."""
        self._entry_id = str(data["entry_id"])

    @property
    def _household(self) -> Household | None:
        """Return the household, if it runs."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        household: Household = entry.runtime_data
        return household

    def _ask(
        self, household: Household, weighing: Weighing, errors: dict[str, str] | None = None
    ) -> _Result:
        """Ask for a person, the likeliest first, a guest, or to discard it.

        The field isn't required: a form chooses the first option of one that is, by itself.
        """
        scores = weighing.candidates
        people = sorted(household.people.values(), key=lambda each: -scores.get(each.id, 0.0))
        options = [
            *(selector.SelectOptionDict(value=each.id, label=each.name) for each in people),
            *(selector.SelectOptionDict(value=other, label=other) for other in (GUEST, DISCARD)),
        ]
        choice = selector.SelectSelector(
            selector.SelectSelectorConfig(options=options, translation_key="who")
        )
        return self.async_show_form(
            step_id="who",
            data_schema=probatio.Schema({probatio.Optional("person"): choice}),
            errors=errors,
            description_placeholders=placeholders_of(household.view, weighing),
        )

    async def _settle(self, household: Household, weighing_id: str, choice: str) -> None:
        if choice == DISCARD:
            await household.records.discard(weighing_id)
        else:
            await household.records.assign(weighing_id, choice)


class WhoFlow(PendingFlow):
    """Asks whose one weighing was."""

    def __init__(self, data: dict[str, str | int | float | None]) -> None:
        """Read the data of the issue."""
        super().__init__(data)
        self._weighing_id = str(data["weighing_id"])

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> _Result:
        """Start with the only step."""
        return await self.async_step_who()

    async def async_step_who(self, user_input: dict[str, str] | None = None) -> _Result:
        """Ask, and take the answer."""
        household = self._household
        if household is None:
            return self.async_abort(reason="not_loaded")
        if user_input and (choice := user_input.get("person")):
            reason = await self._answer(household, choice)
            return self.async_abort(reason=reason) if reason else self.async_create_entry(data={})
        try:
            weighing = await household.writer.async_read(
                lambda database: stored.by_id(database, self._weighing_id)
            )
        except FAULTS:
            return self.async_abort(reason="not_read")
        if weighing is None or weighing.person_id is not None:
            return self.async_abort(reason="gone")
        return self._ask(household, weighing, None if user_input is None else _NOT_CHOSEN)

    async def _answer(self, household: Household, choice: str) -> str | None:
        """Take an answer; return why it can't be taken."""
        try:
            await self._settle(household, self._weighing_id, choice)
        except ServiceValidationError:
            return "gone"
        except NotStoredError:
            return "not_stored"
        return None


class ManyFlow(PendingFlow):
    """Asks about one weighing after the other, newest first, or discards the old ones."""

    _weighing_id = ""

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> _Result:
        """Offer both, as long as anything waits."""
        household = self._household
        if household is None:
            return self.async_abort(reason="not_loaded")
        if not household.view.pending:
            return self.async_create_entry(data={})
        return self.async_show_menu(
            step_id="init",
            menu_options=["who", "discard_older"],
            description_placeholders={"count": str(household.view.undecided.number)},
        )

    async def async_step_who(self, user_input: dict[str, str] | None = None) -> _Result:
        """Ask about the newest weighing until none is left."""
        household = self._household
        if household is None:
            return self.async_abort(reason="not_loaded")
        errors = None
        if user_input is not None and "person" not in user_input:
            errors = _NOT_CHOSEN
        elif user_input is not None:
            try:
                await self._settle(household, self._weighing_id, user_input["person"])
            except NotStoredError:
                return self.async_abort(reason="not_stored")
            except ServiceValidationError:
                # It was settled elsewhere meanwhile.
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(_MAX_WAIT_S):
                    await household.records.async_wait()
        if not household.view.pending:
            return self.async_create_entry(data={})
        weighing = household.view.pending[-1]
        self._weighing_id = weighing.weighing_id
        return self._ask(household, weighing, errors)

    async def async_step_discard_older(self, user_input: dict[str, str] | None = None) -> _Result:
        """Ask for a day, and discard what was pending before it."""
        household = self._household
        if household is None:
            return self.async_abort(reason="not_loaded")
        if user_input is None:
            return self.async_show_form(step_id="discard_older", data_schema=_OLDER)
        # Other days can't be converted to UTC everywhere.
        last_day = dt_util.now().date() + timedelta(days=1)
        day = min(max(date.fromisoformat(user_input["before"]), _FIRST_DAY), last_day)
        try:
            await household.records.discard_pending(dt_util.start_of_local_day(day))
        except NotStoredError:
            return self.async_abort(reason="not_stored")
        return await self.async_step_init()


class ScaleFlow(RepairsFlow):
    """Asks for what the measurements of one scale can't be read without."""

    def __init__(self, data: dict[str, str | int | float | None]) -> None:
        """Take what the issue carries."""
        self._subentry_id = str(data["subentry_id"])
        self._entry_id = str(data["entry_id"])

    @callback
    def _saved(self) -> tuple[ConfigEntry, ConfigSubentry] | None:
        """Return the household and its scale; None if one was removed meanwhile."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        scale = entry.subentries.get(self._subentry_id) if entry else None
        return (entry, scale) if entry and scale else None


class KeyFlow(ScaleFlow):
    """Asks for the encryption key of a scale that can't be read."""

    _key_check: KeyCheck | None = None

    @callback
    @override
    def async_remove(self) -> None:
        """End listening for what a key can be checked with."""
        if self._key_check:
            self._key_check.stop()

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> _Result:
        """Begin with the only question."""
        return await self.async_step_encryption_key()

    async def async_step_encryption_key(self, user_input: dict[str, str] | None = None) -> _Result:
        """Ask for the key; the household takes it over by itself."""
        saved = self._saved()
        if saved and self._key_check is None:
            self._key_check = saved_key_check(self.hass, saved[1])
        if saved is None or self._key_check is None:
            return self.async_abort(reason="gone")
        entry, scale = saved
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


class ConsentFlow(ScaleFlow):
    """Asks for the PIN of a user of a scale that refuses to say anything without."""

    def __init__(self, data: dict[str, str | int | float | None]) -> None:
        """Take whose consent was refused."""
        super().__init__(data)
        self._refused = [int(user) for user in str(data.get(USERS) or "").split(",") if user]

    async def async_step_init(self, user_input: dict[str, str] | None = None) -> _Result:
        """Begin with the only question."""
        return await self.async_step_consent()

    async def async_step_consent(self, user_input: dict[str, Any] | None = None) -> _Result:
        """Ask for the PIN; the household takes it over by itself."""
        saved = self._saved()
        if saved is None:
            return self.async_abort(reason="gone")
        entry, scale = saved
        errors: dict[str, str] = {}
        if user_input is not None:
            settings, errors = check_consent(user_input, required=True)
            if settings:
                data = with_consent(scale.data, settings)
                self.hass.config_entries.async_update_subentry(entry, scale, data=data)
                return self.async_create_entry(data={})
        shown = {CONF_USER: self._refused[0]} if self._refused else {}
        return self.async_show_form(
            step_id="consent",
            data_schema=self.add_suggested_values_to_schema(CONSENT_SCHEMA, user_input or shown),
            errors=errors,
            description_placeholders={
                "scale": scale.title,
                "users": named_users(entry, scale, self._refused) or "–",
            },
        )


_SCALE_FLOWS: dict[str, type[ScaleFlow]] = {CONSENT: ConsentFlow, ENCRYPTION_KEY: KeyFlow}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow of an issue."""
    if kind := kind_of_issue(issue_id):
        return _SCALE_FLOWS[kind](data or {})
    return ManyFlow(data or {}) if issue_id == MANY_PENDING else WhoFlow(data or {})
