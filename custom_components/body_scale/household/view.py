"""What entities and bridges show of the household's weighings."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter
import sqlite3
from typing import Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..body import grades
from ..body.shown import age_on, is_composition_shown, is_minor, shown
from ..body.trend import Trend, levels, trend
from ..identification import MAX_HISTORY
from ..journal import weighings as stored
from ..journal.discarded import newest_discarded
from ..journal.weighings import Undecided
from ..model import FormulaSet, Grade, Metrics, Shown, Weighing
from .ahead import horizon, without_ahead
from .measures import rounded
from .people import Person
from .roster import Roster
from .words import Words

_HISTORY = 1000
"""Weighings of a person in memory: the identification looks at 200, the trend at months."""
_MAX_LISTED = 20
"""Weighings that are shown or offered, of each kind: there may be thousands."""
MAX_ASKED_ABOUT = 3
"""Pending weighings that are asked about one by one."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was read from the journal.

    Attributes:
        histories: Newest weighings by person id, oldest first, of those who were read.
        undecided: What is pending, one more of the oldest than are asked about one by one.
        newest: The weighing that was taken last.
        discarded: What was discarded last, the last one first.
        recent: The newest weighings of anybody and of nobody, the newest first.
    """

    histories: Mapping[str, Sequence[Weighing]]
    undecided: Undecided
    newest: Weighing | None
    discarded: Sequence[Weighing]
    recent: Sequence[Weighing]


def read_histories(
    database: sqlite3.Connection, people: Iterable[str]
) -> dict[str, Sequence[Weighing]]:
    """Read the newest weighings of some people, oldest first."""
    return {each: stored.of_person(database, each, limit=_HISTORY) for each in people}


def read_snapshot(database: sqlite3.Connection, people: Iterable[str]) -> Snapshot:
    """Read what is shown of some people, and what is pending."""
    return Snapshot(
        read_histories(database, people),
        stored.count_undecided(database, newest=_MAX_LISTED, oldest=MAX_ASKED_ABOUT + 1),
        stored.newest_measured(database, horizon(dt_util.utcnow())),
        newest_discarded(database, _MAX_LISTED),
        stored.between(database, None, None, limit=_MAX_LISTED)[::-1],
    )


class _Newest:
    """A person's newest weighings, and what is computed of them once."""

    def __init__(self, history: Sequence[Weighing], view: HouseholdView) -> None:
        self.history = history
        self._view = view

    @property
    def latest(self) -> Weighing | None:
        return self.history[-1] if self.history else None

    @cached_property
    def metrics(self) -> Metrics:
        return self._view.metrics(self.latest) if self.latest else Metrics()

    @cached_property
    def given(self) -> Mapping[str, float]:
        return self._view.given(self.latest) if self.latest else {}

    @cached_property
    def grades(self) -> Mapping[str, Grade]:
        return self._view.grades(self.latest) if self.latest else {}

    @cached_property
    def trend(self) -> Trend | None:
        return trend(self.history)

    @cached_property
    def trend_levels(self) -> Sequence[float]:
        return levels(self.history)


class HouseholdView:
    """The household's weighings as they are shown: a copy of the journal's newest, and metrics.

    A weighing whose time is still to come isn't a person's newest: a wrong clock noted it.

    Attributes:
        people: By person id, as they are configured now.
        words: Puts into words what is stored of a weighing.
        undecided: What is pending or set aside.
        discarded: What was discarded last and can be restored, the last one first.
        recent: The newest weighings of anybody and of nobody, the newest first.
    """

    def __init__(self, hass: HomeAssistant, people: Mapping[str, Person], roster: Roster) -> None:
        """Show the people; nobody has weighings yet. The roster knows who was one."""
        self.hass = hass
        self.people = people
        self._roster = roster
        self.words = Words(hass, people)
        self._histories: dict[str, Sequence[Weighing]] = dict.fromkeys(people, ())
        self._newest = {person_id: _Newest((), self) for person_id in people}
        self.undecided = Undecided()
        self._newest_measured: Weighing | None = None
        self.discarded: Sequence[Weighing] = ()
        self.recent: Sequence[Weighing] = ()

    @callback
    def async_update(self, snapshot: Snapshot) -> None:
        """Show what was read from the journal."""
        for person_id, history in snapshot.histories.items():
            # Reading takes a moment, in which people may have gone.
            if person_id in self.people:
                self._histories[person_id] = history
                self._newest.pop(person_id, None)
        self.undecided = snapshot.undecided
        self._newest_measured = snapshot.newest
        self.discarded = snapshot.discarded
        self.recent = snapshot.recent

    @callback
    def async_take_histories(self, histories: Mapping[str, Sequence[Weighing]]) -> None:
        """Show people who have come or were changed, given their histories, and none who are gone."""
        self._histories = {
            each: histories.get(each, self._histories.get(each, ())) for each in self.people
        }
        # Their metrics follow from their profiles, too.
        self._newest = {
            key: newest
            for key, newest in self._newest.items()
            if key in self.people and key not in histories
        }

    @property
    def pending(self) -> Sequence[Weighing]:
        """Return the newest weighings whose person isn't known, oldest first."""
        return self.undecided.newest

    @property
    def last(self) -> Weighing | None:
        """Return the newest pending weighing, else the newest one."""
        return self.pending[-1] if self.pending else self._newest_measured

    def history(self, person_id: str) -> Sequence[Weighing]:
        """Return a person's weighings in memory, oldest first."""
        return self._newest_of(person_id).history

    def reaches(self, person_id: str, moment: datetime) -> bool:
        """Return whether what is in memory of a person is all that counts at a moment and later."""
        history = self._histories.get(person_id)
        if history is None or len(history) < _HISTORY:
            return history is not None
        return bisect_left(history, moment, key=attrgetter("measured_at")) >= MAX_HISTORY

    def has_since(self, person_id: str, moment: datetime | None) -> bool:
        """Return whether all weighings of a person from a moment on (None: all) are in memory."""
        history = self._histories.get(person_id, ())
        if len(history) < _HISTORY:
            return True
        return moment is not None and history[0].measured_at < moment

    def version(self, person_id: str) -> tuple[int, object]:
        """Return what is another pair when a person's weighings or profiles are others."""
        return len(self.history(person_id)), self._histories.get(person_id)

    def latest(self, person_id: str) -> Weighing | None:
        """Return a person's newest weighing."""
        return self._newest_of(person_id).latest

    def latest_metrics(self, person_id: str) -> Metrics:
        """Return the metrics of a person's newest weighing."""
        return self._newest_of(person_id).metrics

    def latest_given(self, person_id: str) -> Mapping[str, float]:
        """Return what the scale itself said of a person's newest weighing."""
        return self._newest_of(person_id).given

    def latest_grades(self, person_id: str) -> Mapping[str, Grade]:
        """Return where the values of a person's newest weighing stand; nothing under 18."""
        return self._newest_of(person_id).grades

    def trend(self, person_id: str) -> Trend | None:
        """Return a person's weight trend."""
        return self._newest_of(person_id).trend

    def trend_levels(self, person_id: str) -> Sequence[float]:
        """Return the trend after each of a person's weighings in memory, oldest first."""
        return self._newest_of(person_id).trend_levels

    @property
    def ahead(self) -> Sequence[Weighing]:
        """Return the weighings of people, and the pending ones, whose time is still to come."""
        limit = horizon(dt_util.utcnow())
        known = [*self._histories.values(), self.pending]
        return [each for weighings in known for each in weighings if each.measured_at > limit]

    def _newest_of(self, person_id: str) -> _Newest:
        """Return a person's weighings up to now; the clock may have been set since the last look."""
        history = without_ahead(self._histories.get(person_id, ()), dt_util.utcnow())
        newest = self._newest.get(person_id)
        if newest is None or len(newest.history) != len(history):
            newest = self._newest[person_id] = _Newest(history, self)
        return newest

    def shown(self, weighing: Weighing, formula_set: str | None = None) -> Shown | None:
        """Return what a weighing says by its person's profile of that day; None without a person."""
        person = self.people.get(weighing.person_id or "")
        if person is None:
            return None
        day = dt_util.as_local(weighing.measured_at).date()
        return shown(weighing, person.profile_on(day), day, formula_set or person.formula_set)

    def metrics(self, weighing: Weighing) -> Metrics:
        """Return the metrics of a weighing."""
        result = self.shown(weighing)
        return result.metrics if result else Metrics()

    def given(self, weighing: Weighing) -> Mapping[str, float]:
        """Return what the scale itself said of a weighing, as far as its person may be shown it."""
        said = self.shown(weighing, FormulaSet.SCALE) if weighing.given else None
        if said is None or weighing.given is None:
            return {}
        return {
            key: value
            for key, value in weighing.given._asdict().items()
            if value is not None and getattr(said.metrics, key) is not None
        }

    def segments(self, weighing: Weighing) -> Sequence[float] | None:
        """Return the impedances of body segments, as far as a weighing's person may be shown them."""
        person = self.people.get(weighing.person_id or "")
        if person is None or weighing.segments is None:
            return None
        day = dt_util.as_local(weighing.measured_at).date()
        is_shown = is_composition_shown(person.profile_on(day), day)
        return list(weighing.segments) if is_shown else None

    def grades(self, weighing: Weighing) -> Mapping[str, Grade]:
        """Return where the values of a weighing stand; nothing under 18."""
        person = self.people.get(weighing.person_id or "")
        if person is None:
            return {}
        day = dt_util.as_local(weighing.measured_at).date()
        profile = person.profile_on(day)
        if is_minor(profile.birth_date, day):
            return {}
        found = grades(
            self.metrics(weighing),
            sex=profile.sex,
            age=age_on(profile.birth_date, day, person.formula_set),
            height_cm=profile.height_cm,
            weight_kg=weighing.weight_kg,
            formula_set=person.formula_set,
        )
        return found or {}

    def _name(self, person_id: str | None) -> str | None:
        """Return the name of a person, also of one who left; `guest` and None as they are."""
        person = self.people.get(person_id or "") or self._roster.former.get(person_id or "")
        return person.name if person else person_id

    def as_dict(self, weighing: Weighing, formula_set: str | None = None) -> dict[str, Any]:
        """Return a weighing as automations see it."""
        result = self.shown(weighing, formula_set)
        data = asdict(weighing)
        # What the scale's clock said is for knowing its records again.
        del data["stamp"]
        data["given"] = {key: rounded(value) for key, value in self.given(weighing).items()}
        data["segments"] = self.segments(weighing)
        return {
            "weighing_id": data.pop("weighing_id"),
            "person": self._name(weighing.person_id),
            "person_id": data.pop("person_id"),
            "measured_at": dt_util.as_local(data.pop("measured_at")).isoformat(),
            "weight": rounded(data.pop("weight_kg")),
            "weight_text": self.words.weight(weighing.weight_kg, 2),
            **data,
            "reason": self.words.reason(weighing.reason),
            "candidates": self.words.candidates(weighing.candidates),
            "formula_set": result.formula_set if result else None,
            "metrics": {
                key: rounded(value)
                for key, value in asdict(result.metrics if result else Metrics()).items()
            },
            "missing": dict(result.missing) if result else {},
        }
