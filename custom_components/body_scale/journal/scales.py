"""What is remembered of each scale, in the journal. Every function runs in its caller's transaction."""

from collections.abc import Mapping
import json
import sqlite3
from typing import Any


def store_memory(database: sqlite3.Connection, scale: str, memory: Mapping[str, Any]) -> None:
    """Store what is remembered of a scale, as plain JSON values."""
    database.execute("INSERT OR REPLACE INTO scales VALUES (?, ?)", (scale, json.dumps(memory)))


def memory_of(database: sqlite3.Connection, scale: str) -> dict[str, Any] | None:
    """Return what was stored of a scale last."""
    query = "SELECT memory FROM scales WHERE address = ?"
    row = database.execute(query, (scale,)).fetchone()
    return json.loads(row["memory"]) if row else None
