"""Whose a reading is: a score for each candidate, with a reason. Pure."""

from .identify import NOBODY, identify
from .learned import MAX_HISTORY
from .leftovers import is_leftover
from .newcomers import MAX_UNANSWERED

__all__ = ["MAX_HISTORY", "MAX_UNANSWERED", "NOBODY", "identify", "is_leftover"]
