"""What a person wants to weigh, and when the trend gets there, as the dashboard shows it."""

from typing import Any

from ..household import goals
from ..household.people import Person
from .context import Context


def goal_of(context: Context, person: Person) -> dict[str, Any] | None:
    """Return a person's goal; None without one."""
    view, number = context.household.view, context.numbers.weights.number

    def mass(kg: float | None) -> float | None:
        return None if kg is None else number(kg)

    progress = goals.goal_of(view, person)
    if progress is None:
        return None
    forecast = progress.forecast
    return {
        "weight": mass(progress.weight_kg),
        "date": progress.by and progress.by.isoformat(),
        "distance": mass(progress.distance_kg),
        "start": mass(progress.start_kg),
        "progress": progress.progress,
        "reached": bool(progress.reached),
        "on_time": progress.on_time,
        "forecast": forecast
        and {
            "earliest": forecast.earliest.isoformat(),
            "likely": forecast.likely.isoformat(),
            "latest": forecast.latest.isoformat(),
        },
        "text": goals.goal_text(view.words, progress),
    }
