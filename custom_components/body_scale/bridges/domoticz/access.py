"""How Domoticz' JSON API is reached after the form: for sensors that are made with their first values.

A login that isn't to be kept is known until Home Assistant is restarted, and written down nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey
from yarl import URL

from ...const import (
    CONF_PASSWORD,
    CONF_TOPIC_IN,
    CONF_TOPIC_OUT,
    CONF_URL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
    DOMAIN,
)
from .api import DomoticzApi

type _Topics = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Access:
    """An address and a login."""

    url: str
    username: str = ""
    password: str = field(default="", repr=False)
    verify_ssl: bool = True

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self | None:
        """Read it from answers of the form, or from what was kept of them; None without an address."""
        if CONF_URL not in values:
            return None
        return cls(
            values[CONF_URL],
            values.get(CONF_USERNAME, ""),
            values.get(CONF_PASSWORD, ""),
            values.get(CONF_VERIFY_SSL, True),
        )

    @property
    def is_open(self) -> bool:
        """Return whether there is nothing secret in it."""
        return not self.username and not self.password and URL(self.url).user is None

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            CONF_URL: self.url,
            CONF_USERNAME: self.username,
            CONF_PASSWORD: self.password,
            CONF_VERIFY_SSL: self.verify_ssl,
        }

    def api(self, hass: HomeAssistant) -> DomoticzApi:
        """Return the Domoticz there.

        Raises:
            DomoticzApiError: It isn't an address.
        """
        return DomoticzApi.at(
            hass, self.url, self.username, self.password, verify_ssl=self.verify_ssl
        )


_KNOWN: HassKey[dict[_Topics, Access]] = HassKey(f"{DOMAIN}_domoticz_access")


@callback
def async_remember(hass: HomeAssistant, bridge: Mapping[str, Any], access: Access) -> None:
    """Know how the Domoticz of a bridge is reached, until the next restart."""
    hass.data.setdefault(_KNOWN, {})[_topics(bridge)] = access


@callback
def async_recall(hass: HomeAssistant, bridge: Mapping[str, Any]) -> Access | None:
    """Return how the Domoticz of a bridge is reached, by what it has or what was entered last."""
    return Access.read(bridge) or hass.data.get(_KNOWN, {}).get(_topics(bridge))


def _topics(bridge: Mapping[str, Any]) -> _Topics:
    """Return what tells one Domoticz from another at Home Assistant's broker."""
    return bridge[CONF_TOPIC_IN], bridge[CONF_TOPIC_OUT]
