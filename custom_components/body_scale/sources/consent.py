"""Whose consents are saved for a scale, and may be given to it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..const import (
    CONF_GUEST,
    CONF_PIN,
    CONF_PROFILES,
    CONF_REGISTER,
    CONF_SLOT,
    CONF_USER,
)
from ..scales.conversation import Consent
from ..texts.pins import normal_pin

DEFAULT_USER = 1
LAST_USER = 254


def saved_consent(data: Mapping[str, Any]) -> Consent | None:
    """Return the consent of a scale itself; None where none is saved, or it was damaged."""
    pin = normal_pin(str(data.get(CONF_PIN, "")))
    if pin is None:
        return None
    if data.get(CONF_REGISTER):
        return Consent(code=int(pin), guest=True)
    return _consent(pin, data.get(CONF_USER, DEFAULT_USER), guest=bool(data.get(CONF_GUEST)))


def saved_consents(data: Mapping[str, Any]) -> tuple[Consent, ...]:
    """Return all consents of a scale: its own, and those of people who are its users.

    Where both are of the same user, it is that person's.
    """
    found = {consent.user: consent for consent in _of_people(data)}
    own = saved_consent(data)
    if own and own.user not in found:
        return (own, *found.values())
    return tuple(found.values())


def _of_people(data: Mapping[str, Any]) -> Iterator[Consent]:
    for row in data.get(CONF_PROFILES, ()):
        pin = normal_pin(str(row.get(CONF_PIN, "")))
        if pin and (consent := _consent(pin, row.get(CONF_SLOT))):
            yield consent


def _consent(pin: str, user: object, *, guest: bool = False) -> Consent | None:
    if not isinstance(user, int) or not 0 <= user <= LAST_USER:
        return None
    return Consent(code=int(pin), user=user, guest=guest)
