"""Whose consent a scale is given, and when to ask for one: the scale refuses it, or says nothing."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_GUEST, CONF_PIN, CONF_REGISTER, CONF_USER
from ..scales.conversation import Consent
from ..texts.pins import normal_pin
from .scale_issue import CONSENT, async_delete_scale_issues, async_raise_scale_issue

DEFAULT_USER = 1
LAST_USER = 254
_SILENT_IN_A_ROW = 3
"""Somebody may have woken the scale up without being weighed."""


def saved_consent(subentry: ConfigSubentry) -> Consent | None:
    """Return the consent that is saved for a scale; None where none is, or it was damaged."""
    data = subentry.data
    pin = normal_pin(str(data.get(CONF_PIN, "")))
    if pin is None:
        return None
    if data.get(CONF_REGISTER):
        return Consent(code=int(pin), guest=True)
    user = data.get(CONF_USER, DEFAULT_USER)
    if not isinstance(user, int) or not 0 <= user <= LAST_USER:
        return None
    return Consent(code=int(pin), user=user, guest=bool(data.get(CONF_GUEST)))


class Consents:
    """The consent of one scale: gives it, saves a new one, and raises and deletes the repair."""

    def __init__(self, hass: HomeAssistant, entry_id: str, subentry: ConfigSubentry) -> None:
        """Begin with what is saved."""
        self._hass = hass
        self._entry_id = entry_id
        self._subentry = subentry
        self._silent = 0
        self._worked = False
        self.consent = saved_consent(subentry)

    @callback
    def async_refused(self) -> None:
        """Ask for another consent."""
        async_raise_scale_issue(self._hass, CONSENT, self._entry_id, self._subentry)

    @callback
    def async_missing(self) -> None:
        """Count a connection over which a scale with users said nothing for want of a consent."""
        self._silent += 1
        if self._silent >= _SILENT_IN_A_ROW and not self._worked:
            self.async_refused()

    @callback
    def async_succeeded(self) -> None:
        """Note that the scale said something."""
        self._silent, self._worked = 0, True
        async_delete_scale_issues(self._hass, self._subentry.subentry_id, (CONSENT,))

    @callback
    def async_save(self, consent: Consent) -> None:
        """Save the consent of a user that the scale made; the scale has no other for us."""
        self.consent = consent
        entry = self._hass.config_entries.async_get_entry(self._entry_id)
        subentry = entry.subentries.get(self._subentry.subentry_id) if entry else None
        if entry is None or subentry is None:
            return
        data = {key: value for key, value in subentry.data.items() if key != CONF_REGISTER}
        data |= {
            CONF_PIN: f"{consent.code:04}",
            CONF_USER: consent.user,
            CONF_GUEST: consent.guest,
        }
        self._hass.config_entries.async_update_subentry(entry, subentry, data=data)
