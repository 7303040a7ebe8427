"""What a scale's own memory adds to weighings that were heard without an impedance, in the journal."""

from collections.abc import Iterable
from dataclasses import replace
import sqlite3

from ..model import Origin, Reading, Weighing, measured
from .known import APART, APART_KG
from .weighings import EARLIEST, LATEST, Change, between, change

_HEARD = frozenset({Origin.LIVE, Origin.REMOVED})


def complete(database: sqlite3.Connection, scale: str, readings: Iterable[Reading]) -> list[Change]:
    """Add to weighings of a scale what records of its memory have more; return what changed.

    A record without an impedance, or whose weighing isn't there, changes nothing. Runs in its caller's
    transaction.
    """
    return [
        change(database, _completed(old, reading))
        for reading in sorted(readings, key=lambda each: each.measured_at)
        if (old := _lacking(database, scale, reading))
    ]


def _completed(weighing: Weighing, reading: Reading) -> Weighing:
    """Return a weighing with everything that it lacks and a reading has."""
    known, more = measured(weighing), measured(reading)
    lacking = {name: value for name, value in more.items() if known[name] is None}
    if weighing.given and reading.given:
        lacking["given"] = reading.given.joined(weighing.given)
    return replace(weighing, **lacking)


def _lacking(database: sqlite3.Connection, scale: str, reading: Reading) -> Weighing | None:
    """Return the weighing nearest in time that a reading completes; None if there is none."""
    at = reading.measured_at
    if reading.impedance is None or not EARLIEST < at < LATEST:
        return None
    found = [
        each
        for each in between(database, at - APART, at + APART)
        if each.scale == scale
        and each.impedance is None
        and each.origin in _HEARD
        and abs(each.weight_kg - reading.weight_kg) <= APART_KG
    ]
    return min(found, key=lambda each: abs(each.measured_at - at), default=None)
