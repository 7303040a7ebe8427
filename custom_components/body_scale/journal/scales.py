"""What is remembered of each scale, in the journal. Every function runs in its caller's transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
import json
import sqlite3
from typing import Any

from .weighings import utc_text


def store_memory(database: sqlite3.Connection, scale: str, memory: Mapping[str, Any]) -> None:
    """Store what is remembered of a scale, as plain JSON values."""
    database.execute("INSERT OR REPLACE INTO scales VALUES (?, ?)", (scale, json.dumps(memory)))


def memory_of(database: sqlite3.Connection, scale: str) -> dict[str, Any] | None:
    """Return what was stored of a scale last."""
    query = "SELECT memory FROM scales WHERE address = ?"
    row = database.execute(query, (scale,)).fetchone()
    return json.loads(row["memory"]) if row else None


def batteries_of(
    database: sqlite3.Connection, scales: Iterable[str], until: datetime
) -> dict[str, int]:
    """Return what was left in the battery of each scale, in percent, when it said so last.

    Args:
        database: In a transaction.
        scales: Their ids; what never said so is left out.
        until: Weighings up to then count, whether they were discarded since or not.
    """
    rows = database.execute(
        "SELECT scale, battery, MAX(measured_at) FROM ("
        " SELECT scale, battery, measured_at FROM weighings WHERE battery IS NOT NULL"
        " UNION ALL SELECT scale, battery, measured_at FROM discarded WHERE battery IS NOT NULL"
        ") WHERE measured_at <= ? AND scale IN (SELECT value FROM json_each(?)) GROUP BY scale",
        (utc_text(until), json.dumps(list(scales))),
    )
    return {scale: battery for scale, battery, _ in rows}
