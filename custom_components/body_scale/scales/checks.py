"""The sums that frames of many makers end with."""

from functools import reduce
from operator import xor


def added(data: bytes) -> int:
    """Return the sum of all bytes, modulo 256."""
    return sum(data) & 0xFF


def xored(data: bytes) -> int:
    """Return the exclusive or of all bytes."""
    return reduce(xor, data, 0)
