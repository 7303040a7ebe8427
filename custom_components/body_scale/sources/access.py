"""What a scale lets itself be read with: users' consents, a password; and when to ask for them."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_GUEST, CONF_PASSWORD, CONF_PIN, CONF_REGISTER, CONF_USER
from ..scales.conversation import (
    ConsentMissing,
    ConsentRefused,
    GaveUp,
    Paired,
    PairingMissing,
    Registered,
)
from .consent import saved_consents
from .scale_issue import CONSENT, PAIRING, USERS, async_delete_scale_issues, async_raise_scale_issue

_MISSING: Mapping[type[GaveUp], str] = {ConsentMissing: CONSENT, PairingMissing: PAIRING}
"""The repair about what a scale that said nothing may want."""
_SILENT_IN_A_ROW = 3
"""Somebody may have woken the scale up without being weighed."""


def saved_password(data: Mapping[str, Any]) -> bytes | None:
    """Return the password that a scale gave; None where it gave none, or it was damaged."""
    try:
        return bytes.fromhex(str(data.get(CONF_PASSWORD, ""))) or None
    except ValueError:
        return None


class Access:
    """The access to one scale: gives it, saves what the scale gave, raises and deletes the repairs.

    Attributes:
        consents: Of the scale's users.
        password: Which the scale gave when it was paired.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry) -> None:
        """Begin with what is saved."""
        self._hass = hass
        self._entry_id = entry_id
        self._subentry = subentry
        self._silent = 0
        self._worked = False
        self.consents = saved_consents(subentry.data)
        self.password = saved_password(subentry.data)

    @callback
    def async_ended(self, gave_up: GaveUp | None, *, heard: bool) -> None:
        """Note how a connection ended: ask for what the scale refused, or is silent without."""
        if heard:
            self._silent, self._worked = 0, True
        if isinstance(gave_up, ConsentRefused):
            self._refused(gave_up.users)
        elif gave_up and (kind := _MISSING.get(type(gave_up))):
            self._silent += 1
            if self._silent >= _SILENT_IN_A_ROW and not self._worked:
                self._raise(kind)
        elif heard:
            self._delete(*_MISSING.values())

    @callback
    def async_save(self, given: Registered | Paired) -> None:
        """Save what the scale gave; it has no other for us."""
        entry = self._hass.config_entries.async_get_entry(self._entry_id)
        subentry = entry.subentries.get(self._subentry.subentry_id) if entry else None
        if entry is None or subentry is None:
            return
        data = _with(subentry.data, given)
        self.consents, self.password = saved_consents(data), saved_password(data)
        self._hass.config_entries.async_update_subentry(entry, subentry, data=data)
        self._delete(PAIRING)

    def _refused(self, users: tuple[int | None, ...]) -> None:
        # Some scales end the connection then, so those who aren't refused come before.
        self.consents = tuple(sorted(self.consents, key=lambda each: each.user in users))
        numbers = (str(user) for user in users if user is not None)
        self._raise(CONSENT, **{USERS: ",".join(numbers)})

    def _raise(self, kind: str, **data: str) -> None:
        async_raise_scale_issue(self._hass, kind, self._entry_id, self._subentry, **data)

    def _delete(self, *kinds: str) -> None:
        async_delete_scale_issues(self._hass, self._subentry.subentry_id, kinds)


def _with(data: Mapping[str, Any], given: Registered | Paired) -> dict[str, Any]:
    """Return the settings of a scale with what it gave."""
    if isinstance(given, Paired):
        return {**data, CONF_PASSWORD: given.password.hex()}
    consent = given.consent
    return {key: value for key, value in data.items() if key != CONF_REGISTER} | {
        CONF_PIN: f"{consent.code:04}",
        CONF_USER: consent.user,
        CONF_GUEST: consent.guest,
    }
