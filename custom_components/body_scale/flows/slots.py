"""The field that says which person has which slot of a scale that knows its users."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import selector

from ..const import CONF_PERSON, CONF_PERSON_ID, CONF_PROFILES, CONF_SLOT, SUBENTRY_PERSON

_SLOTS = range(1, 256)

type Rows = list[dict[str, Any]]


def slots_field(household: ConfigEntry) -> selector.ObjectSelector:
    """Return a list of people and slots."""
    # Names, since the frontend shows the value here, not a label; ids are taken as well.
    names = {"options": [*_names(household).values()], "custom_value": True}
    fields: Mapping[str, Mapping[str, Any]] = {
        CONF_PERSON: {"select": names},
        CONF_SLOT: {"number": {"mode": "box", "step": 1}},
    }
    return selector.ObjectSelector(
        selector.ObjectSelectorConfig(
            fields={
                name: selector.ObjectSelectorField(selector=dict(field), required=True)
                for name, field in fields.items()
            },
            multiple=True,
            label_field=CONF_PERSON,
            description_field=CONF_SLOT,
            translation_key=CONF_PROFILES,
        )
    )


def shown_slots(household: ConfigEntry, rows: Iterable[Mapping[str, Any]]) -> Rows:
    """Return saved rows as the form shows them, without those of people who are gone."""
    names = _names(household)
    return [
        {CONF_PERSON: names[row[CONF_PERSON]], CONF_SLOT: row[CONF_SLOT]}
        for row in rows
        if row[CONF_PERSON] in names
    ]


def saved_slots(household: ConfigEntry, answer: Rows | dict[str, Any]) -> Rows | None:
    """Return the rows as they are saved; None if one has no person, or no slot of its own."""
    slots: dict[str, int] = {}
    for row in answer if isinstance(answer, list) else [answer]:
        person_id, slot = _person_id(household, str(row[CONF_PERSON])), row[CONF_SLOT]
        if person_id is None or person_id in slots or not _is_slot(slot):
            return None
        slots[person_id] = int(slot)
    if len(set(slots.values())) < len(slots):
        return None
    return [{CONF_PERSON: person_id, CONF_SLOT: slot} for person_id, slot in slots.items()]


def _is_slot(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value in _SLOTS


def _names(household: ConfigEntry) -> dict[str, str]:
    """Return person id to name."""
    people = household.get_subentries_of_type(SUBENTRY_PERSON)
    return {each.data[CONF_PERSON_ID]: each.title for each in people}


def _person_id(household: ConfigEntry, person: str) -> str | None:
    """Return the id of a person, given by name or id."""
    for person_id, name in _names(household).items():
        if person == person_id or person.casefold() == name.casefold():
            return person_id
    return None
