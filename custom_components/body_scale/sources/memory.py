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

from ..const import CONF_READ_MEMORY, CONF_SET_CLOCK, DEFAULT_OPTIONS
from ..scales.conversation import GaveUp
from ..scales.family import Family
from .capture import Capture
from .link import CONNECTION_ERRORS
from .scale_issue import CLOCK, async_delete_scale_issues, async_raise_scale_issue
from .source import Listener
from .visit import Errand
from .visitor import MAX_DRIFT_S, NO_WAY, Visitor

_CALM_S = 20.0
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
        self._busy_at = MONOTONIC_TIME()
        self._broken_off = 0
        self._failures = 0
        self._wrong = 0
        super().__init__(hass, address, family, listener, capture)

    @property
    def _options(self) -> Mapping[str, Any]:
        entry = self._hass.config_entries.async_get_entry(self._entry_id)
        return {**DEFAULT_OPTIONS, **(entry.options if entry else {})}

    @callback
    @override
    def _is_due(self, service_info: BluetoothServiceInfoBleak, now: float) -> bool:
        if self._listener.occupied:
            self._busy_at = now
        if now - self._busy_at < _CALM_S or not self._options[CONF_READ_MEMORY]:
            return False
        if self._read_at is None or now - self._read_at >= _EVERY_S:
            return True
        return self._listener.lacks_weighings

    @override
    def _errand(self) -> Errand:
        # By this name the scale knows the household: its own, and the same each time.
        name = hashlib.sha256(f"{self._entry_id} {self._address}".encode()).digest()
        return Errand(
            client=name[:4],
            sets_clock=MAX_DRIFT_S if self._options[CONF_SET_CLOCK] else None,
            takes_gaps=self._broken_off >= _ATTEMPTS,
        )

    @override
    def _rest(self, error: Exception | None) -> float:
        self._note_clock()
        if error is None and self._visits.recalled:
            self._read_at = MONOTONIC_TIME()
            self._broken_off = self._failures = 0
            self._listener.lacks_weighings = False
            return 0.0
        if error is None and self._visits.heard and self._visits.recalled is None:
            return _STEPPED_ON_S
        if isinstance(error, (GaveUp, *CONNECTION_ERRORS)) and not isinstance(error, NO_WAY):
            self._broken_off += 1
        self._failures += 1
        return min(_REST_S * 2.0 ** (self._failures - 1), _MAX_REST_S)

    @callback
    def _note_clock(self) -> None:
        """Raise a repair about a clock that should have been set and wasn't, several times."""
        drift = self._listener.clock_drift
        wrong = drift is not None and abs(drift) > MAX_DRIFT_S and self._options[CONF_SET_CLOCK]
        self._wrong = self._wrong + 1 if wrong else 0
        if self._wrong >= _ATTEMPTS:
            async_raise_scale_issue(self._hass, CLOCK, self._entry_id, self._subentry)
        elif not wrong:
            async_delete_scale_issues(self._hass, self._subentry.subentry_id, (CLOCK,))
