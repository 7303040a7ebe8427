"""The field that says which person has which slot of a scale that knows its users."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import selector

from ..const import CONF_PERSON, CONF_PROFILES, CONF_SLOT
from ..household.people_rows import Row, person_id_of, rows_of, rows_selector, whole_number

_SLOTS = range(1, 256)


def slots_field(household: ConfigEntry) -> selector.ObjectSelector:
    """Return a list of people and slots."""
    fields = {CONF_SLOT: {"number": {"mode": "box", "step": 1}}}
    return rows_selector(household, CONF_PROFILES, fields)


def saved_slots(household: ConfigEntry, answer: list[Row] | Row) -> list[Row] | None:
    """Return the rows as they are saved; None if one has no person, or no slot of its own."""
    slots: dict[str, int] = {}
    for row in rows_of(answer):
        person_id = person_id_of(household, str(row[CONF_PERSON]))
        slot = whole_number(row[CONF_SLOT])
        if person_id is None or person_id in slots or slot is None or slot not in _SLOTS:
            return None
        slots[person_id] = slot
    if len(set(slots.values())) < len(slots):
        return None
    return [{CONF_PERSON: person_id, CONF_SLOT: slot} for person_id, slot in slots.items()]
