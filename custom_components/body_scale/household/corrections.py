"""What people set right afterwards: whose a weighing is, when and how much, or that it never was."""

from dataclasses import replace
from datetime import datetime

from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..model import GUEST, AssignedBy, Origin, Reading, Weighing
from .household import Household

MANUAL = "manual"
"""Stands in the place of a scale's address for weighings typed in by hand."""

_BY_HAND = "assigned by hand"


async def async_assign(household: Household, weighing_id: str, person_id: str) -> None:
    """Give a weighing to a person, or to nobody (`guest`)."""
    async with household.keeper.turn:
        old = await _weighing(household, weighing_id)
        new = replace(
            old,
            person_id=person_id,
            assigned_by=AssignedBy.USER,
            confidence=1.0,
            reason=_BY_HAND,
        )
        await household.keeper.async_write(lambda journal: journal.change(new))
        await _follow(household, old, new)


async def async_edit(
    household: Household, weighing_id: str, weight_kg: float | None, time: datetime | None
) -> None:
    """Set a weighing's weight or time right."""
    async with household.keeper.turn:
        old = await _weighing(household, weighing_id)
        new = replace(
            old,
            weight_kg=old.weight_kg if weight_kg is None else weight_kg,
            measured_at=old.measured_at if time is None else dt_util.as_utc(time),
        )
        await household.keeper.async_write(lambda journal: journal.change(new))
        await _follow(household, old, new)


async def async_delete(household: Household, weighing_id: str) -> None:
    """Forget a weighing; its record on air stays known, so that it doesn't come back."""
    async with household.keeper.turn:
        old = await _weighing(household, weighing_id)
        await household.keeper.async_write(lambda journal: journal.delete(weighing_id))
        await _follow(household, old, None)


async def async_record(household: Household, reading: Reading, person_id: str | None) -> Weighing:
    """Keep a weighing that somebody typed in; whose it is is found out if they don't say."""
    async with household.keeper.turn:
        weighing = household.recognition.weighing(MANUAL, replace(reading, origin=Origin.MANUAL))
        if person_id is not None:
            weighing = replace(
                weighing,
                person_id=person_id,
                assigned_by=AssignedBy.USER,
                confidence=1.0,
                reason=_BY_HAND,
            )
        await household.keeper.async_write(lambda journal: journal.add([weighing], MANUAL))
        await household.async_added([weighing])
        return weighing


async def async_erase(household: Household, person_id: str) -> None:
    """Forget a person for good: weighings, profiles, statistics, and the person themselves."""
    async with household.keeper.turn:
        await household.keeper.async_write(lambda journal: journal.erase(person_id))
        household.statistics.async_clear(person_id)
        await household.async_reread({person_id})
    if person := household.people.get(person_id):
        household.hass.config_entries.async_remove_subentry(household.entry, person.subentry_id)


async def _weighing(household: Household, weighing_id: str) -> Weighing:
    found = await household.keeper.async_read(lambda journal: journal.weighing(weighing_id))
    if found is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN,
            translation_key="unknown_weighing",
            translation_placeholders={"weighing_id": weighing_id[:60]},
        )
    return found


async def _follow(household: Household, old: Weighing, new: Weighing | None) -> None:
    """Let everything be as if it had been right from the start, and tell of it."""
    people = {old.person_id, new.person_id if new else None}
    await household.async_corrected(
        old, new, frozenset(each for each in people if each and each != GUEST)
    )
