"""What end-to-end tests look up in a house, and what they work out by hand."""

from datetime import UTC, date, datetime, timedelta
import sqlite3
from zoneinfo import ZoneInfo

from simulators.home_assistant.config import morning_zone
from simulators.people import ANNA, BEN

ZONE = ZoneInfo(morning_zone())
# David is a minor: a fixed birth date grows up.
FOUR_PEOPLE = (
    ANNA,
    BEN,
    ANNA | {"name": "Carla", "birth_date": "1958-09-30", "weight": 74},
    BEN | {"name": "David", "birth_date": f"{datetime.now(UTC).year - 15}-03-02", "weight": 50},
)


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


async def statistics(house, person_id, measure):
    """Return the hours and means of a person's long-term statistic."""
    statistic_id = f"body_scale:{person_id}_{measure}"
    found = await house.command(
        "recorder/statistics_during_period",
        start_time=(datetime.now(UTC) - timedelta(days=30)).isoformat(),
        statistic_ids=[statistic_id],
        period="hour",
        types=["mean"],
    )
    return [(row["start"] / 1000, row["mean"]) for row in found.get(statistic_id, [])]


async def entities_of(house, scale):
    """Return the ids of a scale's entities, by what they show."""
    registry = await house.command("config/entity_registry/list")
    before = f"{scale.address}_"
    return {
        each["unique_id"].removeprefix(before): each["entity_id"]
        for each in registry
        if each["unique_id"].startswith(before)
    }
