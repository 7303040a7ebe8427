"""Which records of a scale's own memory are weighings that the journal has already.

The session of a scale knows the newest ones. What it has forgotten, or is given once more, is found
here among what is new. Every function runs in its caller's transaction.
"""

from collections.abc import Iterable
from datetime import timedelta
import sqlite3

from ..model import Origin, Weighing
from .weighings import utc_text

_SAME_STAND = timedelta(seconds=60)
"""By the scale's clock: what was heard has the stamp of another frame of the stand."""
_NEVER_SET_BEFORE = 2010
"""Clocks that begin with each change of batteries show the same times again."""
APART = timedelta(minutes=2)
"""Of the time by the scale's clock and the time of hearing; nobody weighs the same twice within it."""
APART_KG = 0.03 + 1e-6
"""A record may be rounded otherwise than what was advertised."""


def without_known(
    database: sqlite3.Connection, scale: str, weighings: Iterable[Weighing]
) -> list[Weighing]:
    """Return those that aren't of a scale's memory, and those of it that the journal hasn't.

    What was deleted or discarded is known. A weighing of the journal stands for one record.
    """
    taken: set[str] = set()
    new = []
    for weighing in weighings:
        known = _known(database, scale, weighing, taken)
        if known is None:
            new.append(weighing)
        else:
            taken.add(known)
    return new


def _known(
    database: sqlite3.Connection, scale: str, weighing: Weighing, taken: set[str]
) -> str | None:
    """Return the id of the weighing that a record repeats; the same stamp comes first."""
    if weighing.origin is not Origin.HISTORY:
        return None
    for query, values in _queries(scale, weighing):
        for table in ("weighings", "discarded"):
            rows = database.execute(f"SELECT weighing_id FROM {table} WHERE {query}", values)  # noqa: S608
            for (weighing_id,) in rows:
                if weighing_id not in taken and weighing_id != weighing.weighing_id:
                    return str(weighing_id)
    return None


def _queries(scale: str, weighing: Weighing) -> Iterable[tuple[str, tuple[str | float, ...]]]:
    weight = "weight_kg BETWEEN ? AND ?"
    weights = weighing.weight_kg - APART_KG, weighing.weight_kg + APART_KG
    stamp = weighing.stamp
    if stamp is not None:
        if stamp.year >= _NEVER_SET_BEFORE:
            # Its weight may have been corrected by hand.
            yield "scale = ? AND stamp = ?", (scale, stamp.isoformat())
        try:
            near = (stamp - _SAME_STAND).isoformat(), (stamp + _SAME_STAND).isoformat()
        except OverflowError:
            return
        yield f"scale = ? AND stamp BETWEEN ? AND ? AND {weight}", (scale, *near, *weights)
    # An earlier version stored no stamps.
    at = weighing.measured_at
    span = utc_text(at - APART), utc_text(at + APART)
    yield (
        f"scale = ? AND stamp IS NULL AND measured_at BETWEEN ? AND ? AND {weight}",
        (scale, *span, *weights),
    )
