"""Finds what an action names: the household that runs, a person, a moment."""

from collections.abc import Mapping
from datetime import UTC, datetime

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..model import GUEST
from .checks import error, printable
from .household import Household, running_household


def required_household(hass: HomeAssistant) -> Household:
    """Return the household that runs.

    Raises:
        ServiceValidationError: There is none.
    """
    household = running_household(hass)
    if household is None:
        raise error("not_loaded")
    return household


def person_or_guest(household: Household, text: str) -> str:
    """Return the id of a member, given by id or name, or `guest`.

    Raises:
        ServiceValidationError: There is no such person.
    """
    return GUEST if text.casefold() == GUEST else member(household, text)


def member(household: Household, text: str) -> str:
    """Return the id of a member, given by id or name.

    Raises:
        ServiceValidationError: There is no such person.
    """
    return find_person({person.id: person.name for person in household.people.values()}, text)


def find_person(names: Mapping[str, str], text: str) -> str:
    """Return the id of a person, given by id or name.

    Args:
        names: Names by person id.
        text: What was typed.

    Raises:
        ServiceValidationError: There is no such person.
    """
    if text in names:
        return text
    for person_id, name in names.items():
        if name.casefold() == text.strip().casefold():
            return person_id
    raise error("unknown_person", person=printable(text))


def aware(time: datetime | None) -> datetime | None:
    """Read a time without a zone as local; at either end of the calendar, as the end."""
    if time is None:
        return None
    try:
        return dt_util.as_utc(time)
    except OverflowError:
        return (
            datetime(1, 1, 1, tzinfo=UTC) if time.year == 1 else datetime(9999, 12, 31, tzinfo=UTC)
        )
