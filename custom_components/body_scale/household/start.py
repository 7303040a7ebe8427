"""What the household starts with: its people are stored, its weighings and scales' memories read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
import sqlite3
from typing import Any

from homeassistant.util import dt as dt_util

from ..journal.memberships import let_be_members
from ..journal.people import store_person
from ..journal.scales import batteries_of, memory_of
from .ahead import horizon
from .people import Person
from .roster import Roster, read_roster
from .view import Snapshot, read_snapshot


@dataclass(frozen=True, slots=True)
class Start:
    """What was read from the journal.

    Attributes:
        snapshot: What is shown of all people.
        memories: What was stored of each scale, by its id, as plain JSON values.
        batteries: What was left in the battery of each scale, by its id, in percent.
        roster: Who was a member when.
    """

    snapshot: Snapshot
    memories: Mapping[str, Mapping[str, Any]]
    batteries: Mapping[str, int]
    roster: Roster


def read_start(
    database: sqlite3.Connection, people: Mapping[str, Person], scale_ids: Iterable[str]
) -> Start:
    """Store the people as they are configured now, and read what there is."""
    store_people(database, people)
    let_be_members(database, people, dt_util.utcnow())
    return Start(
        read_snapshot(database, people),
        *read_scales(database, scale_ids),
        read_roster(database, people),
    )


def read_scales(
    database: sqlite3.Connection, scale_ids: Iterable[str]
) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """Return what was stored of some scales: memories and batteries of those that have them."""
    ids = list(scale_ids)
    memories = {scale_id: memory_of(database, scale_id) for scale_id in ids}
    return (
        {scale_id: memory for scale_id, memory in memories.items() if memory},
        batteries_of(database, ids, horizon(dt_util.utcnow())),
    )


def store_people(database: sqlite3.Connection, people: Mapping[str, Person]) -> None:
    """Store names and profiles; a former person who is added again gets their weighings back."""
    for person in people.values():
        store_person(database, person.id, person.name, person.profiles)
