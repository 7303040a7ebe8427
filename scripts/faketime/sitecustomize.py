"""Loaded by every Python that scripts/test-times starts: sleeping that works under libfaketime.

Where the monotonic clock stays the real one, libfaketime's `clock_nanosleep` refuses `time.sleep`.
"""

import select
import time


def _sleep(seconds: float) -> None:
    """Wait by another system call."""
    select.select((), (), (), seconds)


time.sleep = _sleep
