"""The access to a Google account: tokens that are renewed, and what refuses them."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    OAuth2TokenRequestBaseError,
    OAuth2TokenRequestReauthError,
)
from homeassistant.helpers.config_entry_oauth2_flow import OAuth2Session

from .api import GrantError, HealthError


class Access:
    """Gives the access token of an entry.

    A refusal comes as a GrantError, whatever else goes wrong as HealthError 0: not reached.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, session: OAuth2Session) -> None:
        """Take the session of an entry that is loaded."""
        self._hass = hass
        self._entry = entry
        self._session = session

    async def token(self) -> str:
        """Return a token that is valid by the clock."""
        try:
            await self._session.async_ensure_token_valid()
        except OAuth2TokenRequestReauthError as error:
            raise GrantError(401, "invalid_grant") from error
        except (OAuth2TokenRequestBaseError, TimeoutError) as error:
            raise HealthError(0, type(error).__name__) from error
        return str(self._session.token["access_token"])

    async def renew(self) -> None:
        """Get another token: Google refused one that should be valid."""
        expired = {**self._session.token, "expires_at": 0}
        self._hass.config_entries.async_update_entry(
            self._entry, data={**self._entry.data, "token": expired}
        )
        await self.token()
