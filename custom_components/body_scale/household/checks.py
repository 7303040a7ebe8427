"""What an action asks for is checked when it is its turn: people may be gone by then."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..journal import weighings as stored
from ..journal.writer import FAULTS, JournalWriter, NotStoredError
from ..model import GUEST, Weighing
from .view import HouseholdView

_MAX_SHOWN = 60
"""Characters of what was typed in."""


def check_person(view: HouseholdView, entry: ConfigEntry[Any], person_id: str) -> None:
    """Refuse a person who isn't, or isn't any more, a member of the household."""
    person = view.people.get(person_id)
    is_member = person is not None and person.subentry_id in entry.subentries
    if person_id != GUEST and not is_member:
        raise error("unknown_person", person=person.name if person else printable(person_id))


def is_born(view: HouseholdView, weighing: Weighing) -> bool:
    """Return whether a weighing's person was born by then; True without a person."""
    person = view.people.get(weighing.person_id or "")
    day = dt_util.as_local(weighing.measured_at).date()
    return person is None or person.was_born_by(day)


def check_time(view: HouseholdView, weighing: Weighing) -> None:
    """Refuse a time at which a weighing's person wasn't born."""
    if not is_born(view, weighing):
        raise error("time_before_birth", person=view.people[weighing.person_id or ""].name)


async def existing(writer: JournalWriter, weighing_id: str, deadline: float) -> Weighing:
    """Return a weighing of the journal; refuse one that isn't there."""
    try:
        async with asyncio.timeout_at(deadline):
            found = await writer.async_read(lambda database: stored.by_id(database, weighing_id))
    except FAULTS as fault:
        raise NotStoredError from fault
    if found is None:
        raise error("unknown_weighing", weighing_id=printable(weighing_id))
    return found


def printable(text: str) -> str:
    """Return the beginning of what was typed in, for a message: any characters may be in it."""
    readable = text.encode(errors="replace").decode()
    return "".join(each if each.isprintable() else "?" for each in readable[:_MAX_SHOWN])


def error(key: str, **placeholders: str) -> ServiceValidationError:
    """Return a translated error of an action."""
    return ServiceValidationError(
        translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
    )
