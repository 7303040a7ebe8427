"""Frames become readings: one stand on a scale is exactly one. Pure; time is always an argument."""

from .clock import AHEAD, is_believable, is_set, later
from .memory import Memory
from .record import Record
from .session import Session
from .stand import WeighingState

__all__ = [
    "AHEAD",
    "Memory",
    "Record",
    "Session",
    "WeighingState",
    "is_believable",
    "is_set",
    "later",
]
