"""Adding Google Health: whose weighings, then the account, by Home Assistant's OAuth flow."""

from collections.abc import Mapping
import logging
from typing import Any, override

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry, ConfigFlowResult
from homeassistant.exceptions import ImplementationUnavailableError
from homeassistant.helpers import selector
from homeassistant.helpers.config_entry_oauth2_flow import (
    AbstractOAuth2FlowHandler,
    async_get_implementations,
)
import probatio

from ..bridges.google_health.api import HealthApi, HealthError
from ..bridges.google_health.issues import is_disabled
from ..bridges.google_health.oauth import API_PAGE, GUIDE, SCOPE
from ..const import CONF_ACCOUNT, CONF_KIND, CONF_PERSON, CONF_PERSON_ID, DOMAIN, GOOGLE_HEALTH
from ..household.entries import household_entry, target_entries
from ..household.people_rows import names_of, person_id_of

_LOGGER = logging.getLogger(__name__)
_PAGES = {"guide": GUIDE, "page": API_PAGE}


class GoogleHealthFlow(AbstractOAuth2FlowHandler):
    """The steps of the integration's flow that add a Google account, or let its owner log in again.

    Inherited, not composed: Home Assistant's handler for OAuth is a flow, and Google's answer comes to
    the flow itself.
    """

    DOMAIN = DOMAIN

    def __init__(self) -> None:
        """Begin without a person."""
        super().__init__()
        self._person_id = ""

    @property
    @override
    def logger(self) -> logging.Logger:
        return _LOGGER

    @property
    @override
    def extra_authorize_data(self) -> dict[str, Any]:
        """Ask to write measurements, also later on: only a consent gives a refresh token."""
        return {"scope": SCOPE, "access_type": "offline", "prompt": "consent"}

    async def async_step_google_health(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whose weighings go to the account."""
        household = household_entry(self.hass)
        if household is None:
            # It was removed while the menu was open.
            return await self.async_step_user()
        if not await self._has_credentials():
            return self.async_abort(
                reason="missing_credentials",
                description_placeholders=_PAGES,
                translation_domain=DOMAIN,
            )
        names = self._names_left(household)
        if not names:
            return self.async_abort(reason="everybody_has_it")
        errors: dict[str, str] = {}
        if user_input is not None:
            person_id = person_id_of(household, user_input[CONF_PERSON])
            if person_id in names:
                await self.async_set_unique_id(_unique_id(person_id))
                self._person_id = person_id
                return await self.async_step_pick_implementation()
            errors[CONF_PERSON] = "unknown_person"
        field = selector.SelectSelector(
            selector.SelectSelectorConfig(options=[*names.values()], custom_value=True)
        )
        schema = probatio.Schema({probatio.Required(CONF_PERSON): field})
        return self.async_show_form(
            step_id="google_health",
            data_schema=self.add_suggested_values_to_schema(schema, user_input),
            errors=errors,
            description_placeholders=_PAGES,
        )

    async def _has_credentials(self) -> bool:
        try:
            return bool(await async_get_implementations(self.hass, DOMAIN))
        except ImplementationUnavailableError:
            # The next step says that.
            return True

    def _names_left(self, household: ConfigEntry) -> dict[str, str]:
        """Return the people without an account, by person id."""
        taken = {each.unique_id for each in target_entries(self.hass, {GOOGLE_HEALTH})}
        names = names_of(household)
        return {key: name for key, name in names.items() if _unique_id(key) not in taken}

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Begin when Google refuses the account."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say why somebody has to log in again."""
        entry = self._get_reauth_entry()
        if user_input is None:
            return self.async_show_form(
                step_id="reauth_confirm",
                description_placeholders={**_PAGES, "name": entry.title},
            )
        saved = {"implementation": entry.data["auth_implementation"]}
        return await self.async_step_pick_implementation(saved)

    @override
    async def async_oauth_create_entry(self, data: dict[str, Any]) -> ConfigFlowResult:
        """Look whether the account can be written to, and save it."""
        token = data["token"]
        # Google lets people untick what was asked for.
        if SCOPE not in token.get("scope", "").split() or not token.get("refresh_token"):
            return self.async_abort(reason="not_granted")
        try:
            account = await _account_of(self, token["access_token"])
        except HealthError as error:
            _LOGGER.debug("Google Health: %s", error)
            reason = "api_disabled" if is_disabled(error) else "google_refuses"
            return self.async_abort(
                reason=reason,
                description_placeholders={**_PAGES, "error": str(error)},
            )
        return self._save(data, account)

    def _save(self, data: dict[str, Any], account: str) -> ConfigFlowResult:
        """Make an entry, or give its account's new tokens to the one that asked for them."""
        taken_by = {
            each.data[CONF_ACCOUNT]: each for each in target_entries(self.hass, {GOOGLE_HEALTH})
        }
        if self.source == SOURCE_REAUTH:
            entry = self._get_reauth_entry()
            if entry.data[CONF_ACCOUNT] != account:
                return self.async_abort(reason="wrong_account")
            return self.async_update_reload_and_abort(entry, data_updates=data)
        if account in taken_by:
            return self.async_abort(
                reason="account_taken",
                description_placeholders={"name": taken_by[account].title},
            )
        household = household_entry(self.hass)
        names = self._names_left(household) if household else {}
        if self._person_id not in names:
            # They were removed while somebody logged in at Google.
            return self.async_abort(reason="person_left")
        return self.async_create_entry(
            title=names[self._person_id],
            data={
                CONF_KIND: GOOGLE_HEALTH,
                CONF_PERSON_ID: self._person_id,
                CONF_ACCOUNT: account,
                **data,
            },
            description_placeholders={"name": names[self._person_id]},
        )


async def _account_of(flow: GoogleHealthFlow, access_token: str) -> str:
    """Return whose account it is, which Google says only if the API is enabled."""

    async def token() -> str:
        return access_token

    return await HealthApi(flow.hass, token).identity()


def _unique_id(person_id: str) -> str:
    return f"{GOOGLE_HEALTH}_{person_id}"
