"""What end-to-end tests look up in a house, and what they work out by hand."""

from datetime import date, datetime
import sqlite3
from zoneinfo import ZoneInfo

from simulators.home_assistant.config import morning_zone

ZONE = ZoneInfo(morning_zone())


def stored_weighings(house):
    """Return what the journal has, straight from the disk: weight, impedance at 50 kHz, origin."""
    path = house.folder / ".storage" / "body_scale.db"
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT weight_kg, impedance, origin FROM weighings ORDER BY rowid")
        return rows.fetchall()


def body_fat(weight, impedance, height, born):
    """Return Mi Fit's body fat of a man over 61 kg, by hand."""
    age = (datetime.now(ZONE).date() - date.fromisoformat(born)).days / 365.25
    lean = 9.058 * (height / 100) ** 2 + 0.32 * weight + 12.226
    lean -= 0.0068 * impedance + 0.0542 * age
    return (1 - (lean - 0.8) / weight) * 100
