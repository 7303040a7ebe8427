"""Whose a reading is: a score for each candidate, with a reason. Pure."""

from .identify import identify

__all__ = ["identify"]
