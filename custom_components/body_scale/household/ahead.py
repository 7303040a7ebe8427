"""Weighings whose time is still to come: a clock that was wrong noted them."""

from collections.abc import Sequence
from datetime import datetime

from ..model import Weighing
from ..session import AHEAD, is_set


def horizon(now: datetime) -> datetime:
    """Return up to when a weighing's time may be right.

    While this computer's clock isn't set, nothing can be said against any time.
    """
    return now + AHEAD if is_set(now) else datetime.max.replace(tzinfo=now.tzinfo)


def without_ahead(history: Sequence[Weighing], now: datetime) -> Sequence[Weighing]:
    """Return weighings, given oldest first, without those whose time is still to come."""
    limit = horizon(now)
    count = len(history)
    while count and history[count - 1].measured_at > limit:
        count -= 1
    return history if count == len(history) else history[:count]
