"""The people of the household, as their subentries describe them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from homeassistant.config_entries import ConfigSubentry

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
    CONF_NO_IMPEDANCE_METRICS,
    CONF_PERSON_ENTITY,
    CONF_PERSON_ID,
    CONF_PROFILES,
    CONF_SEX,
    CONF_VALID_FROM,
    CONF_WEIGHT,
    CONF_WEIGHT_MAX,
    CONF_WEIGHT_MIN,
)
from ..model import FormulaSet, Profile, Sex


@dataclass(frozen=True, slots=True)
class Goal:
    """A weight that a person wants to have.

    Attributes:
        weight_kg: The weight.
        by: The day by which; None if there is none.
        since: The day on which the weight was set; None if that wasn't saved.
    """

    weight_kg: float
    by: date | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who can be weighed."""

    id: str
    name: str
    subentry_id: str
    profiles: Sequence[Profile]
    """Dated, oldest first, at least one."""
    formula_set: str
    first_guess: float | None
    weight_min: float | None
    weight_max: float | None
    person_entity: str | None
    goal: Goal | None = None

    @classmethod
    def from_subentry(cls, subentry: ConfigSubentry) -> Person:
        """Read a person subentry."""
        data = subentry.data
        hints = data.get(CONF_IDENTIFICATION, {})
        return cls(
            id=data[CONF_PERSON_ID],
            name=subentry.title,
            subentry_id=subentry.subentry_id,
            profiles=[profile_from_dict(row) for row in data[CONF_PROFILES]],
            formula_set=data.get(CONF_METRICS, {}).get(CONF_FORMULA_SET, FormulaSet.MI_FIT),
            first_guess=hints.get(CONF_WEIGHT),
            weight_min=hints.get(CONF_WEIGHT_MIN),
            weight_max=hints.get(CONF_WEIGHT_MAX),
            person_entity=hints.get(CONF_PERSON_ENTITY),
            goal=goal_from_dict(data.get(CONF_GOAL, {})),
        )

    @classmethod
    def former(cls, person_id: str, name: str, profiles: Sequence[Profile]) -> Person:
        """Return a person who isn't a member any more: without a subentry and settings."""
        return cls(
            id=person_id,
            name=name,
            subentry_id="",
            profiles=profiles,
            formula_set=FormulaSet.MI_FIT,
            first_guess=None,
            weight_min=None,
            weight_max=None,
            person_entity=None,
        )

    def was_born_by(self, day: date) -> bool:
        """Return whether the person was born by a day."""
        return day >= self.profile_on(day).birth_date

    def profile_on(self, day: date) -> Profile:
        """Return the profile that was valid on a day; the first one for days before it."""
        valid = [profile for profile in self.profiles if profile.valid_from <= day]
        return valid[-1] if valid else self.profiles[0]


def profile_from_dict(row: Mapping[str, Any]) -> Profile:
    """Read one dated profile of a subentry."""
    return Profile(
        sex=Sex(row[CONF_SEX]),
        birth_date=date.fromisoformat(row[CONF_BIRTH_DATE]),
        height_cm=row[CONF_HEIGHT],
        athlete=row[CONF_ATHLETE],
        no_impedance_metrics=row[CONF_NO_IMPEDANCE_METRICS],
        valid_from=date.fromisoformat(row[CONF_VALID_FROM]),
    )


def goal_from_dict(row: Mapping[str, Any]) -> Goal | None:
    """Read the goal of a subentry; None without a weight."""
    if row.get(CONF_GOAL_WEIGHT) is None:
        return None
    return Goal(row[CONF_GOAL_WEIGHT], _day(row, CONF_GOAL_DATE), _day(row, CONF_GOAL_SINCE))


def _day(row: Mapping[str, Any], key: str) -> date | None:
    return date.fromisoformat(row[key]) if row.get(key) else None
