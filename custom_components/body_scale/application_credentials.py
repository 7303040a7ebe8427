"""Whose authorization server it is that the user's own credentials are for: Google's."""

from homeassistant.components.application_credentials import AuthorizationServer
from homeassistant.core import HomeAssistant
from homeassistant.helpers.config_entry_oauth2_flow import MY_AUTH_CALLBACK_PATH

from .bridges.google_health import oauth


async def async_get_authorization_server(hass: HomeAssistant) -> AuthorizationServer:
    """Return Google's authorization server."""
    return AuthorizationServer(authorize_url=oauth.AUTHORIZE_URL, token_url=oauth.TOKEN_URL)


async def async_get_description_placeholders(hass: HomeAssistant) -> dict[str, str]:
    """Return where to do what the dialog for credentials asks for."""
    return {
        "guide": oauth.GUIDE,
        "api_page": oauth.API_PAGE,
        "consent_page": oauth.AUDIENCE_PAGE,
        "credentials_page": oauth.CREDENTIALS_PAGE,
        "redirect": MY_AUTH_CALLBACK_PATH,
    }
