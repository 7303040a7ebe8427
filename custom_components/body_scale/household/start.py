"""What the household starts with: its people are stored, its weighings and scales' memories read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import sqlite3
from typing import Any

from homeassistant.util import dt as dt_util

from ..journal.memberships import let_be_members
from ..journal.people import store_person
from ..journal.scales import memory_of
from .people import Person
from .roster import Roster, read_roster
from .view import Snapshot, read_snapshot


@dataclass(frozen=True, slots=True)
class Start:
    """What was read from the journal.

    Attributes:
        snapshot: What is shown of all people.
        memories: What was stored of each scale, by its id, as plain JSON values.
        roster: Who was a member when.
    """

    snapshot: Snapshot
    memories: Mapping[str, Mapping[str, Any]]
    roster: Roster


def read_start(
    database: sqlite3.Connection, people: Mapping[str, Person], scale_ids: Iterable[str]
) -> Start:
    """Store the people as they are configured now, and read what there is."""
    store_people(database, people)
    let_be_members(database, people, dt_util.utcnow())
    memories = {scale_id: memory_of(database, scale_id) for scale_id in scale_ids}
    return Start(
        read_snapshot(database, people),
        {scale_id: memory for scale_id, memory in memories.items() if memory},
        read_roster(database, people),
    )


def store_people(database: sqlite3.Connection, people: Mapping[str, Person]) -> None:
    """Store names and profiles; a former person who is added again gets their weighings back."""
    for person in people.values():
        store_person(database, person.id, person.name, person.profiles)
