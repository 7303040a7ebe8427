"""The list fields of forms whose rows name a person of the household, and more."""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.helpers import selector

from ..const import CONF_PERSON, CONF_PERSON_ID, SUBENTRY_PERSON

_JSON_WHOLE = 2**53

type Row = dict[str, Any]


def names_of(household: ConfigEntry) -> dict[str, str]:
    """Return person id to name."""
    people = household.get_subentries_of_type(SUBENTRY_PERSON)
    return {each.data[CONF_PERSON_ID]: each.title for each in people}


def rows_selector(
    household: ConfigEntry,
    key: str,
    fields: Mapping[str, Mapping[str, Any]],
    optional: Mapping[str, Mapping[str, Any]] | None = None,
) -> selector.ObjectSelector:
    """Return a list field whose rows have a person and more, described by the first of these.

    Args:
        household: Whose people are offered.
        key: Under which the texts are.
        fields: What each row has, and how it is chosen.
        optional: What a row may have as well.
    """
    optional = optional or {}
    # Names, since the frontend shows the value here, not a label; ids are taken as well.
    names = {"options": [*names_of(household).values()], "custom_value": True}
    return selector.ObjectSelector(
        selector.ObjectSelectorConfig(
            fields={
                name: selector.ObjectSelectorField(
                    selector=dict(field), required=name not in optional
                )
                for name, field in {CONF_PERSON: {"select": names}, **fields, **optional}.items()
            },
            multiple=True,
            label_field=CONF_PERSON,
            description_field=next(iter(fields)),
            translation_key=key,
        )
    )


def rows_of(answer: list[Row] | Row) -> list[Row]:
    """Return the rows of a list field, which takes a single one as well."""
    return answer if isinstance(answer, list) else [answer]


def with_names(household: ConfigEntry, rows: Iterable[Row]) -> list[Row]:
    """Return saved rows as the form shows them; without those of people who are gone."""
    names = names_of(household)
    return [
        row | {CONF_PERSON: names[row[CONF_PERSON]]} for row in rows if row[CONF_PERSON] in names
    ]


def person_id_of(household: ConfigEntry, person: str) -> str | None:
    """Return the id of a person by their name or id; None for nobody's."""
    for person_id, name in names_of(household).items():
        if person == person_id or person.casefold() == name.casefold():
            return person_id
    return None


def whole_number(value: object) -> int | None:
    """Return a whole number; None for what else a number field of a list takes, such as texts.

    A longer one than JSON can carry would keep Home Assistant from storing any configuration.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if abs(value) < _JSON_WHOLE and value == int(value) else None
