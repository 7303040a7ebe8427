"""The repair that asks for the encryption key of a scale whose measurements can't be read."""

from collections.abc import Iterable

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN

KEY_ISSUE = "encryption_key_"
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
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                _issue_id(self._subentry.subentry_id),
                is_fixable=True,
                severity=ir.IssueSeverity.ERROR,
                translation_key="encryption_key",
                translation_placeholders={"scale": self._subentry.title},
                data={
                    "entry_id": self._entry_id,
                    "subentry_id": self._subentry.subentry_id,
                    "family": family,
                },
            )

    @callback
    def async_succeeded(self) -> None:
        """Note that a measurement was decrypted."""
        self._failures = 0
        async_delete_key_issue(self._hass, self._subentry.subentry_id)


@callback
def async_issue_family(hass: HomeAssistant, subentry_id: str) -> str:
    """Return the family that a scale's repair names; empty where there is none."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, _issue_id(subentry_id))
    return str(issue.data.get("family", "")) if issue and issue.data else ""


@callback
def async_delete_key_issue(hass: HomeAssistant, subentry_id: str) -> None:
    """Delete the repair of a scale, if there is one."""
    ir.async_delete_issue(hass, DOMAIN, _issue_id(subentry_id))


@callback
def async_delete_other_key_issues(hass: HomeAssistant, subentry_ids: Iterable[str]) -> None:
    """Delete the repairs of all scales except these."""
    stay = {_issue_id(subentry_id) for subentry_id in subentry_ids}
    for domain, issue_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and issue_id.startswith(KEY_ISSUE) and issue_id not in stay:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _issue_id(subentry_id: str) -> str:
    return KEY_ISSUE + subentry_id.lower()
