"""Whose a weighing is: the people as the identification sees them, and claims."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_HOME, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from ..const import (
    CONF_CLAIM_MINUTES,
    CONF_PERSON,
    CONF_PROFILES,
    CONF_SLOT,
    CONF_THRESHOLD,
    DEFAULT_OPTIONS,
    SUBENTRY_SCALE,
)
from ..identification import identify
from ..model import Reading, Verdict, Weighing, measured
from ..sources import scale_id
from .people import Person

_LOGGER = logging.getLogger(__name__)

_FAILED = "the identification failed"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A person as the identification sees them."""

    id: str
    name: str
    history: Sequence[Weighing]
    first_guess: float | None
    weight_min: float | None
    weight_max: float | None
    profile_id: int | None
    home: bool | None
    claimed: bool


class Identifier:
    """Makes weighings of readings, with their person if that is certain."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        people: Mapping[str, Person],
        history: Callable[[str], Sequence[Weighing]],
    ) -> None:
        """Take the people and what returns a person's weighings, oldest first."""
        self.hass = hass
        self.entry = entry
        self._people = people
        self._history = history
        self._claim: tuple[str, datetime] | None = None

    @property
    def options(self) -> Mapping[str, Any]:
        """Return the household's options, defaults filled in."""
        return DEFAULT_OPTIONS | self.entry.options

    def weighing(self, scale: str, reading: Reading) -> Weighing:
        """Return the weighing of a reading, with the person it belongs to if that is certain."""
        try:
            verdict = self._verdict(scale, reading)
        except Exception:
            # A weighing that can't be identified is stored all the same, for a person to answer.
            _LOGGER.exception("A weighing can't be identified")
            verdict = Verdict(
                person_id=None, nobody=False, confidence=0.0, reason=_FAILED, scores={}
            )
        return Weighing(
            weighing_id=ulid_now(),
            scale=scale,
            measured_at=reading.measured_at,
            **measured(reading),
            origin=reading.origin,
            person_id=verdict.person_id,
            assigned_by=verdict.assigned_by if verdict.person_id else None,
            confidence=verdict.confidence,
            reason=verdict.reason,
            candidates=verdict.scores,
        )

    def _verdict(self, scale: str, reading: Reading) -> Verdict:
        slots = self._slots(scale)
        candidates = [
            self._candidate(person, reading, slots.get(person.id))
            for person in self._people.values()
            # A person may have been removed since.
            if person.subentry_id in self.entry.subentries
        ]
        # Habits go by the clock on the wall, over the change to summer time, too.
        local = replace(reading, measured_at=dt_util.as_local(reading.measured_at))
        # What is confidently nobody's is pending, too: a guest is made by a person, not by a guess.
        return identify(local, candidates, threshold=self.options[CONF_THRESHOLD])

    def _slots(self, scale: str) -> Mapping[str, int]:
        """Return the slots that people have in a scale's own memory, by person id."""
        for subentry in self.entry.get_subentries_of_type(SUBENTRY_SCALE):
            if scale_id(subentry) == scale:
                rows = subentry.data.get(CONF_PROFILES, ())
                return {row[CONF_PERSON]: row[CONF_SLOT] for row in rows}
        return {}

    def _candidate(self, person: Person, reading: Reading, slot: int | None) -> _Candidate:
        before = [w for w in self._history(person.id) if w.measured_at <= reading.measured_at]
        return _Candidate(
            id=person.id,
            name=person.name,
            history=before,
            first_guess=person.first_guess,
            weight_min=person.weight_min,
            weight_max=person.weight_max,
            profile_id=slot,
            home=self._is_home(person) if reading.origin.is_live else None,
            claimed=self.claimant(reading) == person.id,
        )

    def _is_home(self, person: Person) -> bool | None:
        state = self.hass.states.get(person.person_entity) if person.person_entity else None
        if state is None or state.state in {STATE_UNKNOWN, STATE_UNAVAILABLE}:
            return None
        return state.state == STATE_HOME

    @callback
    def async_claim(self, person_id: str) -> None:
        """Let the next weighing of the next minutes be this person's; the latest claim counts."""
        minutes = self.options[CONF_CLAIM_MINUTES]
        self._claim = (person_id, dt_util.utcnow() + timedelta(minutes=minutes))

    @callback
    def async_release(self) -> None:
        """Drop the claim: it was for one weighing."""
        self._claim = None

    def claimant(self, reading: Reading) -> str | None:
        """Return the id of the person who claimed this reading."""
        if self._claim is None or not reading.origin.is_live:
            return None
        person_id, until = self._claim
        return person_id if reading.measured_at <= until else None
