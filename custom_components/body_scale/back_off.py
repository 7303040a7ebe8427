"""How long something rests after failures in a row: twice as long each time, up to a limit. Pure."""

_MAX_DOUBLINGS = 16
"""More reach any limit, and would overflow in the end."""


def pause_after(doublings: int, *, first_s: float, most_s: float) -> float:
    """Return the seconds to wait.

    Args:
        doublings: So often `first_s` is doubled; below 0 counts as 0.
        first_s: Seconds of the first pause.
        most_s: No pause is longer.
    """
    return float(min(first_s * 2.0 ** max(0, min(doublings, _MAX_DOUBLINGS)), most_s))
