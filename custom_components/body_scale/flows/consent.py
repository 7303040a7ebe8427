"""Asking for the PIN with which a scale lets a client read the measurements of one of its users."""

from collections.abc import Iterable, Mapping
import secrets
from typing import Any, NamedTuple

from homeassistant.components.bluetooth import BluetoothServiceInfoBleak
from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import selector
import probatio

from .. import scales
from ..const import (
    CONF_FAMILY,
    CONF_GUEST,
    CONF_PERSON,
    CONF_PIN,
    CONF_PROFILES,
    CONF_REGISTER,
    CONF_SLOT,
    CONF_USER,
)
from ..household.people_rows import with_names
from ..scales.conversation import Consent
from ..sources.consent import DEFAULT_USER, LAST_USER, saved_consents
from ..sources.scale_issue import CONSENT, async_scale_issue
from ..texts.pins import normal_pin

FIELDS: dict[Any, Any] = {
    probatio.Optional(CONF_PIN): selector.TextSelector(
        selector.TextSelectorConfig(autocomplete="off")
    ),
    probatio.Optional(CONF_USER, default=DEFAULT_USER): selector.NumberSelector(
        selector.NumberSelectorConfig(
            min=0, max=LAST_USER, step=1, mode=selector.NumberSelectorMode.BOX
        )
    ),
    probatio.Optional(CONF_REGISTER, default=False): selector.BooleanSelector(),
}
CONSENT_SCHEMA = probatio.Schema(FIELDS)
_OTHER_KEYS = {CONF_USER, CONF_REGISTER, CONF_GUEST}
_KEYS = {CONF_PIN, *_OTHER_KEYS}
"""Of a saved consent; a new one replaces all of it."""
_PINS = 10000


class Answer(NamedTuple):
    """What follows from a consent that was typed in.

    Attributes:
        settings: What is saved of the scale; empty where none was given.
        errors: What is wrong, by field.
    """

    settings: dict[str, Any]
    errors: dict[str, str]


def check_consent(
    typed: dict[str, Any], saved: Consent | None = None, *, required: bool = False
) -> Answer:
    """Check what was typed; the scale itself tells whether it fits, when it is used next.

    Args:
        typed: What the form gives.
        saved: What stays where no PIN is typed: its number may be changed alone.
        required: Without a consent the form isn't done.
    """
    text = str(typed.get(CONF_PIN) or "").strip()
    pin = normal_pin(text)
    if text and pin is None:
        return Answer({}, {CONF_PIN: "invalid_pin"})
    if typed.get(CONF_REGISTER):
        pin = pin or f"{secrets.randbelow(_PINS):04}"
        return Answer({CONF_PIN: pin, CONF_REGISTER: True}, {})
    user = int(typed.get(CONF_USER, DEFAULT_USER))
    if pin is None and saved and saved.user not in {None, user}:
        return Answer({CONF_USER: user}, {})
    if pin is None:
        return Answer({}, {CONF_PIN: "invalid_pin"} if required else {})
    return Answer({CONF_PIN: pin, CONF_USER: user}, {})


def with_consent(data: Mapping[str, Any], consent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a scale with a consent that was typed in, or its new number alone.

    The PIN of a person with that number is replaced there, if there is one.
    """
    if (pin := consent.get(CONF_PIN)) is None:
        return {key: value for key, value in data.items() if key not in _OTHER_KEYS} | dict(consent)
    rows = list(data.get(CONF_PROFILES, ()))
    for index, row in enumerate(rows):
        if CONF_PIN in row and row[CONF_SLOT] == consent.get(CONF_USER):
            rows[index] = {**row, CONF_PIN: pin}
            return {**data, CONF_PROFILES: rows}
    return {key: value for key, value in data.items() if key not in _KEYS} | dict(consent)


def named_users(household: ConfigEntry, scale: ConfigSubentry, users: Iterable[int]) -> str:
    """Return users of a scale as people know them: numbers, with names where there are some."""
    rows = with_names(household, scale.data.get(CONF_PROFILES, ()))
    names = {row[CONF_SLOT]: row[CONF_PERSON] for row in rows}
    return ", ".join(f"{user} ({names[user]})" if user in names else str(user) for user in users)


def asks_consent(heard: BluetoothServiceInfoBleak | None) -> scales.Family | None:
    """Return the family of a scale that is heard, if such scales want the consent of a user."""
    family = scales.family_of(heard) if heard else None
    return family if family and family.traits.consents else None


@callback
def may_consent(hass: HomeAssistant, subentry: ConfigSubentry) -> bool:
    """Return whether the settings of a scale offer to change its consent."""
    family = scales.FAMILIES.get(subentry.data.get(CONF_FAMILY, ""))
    return (
        bool(family and family.traits.consents)
        or bool(saved_consents(subentry.data))
        or async_scale_issue(hass, CONSENT, subentry.subentry_id) is not None
    )
