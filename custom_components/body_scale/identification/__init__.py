"""Whose a reading is: a score for each candidate, with a reason. Pure."""

from .identify import NOBODY, identify
from .leftovers import is_leftover

__all__ = ["NOBODY", "identify", "is_leftover"]
