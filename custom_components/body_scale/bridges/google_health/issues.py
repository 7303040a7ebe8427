"""The repairs about what Google doesn't take."""

from homeassistant.core import HomeAssistant, callback

from ...texts.markdown import plain
from ..bridge import Bridge
from ..issues import Reports
from .api import HealthError
from .oauth import API_PAGE

_DISABLED = {"SERVICE_DISABLED", "accessNotConfigured"}
_DENIED_TEXTS = ("google_health_disabled", "google_health_denied")


def is_disabled(error: HealthError) -> bool:
    """Return whether the API isn't enabled in the user's project."""
    return error.reason in _DISABLED


class HealthReports:
    """The repairs about one account."""

    def __init__(self, hass: HomeAssistant, bridge: Bridge) -> None:
        """Report nothing yet."""
        self._reports = Reports(hass, bridge)
        self._number = 0

    @callback
    def async_refused(self, error: HealthError) -> None:
        """Report that Google will never take a value, how many there were, and why the last one."""
        self._number += 1
        self._report("google_health_refused", count=str(self._number), reason=_words(error))

    @callback
    def async_denied(self, error: HealthError) -> None:
        """Report that Google takes nothing at all."""
        self.async_allowed()
        self._report(_DENIED_TEXTS[not is_disabled(error)], reason=_words(error), page=API_PAGE)

    @callback
    def async_allowed(self) -> None:
        """Report that it does."""
        for key in _DENIED_TEXTS:
            self._reports.async_report(key, key, wrong=False)

    def _report(self, key: str, **placeholders: str) -> None:
        self._reports.async_report(key, key, wrong=True, **placeholders)


def _words(error: HealthError) -> str:
    return plain(f"{error.status} {error.reason}".strip())
