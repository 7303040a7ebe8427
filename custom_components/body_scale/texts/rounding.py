"""Rounds numbers as scales and browsers do: what is as near to both goes away from zero. Pure."""

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: float, digits: int) -> float:
    """Return a number with so many decimals.

    Its digits decide: 68.35 becomes 68.4, although the float is a little less than that.
    """
    return float(_rounded(value, digits))


def with_digits(value: float, digits: int) -> str:
    """Return a number as a text with so many decimals."""
    return f"{_rounded(value, digits):f}"


def _rounded(value: float, digits: int) -> Decimal:
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
