"""Scales that have to be connected to: each is, when it advertises, because somebody uses it then.

Afterwards it is left alone for a while, longer after each failure, so that its battery lasts.
"""

from typing import override

from homeassistant.components.bluetooth import MONOTONIC_TIME, BluetoothServiceInfoBleak
from homeassistant.core import callback

from ..back_off import pause_after
from ..scales.conversation import GaveUp, PairingMissing
from .link import CONNECTION_ERRORS
from .visit import Errand
from .visitor import NO_WAY, Visitor

_RETRY_S = 3.0
_REST_S = 10.0
_MAX_REST_S = 300.0
_ASLEEP_S = 60.0
"""A scale that advertises after so long a silence was just woken up."""


class ConnectedScale(Visitor):
    """Connects to one scale whenever it advertises, and hands over what it says."""

    _advertised_at = 0.0
    _failures = 0

    @callback
    @override
    def _is_due(self, service_info: BluetoothServiceInfoBleak, now: float) -> bool:
        if service_info.time - self._advertised_at > _ASLEEP_S:
            self._rests_until = self._failures = 0
        self._advertised_at = service_info.time
        return True

    @override
    def _errand(self) -> Errand:
        return Errand()

    @override
    def _rest(self, error: Exception | None) -> float:
        self._advertised_at = MONOTONIC_TIME()
        if isinstance(error, NO_WAY):
            return _RETRY_S
        heard = self._visits.heard
        # Who reads that a scale wants to be paired may do that at once.
        talked = error is None or isinstance(error, (PairingMissing, *CONNECTION_ERRORS))
        if not talked and not (isinstance(error, GaveUp) and heard):
            return _MAX_REST_S
        self._failures = 0 if heard else self._failures + 1
        return pause_after(self._failures, first_s=_REST_S, most_s=_MAX_REST_S)
