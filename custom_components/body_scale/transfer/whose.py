"""Whose the weighings of a file are: by an answer for the file, or by how it tells people apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from ..exchange import Row
from ..household.household import Household
from ..household.named import person_or_guest
from ..model import GUEST
from ..texts.names import name_key

SKIP = "skip"
"""Stands in the place of a person whose weighings aren't wanted."""
FIND_OUT = "find_out"
"""Stands in the place of a person who is to be identified."""
PENDING = "pending"
"""Stands in the place of a person where our own file says that nobody has it yet."""

MAX_TEXTS = 50
"""A file that tells more people apart has something else in that column."""


@dataclass(frozen=True, slots=True)
class PersonText:
    """How a file tells one person apart, and what it has of them.

    Attributes:
        text: As it is in the file.
        count: How many weighings.
        first: The time of the first one.
        last: The time of the last one.
        low_kg: The least weight.
        high_kg: The greatest weight.
        person_id: Whose these are, going by the name; None if it is nobody's.
    """

    text: str
    count: int
    first: datetime
    last: datetime
    low_kg: float
    high_kg: float
    person_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Decides for each row whose it is.

    Attributes:
        members: Names of the members, by person id.
        former: Names of those who left, by person id: our own files may have weighings of theirs.
        person: Whose all of them are; None if the file or the identification says that.
        answers: By the file's texts: a person id, `guest`, `SKIP` or `FIND_OUT`.
    """

    members: Mapping[str, str]
    former: Mapping[str, str] = field(default_factory=dict)
    person: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def in_household(cls, household: Household, person: str | None) -> Self:
        """Return what decides by a household's names, or for one person who is named or `guest`.

        Raises:
            ServiceValidationError: There is no such person.
        """
        return cls(
            members={each.id: each.name for each in household.people.values()},
            former={key: each.name for key, each in household.identifier.roster.former.items()},
            person=None if person is None else person_or_guest(household, person),
        )

    def of(self, row: Row) -> str:
        """Return a person id, `guest`, `SKIP`, `FIND_OUT` or `PENDING`."""
        if self.person is not None:
            return self.person
        if answer := self.answers.get(row.person or ""):
            return answer
        return self._said(row) or FIND_OUT

    def _said(self, row: Row) -> str | None:
        """Return what the row itself says; None if that is of nobody here."""
        if not row.own:
            return self._named(row.person, self.members)
        everybody = {**self.former, **self.members}
        person_id = own_person(row)
        if person_id in everybody:
            return person_id
        if row.own.get("person_id") == GUEST:
            return GUEST
        return self._named(row.person, everybody) if person_id or row.person else PENDING

    def _named(self, text: str | None, names: Mapping[str, str]) -> str | None:
        key = name_key(text or "")
        # Of two with one name it is the member's.
        found = [person_id for person_id, name in names.items() if key and name_key(name) == key]
        return found[-1] if found else None

    def texts(self, rows: Iterable[Row]) -> list[PersonText]:
        """Return how a file tells people apart, as far as that has to be asked about.

        Of our own files that is just who isn't known here.
        """
        if self.person is not None:
            return []
        groups: dict[str, list[Row]] = {}
        for row in rows:
            if row.person and not (row.own and self._said(row)):
                groups.setdefault(row.person, []).append(row)
        return [_summary(text, some, self._said(some[0])) for text, some in groups.items()]


def own_person(row: Row) -> str | None:
    """Return the id that a person has in one of our own files; None if it names nobody."""
    person_id = row.own.get("person_id")
    return person_id if isinstance(person_id, str) and person_id != GUEST else None


def _summary(text: str, rows: Sequence[Row], person_id: str | None) -> PersonText:
    moments = [row.measured_at for row in rows]
    weights = [row.weight_kg for row in rows]
    return PersonText(
        text, len(rows), min(moments), max(moments), min(weights), max(weights), person_id
    )
