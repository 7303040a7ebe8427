"""Frames become weighings (session), and weighings find their person (identify). Pure."""

from .identify import identify
from .record import Memory, Record
from .session import Session, WeighingState
from .trend import Trend, trend

__all__ = ["Memory", "Record", "Session", "Trend", "WeighingState", "identify", "trend"]
