"""Whose a weighing is: asks the identification, and decides."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from homeassistant.util.ulid import ulid_now

from ..const import (
    CONF_CLAIM_MINUTES,
    CONF_STRANGERS,
    CONF_THRESHOLD,
    DEFAULT_OPTIONS,
    STRANGERS_SET_ASIDE,
)
from ..identification import NOBODY, identify, is_leftover
from ..identification.candidates import Measured
from ..identification.reason import claimed
from ..journal.weighings import without_person
from ..journal.writer import FAULTS
from ..model import ERASED, GUEST, AssignedBy, Reading, ReasonPart, Verdict, Weighing, measured
from .candidates import OLD, Candidate, Candidates
from .claims import Claims
from .past import Past, Recollection
from .people import Person
from .roster import Roster

_LOGGER = logging.getLogger(__name__)

_FAILED = (ReasonPart(key="failed"),)
_NOBODY_THERE = (ReasonPart(key="nobody_there"),)


class Identifier:
    """Makes weighings of readings, with their person if that is certain.

    Attributes:
        people: Those who can be weighed, also who was removed while somebody stands on a scale: they
            were members when that stand began, and are until its end.
        roster: Who was a member when.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        people: Mapping[str, Person],
        *,
        roster: Roster,
        recollection: Recollection,
    ) -> None:
        """Take the people of now, those of then, and what recalls their weighings."""
        self.hass = hass
        self.entry = entry
        self.people = people
        self.roster = roster
        self._claims = Claims(hass)
        self._candidates = Candidates(hass, entry, people, roster)
        self._recollection = recollection
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

    def claimed_until(self, person_id: str) -> datetime | None:
        """Return until when a person's claim of the next weighing holds; None without one."""
        return self._claims.until(person_id)

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
        self.roster.async_erase(person_id)
        self._claims.async_erase(person_id)

    @callback
    def async_forget(self, people: Iterable[str]) -> None:
        """Remember of people who are gone no more that they were erased."""
        self._erased.difference_update(people)

    async def async_past(self, readings: Collection[Reading | Weighing]) -> Past:
        """Return what is known of the time of readings, or of weighings as they are imported.

        For what scales remembered, and for what is imported, the journal is read: it has weighings
        older than those in memory, and those of people who left. If it can't be read, what needs it
        isn't identified.
        """
        if not any(each.origin in OLD for each in readings):
            return self._recollection.in_memory()
        moments = [each.measured_at for each in readings]
        members = self.roster.members_between(self.people, min(moments), max(moments))
        try:
            return await self._recollection.async_recall({*self.people, *members}, moments)
        except FAULTS as error:
            _LOGGER.debug("Weighings of before can't be read: %s", error)
            return self._recollection.in_memory(is_whole=False)

    async def async_past_of(self, weighings: Collection[Weighing]) -> Past:
        """Return what is known of the time of weighings that are identified again, at least one.

        Raises:
            OSError, sqlite3.Error, JournalFromTheFutureError: The journal can't be read.
        """
        people = {key for each in weighings for key in each.candidates} & self._everybody.keys()
        return await self._recollection.async_recall(
            people, [each.measured_at for each in weighings]
        )

    @property
    def _everybody(self) -> Mapping[str, Person]:
        """Return the members of now, and those who left."""
        return {**self.roster.former, **self.people}

    def weighing(self, scale: str, reading: Reading, past: Past) -> Weighing:
        """Return the weighing of a reading, with the person it belongs to if that is certain."""
        weighing = Weighing(
            weighing_id=ulid_now(),
            scale=scale,
            measured_at=reading.measured_at,
            **measured(reading),
            origin=reading.origin,
            time_estimated=reading.time_estimated,
            stamp=reading.stamp,
        )
        claimant = self.claimant(reading)
        if claimant is not None and claimant not in self.people:
            # Who claimed it was removed, and isn't another member for that.
            return replace(weighing, candidates={claimant: 1.0}, reason=claimed(claimant))
        if not _is_known(reading, past):
            return _without(self._unidentified(weighing, reading), self._erased)
        try:
            verdict = self._identify(
                weighing,
                self._candidates.of_reading(scale, reading, past, claimant),
                past.unanswered(reading.measured_at),
            )
            weighing = self._decided(weighing, verdict)
        except Exception:
            # A weighing that can't be identified is stored all the same, for a person to answer.
            _LOGGER.exception("A weighing can't be identified")
            weighing = self._unidentified(weighing, reading)
        return _without(weighing, self._erased)

    def _unidentified(self, weighing: Weighing, reading: Reading) -> Weighing:
        """Return a weighing that is looked at again later."""
        nothing = dict.fromkeys([*self._candidates.members_at(reading), NOBODY], 0.0)
        return replace(weighing, reason=_FAILED, candidates=nothing)

    def of_known(self, weighing: Weighing, stored: Collection[str]) -> Weighing:
        """Return a weighing that says nothing of people who are neither members nor stored.

        Args:
            weighing: Identified some time ago, maybe by the household of before: people may have been
                erased since.
            stored: Ids of the people that the journal knows.
        """
        return _without(weighing, _named(weighing) - self.members.keys() - set(stored))

    def is_leftover(self, scale: str, reading: Reading, past: Past) -> bool:
        """Return whether a reading is what lies on a scale, not a weighing to ask about."""
        if self.claimant(reading) is not None or not _is_known(reading, past):
            return False
        try:
            return is_leftover(
                reading, self._candidates.of_reading(scale, reading, past, claimant=None)
            )
        except Exception:
            _LOGGER.exception("It can't be told whether this is a weighing")
            return False

    def again(
        self, weighing: Weighing, past: Past, unanswered: Sequence[Measured]
    ) -> Weighing | None:
        """Return a weighing that was of nobody so far, if it is certain now whose it is; as `anew`."""
        found = self.anew(weighing, past, unanswered)
        return None if found is None or found.person_id == weighing.person_id else found

    def anew(
        self, weighing: Weighing, past: Past, unanswered: Sequence[Measured]
    ) -> Weighing | None:
        """Return a weighing that was of nobody so far, identified by what is known now.

        It is identified among those who were members when it was taken. Who has left since is known
        by weighings alone; where there are none, what is known of the others makes it nobody's.

        Args:
            weighing: Pending, or set aside.
            past: What is known of its time.
            unanswered: Other weighings of nobody so far.
        """
        if NOBODY not in weighing.candidates or weighing.is_asked_about:
            # Somebody claimed it who has left, or nobody was considered; or a person wants to answer.
            return None
        people = {**self.roster.former, **self.members}
        candidates = self._candidates.of_weighing(weighing, people, past)
        if not candidates:
            return None
        return self._decided(weighing, self._identify(weighing, candidates, unanswered))

    def asked_about(
        self, weighing: Weighing, past: Past, unanswered: Sequence[Measured]
    ) -> Weighing:
        """Return a weighing as it waits for an answer because a person wants to give another one.

        However certain it is whose it is, it waits: that was what somebody took back.

        Args:
            weighing: Of anybody; its candidates are those who are considered.
            past: What is known of its time without it.
            unanswered: Weighings of nobody so far.
        """
        pending = replace(
            weighing,
            person_id=None,
            assigned_by=AssignedBy.USER,
            confidence=None,
            reason=_NOBODY_THERE,
        )
        candidates = self._candidates.of_weighing(pending, self._everybody, past)
        if not candidates:
            return pending
        try:
            verdict = self._identify(pending, candidates, unanswered)
        except Exception:
            _LOGGER.exception("A weighing can't be identified")
            return replace(pending, reason=_FAILED)
        pending = replace(
            pending,
            confidence=verdict.confidence,
            reason=verdict.why,
            candidates=verdict.scores,
        )
        return _without(pending, self._erased)

    def considered(self, weighing: Weighing) -> Weighing:
        """Return a weighing with those for candidates whose it may be.

        Those are its own; the members of then for what was imported for somebody, and had none.
        """
        scores = {
            key: score for key, score in weighing.candidates.items() if key in self._everybody
        }
        if not scores:
            at = weighing.measured_at
            scores = dict.fromkeys(self.roster.members_between(self.members, at, at), 0.0)
        return replace(
            weighing, candidates={**scores, NOBODY: weighing.candidates.get(NOBODY, 0.0)}
        )

    def _identify(
        self,
        weighing: Weighing,
        candidates: Sequence[Candidate],
        unanswered: Sequence[Measured],
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
        if person_id and not self._everybody[person_id].was_born_by(day):
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


def _is_known(reading: Reading, past: Past) -> bool:
    """Return whether the past of a reading is known: of what isn't old it is in memory."""
    return past.is_whole or reading.origin not in OLD


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
