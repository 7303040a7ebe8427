"""The repairs about one scale: each is about what its measurements can't be read without."""

from collections.abc import Iterable

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN

CONSENT = "consent"
ENCRYPTION_KEY = "encryption_key"
PAIRING = "pairing"
USERS = "users"
"""In the data of a repair: the numbers of the users whose PIN is refused."""
KINDS = (CONSENT, ENCRYPTION_KEY, PAIRING)
_DONE_AT_THE_SCALE = {PAIRING}
"""No form can do these."""


@callback
def async_raise_scale_issue(
    hass: HomeAssistant, kind: str, entry_id: str, subentry: ConfigSubentry, **data: str
) -> None:
    """Raise a repair of a scale, which carries the data to its flow."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        _issue_id(kind, subentry.subentry_id),
        is_fixable=kind not in _DONE_AT_THE_SCALE,
        severity=ir.IssueSeverity.ERROR,
        translation_key=kind,
        translation_placeholders={"scale": subentry.title},
        data={"entry_id": entry_id, "subentry_id": subentry.subentry_id, **data},
    )


@callback
def async_scale_issue(hass: HomeAssistant, kind: str, subentry_id: str) -> ir.IssueEntry | None:
    """Return the repair of a scale, if there is one."""
    return ir.async_get(hass).async_get_issue(DOMAIN, _issue_id(kind, subentry_id))


@callback
def async_delete_scale_issues(
    hass: HomeAssistant, subentry_id: str, kinds: Iterable[str] = KINDS
) -> None:
    """Delete the repairs of a scale, if there are any."""
    for kind in kinds:
        ir.async_delete_issue(hass, DOMAIN, _issue_id(kind, subentry_id))


@callback
def async_delete_other_scale_issues(hass: HomeAssistant, subentry_ids: Iterable[str]) -> None:
    """Delete the repairs of all scales except these."""
    stay = {_issue_id(kind, subentry_id) for subentry_id in subentry_ids for kind in KINDS}
    for domain, issue_id in list(ir.async_get(hass).issues):
        if domain == DOMAIN and kind_of_issue(issue_id) and issue_id not in stay:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def kind_of_issue(issue_id: str) -> str | None:
    """Return the kind of a repair; None if it isn't about a scale."""
    return next((kind for kind in KINDS if issue_id.startswith(_issue_id(kind, ""))), None)


def _issue_id(kind: str, subentry_id: str) -> str:
    return f"{kind}_{subentry_id.lower()}"
