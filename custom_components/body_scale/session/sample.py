"""A recorded weighing, to be played again: what a scale said, second by second. Pure.

As a Mi Body Composition Scale 2 says it: the load settles in a few seconds, the impedance comes some
seconds after it. There is no stamp in it: nothing may take it for a record.
"""

from collections.abc import Iterator
from typing import NamedTuple

from ..model import Frame, Traits, Unit

TRAITS = Traits(patience=20.0)
"""The habits of the scale that was recorded."""
DONE_S = 12.0
"""Seconds from stepping on until the scale shows nothing any more."""

_LOADS = ((0.0, 0.09), (0.7, 0.46), (1.4, 0.88), (2.1, 1.03), (2.8, 0.985), (3.5, 1.004))
"""Seconds from stepping on, and the part of the weight that the moving scale showed then."""
_SETTLED_S = 4.2
_MEASURED_S = 8.0


class Played(NamedTuple):
    """A frame of a sample, and how many seconds after stepping on it comes."""

    after_s: float
    frame: Frame


def frames(weight_kg: float, impedance: float, unit: Unit) -> Iterator[Played]:
    """Yield what the scale says while a person of a weight is weighed, in order.

    Args:
        weight_kg: kg, above 0.
        impedance: Ohm at 50 kHz.
        unit: What its display shows.
    """
    step = TRAITS.step
    for after_s, part in _LOADS:
        moving = round(part * weight_kg / step) * step
        yield Played(after_s, Frame("", moving, unit))
    settled = Frame("", weight_kg, unit, stable=True)
    yield Played(_SETTLED_S, settled)
    yield Played(_MEASURED_S, settled._replace(impedance=impedance))
