"""A house in which it is another time: libfaketime, which `scripts/test-times` uses as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
import os
from pathlib import Path
import subprocess

import pytest

_SCRIPTS = Path(__file__).parents[2] / "scripts"


@contextmanager
def started_ago(ago: timedelta) -> Iterator[None]:
    """Let what is started meanwhile find an earlier time, and live on from there."""
    library = subprocess.run(
        [_SCRIPTS / "get-faketime"], check=True, capture_output=True, text=True
    ).stdout.strip()
    # The tests themselves may be at another time already.
    ahead = int(os.environ.get("FAKETIME", "0")) - int(ago.total_seconds())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LD_PRELOAD", library)
        patch.setenv("PYTHONPATH", str(_SCRIPTS / "faketime"))
        patch.setenv("FAKETIME", f"{ahead:+d}")
        # As there: only the wall clock is another.
        for name, value in (
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("NO_FAKE_STAT", "1"),
            ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
        ):
            patch.setenv(name, value)
        yield
