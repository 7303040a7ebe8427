"""Who is a member, who was one, and when: in memory, as the journal has it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
import sqlite3

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..journal import memberships as stored, people as stored_people
from ..journal.memberships import Span, Spans
from ..session import is_set
from .people import Person


class Roster:
    """Since when and until when people were members.

    Attributes:
        former: Those who left and weren't erased, by person id, without settings. A change makes a new
            dict, so that another thread goes on reading the old one.
    """

    def __init__(
        self, spans: Spans | None = None, former: Mapping[str, Person] | None = None
    ) -> None:
        """Take what the journal has."""
        self.former: Mapping[str, Person] = former or {}
        self._spans: dict[str, tuple[Span, ...]] = {
            person_id: tuple(each) for person_id, each in (spans or {}).items()
        }

    def members_between(
        self, people: Mapping[str, Person], first: datetime, last: datetime
    ) -> Mapping[str, Person]:
        """Return who was a member in a time; where nobody was, who is one now.

        Args:
            people: The members of now.
            first: The first moment of the time.
            last: The last moment of the time.
        """
        now = dt_util.utcnow()
        found = {
            person_id: person
            for person_id, person in {**self.former, **people}.items()
            if any(_overlaps(span, first, last, now) for span in self._spans_of(person_id, people))
        }
        # A scale may remember more than the household is old.
        return found or people

    def _spans_of(self, person_id: str, people: Collection[str]) -> Iterable[Span]:
        """Return a person's spans; of a member of whom none is known, all time."""
        return self._spans.get(person_id, (Span(),) if person_id in people else ())

    def spans(self, people: Iterable[str]) -> Spans:
        """Return the spans of some people, as they are to be stored."""
        return {each: self._spans[each] for each in people if each in self._spans}

    @callback
    def async_come(self, people: Collection[str]) -> None:
        """Let people be members from now on."""
        now = dt_util.utcnow()
        for each in people:
            spans = self._spans.get(each, ())
            if all(span.until for span in spans):
                self._spans[each] = (*spans, Span(since=now))
        self.former = {key: person for key, person in self.former.items() if key not in people}

    @callback
    def async_leave(self, people: Mapping[str, Person]) -> None:
        """Let people be members no more."""
        now = dt_util.utcnow()
        for each in people:
            self._spans[each] = tuple(
                span if span.until else span._replace(until=now)
                for span in self._spans_of(each, people)
            )
        left = {key: Person.former(key, each.name, each.profiles) for key, each in people.items()}
        self.former = {**self.former, **left}

    @callback
    def async_erase(self, person_id: str) -> None:
        """Know nothing of a person any more."""
        self._spans.pop(person_id, None)
        self.former = {key: each for key, each in self.former.items() if key != person_id}

    @callback
    def async_renew(self, found: Roster, former: Collection[str]) -> None:
        """Take what another journal has of people who aren't members.

        Args:
            found: What it has, once the members are stored there, too.
            former: Who had left when that was read; who has come or left since is known here.
        """
        known = {key: spans for key, spans in self._spans.items() if key not in former}
        left = {key: each for key, each in self.former.items() if key in known}
        other = {key: each for key, each in found.former.items() if key not in known}
        self._spans = {**found._spans, **known}
        self.former = {**other, **left}


def read_roster(database: sqlite3.Connection, people: Collection[str]) -> Roster:
    """Read who was a member when, and who of those isn't one now."""
    names = stored_people.names(database)
    former = {
        person_id: Person.former(person_id, name, profiles)
        for person_id, name in names.items()
        if person_id not in people and (profiles := stored_people.profiles_of(database, person_id))
    }
    return Roster(stored.spans(database), former)


def _overlaps(span: Span, first: datetime, last: datetime, now: datetime) -> bool:
    since, until = _believed(span.since, now), _believed(span.until, now)
    if since and until and until < since:
        # The clock was set in between, and it isn't known which of them it noted wrong.
        return True
    return (since is None or since <= last) and (until is None or first <= until)


def _believed(noted: datetime | None, now: datetime) -> datetime | None:
    """Return a moment, unless a clock noted it that was wrong: that makes nobody a non-member."""
    return noted if noted and is_set(noted) and noted <= now else None
