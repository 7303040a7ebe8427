"""The memory of scales that broadcast: read after weighings, now and then, and when somebody asks.

A scale doesn't advertise while it is connected to. So it is left alone as long as somebody stands on
it, and for a while after that: the next one may be waiting.
"""

from collections.abc import Mapping
import hashlib
from typing import Any, override

from homeassistant.components.bluetooth import MONOTONIC_TIME, BluetoothServiceInfoBleak
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..back_off import pause_after
from ..const import CONF_READ_MEMORY, CONF_SET_CLOCK, DEFAULT_OPTIONS
from ..scales.conversation import BrokeOff
from ..scales.family import Family
from ..session import is_set
from .capture import Capture
from .scale_issue import CLOCK, async_delete_scale_issues, async_raise_scale_issue
from .source import Listener
from .visit import Errand, OccupiedError
from .visitor import MAX_DRIFT_S, Visitor

_CALM_S = 20.0
_ASLEEP_S = 60.0
"""Of a scale that is awake some advertisement is heard in this time."""
_EVERY_S = 6 * 3600.0
_STEPPED_ON_S = 30.0
_REST_S = 60.0
_MAX_REST_S = 3600.0
_ATTEMPTS = 3
"""So often a memory may break off before what came of it is taken, and a clock be wrong unasked."""


class MemoryReader(Visitor):
    """Connects to one scale to read its memory, and to set its clock."""

    def __init__(
        self,
        hass: HomeAssistant,
        address: str,
        family: Family,
        listener: Listener,
        capture: Capture,
        *,
        entry_id: str,
        subentry: ConfigSubentry,
    ) -> None:
        """Wait for the scale to advertise; its memory may hold something nobody heard."""
        self._entry_id = entry_id
        self._subentry = subentry
        self._read_at: float | None = None
        self._busy_at = self._seen_at = MONOTONIC_TIME()
        self._broken_off = 0
        self._failures = 0
        self._stepped_on = 0
        self._wrong = 0
        super().__init__(hass, address, family, listener, capture)

    @property
    def _options(self) -> Mapping[str, Any]:
        entry = self._hass.config_entries.async_get_entry(self._entry_id)
        return {**DEFAULT_OPTIONS, **(entry.options if entry else {})}

    @property
    def _sets_clock(self) -> bool:
        """Return whether the clock is to be right: not by one that isn't set itself."""
        return bool(self._options[CONF_SET_CLOCK]) and is_set(dt_util.utcnow())

    @callback
    @override
    def _is_due(self, service_info: BluetoothServiceInfoBleak, now: float) -> bool:
        # What wakes it up is somebody who steps on.
        woken = now - self._seen_at > _ASLEEP_S
        self._seen_at = now
        if self._listener.occupied or woken:
            self._busy_at = now
        if now - self._busy_at < _CALM_S:
            return False
        long_ago = self._read_at is None or now - self._read_at >= _EVERY_S
        wanted = long_ago or self._listener.lacks_weighings
        return wanted and bool(self._options[CONF_READ_MEMORY])

    @override
    def _errand(self) -> Errand:
        # By this name the scale knows the household: its own, and the same each time.
        name = hashlib.sha256(f"{self._entry_id} {self._address}".encode()).digest()
        return Errand(
            client=name[:4],
            sets_clock=MAX_DRIFT_S if self._sets_clock else None,
            takes_gaps=self._broken_off >= _ATTEMPTS,
        )

    @override
    def _rest(self, error: Exception | None) -> float:
        self._note_clock()
        if error is None and self._visits.recalled:
            self._read_at = MONOTONIC_TIME()
            self._broken_off = self._failures = self._stepped_on = 0
            self._listener.lacks_weighings = False
            return 0.0
        if isinstance(error, OccupiedError) or (error is None and self._visits.recalled is None):
            pause = pause_after(self._stepped_on, first_s=_STEPPED_ON_S, most_s=_MAX_REST_S)
            self._stepped_on += 1
            return pause
        if isinstance(error, BrokeOff) or (error and isinstance(error.__cause__, BrokeOff)):
            self._broken_off += 1
        pause = pause_after(self._failures, first_s=_REST_S, most_s=_MAX_REST_S)
        self._failures += 1
        return pause

    @callback
    def _note_clock(self) -> None:
        """Raise a repair about a clock that should have been set and wasn't, several times."""
        drift = self._listener.clock_drift
        wrong = drift is not None and abs(drift) > MAX_DRIFT_S and self._sets_clock
        self._wrong = self._wrong + 1 if wrong else 0
        if self._wrong >= _ATTEMPTS:
            async_raise_scale_issue(self._hass, CLOCK, self._entry_id, self._subentry)
        elif not wrong:
            async_delete_scale_issues(self._hass, self._subentry.subentry_id, (CLOCK,))
