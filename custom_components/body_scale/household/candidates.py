"""Whose a weighing may be: the people as the identification sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_HOME, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant

from ..const import CONF_PERSON, CONF_PROFILES, CONF_SLOT, SUBENTRY_SCALE
from ..identification import NOBODY
from ..identification.candidates import Measured
from ..model import Origin, Reading, Weighing
from ..sources import scale_id
from .past import Past
from .people import Person
from .roster import Roster

REMEMBERED = frozenset({Origin.HISTORY, Origin.REMOVED})
"""Origins of what a scale says maybe long after somebody stood on it."""
OLD = REMEMBERED | {Origin.IMPORT}
"""Origins of what may be years old: the journal is read for what was known then."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as the identification sees them."""

    id: str
    name: str
    history: Sequence[Measured]
    first_guess: float | None
    weight_min: float | None
    weight_max: float | None
    profile_id: int | None
    home: bool | None
    claimed: bool


class Candidates:
    """Finds out whose a weighing may be."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        people: Mapping[str, Person],
        roster: Roster,
    ) -> None:
        """Take the members of now, and who was one when."""
        self._hass = hass
        self._entry = entry
        self._people = people
        self._roster = roster

    def members_at(self, reading: Reading) -> Mapping[str, Person]:
        """Return the members; of what a scale remembered, those of then."""
        if reading.origin not in REMEMBERED:
            return self._people
        at = reading.measured_at
        return self._roster.members_between(self._people, at, at)

    def of_reading(
        self, scale: str, reading: Reading, past: Past, claimant: str | None
    ) -> list[Candidate]:
        """Return whose a reading may be, as they were known when it was measured."""
        slots = self._slots(scale)
        is_live = reading.origin.is_live
        # What is imported first is mostly from before everything that is known.
        recall = past.nearby if reading.origin is Origin.IMPORT else past.before
        return [
            self._candidate(
                person,
                recall(person.id, reading.measured_at),
                slots,
                home=self._is_home(person) if is_live else None,
                claimed=claimant == person.id,
            )
            for person in self.members_at(reading).values()
        ]

    def of_weighing(
        self, weighing: Weighing, people: Mapping[str, Person], past: Past
    ) -> list[Candidate]:
        """Return those whose a weighing was found to may be, as they are known now.

        There are none where somebody is meant of whom nothing is known any more: what is known of the
        others doesn't make it theirs.

        Args:
            weighing: Of nobody so far.
            people: Members, and those who left.
            past: What is known of its time.
        """
        members = [key for key in weighing.candidates if key != NOBODY]
        if not set(members) <= people.keys():
            return []
        slots, away = self._slots(weighing.scale), _away(weighing)
        found = [
            self._candidate(
                people[each],
                past.around(each, weighing.measured_at),
                slots,
                home=False if each in away else None,
            )
            for each in members
        ]
        is_known = all(each.id in self._people or each.history for each in found)
        return found if is_known else []

    def _slots(self, scale: str) -> Mapping[str, int]:
        """Return the slots that people have in a scale's own memory, by person id."""
        for subentry in self._entry.get_subentries_of_type(SUBENTRY_SCALE):
            if scale_id(subentry) == scale:
                rows = subentry.data.get(CONF_PROFILES, ())
                return {row[CONF_PERSON]: row[CONF_SLOT] for row in rows}
        return {}

    def _candidate(
        self,
        person: Person,
        history: Sequence[Measured],
        slots: Mapping[str, int],
        *,
        home: bool | None,
        claimed: bool = False,
    ) -> Candidate:
        return Candidate(
            id=person.id,
            name=person.name,
            history=history,
            first_guess=person.first_guess,
            weight_min=person.weight_min,
            weight_max=person.weight_max,
            # The slot of a person who left may be another's by now.
            profile_id=slots.get(person.id) if person.id in self._people else None,
            home=home,
            claimed=claimed,
        )

    def _is_home(self, person: Person) -> bool | None:
        state = self._hass.states.get(person.person_entity) if person.person_entity else None
        if state is None or state.state in {STATE_UNKNOWN, STATE_UNAVAILABLE}:
            return None
        return state.state == STATE_HOME


def _away(weighing: Weighing) -> set[str]:
    """Return the ids of those who weren't at home when a weighing was taken."""
    if isinstance(weighing.reason, str):
        return set()
    return {part.person_id for part in weighing.reason if part.person_id and "away" in part.notes}
