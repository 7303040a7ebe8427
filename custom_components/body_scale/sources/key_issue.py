"""When to ask for the encryption key of a scale: its measurements can't be read, again and again."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from .scale_issue import ENCRYPTION_KEY, async_delete_scale_issues, async_raise_scale_issue

_FAILURES_IN_A_ROW = 2
"""A single damaged packet looks like a wrong key."""


class KeyReports:
    """Raises the repair of one scale, and takes it back."""

    def __init__(self, hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry) -> None:
        """Begin without a failure."""
        self._hass = hass
        self._entry_id = entry_id
        self._subentry = subentry
        self._failures = 0

    @callback
    def async_failed(self, family: str) -> None:
        """Count a measurement of a family that couldn't be decrypted."""
        self._failures += 1
        if self._failures >= _FAILURES_IN_A_ROW:
            async_raise_scale_issue(
                self._hass, ENCRYPTION_KEY, self._entry_id, self._subentry, family=family
            )

    @callback
    def async_succeeded(self) -> None:
        """Note that a measurement was decrypted."""
        self._failures = 0
        async_delete_scale_issues(self._hass, self._subentry.subentry_id, (ENCRYPTION_KEY,))
