"""The field that says which person has which slot of a scale that knows its users, and their PINs."""

from collections.abc import Iterable
from typing import NamedTuple

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import selector

from ..const import CONF_PERSON, CONF_PIN, CONF_PROFILES, CONF_SLOT
from ..household.people_rows import (
    Row,
    person_id_of,
    rows_of,
    rows_selector,
    whole_number,
    with_names,
)
from ..sources.consent import LAST_USER
from ..texts.pins import normal_pin

_SLOTS = range(1, 256)


class Slots(NamedTuple):
    """The rows that were typed, as they are saved, and what is wrong with them."""

    rows: list[Row]
    error: str | None = None


def slots_field(household: ConfigEntry, *, pins: bool) -> selector.ObjectSelector:
    """Return a list of people and slots, and of their PINs where the scale may want some."""
    slot = {CONF_SLOT: {"number": {"mode": "box", "step": 1}}}
    pin = {CONF_PIN: {"text": {"autocomplete": "off"}}} if pins else {}
    return rows_selector(household, CONF_PROFILES, slot, pin)


def shown_slots(household: ConfigEntry, saved: Iterable[Row]) -> list[Row]:
    """Return saved rows as the form shows them: without PINs."""
    rows = with_names(household, saved)
    return [{CONF_PERSON: row[CONF_PERSON], CONF_SLOT: row[CONF_SLOT]} for row in rows]


def check_slots(household: ConfigEntry, answer: list[Row] | Row, saved: Iterable[Row]) -> Slots:
    """Check the rows: each needs a person and a slot of its own; a PIN that isn't typed stays.

    Args:
        household: Whose people may be named.
        answer: What was typed.
        saved: The rows of before. A PIN is of a person and a slot: with another slot it goes.
    """
    typed = rows_of(answer)
    slots = [_slot_of(household, row) for row in typed]
    known = [slot for slot in slots if slot]
    people, numbers = ({slot[each] for slot in known} for each in (0, 1))
    if not len(slots) == len(people) == len(numbers):
        return Slots([], "invalid_profiles")
    pins = {(row[CONF_PERSON], row[CONF_SLOT]): row.get(CONF_PIN) for row in saved}
    rows = [{CONF_PERSON: person_id, CONF_SLOT: slot} for person_id, slot in known]
    for row, slot, text in zip(rows, known, map(_typed_pin, typed), strict=True):
        pin = normal_pin(text) if text else pins.get(slot)
        if text and (pin is None or slot[1] > LAST_USER):
            return Slots([], "invalid_profile_pin")
        if pin:
            row[CONF_PIN] = pin
    return Slots(rows)


def _slot_of(household: ConfigEntry, row: Row) -> tuple[str, int] | None:
    """Return person id and slot of a row; None without a person or a slot that there may be."""
    person_id, slot = person_id_of(household, str(row[CONF_PERSON])), whole_number(row[CONF_SLOT])
    return None if person_id is None or slot is None or slot not in _SLOTS else (person_id, slot)


def _typed_pin(row: Row) -> str:
    return str(row.get(CONF_PIN) or "").strip()
