"""What waits to be told, in the journal's database. Every function works in somebody's transaction.

An item is written in the same transaction as the weighing it is about, stays until the other side was
seen to have it, and is then kept as the last that its target was told, so that the same isn't told
twice. What is in a body is the business of the bridge and its channel alone.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2s
import json
import sqlite3
from typing import Any, NamedTuple

MAX_WAITING = 10_000
"""Of a bridge; when more wait, the oldest are dropped."""
_STORED_FOR = timedelta(days=30)
"""So long a delivered item is remembered; the last one of each target longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a bridge wants to be delivered.

    Attributes:
        target: What is set by it; parcels for the same target replace one another there.
        weighing_id: What it is about.
        person_id: Whom it is about.
        body: What the channel delivers, as plain JSON values.
        retraction: The body that takes it back, needing nothing but itself; None if the target
            doesn't retain what it gets.
        retracts: This takes back what the target retains, and says nothing of anybody.
    """

    target: str
    weighing_id: str
    person_id: str
    body: Mapping[str, Any]
    retraction: Mapping[str, Any] | None = None
    retracts: bool = False

    @property
    def key(self) -> str:
        """Tell this parcel from any that says something else."""
        digest = blake2s(_text(self.body).encode(), digest_size=8).hexdigest()
        return f"{self.weighing_id}:{digest}"


class Item(NamedTuple):
    """A parcel in the outbox."""

    sequence: int
    target: str
    key: str
    weighing_id: str
    person_id: str
    body: Mapping[str, Any]
    attempts: int
    """How often it was sent; once is enough for the other side to have it."""
    delivered_at: datetime | None
    """When it was seen to have arrived; None while it waits."""
    retraction: Mapping[str, Any] | None
    """The body that takes it back, if its target retains it."""
    retracts: bool
    """Whether it takes back what its target retains."""

    @property
    def lasts(self) -> bool:
        """Return whether it sets what its target retains: puts it there, or takes it back."""
        return self.retracts or self.retraction is not None


class Waiting(NamedTuple):
    """How much waits, and since when."""

    number: int
    since: datetime | None


def put(
    database: sqlite3.Connection,
    bridge: str,
    parcel: Parcel,
    now: datetime,
    *,
    replace: bool = False,
    again: bool = False,
) -> None:
    """Put a parcel at the end, unless its target was told the same last.

    Args:
        database: In a transaction.
        bridge: The bridge's id.
        parcel: What to deliver.
        now: When.
        replace: Take out what waits for the same target: it is out of date.
        again: Also if its target was told the same: it forgot.
    """
    doubtful = False
    if replace:
        doubtful = bool(
            _delete_waiting(database, "bridge = ? AND target = ?", bridge, parcel.target)
        )
    last = last_of(database, bridge, parcel.target)
    is_same = last is not None and last.key == parcel.key and not doubtful
    if is_same and not (again and last and last.delivered_at):
        return
    database.execute(
        "INSERT INTO outbox (bridge, target, key, weighing_id, person_id, body, created_at,"
        " retraction, retracts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            bridge,
            parcel.target,
            parcel.key,
            parcel.weighing_id,
            parcel.person_id,
            _text(parcel.body),
            _moment(now),
            None if parcel.retraction is None else _text(parcel.retraction),
            parcel.retracts,
        ),
    )
    database.execute(
        "DELETE FROM outbox WHERE delivered_at IS NULL AND sequence <= (SELECT sequence FROM outbox"
        " WHERE bridge = ?1 AND delivered_at IS NULL ORDER BY sequence DESC LIMIT 1 OFFSET ?2)"
        " AND bridge = ?1",
        (bridge, MAX_WAITING),
    )


def delete_untried(database: sqlite3.Connection, bridge: str, weighing_id: str) -> None:
    """Take out what waits about a weighing that isn't so any more."""
    _delete_waiting(
        database, "bridge = ? AND weighing_id = ? AND attempts = 0", bridge, weighing_id
    )


def last_of(database: sqlite3.Connection, bridge: str, target: str) -> Item | None:
    """Return what a target was told last, or is to be."""
    return _one(database, "bridge = ? AND target = ? ORDER BY sequence DESC", bridge, target)


def about(database: sqlite3.Connection, bridge: str, weighing_id: str) -> list[Item]:
    """Return what was told of a weighing, or is to be."""
    return _items(database, "bridge = ? AND weighing_id = ? ORDER BY sequence", bridge, weighing_id)


def head(database: sqlite3.Connection, bridge: str, without: Collection[str] = ()) -> Item | None:
    """Return what is next, leaving out targets that don't take theirs."""
    return _one(
        database,
        "bridge = ? AND delivered_at IS NULL"
        " AND target NOT IN (SELECT value FROM json_each(?)) ORDER BY sequence",
        bridge,
        json.dumps(list(without)),
    )


def mark_tried(database: sqlite3.Connection, item: Item) -> bool:
    """Write down that an item is going to be sent: from now on the other side may have it.

    Returns:
        False if it was taken out meanwhile.
    """
    query = "UPDATE outbox SET attempts = attempts + 1 WHERE sequence = ?"
    return database.execute(query, (item.sequence,)).rowcount > 0


def mark_delivered(database: sqlite3.Connection, item: Item, now: datetime) -> None:
    """Write down that the other side has it, and forget what was delivered long ago.

    What a target was told is forgotten at once when it was cleared: a topic has a name in it.
    """
    database.execute(
        "UPDATE outbox SET delivered_at = ? WHERE sequence = ?", (_moment(now), item.sequence)
    )
    if item.retracts:
        database.execute(
            "DELETE FROM outbox WHERE target = ?1 AND delivered_at IS NOT NULL"
            " AND bridge = (SELECT bridge FROM outbox WHERE sequence = ?2) AND sequence <= ?2",
            (item.target, item.sequence),
        )
    database.execute(
        "DELETE FROM outbox AS old WHERE delivered_at < ? AND EXISTS (SELECT 1 FROM outbox AS new"
        " WHERE new.bridge = old.bridge AND new.target = old.target"
        " AND new.sequence > old.sequence)",
        (_moment(now - _STORED_FOR),),
    )


def last_items(database: sqlite3.Connection, bridge: str) -> list[Item]:
    """Return what each target was told last, or is to be."""
    return _items(
        database,
        "bridge = ? AND sequence IN (SELECT MAX(sequence) FROM outbox GROUP BY bridge, target)"
        " ORDER BY sequence",
        bridge,
    )


def retract(database: sqlite3.Connection, bridge: str, item: Item, now: datetime) -> None:
    """Let the broker forget what it keeps of an item; what it never kept only isn't sent any more."""
    if item.retracts:
        return
    if item.retraction is None:
        _delete_waiting(database, "bridge = ? AND target = ?", bridge, item.target)
        return
    parcel = Parcel(
        target=item.target,
        weighing_id=item.weighing_id,
        person_id=item.person_id,
        body=item.retraction,
        retracts=True,
    )
    put(database, bridge, parcel, now, replace=True)


def retract_unless(
    database: sqlite3.Connection, bridge: str, wanted: Callable[[Item], bool], now: datetime
) -> None:
    """Clear what targets were told last that aren't wanted any more."""
    for item in last_items(database, bridge):
        if not wanted(item):
            retract(database, bridge, item, now)


def erase(database: sqlite3.Connection, person_id: str, now: datetime) -> None:
    """Let the broker forget a person, and keep nothing else of them."""
    for bridge in bridges(database):
        retract_unless(database, bridge, lambda item: item.person_id != person_id, now)
    database.execute(
        "DELETE FROM outbox WHERE person_id = ? AND (NOT retracts OR delivered_at IS NOT NULL)",
        (person_id,),
    )


def bridges(database: sqlite3.Connection) -> list[str]:
    """Return the bridges that have or had something to tell."""
    rows = database.execute("SELECT DISTINCT bridge FROM outbox ORDER BY bridge").fetchall()
    return [row["bridge"] for row in rows]


def waiting_items(database: sqlite3.Connection, bridge: str) -> list[Item]:
    """Return what waits, in order."""
    return _items(database, "bridge = ? AND delivered_at IS NULL ORDER BY sequence", bridge)


def hand_over(database: sqlite3.Connection, bridge: str, target: str, to: str) -> None:
    """Let another bridge have what was or is to be told to a target, in its order."""
    database.execute(
        "UPDATE outbox SET bridge = ? WHERE bridge = ? AND target = ?", (to, bridge, target)
    )


def waiting(database: sqlite3.Connection, bridge: str) -> Waiting:
    """Return how much waits."""
    count, since = database.execute(
        "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE bridge = ? AND delivered_at IS NULL",
        (bridge,),
    ).fetchone()
    return Waiting(count, since and datetime.fromisoformat(since))


def delete_bridge(database: sqlite3.Connection, bridge: str) -> None:
    """Forget what a bridge told and had to tell."""
    database.execute("DELETE FROM outbox WHERE bridge = ?", (bridge,))


def _delete_waiting(database: sqlite3.Connection, where: str, *values: str) -> int:
    """Take out waiting items; return how many of them the other side may have."""
    waits = f"{where} AND delivered_at IS NULL"
    tried = len(_items(database, f"{waits} AND attempts > 0", *values))
    database.execute(f"DELETE FROM outbox WHERE {waits}", values)  # noqa: S608
    return tried


def _one(database: sqlite3.Connection, where: str, *values: str) -> Item | None:
    found = _items(database, f"{where} LIMIT 1", *values)
    return found[0] if found else None


def _items(database: sqlite3.Connection, where: str, *values: str) -> list[Item]:
    rows = database.execute(f"SELECT * FROM outbox WHERE {where}", values).fetchall()  # noqa: S608
    return [
        Item(
            row["sequence"],
            row["target"],
            row["key"],
            row["weighing_id"],
            row["person_id"],
            json.loads(row["body"]),
            row["attempts"],
            row["delivered_at"] and datetime.fromisoformat(row["delivered_at"]),
            row["retraction"] and json.loads(row["retraction"]),
            bool(row["retracts"]),
        )
        for row in rows
    ]


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True)


def _moment(moment: datetime) -> str:
    """Return a moment so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
