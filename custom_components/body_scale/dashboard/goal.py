"""What a person wants to weigh, and when the trend gets there."""

from typing import Any

from ..household.people import Person
from .context import Context


def goal_of(context: Context, person: Person) -> dict[str, Any] | None:
    """Return a person's goal; None without one."""
    return None
