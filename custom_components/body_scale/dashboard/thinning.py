"""Leave out points that a chart is too narrow for, but no peak. Pure."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

type Point = tuple[int, float, *tuple[Any, ...]]
"""Milliseconds, a value, and whatever else belongs to it."""

_KEPT = 4
"""Points that stay of a stretch: the first, the last, the least and the greatest."""


def thinned[P: Point](points: Sequence[P], limit: int) -> list[P]:
    """Return at most `limit` points, such that the line through them has the same outline.

    The time is cut into stretches of one length; of each stay the first, the last, the least and the
    greatest.

    Args:
        points: In the order of time.
        limit: At least 4.
    """
    if len(points) <= limit:
        return list(points)
    begin, span = points[0][0], points[-1][0] - points[0][0]
    stretches = limit // _KEPT

    def stretch(index: int) -> int:
        if not span:
            return 0
        return min(stretches - 1, int((points[index][0] - begin) / span * stretches))

    return [
        points[index]
        for _, indices in groupby(range(len(points)), stretch)
        for index in _outline(points, indices)
    ]


def _outline[P: Point](points: Sequence[P], indices: Iterable[int]) -> list[int]:
    """Return which points stay of a stretch, in their order."""
    some = list(indices)
    least = min(some, key=lambda index: points[index][1])
    greatest = max(some, key=lambda index: points[index][1])
    return sorted({some[0], least, greatest, some[-1]})
