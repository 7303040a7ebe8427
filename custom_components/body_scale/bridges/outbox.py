"""What waits to be delivered, in the journal's database.

Every function works in its caller's transaction.

An item is written in the same transaction as the weighing it is about, and waits until the other side
is known to have it. Then it stays as the last item of its target, so that the same isn't delivered
twice. Only a bridge and its channel read bodies.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2s
import json
import sqlite3
from typing import Any, NamedTuple

MAX_WAITING = 10_000
"""Of one bridge; when more wait, the oldest are deleted."""
_STORED_FOR = timedelta(days=30)
"""So long a delivered item stays; the last one of each target stays longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What a bridge wants to be delivered.

    Attributes:
        target: What is set by it; parcels for the same target replace one another there.
        weighing_id: What it is about.
        person_id: Whom it is about.
        body: What the channel delivers, as plain JSON values.
        retraction: The body that retracts it, without anything else; None if the target doesn't retain
            what it gets.
        retracts: Whether it retracts what the target retains; the body then has no personal data.
    """

    target: str
    weighing_id: str
    person_id: str
    body: Mapping[str, Any]
    retraction: Mapping[str, Any] | None = None
    retracts: bool = False

    @property
    def key(self) -> str:
        """Return what distinguishes this parcel from any with another content."""
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
    """How often it was sent; after one time the other side may have it."""
    delivered_at: datetime | None
    """When it was known to have arrived; None while it waits."""
    retraction: Mapping[str, Any] | None
    """The body that retracts it, if its target retains it."""
    retracts: bool
    """Whether it retracts what its target retains."""

    @property
    def lasts(self) -> bool:
        """Return whether it changes what its target retains."""
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
    """Put a parcel at the end, unless it is the same as the last one for its target.

    Args:
        database: In a transaction.
        bridge: The bridge's id.
        parcel: What to deliver.
        now: When.
        replace: Delete what waits for the same target: it is out of date.
        again: Put it in though it was delivered: its target lost it.
    """
    doubtful = False
    last = last_of(database, bridge, parcel.target)
    if replace and last is not None and last.key == parcel.key and last.delivered_at is None:
        # It waits already: only what is before it is out of date.
        _delete_waiting(
            database,
            "bridge = ? AND target = ? AND sequence < ?",
            bridge,
            parcel.target,
            last.sequence,
        )
        return
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


def correct_times(database: sqlite3.Connection, now: datetime) -> None:
    """Set what a clock noted that was ahead to now: ages are counted from there."""
    for column in ("created_at", "delivered_at"):
        database.execute(
            f"UPDATE outbox SET {column} = ?1 WHERE {column} > ?1",  # noqa: S608
            (_moment(now),),
        )


def delete_untried(database: sqlite3.Connection, bridge: str, weighing_id: str) -> None:
    """Delete what waits about a weighing and was never sent: the weighing has changed."""
    _delete_waiting(
        database, "bridge = ? AND weighing_id = ? AND attempts = 0", bridge, weighing_id
    )


def delete_untried_of(database: sqlite3.Connection, bridge: str, target: str) -> None:
    """Delete what waits for a target and was never sent, but no retraction: that may be of what was."""
    _delete_waiting(
        database, "bridge = ? AND target = ? AND attempts = 0 AND NOT retracts", bridge, target
    )


def last_of(database: sqlite3.Connection, bridge: str, target: str) -> Item | None:
    """Return the last item of a target, delivered or waiting."""
    return _one(database, "bridge = ? AND target = ? ORDER BY sequence DESC", bridge, target)


def about(database: sqlite3.Connection, bridge: str, weighing_id: str) -> list[Item]:
    """Return the items about a weighing, delivered or waiting."""
    return _items(database, "bridge = ? AND weighing_id = ? ORDER BY sequence", bridge, weighing_id)


def head(database: sqlite3.Connection, bridge: str, without: Collection[str] = ()) -> Item | None:
    """Return the first waiting item, leaving out some targets."""
    return _one(
        database,
        "bridge = ? AND delivered_at IS NULL"
        " AND target NOT IN (SELECT value FROM json_each(?)) ORDER BY sequence",
        bridge,
        json.dumps(list(without)),
    )


def newest_waiting(database: sqlite3.Connection, bridge: str) -> dict[str, int]:
    """Return the sequence of the newest waiting item of each target."""
    return dict(
        database.execute(
            "SELECT target, MAX(sequence) FROM outbox WHERE bridge = ? AND delivered_at IS NULL"
            " GROUP BY target",
            (bridge,),
        ).fetchall()
    )


def mark_tried(database: sqlite3.Connection, item: Item) -> bool:
    """Write down that an item is going to be sent: from now on the other side may have it.

    Returns:
        False if it was deleted meanwhile.
    """
    query = "UPDATE outbox SET attempts = attempts + 1 WHERE sequence = ?"
    return database.execute(query, (item.sequence,)).rowcount > 0


def mark_delivered(database: sqlite3.Connection, item: Item, now: datetime) -> None:
    """Write down that the other side has it, and delete what was delivered long ago.

    After a retraction, nothing of its target stays: a target may have a name in it.
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
    """Return the last item of each target, delivered or waiting."""
    return _items(
        database,
        "bridge = ? AND sequence IN (SELECT MAX(sequence) FROM outbox GROUP BY bridge, target)"
        " ORDER BY sequence",
        bridge,
    )


def retract(database: sqlite3.Connection, bridge: str, item: Item, now: datetime) -> None:
    """Retract what a target retains of an item; one that isn't retained only isn't sent any more."""
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
    """Retract the last items of targets that aren't wanted any more."""
    for item in last_items(database, bridge):
        if not wanted(item):
            retract(database, bridge, item, now)


def erase(database: sqlite3.Connection, person_id: str, now: datetime) -> None:
    """Retract what targets retain of a person, and delete everything else about them."""
    for bridge in bridges(database):
        retract_unless(database, bridge, lambda item: item.person_id != person_id, now)
    database.execute(
        "DELETE FROM outbox WHERE person_id = ? AND (NOT retracts OR delivered_at IS NOT NULL)",
        (person_id,),
    )


def bridges(database: sqlite3.Connection) -> list[str]:
    """Return the ids of the bridges that have items."""
    rows = database.execute("SELECT DISTINCT bridge FROM outbox ORDER BY bridge").fetchall()
    return [row["bridge"] for row in rows]


def waiting_items(database: sqlite3.Connection, bridge: str) -> list[Item]:
    """Return what waits, in order."""
    return _items(database, "bridge = ? AND delivered_at IS NULL ORDER BY sequence", bridge)


def hand_over(database: sqlite3.Connection, bridge: str, target: str, to: str) -> None:
    """Give the items of a target to another bridge, in their order."""
    database.execute(
        "UPDATE outbox SET bridge = ? WHERE bridge = ? AND target = ?", (to, bridge, target)
    )


def rename_target(database: sqlite3.Connection, bridge: str, old: str, new: str) -> None:
    """Give a target its other name, with its items in their order."""
    database.execute(
        "UPDATE outbox SET target = ? WHERE bridge = ? AND target = ?", (new, bridge, old)
    )


def waiting(database: sqlite3.Connection, bridge: str) -> Waiting:
    """Return how much waits."""
    count, since = database.execute(
        "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE bridge = ? AND delivered_at IS NULL",
        (bridge,),
    ).fetchone()
    return Waiting(count, since and datetime.fromisoformat(since))


def delete_of_others(database: sqlite3.Connection, bridge: str, person_id: str) -> None:
    """Delete a bridge's items that aren't about a person, delivered or waiting."""
    database.execute("DELETE FROM outbox WHERE bridge = ? AND person_id != ?", (bridge, person_id))


def delete_bridge(database: sqlite3.Connection, bridge: str) -> None:
    """Delete all items of a bridge."""
    database.execute("DELETE FROM outbox WHERE bridge = ?", (bridge,))


def _delete_waiting(database: sqlite3.Connection, where: str, *values: str | int) -> int:
    """Delete waiting items; return how many of them the other side may have."""
    waits = f"{where} AND delivered_at IS NULL"
    tried = len(_items(database, f"{waits} AND attempts > 0", *values))
    database.execute(f"DELETE FROM outbox WHERE {waits}", values)  # noqa: S608
    return tried


def _one(database: sqlite3.Connection, where: str, *values: str) -> Item | None:
    found = _items(database, f"{where} LIMIT 1", *values)
    return found[0] if found else None


def _items(database: sqlite3.Connection, where: str, *values: str | int) -> list[Item]:
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
