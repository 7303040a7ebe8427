"""Assisted weighings: whose weighing is awaited as a difference, over reloads, and what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import sqlite3
import time
from typing import NamedTuple

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..journal import weighings as stored
from ..journal.weighings import Change
from ..model import Weighing
from .difference import Adult, Pair, Problem, paired
from .view import HouseholdView

SIGNAL_ASSISTED = f"{DOMAIN}_assisted"
"""Sent when an assisted weighing begins, goes on or ends."""

_TOLERANCE_KG, _GUESS_TOLERANCE_KG = 5.0, 10.0
"""By so much an adult may weigh more or less than their weighings, or their first guess, say."""


@dataclass(frozen=True, slots=True)
class _Wait:
    """What is awaited; moments are by a clock that nobody sets.

    Attributes:
        person_id: Whose weighing is the difference.
        adult_id: Who carries them; None for anybody.
        seconds: How long each of the two stands is waited for.
        began: Since when.
        until: Until when.
        first: The stand that was heard; None while none was.
        problem: Why the last two weren't a pair.
    """

    person_id: str
    adult_id: str | None
    seconds: float
    began: float
    until: float
    first: Weighing | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class AssistedState:
    """What an assisted weighing waits for, as dashboards show it.

    Attributes:
        person_id: Whose weighing is the difference.
        adult_id: Who carries them, as far as that was said.
        until: Until when the next stand is waited for.
        first: The stand that was heard; None while none was.
        with_person: Whether the next stand is the one with them; None if that can't be told.
        problem: Why the last two weren't a pair.
    """

    person_id: str
    adult_id: str | None
    until: datetime
    first: Weighing | None
    with_person: bool | None
    problem: Problem | None


class Stand(NamedTuple):
    """A stand of an assisted weighing, which is being stored.

    Attributes:
        weighing: As it is without the other one.
        found: What the two are; None without another one.
        changes: What became of the first one.
    """

    weighing: Weighing
    found: Pair | Problem | None = None
    changes: Sequence[Change] = ()

    def replaced(self, new: Sequence[Weighing]) -> list[Weighing]:
        """Return new weighings with this one as it is in the pair."""
        found = self.found
        if not isinstance(found, Pair):
            return [*new]
        return [found.new if each is self.weighing else each for each in new]


class Pairing(NamedTuple):
    """Makes a pair of the stand that was heard first, if there was one, and the second.

    Attributes:
        first_id: The id of the first.
        second_id: That of the second, which is being stored.
        child_id: Whose weighing is the difference.
        adult: Who carries them.
    """

    first_id: str | None
    second_id: str
    child_id: str
    adult: Adult | None

    def store(self, database: sqlite3.Connection, new: Sequence[Weighing]) -> Stand | None:
        """Write what becomes of the first, in the transaction that adds the second.

        Returns:
            The second; None if it isn't among what is new.
        """
        second = next((each for each in new if each.weighing_id == self.second_id), None)
        # It may have been corrected or deleted meanwhile.
        first = stored.by_id(database, self.first_id) if self.first_id else None
        if second is None:
            return None
        if first is None:
            return Stand(second)
        found = paired(first, second, self.child_id, self.adult)
        if not isinstance(found, Pair) or found.first == first:
            return Stand(second, found)
        return Stand(second, found, [stored.change(database, found.first)])


def _is_awaited(wait: _Wait, weighing: Weighing) -> bool:
    """Return whether a weighing was taken while stands were awaited."""
    if not weighing.origin.is_live:
        return False
    age = max(0.0, (dt_util.utcnow() - weighing.measured_at).total_seconds())
    return wait.began <= time.monotonic() - age <= wait.until


_WAIT: HassKey[_Wait] = HassKey(f"{DOMAIN}_assisted")


class Assisted:
    """The assisted weighing that goes on, if there is one.

    The first stand is a weighing like any other, and stays one if there is no second.
    """

    def __init__(self, hass: HomeAssistant, view: HouseholdView) -> None:
        """Take over what was awaited before a reload, and what is known of people."""
        self._hass = hass
        self._view = view

    @callback
    def async_begin(self, person_id: str, adult_id: str | None, minutes: float) -> None:
        """Await two stands, each for some minutes; the latest call counts."""
        now, seconds = time.monotonic(), minutes * 60
        self._set(_Wait(person_id, adult_id, seconds, now, now + seconds))

    @callback
    def async_cancel(self) -> bool:
        """Await nothing any more; return whether something was awaited."""
        was_awaited = self._wait is not None
        self._set(None)
        return was_awaited

    def pairing(self, weighings: Sequence[Weighing]) -> Pairing | None:
        """Return what may become of new weighings, of which the newest live one is a stand."""
        wait = self._wait
        stands = [each for each in weighings if wait and _is_awaited(wait, each)]
        if wait is None or not stands:
            return None
        first_id = wait.first.weighing_id if wait.first else None
        return Pairing(first_id, stands[-1].weighing_id, wait.person_id, self._adult(wait))

    @callback
    def async_stored(self, stand: Weighing, found: Pair | Problem | None) -> None:
        """Await the other stand, unless this one made the pair complete."""
        if isinstance(found, Pair):
            self._set(None)
        elif wait := self._wait:
            until = time.monotonic() + wait.seconds
            self._set(replace(wait, first=stand, problem=found, until=until))

    @property
    def state(self) -> AssistedState | None:
        """Return what is awaited; None without anything."""
        wait = self._wait
        if wait is None:
            return None
        left = timedelta(seconds=wait.until - time.monotonic())
        return AssistedState(
            wait.person_id,
            wait.adult_id if wait.adult_id in self._view.people else None,
            (dt_util.utcnow() + left).replace(microsecond=0),
            wait.first,
            self._is_next_with(wait),
            wait.problem,
        )

    @property
    def _wait(self) -> _Wait | None:
        """Return what is awaited, as long as it is, and its person is a member."""
        wait = self._hass.data.get(_WAIT)
        if wait is None or wait.person_id not in self._view.people:
            return None
        return wait if time.monotonic() <= wait.until else None

    def _set(self, wait: _Wait | None) -> None:
        if wait is None:
            self._hass.data.pop(_WAIT, None)
        else:
            self._hass.data[_WAIT] = wait
        async_dispatcher_send(self._hass, SIGNAL_ASSISTED)

    def _is_next_with(self, wait: _Wait) -> bool | None:
        """Return whether the first stand was an adult alone."""
        if wait.first is None:
            return None
        adult = self._adult(wait)
        if adult is None or adult.expected_kg is None:
            return True if wait.first.person_id else None
        return adult.may_weigh(wait.first.weight_kg)

    def _adult(self, wait: _Wait) -> Adult | None:
        person = self._view.people.get(wait.adult_id or "")
        if person is None:
            return None
        trend = self._view.trend(person.id)
        if trend is None:
            return Adult(person.id, person.first_guess, _GUESS_TOLERANCE_KG)
        return Adult(person.id, trend.weight_kg, _TOLERANCE_KG)
