"""Adding and changing people."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigSubentry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ATHLETE,
    CONF_BIRTH_DATE,
    CONF_FORMULA_SET,
    CONF_GOAL,
    CONF_GOAL_DATE,
    CONF_GOAL_SINCE,
    CONF_GOAL_WEIGHT,
    CONF_HEIGHT,
    CONF_IDENTIFICATION,
    CONF_METRICS,
    CONF_NAME,
    CONF_NO_IMPEDANCE_METRICS,
    CONF_PERSON_ID,
    CONF_PROFILES,
    CONF_SEX,
    CONF_VALID_FROM,
    CONF_WEIGHT,
    SUBENTRY_PERSON,
)
from ..journal.database import FILE_NAME
from ..journal.people import former_people
from ..model import FormulaSet
from ..texts.names import name_key
from ..units import Units
from .person_form import MASSES, TODAY, Answers, Errors, check_person, masses, person_schema


def taken_names(entry: ConfigEntry | None, but: str | None = None) -> set[str]:
    """Return the keys of the names of a household's people; `but` is a subentry id left out."""
    people = entry.get_subentries_of_type(SUBENTRY_PERSON) if entry else []
    return {name_key(each.title) for each in people if each.subentry_id != but}


def _person_data(
    units: Units, answers: Answers, person_id: str, profiles: list[Answers]
) -> Answers:
    """Return a person's subentry data, in cm and kg."""
    saved = deepcopy(answers)
    for part, key in masses(saved):
        part[key] = units.kg(part[key])
    metrics = saved.get(CONF_METRICS, {})
    guess = {} if saved.get(CONF_WEIGHT) is None else {CONF_WEIGHT: saved[CONF_WEIGHT]}
    return {
        CONF_PERSON_ID: person_id,
        CONF_PROFILES: profiles,
        CONF_IDENTIFICATION: guess | saved.get(CONF_IDENTIFICATION, {}),
        CONF_METRICS: {CONF_FORMULA_SET: metrics.get(CONF_FORMULA_SET, FormulaSet.MI_FIT)},
        CONF_GOAL: saved.get(CONF_GOAL, {}),
    }


def _profile(units: Units, answers: Answers, valid_from: date) -> Answers:
    """Return a dated profile of answers that were checked."""
    height = units.cm(answers[CONF_HEIGHT])
    assert height is not None  # noqa: S101
    metrics = answers.get(CONF_METRICS, {})
    return {
        CONF_VALID_FROM: valid_from.isoformat(),
        CONF_SEX: answers[CONF_SEX],
        CONF_BIRTH_DATE: answers[CONF_BIRTH_DATE],
        CONF_HEIGHT: height,
        CONF_ATHLETE: metrics.get(CONF_ATHLETE, False),
        CONF_NO_IMPEDANCE_METRICS: metrics.get(CONF_NO_IMPEDANCE_METRICS, False),
    }


def _since(goal: Answers, before: Mapping[str, Any]) -> Answers:
    """Return a goal with the day on which its weight was set, today if the weight is another."""
    weight = goal.get(CONF_GOAL_WEIGHT)
    if weight is None:
        since = None
    elif weight == before.get(CONF_GOAL_WEIGHT):
        since = before.get(CONF_GOAL_SINCE)
    else:
        since = dt_util.now().date().isoformat()
    rest = {key: value for key, value in goal.items() if key != CONF_GOAL_SINCE}
    return rest | ({CONF_GOAL_SINCE: since} if since else {})


def find_person(entry: ConfigEntry, name: str) -> ConfigSubentry | None:
    """Return the person of a household who has this name."""
    people = entry.get_subentries_of_type(SUBENTRY_PERSON)
    return next((each for each in people if name_key(each.title) == name_key(name)), None)


def same_person(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Return whether two people of the same name have the same profile."""
    keys = (CONF_SEX, CONF_BIRTH_DATE, CONF_HEIGHT)
    return all(one[CONF_PROFILES][-1][key] == other[CONF_PROFILES][-1][key] for key in keys)


async def new_person(
    hass: HomeAssistant,
    answers: Answers,
    entry: ConfigEntry | None,
    units: Units | None = None,
) -> ConfigSubentryData:
    """Return a new person's subentry; a removed person of that name gets the old person id back.

    Args:
        hass: Home Assistant, for the journal's folder.
        answers: The filled-in form.
        entry: The household, if there is one.
        units: The units of the answers; the home's if omitted.
    """
    units = units or Units.of(hass)
    name = answers[CONF_NAME]
    present = {
        each.data[CONF_PERSON_ID]
        for each in (entry.get_subentries_of_type(SUBENTRY_PERSON) if entry else [])
    }
    path = Path(hass.config.path(STORAGE_DIR, FILE_NAME))
    former = await hass.async_add_executor_job(former_people, path)
    back = (key for key, old in former.items() if name_key(old) == name_key(name))
    person_id = next((key for key in back if key not in present), uuid4().hex)
    data = _person_data(units, answers, person_id, [_profile(units, answers, date.min)])
    return ConfigSubentryData(
        data=data | {CONF_GOAL: _since(data[CONF_GOAL], {})},
        subentry_type=SUBENTRY_PERSON,
        title=name,
        unique_id=person_id,
    )


def changed_profiles(
    old: Sequence[Mapping[str, Any]], new: Mapping[str, Any], today: date | None
) -> list[Answers]:
    """Return the dated profiles after a change.

    Args:
        old: As they are, oldest first.
        new: The values of the form.
        today: The day from which the new values are valid; None if the old ones were wrong. Then only
            the values that differ from the current ones are set, in all profiles.
    """
    values = {key: value for key, value in new.items() if key != CONF_VALID_FROM}
    changed = {key: value for key, value in values.items() if old[-1][key] != value}
    if not changed:
        return [dict(row) for row in old]
    if today is None:
        return [{**row, **changed} for row in old]
    before = [dict(row) for row in old if row[CONF_VALID_FROM] < today.isoformat()]
    return [*before, {**values, CONF_VALID_FROM: today.isoformat()}]


class PersonFlow(ConfigSubentryFlow):
    """Add or change a person."""

    async def async_step_user(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Add a person."""
        entry = self._get_entry()
        errors: Errors = {}
        units = Units.of(self.hass)
        if user_input is not None:
            errors = check_person(units, user_input, taken_names(entry))
            if not errors:
                person = await new_person(self.hass, user_input, entry)
                # Another dialog may have been faster.
                errors = check_person(units, user_input, taken_names(entry))
            if not errors:
                return self.async_create_entry(
                    title=person["title"], data=person["data"], unique_id=person["unique_id"]
                )
        schema = self.add_suggested_values_to_schema(person_schema(self.hass), user_input)
        return self.async_show_form(
            step_id="user",
            data_schema=schema,
            errors=errors,
            description_placeholders=units.placeholders,
        )

    async def async_step_reconfigure(self, user_input: Answers | None = None) -> SubentryFlowResult:
        """Change a person."""
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        shown = self._shown(subentry)
        errors: Errors = {}
        units = Units.of(self.hass)
        if user_input is not None:
            # A section that isn't sent stays as it is; a field that isn't was emptied.
            shown |= dict.fromkeys((CONF_BIRTH_DATE, CONF_HEIGHT, CONF_WEIGHT)) | user_input
            errors = check_person(
                units,
                shown,
                taken_names(entry, but=subentry.subentry_id),
                goal_date=subentry.data[CONF_GOAL].get(CONF_GOAL_DATE),
            )
            if not errors:
                return self.async_update_and_abort(
                    entry,
                    subentry,
                    title=shown[CONF_NAME],
                    data=self._changed(subentry, shown),
                )
        schema = self.add_suggested_values_to_schema(person_schema(self.hass, dated=True), shown)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=schema,
            errors=errors,
            description_placeholders=units.placeholders,
        )

    def _changed(self, subentry: ConfigSubentry, answers: Answers) -> Answers:
        """Return the subentry's data after the change."""
        today = dt_util.now().date()
        old = subentry.data[CONF_PROFILES]
        units = Units.of(self.hass)
        new = _profile(units, answers, today)
        if units.shown_height(new[CONF_HEIGHT]) == units.shown_height(old[-1][CONF_HEIGHT]):
            # Heights are rounded in the form; untouched is unchanged.
            new[CONF_HEIGHT] = old[-1][CONF_HEIGHT]
        profiles = changed_profiles(old, new, today if answers[CONF_VALID_FROM] == TODAY else None)
        data = _person_data(units, answers, subentry.data[CONF_PERSON_ID], profiles)
        for section, key in MASSES:
            # What the form asks outside a section is saved with what distinguishes people.
            name = section or CONF_IDENTIFICATION
            kg, before = data[name].get(key), subentry.data[name].get(key)
            if kg and before and units.shown_mass(kg) == units.shown_mass(before):
                # So are weights.
                data[name][key] = before
        data[CONF_GOAL] = _since(data[CONF_GOAL], subentry.data[CONF_GOAL])
        return data

    def _shown(self, subentry: ConfigSubentry) -> Answers:
        """Return the form's values of a person, in the home's units."""
        units = Units.of(self.hass)
        data, profile = subentry.data, subentry.data[CONF_PROFILES][-1]
        limits = {k: v for k, v in data[CONF_IDENTIFICATION].items() if k != CONF_WEIGHT}
        shown = {
            CONF_NAME: subentry.title,
            CONF_SEX: profile[CONF_SEX],
            CONF_BIRTH_DATE: profile[CONF_BIRTH_DATE],
            CONF_HEIGHT: units.shown_height(profile[CONF_HEIGHT]),
            CONF_WEIGHT: data[CONF_IDENTIFICATION].get(CONF_WEIGHT),
            CONF_IDENTIFICATION: limits,
            CONF_METRICS: {
                **data[CONF_METRICS],
                CONF_ATHLETE: profile[CONF_ATHLETE],
                CONF_NO_IMPEDANCE_METRICS: profile[CONF_NO_IMPEDANCE_METRICS],
            },
            CONF_GOAL: dict(data[CONF_GOAL]),
        }
        for part, key in masses(shown):
            part[key] = units.shown_mass(part[key])
        return shown
