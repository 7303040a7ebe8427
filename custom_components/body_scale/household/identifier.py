"""Whose a weighing is: the people as the identification sees them."""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
import logging
from operator import attrgetter
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
    CONF_STRANGERS,
    CONF_THRESHOLD,
    DEFAULT_OPTIONS,
    STRANGERS_SET_ASIDE,
    SUBENTRY_SCALE,
)
from ..identification import NOBODY, identify, is_leftover
from ..identification.reason import claimed
from ..journal.weighings import without_person
from ..model import ERASED, GUEST, Reading, ReasonPart, Verdict, Weighing, measured
from ..sources import scale_id
from .claims import Claims
from .people import Person

_LOGGER = logging.getLogger(__name__)

_FAILED = (ReasonPart(key="failed"),)


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


type History = Callable[[str], Sequence[Weighing]]
"""Returns a person's weighings, oldest first."""


class Identifier:
    """Makes weighings of readings, with their person if that is certain.

    Attributes:
        people: Those who can be weighed, also who was removed while somebody stands on a scale: they
            were members when that stand began, and are until its end.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        people: Mapping[str, Person],
        history: History,
        pending: Callable[[], Sequence[Weighing]],
    ) -> None:
        """Take the people, what returns a person's weighings, and what returns the pending ones."""
        self.hass = hass
        self.entry = entry
        self.people = people
        self._claims = Claims(hass)
        self._history = history
        self._pending = pending
        self._erased: set[str] = set()

    @property
    def options(self) -> Mapping[str, Any]:
        """Return the household's options, defaults filled in."""
        return DEFAULT_OPTIONS | self.entry.options

    @property
    def members(self) -> Mapping[str, Person]:
        """Return the people but those who were erased and are still to go."""
        return {key: person for key, person in self.people.items() if key not in self._erased}

    @callback
    def async_claim(self, person_id: str) -> None:
        """Let the next weighing of the next minutes be this person's; the latest claim counts."""
        self._claims.async_claim(person_id, self.options[CONF_CLAIM_MINUTES])

    @callback
    def async_release(self) -> None:
        """Drop the claim: it was for one weighing."""
        self._claims.async_release()

    def claimant(self, reading: Reading) -> str | None:
        """Return the id of the person who claimed this reading."""
        return self._claims.claimant(reading)

    @callback
    def async_erase(self, person_id: str) -> None:
        """Give an erased person no more weighings, nor others what would have been theirs."""
        self._erased.add(person_id)
        self._claims.async_erase(person_id)

    @callback
    def async_forget(self, people: Iterable[str]) -> None:
        """Remember of people who are gone no more that they were erased."""
        self._erased.difference_update(people)

    def weighing(self, scale: str, reading: Reading) -> Weighing:
        """Return the weighing of a reading, with the person it belongs to if that is certain."""
        weighing = Weighing(
            weighing_id=ulid_now(),
            scale=scale,
            measured_at=reading.measured_at,
            **measured(reading),
            origin=reading.origin,
            time_estimated=reading.time_estimated,
        )
        claimant = self.claimant(reading)
        if claimant is not None and claimant not in self.people:
            # Who claimed it was removed, and isn't another member for that.
            return replace(weighing, candidates={claimant: 1.0}, reason=claimed(claimant))
        try:
            verdict = self._identify(weighing, self._candidates(scale, reading), self._pending())
            weighing = self._decided(weighing, verdict)
        except Exception:
            # A weighing that can't be identified is stored all the same, for a person to answer.
            _LOGGER.exception("A weighing can't be identified")
            nothing = dict.fromkeys([*self.people, NOBODY], 0.0)
            weighing = replace(weighing, reason=_FAILED, candidates=nothing)
        return _without(weighing, self._erased)

    def of_known(self, weighing: Weighing, stored: Collection[str]) -> Weighing:
        """Return a weighing that says nothing of people who are neither members nor stored.

        Args:
            weighing: Identified some time ago, maybe by the household of before: people may have been
                erased since.
            stored: Ids of the people that the journal knows.
        """
        return _without(weighing, _named(weighing) - self.members.keys() - set(stored))

    def is_leftover(self, scale: str, reading: Reading) -> bool:
        """Return whether a reading is what lies on a scale, not a weighing to ask about."""
        if self.claimant(reading) is not None:
            return False
        try:
            return is_leftover(reading, self._candidates(scale, reading))
        except Exception:
            _LOGGER.exception("It can't be told whether this is a weighing")
            return False

    def again(
        self, weighing: Weighing, history: History, unanswered: Sequence[Weighing]
    ) -> Weighing | None:
        """Return a weighing that was of nobody so far, if it is certain now whose it is.

        It is identified among those who were members when it was taken. Where one of them has left
        since, what is known of the others doesn't make it theirs.

        Args:
            weighing: Pending, or set aside.
            history: Returns all weighings of a person but this one, oldest first.
            unanswered: Other weighings of nobody so far.
        """
        members = [key for key in weighing.candidates if key != NOBODY]
        if not members or not set(members) <= self.members.keys():
            return None
        slots = self._slots(weighing.scale)
        away = _away(weighing)
        verdict = self._identify(
            weighing,
            [
                self._candidate(
                    self.people[each],
                    history(each),
                    profile_id=slots.get(each),
                    home=False if each in away else None,
                )
                for each in members
            ],
            unanswered,
        )
        decided = self._decided(weighing, verdict)
        return None if decided.person_id == weighing.person_id else decided

    def _candidates(self, scale: str, reading: Reading) -> list[_Candidate]:
        slots, claimant = self._slots(scale), self.claimant(reading)
        live = reading.origin.is_live
        return [
            self._candidate(
                person,
                self._before(person.id, reading.measured_at),
                profile_id=slots.get(person.id),
                home=self._is_home(person) if live else None,
                claimed=claimant == person.id,
            )
            for person in self.people.values()
        ]

    def _identify(
        self,
        weighing: Weighing,
        candidates: Sequence[_Candidate],
        unanswered: Sequence[Weighing],
    ) -> Verdict:
        # Habits go by the clock on the wall, over the change to summer time, too.
        local = replace(weighing, measured_at=dt_util.as_local(weighing.measured_at))
        return identify(
            local, candidates, threshold=self.options[CONF_THRESHOLD], unanswered=unanswered
        )

    def _decided(self, weighing: Weighing, verdict: Verdict) -> Weighing:
        """Return a weighing as a verdict makes it; of nobody, it stays as it was."""
        person_id = verdict.person_id
        day = dt_util.as_local(weighing.measured_at).date()
        if person_id and not self.people[person_id].was_born_by(day):
            # Expectations reach back for any number of years; a clock that was never set may, too.
            person_id = None
        # A member with a load is asked about: the jump may be an error, or the scale was moved.
        is_stranger = verdict.confidence - verdict.load >= self.options[CONF_THRESHOLD]
        sets_aside = self.options[CONF_STRANGERS] == STRANGERS_SET_ASIDE
        if verdict.nobody and is_stranger and sets_aside:
            person_id = GUEST
        return replace(
            weighing,
            person_id=person_id or weighing.person_id,
            assigned_by=verdict.assigned_by if person_id else weighing.assigned_by,
            confidence=verdict.confidence,
            reason=verdict.why,
            candidates=verdict.scores,
        )

    def _slots(self, scale: str) -> Mapping[str, int]:
        """Return the slots that people have in a scale's own memory, by person id."""
        for subentry in self.entry.get_subentries_of_type(SUBENTRY_SCALE):
            if scale_id(subentry) == scale:
                rows = subentry.data.get(CONF_PROFILES, ())
                return {row[CONF_PERSON]: row[CONF_SLOT] for row in rows}
        return {}

    def _before(self, person_id: str, moment: datetime) -> Sequence[Weighing]:
        history = self._history(person_id)
        return history[: bisect_right(history, moment, key=attrgetter("measured_at"))]

    def _candidate(
        self,
        person: Person,
        history: Sequence[Weighing],
        *,
        profile_id: int | None,
        home: bool | None,
        claimed: bool = False,
    ) -> _Candidate:
        return _Candidate(
            id=person.id,
            name=person.name,
            history=history,
            first_guess=person.first_guess,
            weight_min=person.weight_min,
            weight_max=person.weight_max,
            profile_id=profile_id,
            home=home,
            claimed=claimed,
        )

    def _is_home(self, person: Person) -> bool | None:
        state = self.hass.states.get(person.person_entity) if person.person_entity else None
        if state is None or state.state in {STATE_UNKNOWN, STATE_UNAVAILABLE}:
            return None
        return state.state == STATE_HOME


def _away(weighing: Weighing) -> set[str]:
    """Return the ids of those who weren't at home when a weighing was taken."""
    if isinstance(weighing.reason, str):
        return set()
    return {part.person_id for part in weighing.reason if part.person_id and "away" in part.notes}


def _named(weighing: Weighing) -> set[str]:
    """Return the ids of all people that a weighing says something of."""
    parts = () if isinstance(weighing.reason, str) else weighing.reason
    named = {weighing.person_id, *weighing.candidates, *(part.person_id for part in parts)}
    return {each for each in named if each is not None} - {GUEST, NOBODY, ERASED}


def _without(weighing: Weighing, people: Iterable[str]) -> Weighing:
    """Return a weighing that says nothing of erased people."""
    for person_id in people:
        weighing = without_person(weighing, person_id)
        if weighing.person_id == person_id:
            weighing = replace(weighing, person_id=None, assigned_by=None)
    return weighing
