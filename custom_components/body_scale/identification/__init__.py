"""Whose a reading is: a score for each candidate, with a reason. Pure."""

from .identify import NOBODY, identify

__all__ = ["NOBODY", "identify"]
